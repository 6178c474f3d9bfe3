// PostGraphile 5 as its makers run it in production: nothing watched, explained or shown; ten connections.
import { createServer } from "node:http";
import { postgraphile } from "postgraphile";
import { makePgService } from "postgraphile/adaptors/pg";
import { grafserv } from "postgraphile/grafserv/node";
import { PostGraphileAmberPreset } from "postgraphile/presets/amber";

const [port, host, user, database] = process.argv.slice(2);

const instance = postgraphile({
  extends: [PostGraphileAmberPreset],
  // Orders and conditions of every column: ours are of columns whose index PostGraphile does not count as one.
  disablePlugins: ["PgIndexBehaviorsPlugin"],
  pgServices: [makePgService({ poolConfig: { host, user, database, max: 10 }, schemas: ["public", "bench"] })],
  grafserv: { watch: false, graphiql: false, websockets: false },
  grafast: { explain: false },
});
const server = createServer();
await instance.createServ(grafserv).addTo(server);
await instance.getSchema();
server.listen(Number(port), "127.0.0.1", () => console.log("ready"));
