import { screen, waitFor, within } from '@testing-library/react';
import { describe, expect, it } from 'vitest';
import { FRESH, page } from '../test/rows';
import { answer, refuse } from '../test/server';
import { showPage } from '../test/show';
import { AlbumsOfArtist } from './ArtistAlbums';
import { OneArtist } from './ArtistPage';

const KATE = {
  id: 'artist:42',
  name: 'Kate Bush',
  similarArtists: { nodes: [{ id: 'artist:5', name: 'Tori Amos' }] },
};

describe('an artist', () => {
  it('is shown with albums by year and similar artists', async () => {
    answer(OneArtist, ({ by }) => ({ artist: by.id === 'artist:42' ? KATE : null }));
    answer(AlbumsOfArtist, ({ id }) => ({
      artist:
        id === 'artist:42'
          ? {
              albums: page([
                { id: 'album:1', title: 'The Kick Inside', firstReleaseYear: 1978 },
                { id: 'album:9', title: 'Lost Tapes', firstReleaseYear: null },
              ]),
              albumsSync: FRESH,
            }
          : null,
    }));
    showPage('/?artist=artist:42');

    const heading = await screen.findByRole('heading', { level: 1, name: 'Kate Bush' });
    expect(heading).toHaveFocus();
    expect(document.title).toBe('Kate Bush · Vinilogy');
    const albums = within(await screen.findByRole('region', { name: 'Albums 2' }));
    expect(albums.getAllByRole('link').map((link) => link.textContent)).toEqual([
      'The Kick Inside1978',
      'Lost TapesYear unknown',
    ]);
    expect(albums.getByRole('link', { name: /Kick/ })).toHaveAttribute('href', '/?album=album:1');
    expect(screen.getByRole('link', { name: 'Tori Amos' })).toHaveAttribute(
      'href',
      '/?artist=artist:5',
    );
  });

  it('known by name only is waited for in words, then has an address of its own', async () => {
    let arrive: (value: { artist: typeof KATE }) => void = () => undefined;
    answer(OneArtist, ({ by }) => {
      expect(by).toEqual({ name: 'kate bush' });
      return new Promise((resolve) => (arrive = resolve));
    });
    answer(AlbumsOfArtist, () => ({ artist: { albums: page([]), albumsSync: FRESH } }));
    showPage('/?name=kate+bush');

    expect(await screen.findByText(/Last\.fm is asked/)).toBeInTheDocument();
    arrive({ artist: KATE });
    await waitFor(() => {
      expect(location.search).toBe('?artist=artist:42');
    });
    expect(await screen.findByRole('heading', { name: 'Kate Bush' })).toBeInTheDocument();
    expect(await screen.findByText('No studio albums are known.')).toBeInTheDocument();
  });

  it('that nobody knows is told as such', async () => {
    answer(OneArtist, () => ({ artist: null }));
    showPage('/?name=Xzqy');
    expect(await screen.findByRole('alert')).toHaveTextContent('No artist called “Xzqy”');
    expect(screen.getByRole('link', { name: 'Back to the start' })).toHaveAttribute('href', '/');
  });

  it('that could not be asked for can be asked for again', async () => {
    let asked = 0;
    answer(OneArtist, () => {
      asked += 1;
      return asked === 1 ? refuse('UPSTREAM_UNAVAILABLE') : { artist: KATE };
    });
    answer(AlbumsOfArtist, () => ({ artist: { albums: page([]), albumsSync: FRESH } }));
    const person = showPage('/?artist=artist:42');

    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('An outside service does not answer');
    expect(asked).toBe(1);
    await person.click(within(alert).getByRole('button', { name: 'Try again' }));
    expect(await screen.findByRole('heading', { name: 'Kate Bush' })).toBeInTheDocument();
  });
});
