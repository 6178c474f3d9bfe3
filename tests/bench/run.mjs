// `make bench`: the same questions to Vinilogy, to PostGraphile 5 and to the bare statement, in turns.
//
// BENCH_ARTISTS (10000), BENCH_SECONDS of one turn (8), BENCH_ROUNDS (3), BENCH_ONLY=vinilogy for one of the three.
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { close, fill, folder, open } from "./houses.mjs";
import { floor, machine, server } from "./measure.mjs";
import { compare, names, prepare } from "./queries.mjs";

const artists = Number(process.env.BENCH_ARTISTS ?? 10_000);
const seconds = Number(process.env.BENCH_SECONDS ?? 8);
const rounds = Number(process.env.BENCH_ROUNDS ?? 3);
const only = process.env.BENCH_ONLY;
const contenders = ["vinilogy", "postgraphile", "floor"].filter((name) => !only || only === name);
const titles = { tree: "(a) artist → 5 albums → 10 releases", list: "(b) album → 100 releases", search: "(c) typeahead with typos" };

fill(artists, 1);
let houses;
try {
  houses = await open();
  const questions = [];
  for (const name of names) {
    const question = await prepare(houses.client, name);
    const rows = await compare(houses, question);
    console.log(`${titles[name]}: all three answer the same, ${question.picks} different questions, ${JSON.stringify(rows)} compared`);
    questions.push(question);
  }
  const turn = (name, question, time) => (name === "floor" ? floor(houses, question, time) : server(houses, name, question, time));
  const turns = {};
  for (const question of questions) {
    // Once to warm up: plans, compiled code, pages in memory.
    for (const name of contenders) await turn(name, question, Math.max(1, Math.round(seconds / 3)));
    for (let round = 0; round < rounds; round++) {
      for (const name of contenders) ((turns[question.name] ??= {})[name] ??= []).push(await turn(name, question, seconds));
    }
  }
  const report = { machine: machine(), artists, seconds, rounds, connections: 8, results: {} };
  for (const [question, by] of Object.entries(turns)) {
    report.results[question] = Object.fromEntries(Object.entries(by).map(([name, turns]) => [name, median(turns)]));
  }
  writeFileSync(join(folder, "report.json"), `${JSON.stringify(report, null, 2)}\n`);
  print(report);
} finally {
  await close(houses);
}

/** The turn of the median rate. */
function median(turns) {
  return turns.toSorted((one, other) => one.rate - other.rate)[Math.floor(turns.length / 2)];
}

function print({ results }) {
  const row = (cells) => console.log(`| ${cells.join(" | ")} |`);
  console.log(`\n${machine()}, 8 connections, ${artists} artists, ${rounds} × ${seconds} s\n`);
  row(["", "requests/s", "p50 ms", "p99 ms", "× PostGraphile", "× floor", "CPU µs: server", "database", "generator"]);
  row(Array(9).fill("---"));
  for (const [question, by] of Object.entries(results)) {
    for (const [name, { rate, p50, p99, cpu }] of Object.entries(by)) {
      const to = (other) => (by[other] ? (rate / by[other].rate).toFixed(2) : "");
      const shares = [cpu.server, cpu.database, cpu.generator].map((share) => share.toFixed(0));
      row([`${titles[question]}: ${name}`, rate.toFixed(0), p50.toFixed(2), p99.toFixed(2), to("postgraphile"), to("floor"), ...shares]);
    }
  }
}
