/* eslint-disable */
import * as types from './graphql';

/**
 * Map of all GraphQL operations in the project.
 *
 * This map has several performance disadvantages:
 * 1. It is not tree-shakeable, so it will include all operations in the project.
 * 2. It is not minifiable, so the string of a GraphQL query will be multiple times inside the bundle.
 * 3. It does not support dead code elimination, so it will add unused operations.
 *
 * Therefore it is highly recommended to use the babel or swc plugin for production.
 * Learn more about it here: https://the-guild.dev/graphql/codegen/plugins/presets/preset-client#reducing-bundle-size
 */
type Documents = {
  '\n  fragment AlbumCardAlbum on Album {\n    id\n    title\n    firstReleaseYear\n  }\n': typeof types.AlbumCardAlbumFragmentDoc;
  '\n  query SearchArtists($search: String!) {\n    artists(search: $search, first: 8) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n': typeof types.SearchArtistsDocument;
  '\n  fragment PressingTableRow on Release {\n    id\n    country\n    year\n    format\n    label\n    catalogNumber\n    isOfficial\n  }\n': typeof types.PressingTableRowFragmentDoc;
  '\n  fragment SimilarArtistsList on Artist {\n    similarArtists(first: 12) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n': typeof types.SimilarArtistsListFragmentDoc;
  '\n  fragment SyncNoteStatus on SyncStatus {\n    state\n    syncedAt\n    retryAt\n    problem\n  }\n': typeof types.SyncNoteStatusFragmentDoc;
  '\n  query PressingsOfAlbum($id: ID!, $after: String) {\n    album(by: { id: $id }) {\n      id\n      title\n      discogsMasterId\n      firstReleaseYear\n      artist {\n        id\n        name\n      }\n      releases(first: 25, after: $after) {\n        totalCount\n        nodes {\n          id\n          discogsId\n          ...PressingTableRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      releasesSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n': typeof types.PressingsOfAlbumDocument;
  '\n  query AlbumsOfArtist($id: ID!, $after: String) {\n    artist(by: { id: $id }) {\n      albums(first: 60, after: $after) {\n        totalCount\n        nodes {\n          id\n          ...AlbumCardAlbum\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      albumsSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n': typeof types.AlbumsOfArtistDocument;
  '\n  query OneArtist($by: ArtistLookup!) {\n    artist(by: $by) {\n      id\n      name\n      ...SimilarArtistsList\n    }\n  }\n': typeof types.OneArtistDocument;
  '\n  query StoredArtists {\n    artists(first: 24) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n': typeof types.StoredArtistsDocument;
};
const documents: Documents = {
  '\n  fragment AlbumCardAlbum on Album {\n    id\n    title\n    firstReleaseYear\n  }\n':
    types.AlbumCardAlbumFragmentDoc,
  '\n  query SearchArtists($search: String!) {\n    artists(search: $search, first: 8) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n':
    types.SearchArtistsDocument,
  '\n  fragment PressingTableRow on Release {\n    id\n    country\n    year\n    format\n    label\n    catalogNumber\n    isOfficial\n  }\n':
    types.PressingTableRowFragmentDoc,
  '\n  fragment SimilarArtistsList on Artist {\n    similarArtists(first: 12) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n':
    types.SimilarArtistsListFragmentDoc,
  '\n  fragment SyncNoteStatus on SyncStatus {\n    state\n    syncedAt\n    retryAt\n    problem\n  }\n':
    types.SyncNoteStatusFragmentDoc,
  '\n  query PressingsOfAlbum($id: ID!, $after: String) {\n    album(by: { id: $id }) {\n      id\n      title\n      discogsMasterId\n      firstReleaseYear\n      artist {\n        id\n        name\n      }\n      releases(first: 25, after: $after) {\n        totalCount\n        nodes {\n          id\n          discogsId\n          ...PressingTableRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      releasesSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n':
    types.PressingsOfAlbumDocument,
  '\n  query AlbumsOfArtist($id: ID!, $after: String) {\n    artist(by: { id: $id }) {\n      albums(first: 60, after: $after) {\n        totalCount\n        nodes {\n          id\n          ...AlbumCardAlbum\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      albumsSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n':
    types.AlbumsOfArtistDocument,
  '\n  query OneArtist($by: ArtistLookup!) {\n    artist(by: $by) {\n      id\n      name\n      ...SimilarArtistsList\n    }\n  }\n':
    types.OneArtistDocument,
  '\n  query StoredArtists {\n    artists(first: 24) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n':
    types.StoredArtistsDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment AlbumCardAlbum on Album {\n    id\n    title\n    firstReleaseYear\n  }\n',
): typeof import('./graphql').AlbumCardAlbumFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query SearchArtists($search: String!) {\n    artists(search: $search, first: 8) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n',
): typeof import('./graphql').SearchArtistsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment PressingTableRow on Release {\n    id\n    country\n    year\n    format\n    label\n    catalogNumber\n    isOfficial\n  }\n',
): typeof import('./graphql').PressingTableRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment SimilarArtistsList on Artist {\n    similarArtists(first: 12) {\n      nodes {\n        id\n        name\n      }\n    }\n  }\n',
): typeof import('./graphql').SimilarArtistsListFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment SyncNoteStatus on SyncStatus {\n    state\n    syncedAt\n    retryAt\n    problem\n  }\n',
): typeof import('./graphql').SyncNoteStatusFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query PressingsOfAlbum($id: ID!, $after: String) {\n    album(by: { id: $id }) {\n      id\n      title\n      discogsMasterId\n      firstReleaseYear\n      artist {\n        id\n        name\n      }\n      releases(first: 25, after: $after) {\n        totalCount\n        nodes {\n          id\n          discogsId\n          ...PressingTableRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      releasesSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n',
): typeof import('./graphql').PressingsOfAlbumDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query AlbumsOfArtist($id: ID!, $after: String) {\n    artist(by: { id: $id }) {\n      albums(first: 60, after: $after) {\n        totalCount\n        nodes {\n          id\n          ...AlbumCardAlbum\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      albumsSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n',
): typeof import('./graphql').AlbumsOfArtistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query OneArtist($by: ArtistLookup!) {\n    artist(by: $by) {\n      id\n      name\n      ...SimilarArtistsList\n    }\n  }\n',
): typeof import('./graphql').OneArtistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query StoredArtists {\n    artists(first: 24) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n',
): typeof import('./graphql').StoredArtistsDocument;

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
