// The three that are measured, on one database: Vinilogy, PostGraphile, and the SQL that both come down to.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { delimiter, dirname, join } from "node:path";
import pg from "pg";

export const here = import.meta.dirname;
const target = process.env.CARGO_TARGET_DIR ?? join(here, "../../target");
export const folder = join(target, "bench");
const data = join(folder, "data");
const binary = join(target, "release/vinilogy");
const started = [];

/** Nothing of our surroundings: no key of a provider, no other database. */
const surroundings = { PATH: process.env.PATH, HOME: process.env.HOME, DATA_DIR: data };

/** Fills a database of its own, unless one of that size is there whose rows are not stale yet. */
export function fill(artists, seed) {
  mkdirSync(folder, { recursive: true });
  const mark = join(folder, "filled.json");
  const wanted = { artists, seed };
  const day = 24 * 3600 * 1000;
  if (existsSync(mark) && existsSync(data)) {
    const { filled, ...is } = JSON.parse(readFileSync(mark, "utf8"));
    if (JSON.stringify(is) === JSON.stringify(wanted) && Date.now() - filled < 20 * day) return;
  }
  rmSync(data, { recursive: true, force: true });
  rmSync(mark, { force: true });
  const begun = Date.now();
  const arguments_ = ["sample-catalogue", "--artists", `${artists}`, "--seed", `${seed}`];
  execFileSync(binary, arguments_, { env: { ...surroundings, RUST_LOG: "warn" }, cwd: folder, stdio: "inherit" });
  console.log(`filled in ${((Date.now() - begun) / 1000).toFixed(0)} s`);
  writeFileSync(mark, JSON.stringify({ ...wanted, filled: Date.now() }));
}

/** Starts both servers, and says where everything is. */
export async function open() {
  const port = await free();
  const vinilogy = await start("vinilogy", binary, ["serve", "--no-worker", "--listen", `127.0.0.1:${port}`], surroundings, "serves on");
  const postmaster = readFileSync(join(data, "postgres/postmaster.pid"), "utf8").split("\n");
  const connection = { host: postmaster[4], port: Number(postmaster[3]), user: "vinilogy", database: "vinilogy" };
  const client = new pg.Client(connection);
  await client.connect();
  await client.query(readFileSync(join(here, "prepare.sql"), "utf8"));
  const other = await free();
  const environment = { PATH: process.env.PATH, NODE_ENV: "production", GRAPHILE_ENV: "production" };
  const settings = [join(here, "postgraphile.mjs"), `${other}`, connection.host, connection.user, connection.database];
  const postgraphile = await start("postgraphile", node(), settings, environment, "ready");
  return {
    client,
    connection,
    pgbench: program("pgbench", Number(postmaster[0])),
    postmaster: Number(postmaster[0]),
    vinilogy: { url: `http://127.0.0.1:${port}/graphql`, pid: vinilogy.pid },
    postgraphile: { url: `http://127.0.0.1:${other}/graphql`, pid: postgraphile.pid },
  };
}

/** Stops what was started, the last first. */
export async function close(houses) {
  await houses?.client.end();
  for (const child of started.reverse()) {
    if (child.exitCode !== null) continue;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGTERM");
    await ended;
  }
}

/** A process that runs on; resolves when it says that it is ready. */
async function start(name, command, arguments_, env, word) {
  const log = join(folder, `${name}.log`);
  const child = spawn(command, arguments_, { env, cwd: folder, stdio: ["ignore", "pipe", openSync(log, "w")] });
  started.push(child);
  await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${name} ended with ${code}: see ${log}`)));
    child.stdout.on("data", (said) => `${said}`.includes(word) && resolve());
  });
  return child;
}

/** PostGraphile wants Node 22, which npm brings where this one is older. */
function node() {
  if (Number(process.versions.node.split(".")[0]) >= 22) return process.execPath;
  const brought = join(here, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (!existsSync(brought)) throw new Error("PostGraphile 5 needs Node 22 or newer");
  return brought;
}

/** A program that lies beside the server's, or in PATH. */
function program(name, postmaster) {
  const places = process.env.PATH.split(delimiter);
  try {
    places.unshift(dirname(execFileSync("readlink", ["-f", `/proc/${postmaster}/exe`], { encoding: "utf8" }).trim()));
  } catch {
    // Without /proc it has to be in PATH.
  }
  const found = places.map((place) => join(place, name)).find((path) => existsSync(path));
  if (!found) throw new Error(`${name} is not there: it comes with PostgreSQL's server or its contrib package`);
  return found;
}

async function free() {
  const server = createServer();
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address();
  await new Promise((resolve) => server.close(resolve));
  return port;
}
