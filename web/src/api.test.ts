import { describe, expect, it, vi } from 'vitest';
import { ApiError, ask } from './api';
import { FindStored } from './search/Finder';
import { answer, refuse } from './test/server';

const search = () => ask(FindStored, { search: 'kate' });

describe('asking the server', () => {
  it('returns the data', async () => {
    const found = (name: string) => ({
      artists: { nodes: [{ id: 'artist:1', name, disambiguation: null }] },
      albums: { nodes: [] },
    });
    answer(FindStored, ({ search }) => found(search));
    expect(await search()).toEqual(found('kate'));
  });

  it('throws the code of an error, and the request id for the log', async () => {
    answer(FindStored, () => refuse('INTERNAL', 'internal error', 'req-7'));
    const error: unknown = await search().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ trouble: 'INTERNAL', requestId: 'req-7' });
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
    answer(FindStored, () => response);
    await expect(search()).rejects.toMatchObject({ name: 'ApiError', trouble });
  });

  it('tells a lost connection from an abandoned request', async () => {
    vi.stubGlobal('fetch', () => Promise.reject(new TypeError('failed to fetch')));
    await expect(search()).rejects.toMatchObject({ trouble: 'UNREACHABLE' });

    const given = AbortSignal.abort();
    const abandoned = ask(FindStored, { search: 'kate' }, given);
    await expect(abandoned).rejects.not.toBeInstanceOf(ApiError);
  });
});
