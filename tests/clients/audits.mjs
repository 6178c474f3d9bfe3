// node audits.mjs URL
//
// The audit suite of graphql-http, the reference implementation of GraphQL over HTTP. One line an audit:
// its status, id and name, and why when it is not `ok`. Exits 0 only when every audit is `ok`.
import { serverAudits } from 'graphql-http';

const [url] = process.argv.slice(2);
if (!url) {
  console.log('usage: node audits.mjs URL');
  process.exit(1);
}

const statuses = { ok: 0, notice: 0, warn: 0, error: 0 };
const audits = serverAudits({
  url,
  fetchFn: (input, init) => fetch(input, { ...init, signal: AbortSignal.timeout(30_000) }),
});
for (const audit of audits) {
  const { status, reason } = await run(audit);
  statuses[status] += 1;
  console.log(
    `${status.padEnd(6)} ${audit.id}  ${audit.name}${reason ? `\n       ${reason}` : ''}`,
  );
}
const total = Object.entries(statuses).map(([status, number]) => `${status} ${number}`);
console.log(total.join(', '));
process.exit(audits.length > 0 && statuses.ok === audits.length ? 0 : 1);

/** An audit throws when it got no answer at all: that is an error of its own. */
async function run(audit) {
  try {
    const result = await audit.fn();
    if (result.status === 'ok') return { status: 'ok' };
    const { response } = result;
    return {
      status: result.status,
      reason: `${result.reason} (HTTP ${response.status})`,
    };
  } catch (error) {
    return {
      status: 'error',
      reason: `${error.message}${error.cause ? `: ${error.cause.message}` : ''}`,
    };
  }
}
