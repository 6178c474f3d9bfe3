import { describe, expect, it, vi } from 'vitest';
import { ApiError, ask } from './api';
import { SearchArtists } from './components/ArtistSearch';
import { answer, refuse } from './test/server';
import { errorInWords } from './words';

const search = () => ask(SearchArtists, { search: 'kate' });

describe('asking the server', () => {
  it('returns the data', async () => {
    answer(SearchArtists, ({ search }) => ({
      artists: { nodes: [{ id: 'artist:1', name: search }] },
    }));
    expect(await search()).toEqual({ artists: { nodes: [{ id: 'artist:1', name: 'kate' }] } });
  });

  it('throws the code of an error, and the request id for the log', async () => {
    answer(SearchArtists, () => refuse('INTERNAL', 'internal error', 'req-7'));
    const error: unknown = await search().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ trouble: 'INTERNAL', requestId: 'req-7' });
    expect(errorInWords(error).text).toContain('req-7');
  });

  it.each([
    ['a proxy’s page', new Response('<h1>Bad gateway</h1>', { status: 502 }), 'UNREADABLE'],
    ['neither data nor errors', Response.json({}), 'UNREADABLE'],
    ['a number', Response.json(7), 'UNREADABLE'],
    [
      'a refused request',
      Response.json({ errors: [{ message: 'unknown field' }] }, { status: 400 }),
      'BAD_USER_INPUT',
    ],
  ])('tells %s from an answer', async (_, response, trouble) => {
    answer(SearchArtists, () => response);
    await expect(search()).rejects.toMatchObject({ name: 'ApiError', trouble });
  });

  it('tells a lost connection from an abandoned request', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')));
    await expect(search()).rejects.toMatchObject({ trouble: 'UNREACHABLE' });

    const given = AbortSignal.abort();
    const abandoned = ask(SearchArtists, { search: 'kate' }, given);
    await expect(abandoned).rejects.not.toBeInstanceOf(ApiError);
  });
});
