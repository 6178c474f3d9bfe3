import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { ask } from '../api';
import { keyOf } from '../data/ask';
import { useOwnPlace } from '../data/place';
import { graphql, readFragment } from '../gql';
import { Ghosts } from '../parts/Ghosts';
import { Section } from '../parts/PageHead';
import { SOON, SyncNote, SyncNoteStatus } from '../parts/SyncNote';
import { Trouble } from '../parts/Trouble';
import { useSpeech } from '../words';
import classes from './AlbumPage.module.css';
import { PressingRow, PressingTable } from './PressingTable';

export const PressingsOfAlbum = graphql(`
  query PressingsOfAlbum(
    $id: ID!
    $after: String
    $shipTo: CountryCode!
    $currency: CurrencyCode!
  ) {
    album(by: { id: $id }) {
      id
      releases(first: 100, after: $after) {
        totalCount
        nodes {
          ...PressingRow
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

interface Props {
  id: string;
  title: string;
  master: number | null;
  onOpen: (release: string) => void;
}

/** Every pressing: the pages follow one another by themselves until all are here. */
export function Pressings({ id, title, master, onOpen }: Props) {
  const { w, f } = useSpeech();
  const { country: shipTo, currency } = useOwnPlace();
  const variables = { id, shipTo, currency };
  const pressings = useInfiniteQuery({
    queryKey: keyOf(PressingsOfAlbum, variables, undefined),
    queryFn: ({ pageParam, signal }) =>
      ask(PressingsOfAlbum, { ...variables, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ album }) =>
      album?.releases.pageInfo.hasNextPage ? album.releases.pageInfo.endCursor : undefined,
    refetchInterval: ({ state }) => {
      const sync = readFragment(SyncNoteStatus, state.data?.pages.at(-1)?.album?.releasesSync);
      return sync?.state === 'SYNCING' ? SOON : false;
    },
  });
  const { hasNextPage, isFetching, isFetchNextPageError, fetchNextPage } = pressings;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isFetchNextPageError) void fetchNextPage();
  }, [hasNextPage, isFetching, isFetchNextPageError, fetchNextPage]);

  const pages = pressings.data?.pages.flatMap(({ album }) => album ?? []) ?? [];
  const last = pages.at(-1);
  const sync = readFragment(SyncNoteStatus, last?.releasesSync);
  const rows = readFragment(
    PressingRow,
    pages.flatMap((page) => page.releases.nodes),
  );
  const source = sourceOf(master, rows);
  return (
    <Section
      id="pressings"
      title={w.album.pressings}
      count={last && rows.length > 0 ? f.number(last.releases.totalCount) : undefined}
    >
      {last && <SyncNote status={last.releasesSync} things="pressings" />}
      {pressings.isPending && (
        <Ghosts shape="rows" number={8} said>
          {w.album.pressingsWaiting}
        </Ghosts>
      )}
      {last && rows.length === 0 && sync?.state !== 'SYNCING' && (
        <p className="quiet">{w.album.noPressings}</p>
      )}
      {rows.length > 0 && (
        <PressingTable caption={w.album.tableOf(title)} pressings={rows} onOpen={onOpen} />
      )}
      {pressings.error && (
        <Trouble error={pressings.error} again={() => void pressings.refetch()} />
      )}
      {rows.length > 0 && (
        <p className={classes.under}>
          <span role="status">
            {last && rows.length < last.releases.totalCount
              ? w.album.loading(f.number(rows.length), f.number(last.releases.totalCount))
              : f.count(rows.length, w.album.allShown)}
          </span>
          {source && <a href={source}>Data provided by Discogs.</a>}
        </p>
      )}
    </Section>
  );
}

/** Discogs' own page about these pressings, which its terms ask to be linked beside them. */
function sourceOf(
  master: number | null,
  rows: readonly { discogsId: number | null }[],
): string | undefined {
  if (rows.length === 0) return undefined;
  if (master !== null) return `https://www.discogs.com/master/${master}`;
  const release = rows.find(({ discogsId }) => discogsId !== null)?.discogsId;
  return release ? `https://www.discogs.com/release/${release}` : undefined;
}
