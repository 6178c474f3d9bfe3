import { useQuery } from '@tanstack/react-query';
import { ask } from '../api';
import { graphql } from '../gql';
import type { OwnedAlbumsQuery } from '../gql/graphql';
import { AlbumTile, Wall } from '../parts/AlbumTile';
import { Section } from '../parts/PageHead';
import { useSession } from '../session';
import { useSpeech } from '../words';

export const PlayedAlbums = graphql(`
  query PlayedAlbums {
    viewer {
      id
      listening {
        topAlbums(first: 100, period: OVERALL) {
          nodes {
            plays
            album {
              id
              ...AlbumTileAlbum
            }
          }
        }
      }
    }
  }
`);

export const OwnedAlbums = graphql(`
  query OwnedAlbums($after: String) {
    viewer {
      id
      collection(first: 100, after: $after) {
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          id
          release {
            id
            album {
              id
            }
          }
        }
      }
    }
  }
`);

/** More than this, and the page would ask for minutes. */
const PAGES = 30;

/** What is played often and not on the shelf. */
export function NotOwned() {
  const { w, f } = useSpeech();
  const { person } = useSession();
  const { data } = useQuery({
    queryKey: ['PlayedAlbums', person?.id],
    queryFn: async ({ signal }) => {
      const owned = new Set<string>();
      let after: string | null = null;
      for (let page = 0; page < PAGES; page += 1) {
        const answer: OwnedAlbumsQuery = await ask(OwnedAlbums, { after }, signal);
        const list = answer.viewer?.collection;
        for (const { release } of list?.nodes ?? []) owned.add(release.album.id);
        after = list?.pageInfo.endCursor ?? null;
        if (!list?.pageInfo.hasNextPage) break;
      }
      const { viewer } = await ask(PlayedAlbums, {}, signal);
      const played = viewer?.listening.topAlbums.nodes ?? [];
      return played
        .flatMap(({ album, plays }) => (album && !owned.has(album.id) ? [{ album, plays }] : []))
        .slice(0, 12);
    },
  });
  if (!data || data.length === 0) return null;
  return (
    <Section id="not-owned" title={w.listening.notOwned}>
      <Wall>
        {data.map(({ album, plays }) => (
          <li key={album.id}>
            <AlbumTile album={album}>
              <span className="small quiet">{f.count(plays, w.listening.plays)}</span>
            </AlbumTile>
          </li>
        ))}
      </Wall>
    </Section>
  );
}
