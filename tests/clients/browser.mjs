// node browser.mjs URL OUTDIR
//
// Opens the page and GraphiQL in Chromium (CHROMIUM, or Debian's own), light and dark, wide and narrow, in English and
// Spanish: from a stranger's first visit over an album's pressings to an account of one's own with a wantlist. Every
// screen is looked through by axe with its default rules and photographed into OUTDIR. Then the same with the keyboard
// alone, and with the API slow, failing and gone. One line a step; exits 1 when a step fails, when axe finds
// something, when the console shows an error, when an answer is 400 or more, or when another host is asked.
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { examine } from './axe.mjs';
import { byKeyboard, offline, slowFailingGone } from './hardships.mjs';
import { expect, noSidewaysScroll, settled, signUp, watch } from './visit.mjs';
import { WORDS } from './words.mjs';

const ARTIST = 'Kate Bush';
const ALBUM = 'Hounds of Love';

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
for (const [colorScheme, size, viewport, locale] of [
  // The first account of a house administers it.
  ['light', 'wide', { width: 1280, height: 860 }, 'en-GB'],
  ['dark', 'wide', { width: 1280, height: 860 }, 'es-ES'],
  ['light', '360', { width: 360, height: 740 }, 'es-ES'],
  ['dark', '360', { width: 360, height: 740 }, 'en-GB'],
]) {
  await visit(`${colorScheme}-${size}`, { colorScheme, viewport, locale });
}
for (const [name, hardship] of Object.entries({
  byKeyboard,
  slowFailingGone,
  offline,
})) {
  await attempt(name, () => hardship({ browser, home, failures }));
}
await browser.close();

for (const failure of failures) console.log(`FAILED ${failure}`);
console.log(failures.length === 0 ? 'ok' : `${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);

async function visit(look, options) {
  // What the service worker does is tried by itself: here every answer comes from the server.
  const context = await browser.newContext({
    ...options,
    serviceWorkers: 'block',
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  watch(page, home, (what) => failures.push(`${look}: ${what}`));
  const words = WORDS[options.locale.slice(0, 2)];
  const narrow = options.viewport.width < 500;

  const step = async (name, work) => {
    await work();
    console.log(`ok ${look}: ${name}`);
  };
  const screen = async (name) => {
    await settled(page);
    await noSidewaysScroll(page);
    await page.screenshot({ path: join(folder, `${name}-${look}.png`) });
    for (const found of await examine(page)) failures.push(`${look}: ${name}: ${found}`);
  };
  const open = async (path) => {
    await page.goto(new URL(path, home).href);
    await page.getByRole('heading', { level: 1 }).first().waitFor();
  };

  try {
    await step('a stranger sees a wall of sleeves', async () => {
      await open('/');
      const sleeves = page.getByRole('region', { name: words.wall }).getByRole('listitem');
      await sleeves.first().waitFor();
      expect((await sleeves.count()) >= 20, 'there are sleeves');
      await screen('01-start');
    });
    await step(`typing suggests ${ARTIST}`, async () => {
      await page.getByRole('combobox').pressSequentially('kate', { delay: 30 });
      await page.getByRole('option', { name: ARTIST }).first().waitFor();
      await screen('02-search');
    });
    await step('choosing shows the albums', async () => {
      await page.getByRole('option', { name: ARTIST }).first().click();
      await page.getByRole('heading', { level: 1, name: ARTIST }).waitFor();
      const albums = page.getByRole('region', { name: words.albums }).getByRole('link');
      await albums.first().waitFor();
      await screen('03-artist');
      expect(/^\/artists\/\d+$/.test(new URL(page.url()).pathname), 'the address names the artist');
    });
    await step(`opening "${ALBUM}" shows a price and every pressing`, async () => {
      await page
        .getByRole('region', { name: words.albums })
        .getByRole('link', { name: ALBUM })
        .first()
        .click();
      await page.getByRole('heading', { level: 1, name: ALBUM }).waitFor();
      const rows = page.getByRole('table').getByRole('row');
      await rows.nth(1).waitFor();
      await screen('04-album');
      const total = Number(await page.getByRole('table').getAttribute('aria-rowcount')) - 1;
      expect(total >= 3, 'there are pressings');
      await rows.nth(1).scrollIntoViewIfNeeded();
      await page
        .getByRole('region', { name: ALBUM })
        .screenshot({ path: join(folder, `05-pressings-${look}.png`) });
      console.log(
        `   ${total} pressings; the first: ${(await rows.nth(1).innerText()).replace(/\s+/g, ' ')}`,
      );
    });
    await step('a pressing tells its prices', async () => {
      await page.getByRole('table').getByRole('button', { name: words.details }).first().click();
      const sheet = page.getByRole('dialog');
      await sheet.getByRole('heading', { name: words.prices }).waitFor();
      await screen('06-pressing');
      await page.keyboard.press('Escape');
      await sheet.waitFor({ state: 'hidden' });
    });
    await step('the address alone brings it back', async () => {
      await page.reload();
      await page.getByRole('heading', { level: 1, name: ALBUM }).waitFor();
      await page.goBack();
      await page.getByRole('heading', { level: 1, name: ARTIST }).waitFor();
    });
    await step('what is not there is said, with a way on', async () => {
      await open('/nowhere');
      await screen('07-nothing');
      await open('/wantlist');
      await screen('08-who-are-you');
      await open('/sign-in');
      await screen('09-sign-in');
    });
    await step('an account is made', async () => {
      await signUp(page, home, `${look}@example.org`);
      await screen('10-taste-empty');
    });
    await step('an artist is added to one’s taste', async () => {
      await page.getByRole('textbox', { name: words.artistName }).fill(ARTIST);
      await page.getByRole('button', { name: words.add, exact: true }).click();
      await page.getByRole('main').getByRole('link', { name: ARTIST }).waitFor();
      await screen('11-taste');
    });
    await step('an album is put on the wantlist, with what it may cost', async () => {
      await open('/wantlist');
      await screen('12-wantlist-empty');
      await page.goto(new URL('/', home).href);
      await page.getByRole('combobox').fill('hounds');
      await page.getByRole('option', { name: ALBUM }).first().click();
      await page.getByRole('button', { name: words.want }).first().click();
      await page.getByRole('button', { name: words.wanted }).first().waitFor();
      await screen('13-album-wanted');
      await open('/wantlist');
      const limit = page.getByRole('textbox', { name: words.atMost });
      await limit.fill('500');
      await page.getByRole('button', { name: words.save }).click();
      await page.getByText(words.within).waitFor();
      await screen('14-wantlist');
    });
    await step('a file of records is looked at, then taken in', async () => {
      await open('/collection');
      const csv =
        'Catalog#,Artist,Title,Label,Format,Rating,Released,release_id,CollectionFolder,Date Added,Collection Media Condition\n' +
        'KAB 1,Kate Bush,Hounds Of Love,EMI,LP,,1985,249504,Uncategorized,2024-01-02 10:00:00,Near Mint (NM or M-)\n' +
        'X,Nobody,Nothing,None,LP,,1985,not-a-number,Uncategorized,2024-01-02 10:00:00,\n';
      await page.getByLabel(words.file).setInputFiles({
        name: 'records.csv',
        mimeType: 'text/csv',
        buffer: Buffer.from(csv),
      });
      await page.getByRole('table').getByRole('row').nth(2).waitFor();
      await screen('15-collection');
    });
    await step('listening and the account have their screens', async () => {
      await open('/listening');
      await screen('16-listening');
      await open('/account');
      await page.getByRole('textbox', { name: words.tokenName }).waitFor();
      await screen('17-account');
    });
    await step('the house is for its administrator', async () => {
      await open('/house');
      if (look === 'light-wide')
        await page.getByRole('heading', { level: 2, name: words.upstreams }).waitFor();
      await screen('18-house');
    });
    await step('look and language change, and one signs out', async () => {
      await page.getByRole('button', { name: words.preferences }).click();
      await page.getByLabel(words.language, { exact: true }).waitFor();
      await screen('19-preferences');
      const other = options.locale.startsWith('en') ? 'es' : 'en';
      await page.getByLabel(words.language, { exact: true }).selectOption(other);
      await page.getByLabel(WORDS[other].language, { exact: true }).waitFor();
      await page
        .getByText(WORDS[other][options.colorScheme === 'light' ? 'dark' : 'light'], {
          exact: true,
        })
        .click();
      await page
        .locator(
          `html[data-mantine-color-scheme=${options.colorScheme === 'light' ? 'dark' : 'light'}][lang=${other}]`,
        )
        .waitFor();
      await page.keyboard.press('Escape');
      // The screens of this size in the other look and language, for axe.
      for (const path of [
        '/',
        '/artists/1',
        '/albums/1',
        '/seeds',
        '/wantlist',
        '/collection',
        '/listening',
        '/account',
        '/house',
        '/sign-in',
      ]) {
        await open(path);
        await settled(page);
        for (const found of await examine(page))
          failures.push(`${look}, turned: ${path}: ${found}`);
      }
      await page.getByRole('button', { name: WORDS[other].account }).click();
      await page.getByRole('menuitem', { name: WORDS[other].signOut }).click();
      await page.getByRole('link', { name: WORDS[other].signIn }).first().waitFor();
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
      await page.screenshot({ path: join(folder, `20-graphiql-${look}.png`) });
    });
    if (!narrow) {
      await step("GraphiQL's documentation knows the schema", async () => {
        await page.getByRole('button', { name: 'Show Documentation Explorer' }).click();
        const docs = page.locator('.graphiql-doc-explorer');
        await docs.getByRole('link', { name: 'Query', exact: true }).click();
        await docs.getByText('ArtistLookup').first().waitFor();
        await page.screenshot({
          path: join(folder, `21-graphiql-docs-${look}.png`),
        });
      });
    }
  } catch (error) {
    failures.push(`${look}: ${error.message}`);
    await page.screenshot({ path: join(folder, `failed-${look}.png`) }).catch(() => undefined);
  }
  await context.close();
}

async function attempt(name, work) {
  try {
    await work();
  } catch (error) {
    failures.push(`${name}: ${error.message}`);
  }
}
