// Rows with sensible defaults; a test names only what it is about.
import type { OneAlbumQuery, PressingsOfAlbumQuery, SessionFieldsFragment } from '../gql/graphql';
import type { Wire } from './server';

type Page = NonNullable<Wire<PressingsOfAlbumQuery>['album']>;
export type Pressing = Page['releases']['nodes'][number];
export type Sync = Page['releasesSync'];
type Album = NonNullable<Wire<OneAlbumQuery>['album']>;

export const FRESH: Sync = {
  state: 'FRESH',
  syncedAt: null,
  retryAt: null,
  problem: null,
  run: null,
};

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
    rating: null,
    ratingCount: null,
    bestPrice: null,
    ...given,
  };
}

export function euros(amount: string) {
  return { total: { amount, currency: 'EUR' } };
}

export function page<Node>(nodes: Node[], totalCount = nodes.length, endCursor?: string) {
  return {
    totalCount,
    nodes,
    pageInfo: { hasNextPage: endCursor !== undefined, endCursor: endCursor ?? null },
  };
}

export function hounds(given: Partial<Album> = {}): Album {
  return {
    id: 'album:7',
    title: 'Hounds of Love',
    discogsMasterId: null,
    firstReleaseYear: 1985,
    trackCount: 12,
    averageRating: null,
    artist: { id: 'artist:42', name: 'Kate Bush' },
    cover: null,
    bestPrice: null,
    pressingGuide: [],
    ...given,
  };
}

export function kate(
  given: Partial<SessionFieldsFragment['user']> = {},
): SessionFieldsFragment['user'] {
  return {
    id: 'user:1',
    email: 'kate@example.org',
    isAdmin: false,
    profile: { country: 'ES', currency: 'EUR', language: 'en', primarySource: 'LASTFM' },
    ...given,
  };
}
