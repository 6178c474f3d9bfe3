import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '../App';
import { begin, end } from '../session';
import { kate } from './rows';

/** The whole page at an address. */
export function showPage(address: string) {
  history.replaceState(null, '', address);
  const person = userEvent.setup();
  render(<App />);
  return person;
}

/** From now on somebody is signed in. */
export function signedIn(given: Parameters<typeof kate>[0] = {}) {
  const expiresAt = new Date(Date.now() + 900_000).toISOString();
  begin({ accessToken: 'token', expiresAt, user: kate(given) });
}

export function signedOut() {
  end();
  localStorage.clear();
}
