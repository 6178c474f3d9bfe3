// The three questions, as each of the three is asked, and the proof that all answer the same.
import { deepStrictEqual } from "node:assert";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { folder, here } from "./houses.mjs";

export const names = ["tree", "list", "search"];
const kinds = { tree: "artist", list: "album" };
const read = (path) => readFileSync(join(here, path), "utf8");

/** The documents, the statement, and what they are asked about. */
export async function prepare(client, name) {
  const picks = (await client.query("select id, text from bench.picks where query = $1 order by n", [name])).rows;
  const vinilogy = { query: read(`queries/${name}.graphql`), variables: (pick) => (pick.id ? { id: `${kinds[name]}:${pick.id}` } : { text: pick.text }) };
  const postgraphile = { query: read(`queries/${name}.postgraphile.graphql`), variables: (pick) => (pick.id ? { id: pick.id } : { text: pick.text }) };
  const question = { name, picks: picks.length, floor: scripts(name, picks) };
  for (const [house, { query, variables }] of Object.entries({ vinilogy, postgraphile })) {
    const bodies = picks.map((pick) => JSON.stringify({ query, variables: variables(pick) }));
    writeFileSync(join(folder, `${house}-${name}.bodies`), bodies.join("\n"));
    question[house] = { bodies, file: join(folder, `${house}-${name}.bodies`) };
  }
  return question;
}

/** What pgbench runs: one script, or, since it knows no texts, one for each of as many texts as it takes scripts. */
function scripts(name, picks) {
  const statement = read(`floor/${name}.sql`);
  const write = (file, text) => {
    writeFileSync(join(folder, file), text);
    return join(folder, file);
  };
  if (picks[0].id) return [write(`floor-${name}.sql`, `\\set n random(1, ${picks.length})\n${statement}`)];
  const quoted = (text) => `'${text.replaceAll("'", "''")}'`;
  return picks.slice(0, 120).map(({ text }, at) => write(`floor-${name}-${at}.sql`, statement.replace(":text", quoted(text))));
}

/** Nobody wins by answering less: fails unless all three say the same of every so many picks. */
export async function compare(houses, question) {
  const statement = read(`floor/${question.name}.sql`).replace(/;\s*$/, "");
  // As pgbench asks by number, and by text as it stands in the picks.
  const byNumber = statement.replace(":n)", "$1)").replace(":text", "(select text from bench.picks where query = 'search' and n = $1)");
  const rows = {};
  for (let at = 0; at < question.picks; at += 7) {
    const floor = (await houses.client.query(byNumber, [at + 1])).rows[0].json_build_object;
    for (const house of ["vinilogy", "postgraphile"]) {
      const answer = await ask(houses[house].url, question[house].bodies[at]);
      deepStrictEqual(plain(answer), plain(floor), `${house} answers ${question.name} ${at} differently`);
    }
    count(floor, rows);
  }
  return rows;
}

async function ask(url, body) {
  const response = await fetch(url, { method: "POST", headers: { "content-type": "application/json" }, body });
  const answer = await response.json();
  if (answer.errors) throw new Error(`${url}: ${JSON.stringify(answer.errors)}`);
  return answer.data;
}

/** One spelling: PostGraphile says `rowId: "7"` where we say `id: "album:7"`, and writes large numbers as texts. */
function plain(value, key) {
  if (Array.isArray(value)) return value.map((item) => plain(item));
  if (value && typeof value === "object") {
    const fields = Object.entries(value).map(([name, item]) => [name === "rowId" ? "id" : name, plain(item, name)]);
    return Object.fromEntries(fields.sort(([one], [other]) => (one < other ? -1 : 1)));
  }
  if (["id", "rowId", "discogsId"].includes(key) && value !== null) return `${value}`.replace(/^\w+:/, "");
  return value;
}

function count(value, rows) {
  if (Array.isArray(value)) value.forEach((item) => count(item, rows));
  else if (value && typeof value === "object") {
    for (const [name, item] of Object.entries(value)) {
      if (name === "nodes") rows.nodes = (rows.nodes ?? 0) + item.length;
      count(item, rows);
    }
  }
}
