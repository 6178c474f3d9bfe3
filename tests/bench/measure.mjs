// One turn: so many seconds, eight connections; and what it cost the processor, by whom.
import { execFile } from "node:child_process";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { folder, here } from "./houses.mjs";

const run = promisify(execFile);
const CONNECTIONS = 8;

/** A server asked over HTTP, by wrk. */
export async function server(houses, house, question, seconds) {
  const before = spent(houses);
  const arguments_ = ["-t", "1", "-c", `${CONNECTIONS}`, "-d", `${seconds}s`, "-s", join(here, "wrk.lua"), houses[house].url];
  const env = { ...process.env, BODIES: question[house].file };
  const { stdout, stderr } = await run("bash", ["-c", 'TIMEFORMAT="CPU %U %S"; time wrk "$@"', "wrk", ...arguments_], { env });
  const found = /RESULT (.*)/.exec(stdout);
  if (!found) throw new Error(`wrk said: ${stdout} ${stderr}`);
  const result = JSON.parse(found[1]);
  if (result.failed > 0) throw new Error(`${house} failed ${result.failed} of ${result.requests} times at ${question.name}`);
  const [user, system] = /CPU (\S+) (\S+)/.exec(stderr).slice(1).map(Number);
  const after = spent(houses);
  const each = (total) => (1e6 * total) / result.requests;
  return {
    rate: result.requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    bytes: result.bytes / result.requests,
    // Microseconds a request.
    cpu: { server: each(after[house] - before[house]), database: each(after.database - before.database), generator: each(user + system) },
  };
}

/** The hand-written statement, by pgbench, prepared. */
export async function floor(houses, question, seconds) {
  const prefix = join(folder, "pgbench");
  const { host, port, user, database } = houses.connection;
  const before = spent(houses);
  const files = question.floor.flatMap((file) => ["-f", file]);
  const arguments_ = ["-n", "-M", "prepared", "-c", `${CONNECTIONS}`, "-j", "1", "-T", `${seconds}`, ...files, "-l", `--log-prefix=${prefix}`];
  const { stdout } = await run(houses.pgbench, [...arguments_, "-h", host, "-p", `${port}`, "-U", user, database], { cwd: folder });
  const after = spent(houses);
  const times = [];
  for (const name of readdirSync(folder).filter((name) => /^pgbench\.\d/.test(name))) {
    for (const line of readFileSync(join(folder, name), "utf8").split("\n")) {
      if (line) times.push(Number(line.split(" ")[2]) / 1000);
    }
    rmSync(join(folder, name));
  }
  times.sort((one, other) => one - other);
  const at = (share) => times[Math.min(times.length - 1, Math.floor(times.length * share))];
  const rate = Number(/tps = ([\d.]+)/.exec(stdout)[1]);
  const each = (1e6 * (after.database - before.database)) / times.length;
  return { rate, p50: at(0.5), p99: at(0.99), cpu: { server: 0, database: each, generator: 0 } };
}

/** Seconds of processor time since the start: of the servers, and of all that PostgreSQL has run. */
function spent(houses) {
  const ticks = 100;
  const stat = (pid) => {
    try {
      // The name in brackets may hold blanks.
      return readFileSync(`/proc/${pid}/stat`, "utf8").replace(/^.*\) /, "").split(" ").map(Number);
    } catch {
      return [];
    }
  };
  const own = (fields) => ((fields[11] ?? 0) + (fields[12] ?? 0)) / ticks;
  let database = 0;
  let pids = [];
  try {
    pids = readdirSync("/proc").filter((name) => /^\d+$/.test(name));
  } catch {
    // No /proc: no shares.
  }
  for (const pid of pids) {
    const fields = stat(pid);
    if (Number(pid) === houses.postmaster) database += own(fields) + (fields[13] + fields[14]) / ticks;
    else if (fields[1] === houses.postmaster) database += own(fields);
  }
  return { vinilogy: own(stat(houses.vinilogy.pid)), postgraphile: own(stat(houses.postgraphile.pid)), database };
}

export const machine = () => `${cpus().length} × ${cpus()[0]?.model ?? "processor"}`;
