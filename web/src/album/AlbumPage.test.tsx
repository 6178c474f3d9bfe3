import { screen, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { AddWant, RemoveWant, Wantlist } from '../personal/wantlist';
import { euros, FRESH, hounds, page, pressing, type Pressing, type Sync } from '../test/rows';
import { answer, refuse } from '../test/server';
import { showPage, signedIn } from '../test/show';
import { OneAlbum } from './AlbumPage';
import { PressingsOfAlbum } from './Pressings';

function pressings(rows: Pressing[], sync: Sync = FRESH, total = rows.length, next?: string) {
  return { album: { id: 'album:7', releases: page(rows, total, next), releasesSync: sync } };
}

describe('an album', () => {
  it('has a table of all its pressings, whose filter says how many match', async () => {
    answer(OneAlbum, () => ({ album: hounds() }));
    answer(PressingsOfAlbum, () =>
      pressings([
        pressing(1, { bestPrice: euros('30.00') }),
        pressing(2, { country: 'Japan', bestPrice: euros('12.50') }),
        pressing(3),
      ]),
    );
    const person = showPage('/albums/7');
    const table = await screen.findByRole('table', { name: 'Pressings of Hounds of Love' });
    expect(table).toHaveAttribute('aria-rowcount', '4');
    await person.click(screen.getByRole('checkbox', { name: 'With a price' }));
    expect(await screen.findByText('2 of 3 pressings match.')).toBeInTheDocument();
    expect(table).toHaveAttribute('aria-rowcount', '3');
    const price = within(table).getByRole('columnheader', { name: 'Delivered' });
    await person.click(within(price).getByRole('button'));
    expect(price).toHaveAttribute('aria-sort', 'ascending');
  });

  it('fetches every page by itself', async () => {
    answer(OneAlbum, () => ({ album: hounds() }));
    answer(PressingsOfAlbum, ({ after }) =>
      after === 'c1'
        ? pressings([pressing(2)], FRESH, 2)
        : pressings([pressing(1)], FRESH, 2, 'c1'),
    );
    showPage('/albums/7');
    expect(await screen.findByText('All 2 pressings')).toBeInTheDocument();
  });

  it.each<[string, number | null, (number | null)[], string | null]>([
    ['master', 5042, [1], 'https://www.discogs.com/master/5042'],
    ['first pressing there', null, [null, 249504], 'https://www.discogs.com/release/249504'],
    ['page, unless nothing came from there', null, [null], null],
  ])('names Discogs and links to its %s', async (_, discogsMasterId, ids, href) => {
    answer(OneAlbum, () => ({ album: hounds({ discogsMasterId }) }));
    answer(PressingsOfAlbum, () =>
      pressings(ids.map((discogsId, at) => pressing(at, { discogsId }))),
    );
    showPage('/albums/7');
    await screen.findByRole('table');
    const link = screen.queryByRole('link', { name: 'Data provided by Discogs.' });
    if (href) expect(link).toHaveAttribute('href', href);
    else expect(link).not.toBeInTheDocument();
    expect(screen.getByRole('contentinfo')).toHaveTextContent('is a trademark of Zink Media, LLC.');
  });

  it.each<[Sync['state'], Partial<Sync>, RegExp]>([
    ['NEVER', {}, /Discogs has not been asked for pressings of this album yet/],
    ['SYNCING', {}, /The list grows by itself/],
    ['STALE', { syncedAt: '2026-01-02T12:00:00Z' }, /as of 2 Jan 2026/],
    ['FAILED', { problem: 'it answered 503' }, /could not be asked .*\(it answered 503\)/],
  ])('tells in words when its list is %s', async (state, given, words) => {
    answer(OneAlbum, () => ({ album: hounds() }));
    answer(PressingsOfAlbum, () => pressings([pressing(1)], { ...FRESH, ...given, state }));
    showPage('/albums/7');
    await screen.findByRole('table');
    expect(document.querySelector('[data-sync]')).toHaveTextContent(words);
  });

  it('that is not stored is told as such, and so is a broken server', async () => {
    answer(OneAlbum, () => ({ album: null }));
    showPage('/albums/404');
    expect(await screen.findByRole('alert')).toHaveTextContent('No such album');
  });

  it('says what broke, and tries again', async () => {
    let asked = 0;
    answer(OneAlbum, () => {
      asked += 1;
      return asked === 1 ? refuse('INTERNAL', 'internal error', 'req-7') : { album: hounds() };
    });
    answer(PressingsOfAlbum, () => pressings([]));
    const person = showPage('/albums/7');
    expect(await screen.findByRole('alert')).toHaveTextContent('req-7');
    await person.click(screen.getByRole('button', { name: 'Try again' }));
    expect(
      await screen.findByRole('heading', { level: 1, name: 'Hounds of Love' }),
    ).toBeInTheDocument();
    expect(screen.getByText('No vinyl pressing is known.')).toBeInTheDocument();
  });

  it('is wanted with one press, and a refusal takes it back', async () => {
    signedIn();
    answer(OneAlbum, () => ({ album: hounds() }));
    answer(PressingsOfAlbum, () => pressings([]));
    answer(Wantlist, () => ({
      viewer: { id: 'user:1', wantlist: { ...page([]), pending: 0 } },
    }));
    answer(AddWant, () => refuse('INTERNAL'));
    answer(RemoveWant, () => refuse('INTERNAL'));
    const person = showPage('/albums/7');
    const button = await screen.findByRole('button', { name: /wantlist: Hounds of Love/ });
    await person.click(button);
    expect(await screen.findByText('That could not be saved. Try again.')).toBeInTheDocument();
    expect(button).toHaveAttribute('aria-pressed', 'false');
  });
});
