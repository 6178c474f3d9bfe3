import { describe, expect, it, vi } from 'vitest';
import { ask } from './api';
import { FindStored } from './search/Finder';
import { accessToken, begin, Refresh, session } from './session';
import { kate } from './test/rows';
import { answer, answeringFetch, refuse } from './test/server';
import { signedIn } from './test/show';

const NOTHING = { artists: { nodes: [] }, albums: { nodes: [] } };

function given(accessToken: string, seconds: number) {
  const expiresAt = new Date(Date.now() + seconds * 1000).toISOString();
  return { accessToken, expiresAt, user: kate() };
}

/** What each request was sent with. */
function watched() {
  const sent: (string | undefined)[] = [];
  vi.stubGlobal(
    'fetch',
    (url: string, init: { method: string; body: string; headers: Record<string, string> }) => {
      sent.push(init.headers.authorization);
      expect(init.headers['x-vinilogy-session']).toBe('cookie');
      return answeringFetch(url, init);
    },
  );
  return sent;
}

describe('a session', () => {
  it('asks nothing on a stranger’s first visit', async () => {
    expect(await accessToken()).toBeUndefined();
    expect(session().person).toBeNull();
  });

  it('is renewed once before its token ends, however many ask', async () => {
    let renewals = 0;
    answer(Refresh, () => {
      renewals += 1;
      return { refreshSession: { status: 'REFRESHED' as const, session: given('second', 900) } };
    });
    begin(given('first', 5));
    expect(await Promise.all([accessToken(), accessToken(), accessToken()])).toEqual([
      'second',
      'second',
      'second',
    ]);
    expect(renewals).toBe(1);
  });

  it('tries once more with another token when one is refused', async () => {
    signedIn();
    const sent = watched();
    answer(FindStored, () => (sent.length === 1 ? refuse('UNAUTHENTICATED') : NOTHING));
    answer(Refresh, () => ({
      refreshSession: { status: 'REFRESHED' as const, session: given('other', 900) },
    }));
    expect(await ask(FindStored, { search: 'a' })).toEqual(NOTHING);
    expect(sent).toEqual(['Bearer token', undefined, 'Bearer other']);
  });

  it('is over when the server says so, and only then', async () => {
    begin(given('first', 5));
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')));
    expect(await accessToken()).toBeUndefined();
    expect(session().person).not.toBeNull();

    vi.stubGlobal('fetch', answeringFetch);
    answer(Refresh, () => ({ refreshSession: { status: 'EXPIRED' as const, session: null } }));
    expect(await accessToken()).toBeUndefined();
    expect(session().person).toBeNull();
  });
});
