// node browser.mjs URL OUTDIR
//
// Opens the page and GraphiQL in Chromium (CHROMIUM, or Debian's own), light and dark, wide and narrow:
// finds Kate Bush, opens an album, reads its pressings, runs GraphiQL's first example. Screenshots go to
// OUTDIR. One line a step; exits 1 when a step fails, when the browser's console shows an error, when an
// answer of the server is 400 or more, or when anything is asked of another host.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';

const TYPED = 'kate';
const ARTIST = 'Kate Bush';
const ALBUM = 'Hounds of Love';
const PATIENCE = 20_000;

const [url, folder] = process.argv.slice(2);
if (!url || !folder) {
  console.log('usage: node browser.mjs URL OUTDIR');
  process.exit(1);
}
const home = new URL(url);
await mkdir(folder, { recursive: true });

const failures = [];
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage'],
});
console.log(`chromium ${browser.version()}`);
for (const colorScheme of ['light', 'dark']) {
  for (const [size, viewport] of [
    ['wide', { width: 1280, height: 800 }],
    ['360', { width: 360, height: 740 }],
  ]) {
    await visit(`${colorScheme}-${size}`, { colorScheme, viewport });
  }
}
await browser.close();

for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(failures.length === 0 ? 'ok' : `${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);

async function visit(look, options) {
  const context = await browser.newContext({ ...options, locale: 'en-GB' });
  const page = await context.newPage();
  page.setDefaultTimeout(PATIENCE);
  watch(page, look);

  const step = async (name, work) => {
    await work();
    console.log(`ok ${look}: ${name}`);
  };
  const picture = (name) => page.screenshot({ path: join(folder, `${name}-${look}.png`) });
  const narrow = options.viewport.width < 500;

  try {
    await step('the page opens', async () => {
      await page.goto(home.href);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.waitForLoadState('networkidle');
      await noSidewaysScroll(page);
      await picture('1-start');
    });
    await step(`typing "${TYPED}" suggests ${ARTIST}`, async () => {
      await page.getByRole('combobox', { name: 'Artist' }).pressSequentially(TYPED, { delay: 30 });
      await page.getByRole('option', { name: ARTIST, exact: true }).waitFor();
      await picture('2-search');
    });
    await step('choosing shows the albums', async () => {
      await choose(page, options.colorScheme === 'dark');
      await page.getByRole('heading', { level: 1, name: ARTIST }).waitFor();
      const albums = page.getByRole('region', { name: /^Albums/ }).getByRole('link');
      await albums.first().waitFor();
      await noSidewaysScroll(page);
      await picture('3-artist');
      console.log(`   ${await albums.count()} albums at ${new URL(page.url()).search}`);
      expect(
        /^\?artist=artist:\d+$/.test(new URL(page.url()).search),
        'the address names the artist',
      );
    });
    await step(`opening "${ALBUM}" shows its pressings`, async () => {
      await page
        .getByRole('region', { name: /^Albums/ })
        .getByRole('link', { name: ALBUM })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name: ALBUM }).waitFor();
      const rows = page.getByRole('table').getByRole('row');
      await rows.nth(1).waitFor();
      await noSidewaysScroll(page);
      await picture('4-album');
      console.log(
        `   ${(await rows.count()) - 1} pressings; the first: ${(await rows.nth(1).innerText()).replace(/\s+/g, ' ')}`,
      );
    });
    await step('the address alone brings it back', async () => {
      await page.reload();
      await page.getByRole('table').getByRole('row').nth(1).waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: ARTIST }).waitFor();
    });
    await step("GraphiQL's first example answers", async () => {
      await page.goto(new URL('/graphiql', home).href);
      const run = page.locator('.graphiql-execute-button');
      await run.waitFor();
      await page.locator('.graphiql-query-editor .view-line').first().waitFor();
      await run.click();
      const response = page.locator('.result-window .view-lines');
      await response.getByText('"data"').waitFor();
      await response.getByText(ARTIST).waitFor();
      expect(!(await response.innerText()).includes('"errors"'), 'the response has no errors');
      await page.waitForTimeout(500);
      await picture('5-graphiql');
    });
    if (!narrow) {
      await step("GraphiQL's documentation knows the schema", async () => {
        await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
        const docs = page.locator('.graphiql-doc-explorer');
        await docs.getByRole('link', { name: 'Query', exact: true }).click();
        await docs.getByText('ArtistLookup').first().waitFor();
        await picture('6-graphiql-docs');
      });
    }
  } catch (error) {
    failures.push(`${look}: ${error.message}`);
    await picture('failed').catch(() => undefined);
  }
  await context.close();
}

/** With the mouse, or with the keyboard alone. */
async function choose(page, byKeyboard) {
  const option = page.getByRole('option', { name: ARTIST, exact: true });
  if (!byKeyboard) {
    await option.click();
    return;
  }
  for (let presses = 0; presses < 10; presses += 1) {
    await page.keyboard.press('ArrowDown');
    if ((await option.getAttribute('aria-selected')) === 'true') break;
  }
  await page.keyboard.press('Enter');
}

function watch(page, look) {
  page.on('console', (message) => {
    // Monaco only warns when its workers do not start, and goes on without them.
    const withoutWorkers = message.text().includes('Could not create web worker');
    if (message.type() === 'error' || withoutWorkers) {
      failures.push(`${look}: console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => failures.push(`${look}: uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400)
      failures.push(`${look}: HTTP ${response.status()} ${response.url()}`);
  });
  page.on('request', (request) => ownHost(request.url(), look));
  page.on('websocket', (socket) => ownHost(socket.url(), look));
}

function ownHost(address, look) {
  const { protocol, host } = new URL(address);
  if (/^(https?|wss?):$/.test(protocol) && host !== home.host) {
    failures.push(`${look}: asked of another host: ${address}`);
  }
}

async function noSidewaysScroll(page) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond <= 0, `nothing sticks out sideways (${beyond} px)`);
}

function expect(held, what) {
  if (!held) throw new Error(`expected that ${what}`);
}
