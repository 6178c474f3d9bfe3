// What every visit of the page is held to.

/** Signs up, and lands where a new person begins. */
export async function signUp(page, home, email) {
  await page.goto(new URL('/sign-up', home).href);
  await page.locator('input[name=email]').fill(email);
  await page.locator('input[name=password]').fill('forty-five revolutions');
  await page.locator('main form button[type=submit]').click();
  await page.waitForURL(new URL('/seeds', home).href);
  await page.getByRole('heading', { level: 1 }).waitFor();
}

/** Tells of every error on the console, refused request and other host. `forgiven` are errors that were asked for. */
export function watch(page, home, tell, forgiven = () => false) {
  page.on('console', (message) => {
    // Monaco only warns when its workers do not start, and goes on without them.
    const withoutWorkers = message.text().includes('Could not create web worker');
    if ((message.type() === 'error' || withoutWorkers) && !forgiven(message.text())) {
      tell(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => tell(`uncaught: ${error.message}`));
  page.on('response', (response) => {
    if (response.status() >= 400 && !forgiven(response.url()))
      tell(`HTTP ${response.status()} ${response.url()}`);
  });
  const ownHost = (address) => {
    const { protocol, host } = new URL(address);
    if (/^(https?|wss?):$/.test(protocol) && host !== home.host)
      tell(`asked of another host: ${address}`);
  };
  page.on('request', (request) => ownHost(request.url()));
  page.on('websocket', (socket) => ownHost(socket.url()));
}

/** Nothing is on its way, and nothing moves. */
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.evaluate(async () => {
    await document.fonts.ready;
    await Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation.effect?.getTiming().iterations !== Infinity)
        .map((animation) => animation.finished),
    );
  });
}

export async function noSidewaysScroll(page) {
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  expect(beyond <= 0, `nothing sticks out sideways (${beyond} px)`);
}

export function expect(held, what) {
  if (!held) throw new Error(`expected that ${what}`);
}
