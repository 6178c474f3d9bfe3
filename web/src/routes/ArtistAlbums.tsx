import { useInfiniteQuery } from '@tanstack/react-query';
import { ask } from '../api';
import { AlbumCard } from '../components/AlbumCard';
import { SyncNote, SyncNoteStatus } from '../components/SyncNote';
import { Trouble } from '../components/Trouble';
import { Waiting } from '../components/Waiting';
import { graphql, readFragment } from '../gql';
import { count } from '../words';

export const AlbumsOfArtist = graphql(`
  query AlbumsOfArtist($id: ID!, $after: String) {
    artist(by: { id: $id }) {
      albums(first: 60, after: $after) {
        totalCount
        nodes {
          id
          ...AlbumCardAlbum
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      albumsSync {
        ...SyncNoteStatus
      }
    }
  }
`);

/** Asked apart from the artist, whose name need not wait for MusicBrainz. */
export function ArtistAlbums({ id, artist }: { id: string; artist: string }) {
  const albums = useInfiniteQuery({
    queryKey: ['albums', id],
    queryFn: ({ pageParam, signal }) => ask(AlbumsOfArtist, { id, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ artist }) =>
      artist?.albums.pageInfo.hasNextPage ? artist.albums.pageInfo.endCursor : undefined,
    refetchInterval: ({ state }) => {
      const sync = readFragment(SyncNoteStatus, state.data?.pages.at(-1)?.artist?.albumsSync);
      return sync?.state === 'SYNCING' ? 4000 : false;
    },
  });
  const pages = albums.data?.pages.flatMap(({ artist }) => artist ?? []) ?? [];
  const last = pages.at(-1);
  const sync = readFragment(SyncNoteStatus, last?.albumsSync);
  const nodes = pages.flatMap((page) => page.albums.nodes);

  return (
    <section aria-labelledby="albums">
      <h2 id="albums">
        Albums {last && nodes.length > 0 && <span className="quiet">{last.albums.totalCount}</span>}
      </h2>
      {albums.isPending && (
        <Waiting shape="albums">
          Gathering the albums. The first time, MusicBrainz is asked, which can take some seconds.
        </Waiting>
      )}
      {last && (
        <SyncNote status={last.albumsSync} service="MusicBrainz" things={`albums by ${artist}`} />
      )}
      {last && nodes.length === 0 && sync?.state !== 'SYNCING' && (
        <p className="quiet">No studio albums are known.</p>
      )}
      {nodes.length > 0 && (
        <ul className="albums">
          {nodes.map((album) => (
            <li key={album.id}>
              <AlbumCard album={album} artist={artist} />
            </li>
          ))}
        </ul>
      )}
      {albums.error && <Trouble error={albums.error} again={() => void albums.refetch()} />}
      {last && albums.hasNextPage && (
        <p className="more">
          <button
            type="button"
            disabled={albums.isFetchingNextPage}
            onClick={() => void albums.fetchNextPage()}
          >
            {albums.isFetchingNextPage ? 'Fetching…' : 'More albums'}
          </button>{' '}
          <span className="quiet">
            {nodes.length} of {count(last.albums.totalCount, 'album', 'albums')}
          </span>
        </p>
      )}
    </section>
  );
}
