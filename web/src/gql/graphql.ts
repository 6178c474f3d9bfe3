/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** One way to name an artist. */
export type ArtistLookup =
  | {
      /** The Discogs id. */
      discogsId: number;
      id?: never;
      mbid?: never;
      name?: never;
      spotifyId?: never;
    }
  | {
      discogsId?: never; /** `artist:42` */
      id: string | number;
      mbid?: never;
      name?: never;
      spotifyId?: never;
    }
  | {
      discogsId?: never;
      id?: never; /** The MusicBrainz id. */
      mbid: string;
      name?: never;
      spotifyId?: never;
    }
  | {
      discogsId?: never;
      id?: never;
      mbid?: never; /** In any of its spellings. */
      name: string;
      spotifyId?: never;
    }
  | {
      discogsId?: never;
      id?: never;
      mbid?: never;
      name?: never; /** The Spotify id. */
      spotifyId: string;
    };

/** Whether what is stored is all there is. */
export type SyncState =
  /** The provider did not answer, and what is stored is not all there is. */
  | 'FAILED'
  /** It is all there is; also when the provider has none. */
  | 'FRESH'
  /** Nobody has asked for it yet. */
  | 'NEVER'
  /** It was all there is, more than 30 days ago (7 where the provider had none). */
  | 'STALE'
  /** It is being fetched. */
  | 'SYNCING';

export type AlbumCardAlbumFragment = {
  id: string;
  title: string;
  firstReleaseYear: number | null;
} & { ' $fragmentName'?: 'AlbumCardAlbumFragment' };

export type SearchArtistsQueryVariables = Exact<{
  search: string;
}>;

export type SearchArtistsQuery = { artists: { nodes: Array<{ id: string; name: string }> } };

export type PressingTableRowFragment = {
  id: string;
  country: string | null;
  year: number | null;
  format: string | null;
  label: string | null;
  catalogNumber: string | null;
  isOfficial: boolean;
} & { ' $fragmentName'?: 'PressingTableRowFragment' };

export type SimilarArtistsListFragment = {
  similarArtists: { nodes: Array<{ id: string; name: string }> };
} & { ' $fragmentName'?: 'SimilarArtistsListFragment' };

export type SyncNoteStatusFragment = {
  state: SyncState;
  syncedAt: string | null;
  retryAt: string | null;
  problem: string | null;
} & { ' $fragmentName'?: 'SyncNoteStatusFragment' };

export type PressingsOfAlbumQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;

export type PressingsOfAlbumQuery = {
  album: {
    id: string;
    title: string;
    discogsMasterId: number | null;
    firstReleaseYear: number | null;
    artist: { id: string; name: string };
    releases: {
      totalCount: number;
      nodes: Array<
        { id: string; discogsId: number | null } & {
          ' $fragmentRefs'?: { PressingTableRowFragment: PressingTableRowFragment };
        }
      >;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
    releasesSync: { ' $fragmentRefs'?: { SyncNoteStatusFragment: SyncNoteStatusFragment } };
  } | null;
};

export type AlbumsOfArtistQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;

export type AlbumsOfArtistQuery = {
  artist: {
    albums: {
      totalCount: number;
      nodes: Array<
        { id: string } & { ' $fragmentRefs'?: { AlbumCardAlbumFragment: AlbumCardAlbumFragment } }
      >;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
    albumsSync: { ' $fragmentRefs'?: { SyncNoteStatusFragment: SyncNoteStatusFragment } };
  } | null;
};

export type OneArtistQueryVariables = Exact<{
  by: ArtistLookup;
}>;

export type OneArtistQuery = {
  artist:
    | ({ id: string; name: string } & {
        ' $fragmentRefs'?: { SimilarArtistsListFragment: SimilarArtistsListFragment };
      })
    | null;
};

export type StoredArtistsQueryVariables = Exact<{ [key: string]: never }>;

export type StoredArtistsQuery = {
  artists: { totalCount: number; nodes: Array<{ id: string; name: string }> };
};

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}
export const AlbumCardAlbumFragmentDoc = new TypedDocumentString(
  `
    fragment AlbumCardAlbum on Album {
  id
  title
  firstReleaseYear
}
    `,
  { fragmentName: 'AlbumCardAlbum' },
) as unknown as TypedDocumentString<AlbumCardAlbumFragment, unknown>;
export const PressingTableRowFragmentDoc = new TypedDocumentString(
  `
    fragment PressingTableRow on Release {
  id
  country
  year
  format
  label
  catalogNumber
  isOfficial
}
    `,
  { fragmentName: 'PressingTableRow' },
) as unknown as TypedDocumentString<PressingTableRowFragment, unknown>;
export const SimilarArtistsListFragmentDoc = new TypedDocumentString(
  `
    fragment SimilarArtistsList on Artist {
  similarArtists(first: 12) {
    nodes {
      id
      name
    }
  }
}
    `,
  { fragmentName: 'SimilarArtistsList' },
) as unknown as TypedDocumentString<SimilarArtistsListFragment, unknown>;
export const SyncNoteStatusFragmentDoc = new TypedDocumentString(
  `
    fragment SyncNoteStatus on SyncStatus {
  state
  syncedAt
  retryAt
  problem
}
    `,
  { fragmentName: 'SyncNoteStatus' },
) as unknown as TypedDocumentString<SyncNoteStatusFragment, unknown>;
export const SearchArtistsDocument = new TypedDocumentString(`
    query SearchArtists($search: String!) {
  artists(search: $search, first: 8) {
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<SearchArtistsQuery, SearchArtistsQueryVariables>;
export const PressingsOfAlbumDocument = new TypedDocumentString(`
    query PressingsOfAlbum($id: ID!, $after: String) {
  album(by: {id: $id}) {
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
    fragment PressingTableRow on Release {
  id
  country
  year
  format
  label
  catalogNumber
  isOfficial
}
fragment SyncNoteStatus on SyncStatus {
  state
  syncedAt
  retryAt
  problem
}`) as unknown as TypedDocumentString<PressingsOfAlbumQuery, PressingsOfAlbumQueryVariables>;
export const AlbumsOfArtistDocument = new TypedDocumentString(`
    query AlbumsOfArtist($id: ID!, $after: String) {
  artist(by: {id: $id}) {
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
    fragment AlbumCardAlbum on Album {
  id
  title
  firstReleaseYear
}
fragment SyncNoteStatus on SyncStatus {
  state
  syncedAt
  retryAt
  problem
}`) as unknown as TypedDocumentString<AlbumsOfArtistQuery, AlbumsOfArtistQueryVariables>;
export const OneArtistDocument = new TypedDocumentString(`
    query OneArtist($by: ArtistLookup!) {
  artist(by: $by) {
    id
    name
    ...SimilarArtistsList
  }
}
    fragment SimilarArtistsList on Artist {
  similarArtists(first: 12) {
    nodes {
      id
      name
    }
  }
}`) as unknown as TypedDocumentString<OneArtistQuery, OneArtistQueryVariables>;
export const StoredArtistsDocument = new TypedDocumentString(`
    query StoredArtists {
  artists(first: 24) {
    totalCount
    nodes {
      id
      name
    }
  }
}
    `) as unknown as TypedDocumentString<StoredArtistsQuery, StoredArtistsQueryVariables>;
