import { screen, within } from '@testing-library/react';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { FRESH, hounds, page, pressing, type Sync } from '../test/rows';
import { answer } from '../test/server';
import { showPage } from '../test/show';
import { PressingsOfAlbum } from './AlbumPage';

describe('an album', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('lists its pressings in a table, and says what is unknown', async () => {
    answer(PressingsOfAlbum, () => ({
      album: hounds(
        page([
          pressing(1),
          pressing(2, { country: null, year: null, catalogNumber: null, isOfficial: false }),
        ]),
      ),
    }));
    showPage('/?album=album:7');

    const table = await screen.findByRole('table', { name: /Pressings of Hounds of Love/ });
    expect(cells(table)).toEqual([
      ['UK', '1985', 'LP, Album', 'EMI', 'KAB 1'],
      ['–unknown', '–unknown', 'LP, Albumunofficial', 'EMI', '–unknown'],
    ]);
    expect(screen.getByText('1985 · 2 vinyl pressings')).toBeInTheDocument();
    expect(screen.getByText('All 2 pressings shown')).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'More pressings' })).not.toBeInTheDocument();
    expect(screen.getByRole('link', { name: 'Kate Bush' })).toHaveAttribute(
      'href',
      '/?artist=artist:42',
    );
  });

  it('fetches further pages by their cursor, and keeps what it has', async () => {
    answer(PressingsOfAlbum, ({ after }) => ({
      album:
        after === 'c1'
          ? hounds(page([pressing(2, { country: 'Japan' })], 2))
          : hounds(page([pressing(1)], 2, 'c1')),
    }));
    const person = showPage('/?album=album:7');

    expect(await screen.findByText('1 of 2 pressings')).toBeInTheDocument();
    await person.click(screen.getByRole('button', { name: 'More pressings' }));
    expect(await screen.findByText('All 2 pressings shown')).toBeInTheDocument();
    expect(cells(screen.getByRole('table')).map(([country]) => country)).toEqual(['UK', 'Japan']);
  });

  it.each<[string, number | null, (number | null)[], string | null]>([
    ['master', 5042, [1], 'https://www.discogs.com/master/5042'],
    ['first pressing there', null, [null, 249504], 'https://www.discogs.com/release/249504'],
    ['page, unless nothing came from there', null, [null], null],
  ])('names Discogs and links to its %s', async (_, discogsMasterId, ids, href) => {
    answer(PressingsOfAlbum, () => ({
      album: {
        ...hounds(page(ids.map((discogsId, at) => pressing(at, { discogsId })))),
        discogsMasterId,
      },
    }));
    showPage('/?album=album:7');

    await screen.findByRole('table');
    const link = screen.queryByRole('link', { name: 'Data provided by Discogs.' });
    if (href) expect(link).toHaveAttribute('href', href);
    else expect(link).not.toBeInTheDocument();
    expect(screen.getByRole('contentinfo')).toHaveTextContent('is a trademark of Zink Media, LLC.');
  });

  it.each<[Sync['state'], Partial<Sync>, RegExp | null]>([
    ['FRESH', {}, null],
    ['NEVER', {}, /Discogs has not been asked for pressings of this album yet/],
    ['SYNCING', {}, /Still asking Discogs .* The list grows by itself/],
    ['STALE', { syncedAt: '2026-01-02T12:00:00Z' }, /as of 2 Jan 2026|as of Jan 2, 2026/],
    [
      'FAILED',
      { problem: 'it answered 503', retryAt: '2026-01-03T12:00:00Z' },
      /could not be asked .*\(it answered 503\).*next try is on/,
    ],
  ])('tells in words when its list is %s', async (state, given, words) => {
    answer(PressingsOfAlbum, () => ({
      album: hounds(page([pressing(1)]), { ...FRESH, ...given, state }),
    }));
    showPage('/?album=album:7');

    await screen.findByRole('table');
    const note = document.querySelector('.sync');
    if (words) expect(note).toHaveTextContent(words);
    else expect(note).not.toBeInTheDocument();
  });

  it('looks again by itself while pressings are still coming, and then no more', async () => {
    vi.useFakeTimers({ shouldAdvanceTime: true });
    let asked = 0;
    answer(PressingsOfAlbum, () => {
      asked += 1;
      return {
        album:
          asked === 1
            ? hounds(page([]), { ...FRESH, state: 'SYNCING' })
            : hounds(page([pressing(1)])),
      };
    });
    showPage('/?album=album:7');

    expect(await screen.findByText(/Still asking Discogs/)).toBeInTheDocument();
    expect(screen.queryByText('No vinyl pressing is known.')).not.toBeInTheDocument();
    await vi.advanceTimersByTimeAsync(4100);
    expect(await screen.findByRole('table')).toBeInTheDocument();
    expect(screen.queryByText(/Still asking/)).not.toBeInTheDocument();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(asked).toBe(2);
  });

  it('that is not stored is told as such', async () => {
    answer(PressingsOfAlbum, () => ({ album: null }));
    showPage('/?album=album:404');
    expect(await screen.findByRole('alert')).toHaveTextContent('album:404');
  });
});

function cells(table: HTMLElement): (string | null)[][] {
  const [, ...rows] = within(table).getAllByRole('row');
  return rows.map((row) =>
    within(row)
      .getAllByRole('cell')
      .map((cell) => cell.textContent),
  );
}
