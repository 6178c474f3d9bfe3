// The page where things go badly: no mouse, an API that is slow, failing or gone, no network at all.
import { expect, settled, watch } from './visit.mjs';
import { WORDS } from './words.mjs';

const words = WORDS.en;

async function within({ browser, home, failures }, name, options, work) {
  const context = await browser.newContext({
    locale: 'en-GB',
    viewport: { width: 1280, height: 860 },
    ...options,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  let asked = false;
  watch(
    page,
    home,
    (what) => failures.push(`${name}: ${what}`),
    // The browser itself reports the requests that are made to fail here.
    (what) => asked && (what.includes('Failed to load resource') || what.includes('/graphql')),
  );
  try {
    await work(page, context, (forgive) => {
      asked = forgive;
    });
    console.log(`ok ${name}`);
  } finally {
    await context.close();
  }
}

/** From the first visit to an album's pressing, without a mouse. */
export async function byKeyboard(house) {
  await within(house, 'the keyboard alone', { serviceWorkers: 'block' }, async (page) => {
    const { home } = house;
    await page.goto(home.href);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    expect((await focused(page)).includes('Skip to content'), 'the first stop is the skip link');
    await reach(page, (text) => text.includes('Artist or album'));
    await page.keyboard.type('kate bush', { delay: 20 });
    await page.getByRole('option', { name: 'Kate Bush' }).first().waitFor();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Kate Bush' }).waitFor();
    await page.getByRole('link', { name: 'Hounds of Love' }).first().waitFor();
    await reach(page, (text) => text.includes('Hounds of Love'));
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Hounds of Love' }).waitFor();
    await page.getByRole('table').getByRole('button', { name: words.details }).first().waitFor();
    await reach(page, (text) => /details of/.test(text));
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByRole('heading', { name: words.prices }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
    expect(/details of/.test(await focused(page)), 'the focus is back where it was');
  });
}

/** Slow: shapes, then the sleeves. Failing and gone: words and a way on, and the way leads on. */
export async function slowFailingGone(house) {
  await within(
    house,
    'the API slow, failing and gone',
    { serviceWorkers: 'block' },
    async (page, _, forgive) => {
      const { home } = house;
      let release = () => undefined;
      const held = new Promise((resolve) => {
        release = resolve;
      });
      await page.route('**/graphql', async (route) => {
        await held;
        await route.continue();
      });
      await page.goto(home.href);
      await page.getByText('Fetching the records.').waitFor({ state: 'attached' });
      release();
      await page.getByRole('region', { name: words.wall }).waitFor();

      forgive(true);
      const broken = {
        errors: [
          {
            message: 'internal error',
            extensions: { code: 'INTERNAL', requestId: 'req-7' },
          },
        ],
      };
      for (const [ill, answer] of [
        ['req-7', (route) => route.fulfill({ status: 200, json: broken })],
        ['Vinilogy does not answer', (route) => route.abort('connectionrefused')],
        [
          'Something broke on the server',
          (route) => route.fulfill({ status: 502, body: '<h1>Bad gateway</h1>' }),
        ],
      ]) {
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.route('**/graphql', answer);
        await page.goto(new URL('/albums/1', home).href);
        await page.getByRole('alert').getByText(ill).waitFor();
        await page.unrouteAll({ behavior: 'ignoreErrors' });
        await page.getByRole('button', { name: words.again }).click();
        await page.getByRole('table').waitFor();
      }
    },
  );
}

/** What was seen is there without a network; what was not is said to need one. */
export async function offline(house) {
  await within(house, 'without a network', {}, async (page, context, forgive) => {
    const { home } = house;
    await page.goto(home.href);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => undefined));
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
    await page.goto(new URL('/albums/1', home).href);
    await page.getByRole('table').getByRole('row').nth(1).waitFor();
    await settled(page);
    const title = await page.getByRole('heading', { level: 1 }).innerText();
    forgive(true);
    await context.setOffline(true);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: title }).waitFor();
    await page.getByRole('table').getByRole('row').nth(1).waitFor();
    await page.getByText('You are offline.').first().waitFor();
    await page.goto(new URL('/albums/2', home).href);
    await page.getByRole('alert').getByText('You are offline').waitFor();
    await context.setOffline(false);
    await page.getByRole('button', { name: words.again }).click();
    await page.getByRole('table').waitFor();
  });
}

async function focused(page) {
  return page.evaluate(() => {
    const element = document.activeElement;
    // A place that holds others holds their texts too.
    if (!element?.matches('a, button, input')) return '';
    return `${element?.getAttribute('aria-label') ?? ''} ${element?.textContent ?? ''}`;
  });
}

async function reach(page, isIt) {
  for (let presses = 0; presses < 80; presses += 1) {
    if (isIt(await focused(page))) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`the keyboard does not reach it; it is at "${await focused(page)}"`);
}
