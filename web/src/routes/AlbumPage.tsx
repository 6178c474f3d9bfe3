import { useInfiniteQuery } from '@tanstack/react-query';
import { ask } from '../api';
import { Cover } from '../components/Cover';
import { PressingTable } from '../components/PressingTable';
import { SyncNote, SyncNoteStatus } from '../components/SyncNote';
import { Trouble } from '../components/Trouble';
import { Waiting } from '../components/Waiting';
import { graphql, readFragment } from '../gql';
import { usePageTitle } from '../hooks';
import { linkTo } from '../place';
import { count } from '../words';

export const PressingsOfAlbum = graphql(`
  query PressingsOfAlbum($id: ID!, $after: String) {
    album(by: { id: $id }) {
      id
      title
      discogsMasterId
      firstReleaseYear
      artist {
        id
        name
      }
      releases(first: 25, after: $after) {
        totalCount
        nodes {
          id
          discogsId
          ...PressingTableRow
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      releasesSync {
        ...SyncNoteStatus
      }
    }
  }
`);

export function AlbumPage({ id }: { id: string }) {
  const pressings = useInfiniteQuery({
    queryKey: ['pressings', id],
    queryFn: ({ pageParam, signal }) => ask(PressingsOfAlbum, { id, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ album }) =>
      album?.releases.pageInfo.hasNextPage ? album.releases.pageInfo.endCursor : undefined,
    refetchInterval: ({ state }) => {
      const sync = readFragment(SyncNoteStatus, state.data?.pages.at(-1)?.album?.releasesSync);
      return sync?.state === 'SYNCING' ? 4000 : false;
    },
  });
  const pages = pressings.data?.pages.flatMap(({ album }) => album ?? []) ?? [];
  const album = pages.at(-1);
  const nodes = pages.flatMap((page) => page.releases.nodes);
  const sync = readFragment(SyncNoteStatus, album?.releasesSync);
  const source = album && sourceOf(album.discogsMasterId, nodes);
  const heading = usePageTitle(album && `${album.title} by ${album.artist.name}`);
  const trouble = pressings.error && (
    <Trouble error={pressings.error} again={() => void pressings.refetch()} />
  );

  if (pressings.isPending) {
    return (
      <>
        <h1 className="ghost ghost-title">
          <span className="unseen">Album</span>
        </h1>
        <Waiting shape="rows">
          Gathering the pressings. The first time, Discogs is asked, which can take up to eight
          seconds.
        </Waiting>
      </>
    );
  }
  if (!album) return trouble ?? <NoAlbum id={id} />;
  return (
    <>
      <div className="album-head">
        <Cover artist={album.artist.name} title={album.title} />
        <div>
          <p className="by">
            <a {...linkTo({ at: 'artist', id: album.artist.id })}>{album.artist.name}</a>
          </p>
          <h1 ref={heading} tabIndex={-1}>
            {album.title}
          </h1>
          <p className="quiet">
            {album.firstReleaseYear !== null && `${album.firstReleaseYear} · `}
            {count(album.releases.totalCount, 'vinyl pressing', 'vinyl pressings')}
          </p>
        </div>
      </div>
      <section aria-labelledby="pressings">
        <h2 id="pressings">Pressings</h2>
        <SyncNote status={album.releasesSync} service="Discogs" things="pressings of this album" />
        {nodes.length === 0 && sync?.state !== 'SYNCING' && (
          <p className="quiet">No vinyl pressing is known.</p>
        )}
        {nodes.length > 0 && (
          <PressingTable caption={`Pressings of ${album.title}, oldest first`} pressings={nodes} />
        )}
        {trouble}
        {nodes.length > 0 && (
          <p className="more">
            {pressings.hasNextPage && (
              <button
                type="button"
                disabled={pressings.isFetchingNextPage}
                onClick={() => void pressings.fetchNextPage()}
              >
                {pressings.isFetchingNextPage ? 'Fetching…' : 'More pressings'}
              </button>
            )}{' '}
            <span className="quiet" role="status">
              {pressings.hasNextPage
                ? `${nodes.length} of ${count(album.releases.totalCount, 'pressing', 'pressings')}`
                : `All ${count(nodes.length, 'pressing', 'pressings')} shown`}
            </span>
          </p>
        )}
        {source && (
          <p className="source">
            <a href={source}>Data provided by Discogs.</a>
          </p>
        )}
      </section>
    </>
  );
}

/** Discogs' own page about these pressings, which its terms ask to be linked beside them. */
function sourceOf(
  master: number | null,
  pressings: readonly { discogsId: number | null }[],
): string | undefined {
  if (pressings.length === 0) return undefined;
  if (master !== null) return `https://www.discogs.com/master/${master}`;
  const release = pressings.find(({ discogsId }) => discogsId !== null)?.discogsId;
  return release ? `https://www.discogs.com/release/${release}` : undefined;
}

function NoAlbum({ id }: { id: string }) {
  return (
    <section className="notice" role="alert">
      <h2>No such album</h2>
      <p>Nothing is stored under {id}. It may have been removed, or the address was mistyped.</p>
      <p className="ways">
        <a {...linkTo({ at: 'start' })}>Back to the start</a>
      </p>
    </section>
  );
}
