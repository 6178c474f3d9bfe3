// Keeps what was seen, to be read without a network. Files with a hash in their name are taken from here first;
// everything else is asked of the server first, and what is kept answers only when nobody does.
const FILES = 'files-1';
const ANSWERS = 'answers-1';
const MOST_ANSWERS = 300;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches
      .open(FILES)
      .then((files) => files.add('/'))
      .then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name !== FILES && name !== ANSWERS)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  );
});

// Who signs out leaves nothing behind.
self.addEventListener('message', (event) => {
  if (event.data === 'forget') event.waitUntil(caches.delete(ANSWERS));
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) return;
  if (request.method === 'POST' && url.pathname === '/graphql') {
    event.respondWith(question(request));
  } else if (request.method !== 'GET') {
    return;
  } else if (url.pathname.startsWith('/assets/') || url.pathname.startsWith('/images/')) {
    event.respondWith(kept(request));
  } else if (request.mode === 'navigate' && url.pathname !== '/graphiql') {
    event.respondWith(page(request));
  }
});

async function kept(request) {
  const files = await caches.open(FILES);
  const known = await files.match(request);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok) await files.put(request, answer.clone());
  return answer;
}

/** Every address is the same page. */
async function page(request) {
  const files = await caches.open(FILES);
  try {
    const answer = await fetch(request);
    const isPage = answer.ok && (answer.headers.get('content-type') ?? '').includes('text/html');
    if (isPage && !answer.redirected) await files.put('/', answer.clone());
    return answer;
  } catch (cause) {
    const known = await files.match('/');
    if (known) return known;
    throw cause;
  }
}

/** Only queries are kept, never what changes something, and each person's for themselves. */
async function question(request) {
  const isJson = (request.headers.get('content-type') ?? '').startsWith('application/json');
  const body = isJson ? await request.clone().text() : '';
  if (!/^\{"query":"\s*(?:\\n|\s)*query /.test(body)) return fetch(request);
  const address = await addressOf(body, request.headers.get('authorization') ?? '');
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(address, answer.clone());
    return answer;
  } catch (cause) {
    const known = await (await caches.open(ANSWERS)).match(address);
    if (known) return known;
    throw cause;
  }
}

async function keep(address, answer) {
  const answers = await caches.open(ANSWERS);
  await answers.put(address, answer);
  const all = await answers.keys();
  await Promise.all(
    all.slice(0, Math.max(0, all.length - MOST_ANSWERS)).map((old) => answers.delete(old)),
  );
}

/** The token changes every quarter of an hour; whose it is does not. */
async function addressOf(body, authorization) {
  const who = personOf(authorization);
  const bytes = new TextEncoder().encode(`${who}\n${body}`);
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const name = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `/graphql?kept=${name}`;
}

function personOf(authorization) {
  try {
    const [, claims] = authorization.split('.');
    const text = atob(claims.replaceAll('-', '+').replaceAll('_', '/'));
    return String(JSON.parse(text).sub);
  } catch {
    return '';
  }
}
