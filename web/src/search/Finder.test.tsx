import { screen, waitFor } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import { AlbumsOfArtist } from '../artist/ArtistAlbums';
import { OneArtist } from '../artist/ArtistPage';
import { LookUpArtist } from '../artist/LookUpPage';
import { StartWall } from '../start/StartPage';
import { FRESH, page } from '../test/rows';
import { answer, refuse } from '../test/server';
import { showPage } from '../test/show';
import { FindStored } from './Finder';

const KATES = [
  { id: 'artist:42', name: 'Kate Bush', disambiguation: null },
  { id: 'artist:43', name: 'Kate Nash', disambiguation: null },
];
const HOUNDS = {
  id: 'album:7',
  title: 'Hounds of Love',
  firstReleaseYear: 1985,
  artist: { id: 'artist:42', name: 'Kate Bush' },
};

describe('the search box', () => {
  let searches: string[];
  const box = () => screen.findByRole('combobox', { name: 'Artist or album' });

  beforeEach(() => {
    searches = [];
    answer(StartWall, () => ({
      albums: { totalCount: 0, nodes: [] },
      artists: { totalCount: 0, nodes: [] },
    }));
    answer(FindStored, ({ search }) => {
      searches.push(search);
      return {
        artists: { nodes: KATES.filter(({ name }) => name.toLowerCase().startsWith(search)) },
        albums: { nodes: search === 'kate' ? [HOUNDS] : [] },
      };
    });
    answer(OneArtist, ({ id }) => ({
      artist: {
        id: String(id),
        name: KATES.find((kate) => kate.id === id)?.name ?? 'Linda Perhacs',
        disambiguation: null,
        popularity: 0,
        image: null,
        similarArtists: { edges: [] },
      },
    }));
    answer(LookUpArtist, ({ name }) => ({ artist: { id: 'artist:99', name } }));
    answer(AlbumsOfArtist, ({ id }) => ({
      artist: { id: String(id), albums: page([]), albumsSync: FRESH },
    }));
  });

  it('suggests once the typing rests, and says how many', async () => {
    const person = showPage('/');
    await person.type(await box(), 'kate');
    expect(await screen.findByText('3 results')).toBeInTheDocument();
    const options = screen.getAllByRole('option', { hidden: true });
    expect(options.map((option) => option.textContent)).toEqual([
      'KKate BushArtist',
      'KKate NashArtist',
      expect.stringContaining('Hounds of LoveKate Bush · 1985') as string,
      'Look up “kate”asks Last.fm and MusicBrainz',
    ]);
    expect(searches).toEqual(['kate']);
  });

  it('is worked by the keyboard alone', async () => {
    const person = showPage('/');
    const input = await box();
    await person.type(input, 'kate');
    await screen.findByText('3 results');
    expect(input).toHaveAttribute('aria-expanded', 'true');
    await person.keyboard('{ArrowDown}{ArrowDown}{Enter}');
    expect(await screen.findByRole('heading', { level: 1, name: 'Kate Nash' })).toBeInTheDocument();
    expect(location.pathname).toBe('/artists/43');
    expect(input).toHaveValue('');
  });

  it('takes a stored name typed in full, and does not offer to look it up', async () => {
    const person = showPage('/');
    await person.type(await box(), 'kate bush');
    await screen.findByText('1 result');
    expect(screen.queryByText(/Look up/)).not.toBeInTheDocument();
    await person.keyboard('{Enter}');
    await waitFor(() => {
      expect(location.pathname).toBe('/artists/42');
    });
  });

  it('looks an unknown name up on Enter, even before there are suggestions', async () => {
    const person = showPage('/');
    await person.type(await box(), 'Linda Perhacs{Enter}');
    await waitFor(() => {
      expect(location.pathname).toBe('/artists/99');
    });
    expect(await screen.findByRole('heading', { name: 'Linda Perhacs' })).toBeInTheDocument();
  });

  it('still looks names up when suggesting fails', async () => {
    answer(FindStored, () => refuse('TIMEOUT'));
    answer(LookUpArtist, () => ({ artist: null }));
    const person = showPage('/');
    await person.type(await box(), 'nobody');
    await person.click(await screen.findByText('Look up “nobody”'));
    expect(await screen.findByText('No artist called “nobody”')).toBeInTheDocument();
  });
});
