// Rows with sensible defaults; a test names only what it is about.
import type { PressingsOfAlbumQuery } from '../gql/graphql';
import type { Wire } from './server';

type Album = NonNullable<Wire<PressingsOfAlbumQuery>['album']>;
export type Pressing = Album['releases']['nodes'][number];
export type Sync = Album['releasesSync'];

export const FRESH: Sync = { state: 'FRESH', syncedAt: null, retryAt: null, problem: null };

export function pressing(number: number, given: Partial<Pressing> = {}): Pressing {
  return {
    id: `release:${number}`,
    discogsId: null,
    country: 'UK',
    year: 1985,
    format: 'LP, Album',
    label: 'EMI',
    catalogNumber: `KAB ${number}`,
    isOfficial: true,
    ...given,
  };
}

export function page<Node>(nodes: Node[], totalCount = nodes.length, endCursor?: string) {
  return {
    totalCount,
    nodes,
    pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
  };
}

export function hounds(releases: Album['releases'], releasesSync = FRESH): Album {
  return {
    id: 'album:7',
    title: 'Hounds of Love',
    discogsMasterId: null,
    firstReleaseYear: 1985,
    artist: { id: 'artist:42', name: 'Kate Bush' },
    releases,
    releasesSync,
  };
}
