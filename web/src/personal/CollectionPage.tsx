import { Button } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { ask } from '../api';
import { keyOf } from '../data/ask';
import { graphql } from '../gql';
import { AlbumTile, Wall } from '../parts/AlbumTile';
import { Ghosts } from '../parts/Ghosts';
import { Empty, PageHead, Section } from '../parts/PageHead';
import parts from '../parts/parts.module.css';
import { SignedIn } from '../parts/SignedIn';
import { Trouble } from '../parts/Trouble';
import { useSession } from '../session';
import { useSpeech } from '../words';
import { CollectionImport } from './CollectionImport';

export const Collection = graphql(`
  query Collection($after: String) {
    viewer {
      id
      collection(first: 60, after: $after) {
        totalCount
        pending
        pageInfo {
          hasNextPage
          endCursor
        }
        nodes {
          id
          copies
          folder
          release {
            id
            year
            country
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

export function CollectionPage() {
  const { w } = useSpeech();
  return (
    <SignedIn title={w.collection.title}>
      <PageHead title={w.collection.title} text={w.collection.text} />
      <Shelf />
      <Section id="import" title={w.collection.import}>
        <CollectionImport />
      </Section>
    </SignedIn>
  );
}

function Shelf() {
  const { w, f } = useSpeech();
  const { person } = useSession();
  const list = useInfiniteQuery({
    queryKey: keyOf(Collection, {}, person?.id),
    queryFn: ({ pageParam, signal }) => ask(Collection, { after: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: ({ viewer }) =>
      viewer?.collection.pageInfo.hasNextPage ? viewer.collection.pageInfo.endCursor : undefined,
  });
  const pages = list.data?.pages.flatMap(({ viewer }) => viewer?.collection ?? []) ?? [];
  const last = pages.at(-1);
  const items = pages.flatMap(({ nodes }) => nodes);
  if (list.error && !last) return <Trouble error={list.error} again={() => void list.refetch()} />;
  if (!last)
    return (
      <Ghosts shape="wall" number={10}>
        {w.collection.title}
      </Ghosts>
    );
  if (last.totalCount === 0) {
    return (
      <Empty title={w.collection.empty}>
        <p>{w.collection.emptyText}</p>
      </Empty>
    );
  }
  return (
    <section aria-label={w.collection.title}>
      <p className="quiet" role="status">
        {f.count(last.totalCount, w.collection.count)}
        {last.pending > 0 && ` · ${f.count(last.pending, w.collection.pending)}`}
      </p>
      <div className={parts.pushed}>
        <Wall>
          {items.map(({ id, release, copies, folder }) => (
            <li key={id}>
              <AlbumTile album={release.album}>
                <span className="small quiet">
                  {[
                    release.year,
                    release.country,
                    folder,
                    copies > 1 ? f.count(copies, w.collection.copies) : null,
                  ]
                    .filter((part) => part !== null)
                    .join(' · ')}
                </span>
              </AlbumTile>
            </li>
          ))}
        </Wall>
      </div>
      {list.hasNextPage && (
        <div className={parts.ways}>
          <Button
            variant="default"
            loading={list.isFetchingNextPage}
            onClick={() => void list.fetchNextPage()}
          >
            {w.collection.more}
          </Button>
        </div>
      )}
    </section>
  );
}
