// node subscribe.mjs WS_URL QUERY [VARIABLES_JSON] [--limit N] [--token TOKEN]
//
// Subscribes with graphql-ws over graphql-transport-ws and prints each result as one line of JSON.
// Exits 0 when the server completes the subscription, or after N results; 1 on an error, which is told
// on standard error. `--token` goes into connection_init as {"Authorization": "Bearer TOKEN"}.
import { parseArgs } from 'node:util';
import { createClient } from 'graphql-ws';
import WebSocket from 'ws';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { limit: { type: 'string' }, token: { type: 'string' } },
});
const [url, query, variables] = positionals;
const limit = values.limit === undefined ? Infinity : Number(values.limit);
if (!url || !query || !(limit >= 1)) {
  console.error(
    'usage: node subscribe.mjs WS_URL QUERY [VARIABLES_JSON] [--limit N] [--token TOKEN]',
  );
  process.exit(1);
}

const client = createClient({
  url,
  webSocketImpl: WebSocket,
  retryAttempts: 0,
  connectionParams: values.token ? { Authorization: `Bearer ${values.token}` } : undefined,
});

let results = 0;
let failed = false;
try {
  const subscription = client.iterate({
    query,
    variables: variables ? JSON.parse(variables) : undefined,
  });
  for await (const result of subscription) {
    console.log(JSON.stringify(result));
    if (result.errors) failed = true;
    results += 1;
    if (results >= limit) break;
  }
} catch (error) {
  failed = true;
  console.error(inWords(error));
}
await client.dispose();
process.exitCode = failed ? 1 : 0;

/** An error frame is an array of GraphQL errors, a closed socket an event, the rest an Error. */
function inWords(error) {
  if (Array.isArray(error)) return `error: ${JSON.stringify(error)}`;
  if (typeof error?.code === 'number') return `closed: ${error.code} ${error.reason ?? ''}`.trim();
  return `error: ${error?.message || error?.error?.message || error}`;
}
