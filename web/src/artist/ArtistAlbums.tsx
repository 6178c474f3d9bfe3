import { Button, Switch } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { ask } from '../api';
import { keyOf } from '../data/ask';
import { useOwnPlace } from '../data/place';
import { graphql, readFragment } from '../gql';
import { AlbumTile, Wall } from '../parts/AlbumTile';
import { Ghosts } from '../parts/Ghosts';
import { Section } from '../parts/PageHead';
import parts from '../parts/parts.module.css';
import { SOON, SyncNote, SyncNoteStatus } from '../parts/SyncNote';
import { Trouble } from '../parts/Trouble';
import { useSpeech } from '../words';

export const AlbumsOfArtist = graphql(`
  query AlbumsOfArtist(
    $id: ID!
    $after: String
    $studioOnly: Boolean!
    $shipTo: CountryCode!
    $currency: CurrencyCode!
  ) {
    artist(by: { id: $id }) {
      id
      albums(first: 60, after: $after, studioOnly: $studioOnly) {
        totalCount
        nodes {
          id
          firstReleaseYear
          bestPrice(shipTo: $shipTo, currency: $currency) {
            total {
              amount
              currency
            }
          }
          ...AlbumTileAlbum
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
export function ArtistAlbums({ id }: { id: string }) {
  const { w, f } = useSpeech();
  const { country: shipTo, currency } = useOwnPlace();
  const [all, setAll] = useState(false);
  const variables = { id, studioOnly: !all, shipTo, currency };
  const albums = useInfiniteQuery({
    queryKey: keyOf(AlbumsOfArtist, variables, undefined),
    queryFn: ({ pageParam, signal }) =>
      ask(AlbumsOfArtist, { ...variables, after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ artist }) =>
      artist?.albums.pageInfo.hasNextPage ? artist.albums.pageInfo.endCursor : undefined,
    refetchInterval: ({ state }) => {
      const sync = readFragment(SyncNoteStatus, state.data?.pages.at(-1)?.artist?.albumsSync);
      return sync?.state === 'SYNCING' ? SOON : false;
    },
  });
  const pages = albums.data?.pages.flatMap(({ artist }) => artist ?? []) ?? [];
  const last = pages.at(-1);
  const sync = readFragment(SyncNoteStatus, last?.albumsSync);
  const nodes = pages.flatMap((page) => page.albums.nodes);

  return (
    <Section
      id="albums"
      title={w.artist.albums}
      count={last && nodes.length > 0 ? f.number(last.albums.totalCount) : undefined}
      aside={
        <Switch
          label={w.artist.allAlbums}
          checked={all}
          onChange={({ currentTarget: { checked } }) => {
            setAll(checked);
          }}
        />
      }
    >
      {albums.isPending && (
        <Ghosts shape="wall" number={10} said>
          {w.artist.albumsWaiting}
        </Ghosts>
      )}
      {last && <SyncNote status={last.albumsSync} things="albums" />}
      {last && nodes.length === 0 && sync?.state !== 'SYNCING' && (
        <p className="quiet">{w.artist.noAlbums}</p>
      )}
      {nodes.length > 0 && (
        <Wall>
          {nodes.map((album) => (
            <li key={album.id}>
              <AlbumTile album={album} under={album.firstReleaseYear ?? w.album.noYear}>
                {album.bestPrice && (
                  <span className={parts.price}>
                    {w.price.from(f.money(album.bestPrice.total))}
                  </span>
                )}
              </AlbumTile>
            </li>
          ))}
        </Wall>
      )}
      {albums.error && <Trouble error={albums.error} again={() => void albums.refetch()} />}
      {albums.hasNextPage && (
        <div className={parts.ways}>
          <Button
            variant="default"
            loading={albums.isFetchingNextPage}
            onClick={() => void albums.fetchNextPage()}
          >
            {w.artist.more}
          </Button>
        </div>
      )}
    </Section>
  );
}
