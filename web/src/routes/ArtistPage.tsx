import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask } from '../api';
import { SimilarArtists } from '../components/SimilarArtists';
import { Trouble } from '../components/Trouble';
import { Waiting } from '../components/Waiting';
import { graphql } from '../gql';
import { usePageTitle } from '../hooks';
import { go, linkTo } from '../place';
import { ArtistAlbums } from './ArtistAlbums';

export const OneArtist = graphql(`
  query OneArtist($by: ArtistLookup!) {
    artist(by: $by) {
      id
      name
      ...SimilarArtistsList
    }
  }
`);

export function ArtistPage({ by }: { by: { id: string } | { name: string } }) {
  const cache = useQueryClient();
  const { data, error, refetch, isPending } = useQuery({
    queryKey: ['artist', by],
    queryFn: ({ signal }) => ask(OneArtist, { by }, signal),
  });
  const artist = data?.artist;
  const heading = usePageTitle(artist?.name);

  // Once a name is known by its id, the address says so.
  const found = 'name' in by ? artist?.id : undefined;
  useEffect(() => {
    if (!found) return;
    cache.setQueryData(['artist', { id: found }], data);
    go({ at: 'artist', id: found }, 'replace');
  }, [cache, data, found]);

  if (isPending) {
    return (
      <>
        <h1 className={'name' in by ? undefined : 'ghost ghost-title'}>
          {'name' in by ? by.name : <span className="unseen">Artist</span>}
        </h1>
        <Waiting shape="albums">
          {'name' in by
            ? 'Looking this artist up. For a name that is not stored yet, Last.fm is asked, which can take up to eight seconds.'
            : 'Fetching the artist.'}
        </Waiting>
      </>
    );
  }
  if (error) return <Trouble error={error} again={() => void refetch()} />;
  if (!artist) return <NoArtist by={by} />;
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {artist.name}
      </h1>
      <ArtistAlbums id={artist.id} artist={artist.name} />
      <SimilarArtists artist={artist} />
    </>
  );
}

function NoArtist({ by }: { by: { id: string } | { name: string } }) {
  return (
    <section className="notice" role="alert">
      <h2>{'name' in by ? `No artist called “${by.name}”` : 'No such artist'}</h2>
      <p>
        {'name' in by
          ? 'Neither this catalogue nor Last.fm knows the name. A different spelling may help.'
          : `Nothing is stored under ${by.id}. It may have been removed, or the address was mistyped.`}
      </p>
      <p className="ways">
        <a {...linkTo({ at: 'start' })}>Back to the start</a>
      </p>
    </section>
  );
}
