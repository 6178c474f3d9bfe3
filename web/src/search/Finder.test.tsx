import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { AlbumsOfArtist } from '../routes/ArtistAlbums';
import { OneArtist } from '../routes/ArtistPage';
import { StoredArtists } from '../routes/StartPage';
import { FRESH, page } from '../test/rows';
import { answer, refuse } from '../test/server';
import { showPage } from '../test/show';
import { SearchArtists } from './ArtistSearch';

const KATES = [
  { id: 'artist:42', name: 'Kate Bush' },
  { id: 'artist:43', name: 'Kate Nash' },
];

describe('the search box', () => {
  let searches: string[];

  beforeEach(() => {
    searches = [];
    answer(StoredArtists, () => ({ artists: { totalCount: 2, nodes: KATES } }));
    answer(SearchArtists, ({ search }) => {
      searches.push(search);
      return {
        artists: { nodes: KATES.filter(({ name }) => name.toLowerCase().startsWith(search)) },
      };
    });
    answer(OneArtist, ({ by }) => ({
      artist:
        by.id === undefined && by.name === undefined
          ? null
          : {
              id: String(by.id ?? 'artist:99'),
              name: by.name ?? 'Kate Nash',
              similarArtists: { nodes: [] },
            },
    }));
    answer(AlbumsOfArtist, () => ({ artist: { albums: page([]), albumsSync: FRESH } }));
  });

  it('suggests once the typing rests, and says how many', async () => {
    const person = showPage('/');
    await person.type(screen.getByRole('combobox', { name: 'Artist' }), 'kate');

    const options = await screen.findAllByRole('option');
    expect(options.map((option) => option.textContent)).toEqual([
      'Kate Bush',
      'Kate Nash',
      'Look up “kate”',
    ]);
    expect(screen.getByText('2 artists')).toBeInTheDocument();
    expect(searches).toEqual(['kate']);
  });

  it('is worked by the keyboard alone', async () => {
    const person = showPage('/');
    const box = screen.getByRole('combobox', { name: 'Artist' });
    await person.type(box, 'kate');
    await screen.findAllByRole('option');
    expect(box).toHaveAttribute('aria-expanded', 'true');

    await person.keyboard('{ArrowDown}{ArrowDown}');
    const nash = screen.getByRole('option', { name: 'Kate Nash' });
    expect(nash).toHaveAttribute('aria-selected', 'true');
    expect(box).toHaveAttribute('aria-activedescendant', nash.id);

    await person.keyboard('{Enter}');
    expect(location.search).toBe('?artist=artist:43');
    expect(await screen.findByRole('heading', { name: 'Kate Nash' })).toBeInTheDocument();
    expect(box).toHaveValue('');
    expect(box).toHaveAttribute('aria-expanded', 'false');
  });

  it('wraps around, and Escape closes the list before it clears the text', async () => {
    const person = showPage('/');
    const box = screen.getByRole('combobox', { name: 'Artist' });
    await person.type(box, 'kate');
    await screen.findAllByRole('option');

    await person.keyboard('{ArrowUp}');
    expect(screen.getByRole('option', { selected: true })).toHaveTextContent('Look up “kate”');
    await person.keyboard('{ArrowDown}');
    expect(screen.getByRole('option', { selected: true })).toHaveTextContent('Kate Bush');

    await person.keyboard('{Escape}');
    expect(screen.queryByRole('option')).not.toBeInTheDocument();
    expect(box).toHaveValue('kate');
    await person.keyboard('{Escape}');
    expect(box).toHaveValue('');
  });

  it('takes a stored name typed in full, and does not offer to look it up', async () => {
    const person = showPage('/');
    await person.type(screen.getByRole('combobox'), 'kate bush');
    await screen.findByRole('option', { name: 'Kate Bush' });
    expect(screen.queryByRole('option', { name: /Look up/ })).not.toBeInTheDocument();

    await person.keyboard('{Enter}');
    await waitFor(() => {
      expect(location.search).toBe('?artist=artist:42');
    });
  });

  it('looks an unknown name up on Enter, even before there are suggestions', async () => {
    const person = showPage('/');
    await person.type(screen.getByRole('combobox'), 'Linda Perhacs{Enter}');
    expect(await screen.findByRole('heading', { name: 'Linda Perhacs' })).toBeInTheDocument();
    await waitFor(() => {
      expect(location.search).toBe('?artist=artist:99');
    });
  });

  it('still looks names up when suggesting fails', async () => {
    answer(SearchArtists, () => refuse('TIMEOUT'));
    const person = showPage('/');
    await person.type(screen.getByRole('combobox'), 'kate');
    await person.click(await screen.findByRole('option', { name: 'Look up “kate”' }));
    expect(await screen.findByRole('heading', { name: 'kate' })).toBeInTheDocument();
  });
});
