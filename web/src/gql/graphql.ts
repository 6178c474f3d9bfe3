/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> =
  T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Which artist, in one of these ways. */
export type AddSeedArtistInput =
  | {
      /** `artist:42` */
      artistId: string | number;
      name?: never;
    }
  | { artistId?: never; /** In any spelling; one who is not stored is looked up. */ name: string };

/** What became of it. */
export type AddSeedArtistStatus =
  | 'ADDED'
  | 'ALREADY_ADDED'
  /** Not stored, and no provider knows the name. */
  | 'UNKNOWN_ARTIST';

/** An album or one pressing: exactly one of the two ids. */
export type AddToWantlistInput = {
  /** Any pressing of this album. */
  albumId?: string | number | null | undefined;
  /** What it may cost at most. Absent: as it was; null: any price. */
  maxPrice?: MoneyInput | null | undefined;
  /** This pressing and no other. */
  releaseId?: string | number | null | undefined;
};

/** What became of it. */
export type AddToWantlistStatus =
  | 'ADDED'
  | 'UNKNOWN_ALBUM'
  | 'UNKNOWN_RELEASE'
  /** It was on the list; it costs at most what was said last. */
  | 'UPDATED';

/** The present password, and the next. */
export type ChangePasswordInput = {
  current: string;
  new: string;
};

/** What became of it. */
export type ChangePasswordStatus =
  /** All other sessions are over; API tokens stay. */
  | 'CHANGED'
  | 'INVALID_CREDENTIALS'
  /** As for `signIn`, and counted together with it. */
  | 'TOO_MANY_ATTEMPTS'
  /** As for `signUp`. */
  | 'WEAK_PASSWORD';

/** The token wanted. */
export type CreateApiTokenInput = {
  /** What it is for: 1 to 100 characters. */
  name: string;
  scope: TokenScope;
};

/** To be sure that it is the person themselves. */
export type DeleteAccountInput = {
  password: string;
};

/** What became of it. */
export type DeleteAccountStatus =
  /** Nothing about the person is stored any more, and none of their tokens works. */
  | 'DELETED'
  | 'INVALID_CREDENTIALS'
  /** Somebody would be left, and nobody to administer the house. */
  | 'LAST_ADMINISTRATOR'
  /** As for `signIn`, and counted together with it. */
  | 'TOO_MANY_ATTEMPTS';

/** A file, and whether it is only to be looked at. */
export type ImportCollectionInput = {
  /** The CSV file of a collection or of a wantlist, as Discogs exports them; its header says which. */
  csv: File;
  /** Says what would become of every row, and changes nothing. */
  dryRun?: boolean | null | undefined;
};

/** What becomes of a row. */
export type ImportVerdict =
  | 'ADDED'
  /** It cannot be read. */
  | 'FAILED'
  /** It was imported before. */
  | 'UNCHANGED'
  /** That copy is in another folder than before, or has another date. */
  | 'UPDATED';

/** Where a run stands. */
export type JobState = 'CANCELLED' | 'FAILED' | 'QUEUED' | 'RUNNING' | 'SUCCEEDED';

/** Why a run exists. */
export type JobTrigger =
  /** Somebody asked for what was not stored, or not fresh. */
  | 'CACHE_MISS'
  /** Another run gave rise to it. */
  | 'CONTINUATION'
  /** The clock. */
  | 'CRON'
  /** Somebody ordered it. */
  | 'MANUAL';

/** Which pair is two. */
export type KeepApartInput = {
  reviewId: string | number;
};

/** What became of it. */
export type KeepApartStatus =
  | 'KEPT_APART'
  /** There is no such open pair. */
  | 'NOT_OPEN';

/** Which account to link. */
export type LinkAccountInput = {
  service: ListeningSource;
  /**
   * Discogs: a token that the person has made there for themselves, by which what they show to nobody else is read too.
   * It is kept encrypted. Spotify takes none.
   */
  token?: string | null | undefined;
  /** What the person is called there. */
  username?: string | null | undefined;
};

/** What became of it. */
export type LinkAccountStatus =
  /** The person must consent at the service first. */
  | 'AUTHORIZE'
  | 'LINKED'
  /** The service cannot be asked here. */
  | 'NOT_CONFIGURED'
  /** The service has nobody of that name, or does not take the token. */
  | 'UNKNOWN_USER';

/** A service that knows what a person listens to, or owns. */
export type ListeningSource = 'DISCOGS' | 'LASTFM' | 'LISTENBRAINZ' | 'SPOTIFY';

/** What is one or two. */
export type MatchKind = 'ALBUM' | 'ARTIST';

/** The state of the record, by the Goldmine scale. */
export type MediaCondition =
  'FAIR' | 'GOOD' | 'GOOD_PLUS' | 'MINT' | 'NEAR_MINT' | 'POOR' | 'VERY_GOOD' | 'VERY_GOOD_PLUS';

/** Which two albums are one. */
export type MergeAlbumsInput = {
  /** The one whose id leads to the other afterwards. */
  fromId: string | number;
  /** The one that stays. */
  intoId: string | number;
};

/** Which two artists are one. */
export type MergeArtistsInput = {
  /** The one whose id leads to the other afterwards. */
  fromId: string | number;
  /** The one that stays. */
  intoId: string | number;
};

/** What became of a merge. */
export type MergeStatus =
  /** Both ids lead to the same one already. */
  | 'ALREADY_ONE'
  | 'MERGED'
  /** One of the two is not stored. */
  | 'UNKNOWN';

/** An amount that somebody would pay. */
export type MoneyInput = {
  /** More than nothing, with at most the currency's own number of digits: `12.50` EUR, `1200` JPY. */
  amount: string;
  /** By ISO 4217: `EUR`. */
  currency: string;
};

/** The time up to now that a list is about. */
export type Period =
  'ONE_MONTH' | 'OVERALL' | 'SEVEN_DAYS' | 'SIX_MONTHS' | 'THREE_MONTHS' | 'TWELVE_MONTHS';

/** Why one would choose a pressing. */
export type PressingKind = 'BEST_RATED' | 'CHEAPEST' | 'LOCAL' | 'ORIGINAL';

/** What a landed price is made of. */
export type PricePartKind =
  /** Customs duty of the country that it goes to. */
  | 'DUTY'
  /** The record. */
  | 'ITEM'
  /** The parcel. */
  | 'SHIPPING'
  /** The value added tax that is due at its border. */
  | 'VAT';

/** What became of it. */
export type RefreshSessionStatus =
  | 'EXPIRED'
  /** No token of ours, or its session was ended. */
  | 'INVALID'
  | 'REFRESHED'
  /** It was used more than 30 seconds ago: somebody has a copy, and the whole session is over. */
  | 'REUSED';

/** Which item. */
export type RemoveFromWantlistInput = {
  itemId: string | number;
};

/** What became of it. */
export type RemoveFromWantlistStatus = 'NOT_FOUND' | 'REMOVED';

/** Which artist. */
export type RemoveSeedArtistInput = {
  artistId: string | number;
};

/** What became of it. */
export type RemoveSeedArtistStatus = 'NOT_FOUND' | 'REMOVED';

/** Which token to take back. */
export type RevokeApiTokenInput = {
  id: string | number;
};

/** What became of it. */
export type RevokeApiTokenStatus =
  /** No token of this person's has that id. */
  | 'NOT_FOUND'
  /** It works no longer. */
  | 'REVOKED';

/** Who wants to sign in. */
export type SignInInput = {
  email: string;
  password: string;
};

/** What became of it. */
export type SignInStatus =
  /** No such account, or another password: which of them is not said. */
  | 'INVALID_CREDENTIALS'
  | 'SIGNED_IN'
  /** 10 failures for this address, or 100 of this client, in the last 15 minutes. */
  | 'TOO_MANY_ATTEMPTS';

/** Which session to end. */
export type SignOutInput = {
  /** All sessions of the person. */
  everywhere?: boolean | null | undefined;
  /**
   * Absent: the one in the cookie, if the request has the header `X-Vinilogy-Session: cookie`; else the session of
   * the access token.
   */
  refreshToken?: string | null | undefined;
};

/** What became of it. */
export type SignOutStatus =
  /** Nothing named a session that is there. */
  'INVALID' | 'SIGNED_OUT';

/** Who wants an account. */
export type SignUpInput = {
  email: string;
  /** At least 10 characters, at most 1,000 bytes, and none that everybody would try first. */
  password: string;
};

/** What became of it. */
export type SignUpStatus =
  /** Accounts are made by whoever runs the house, with `create-user`. */
  | 'CLOSED'
  | 'EMAIL_TAKEN'
  | 'INVALID_EMAIL'
  | 'SIGNED_UP'
  /** This client has failed too often in the last 15 minutes. */
  | 'TOO_MANY_ATTEMPTS'
  /** Too short, too long, the address itself, or one of those that everybody would try first. */
  | 'WEAK_PASSWORD';

/** What to fetch. */
export type SyncListeningInput = {
  /** Every linked account, if not given. */
  service?: ListeningSource | null | undefined;
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

/** What a token may do. */
export type TokenScope =
  /** What is for administrators too; only they can make one. */
  | 'ADMIN'
  /** Queries and subscriptions. */
  | 'READ'
  /** Mutations too, except those that decide about the account itself. */
  | 'WRITE';

/** Which link to end. */
export type UnlinkAccountInput = {
  service: ListeningSource;
};

/** What became of it. */
export type UnlinkAccountStatus = 'NOT_LINKED' | 'UNLINKED';

/** What to change; what is absent stays. */
export type UpdateProfileInput = {
  country?: string | null | undefined;
  currency?: string | null | undefined;
  /** `es` or `en`. */
  language?: string | null | undefined;
  /** Which pressing of a recommended album is shown. */
  preferredPressing?: PressingKind | null | undefined;
  primarySource?: ListeningSource | null | undefined;
};

export type ChangePasswordMutationVariables = Exact<{
  input: ChangePasswordInput;
}>;

export type ChangePasswordMutation = { changePassword: { status: ChangePasswordStatus } };

export type ExportMyDataMutationVariables = Exact<{ [key: string]: never }>;

export type ExportMyDataMutation = { exportMyData: { url: string } };

export type DeleteAccountMutationVariables = Exact<{
  input: DeleteAccountInput;
}>;

export type DeleteAccountMutation = { deleteAccount: { status: DeleteAccountStatus } };

export type AccountsQueryVariables = Exact<{ [key: string]: never }>;

export type AccountsQuery = {
  viewer: {
    id: string;
    accounts: Array<{
      service: ListeningSource;
      username: string;
      lastSyncAt: string | null;
      problem: string | null;
    }>;
  } | null;
};

export type LinkAccountMutationVariables = Exact<{
  input: LinkAccountInput;
}>;

export type LinkAccountMutation = {
  linkAccount: { status: LinkAccountStatus; authorizeUrl: string | null };
};

export type UnlinkAccountMutationVariables = Exact<{
  input: UnlinkAccountInput;
}>;

export type UnlinkAccountMutation = { unlinkAccount: { status: UnlinkAccountStatus } };

export type SyncAccountMutationVariables = Exact<{
  input: SyncListeningInput;
}>;

export type SyncAccountMutation = {
  syncListening: { run: { id: string; state: JobState } | null };
};

export type RunNowQueryVariables = Exact<{
  id: string | number;
}>;

export type RunNowQuery = {
  node:
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { state: JobState; done: number; total: number | null; message: string | null; id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | { id: string }
    | null;
};

export type SignInMutationVariables = Exact<{
  input: SignInInput;
}>;

export type SignInMutation = {
  signIn: {
    status: SignInStatus;
    session: { ' $fragmentRefs'?: { SessionFieldsFragment: SessionFieldsFragment } } | null;
  };
};

export type SignUpMutationVariables = Exact<{
  input: SignUpInput;
}>;

export type SignUpMutation = {
  signUp: {
    status: SignUpStatus;
    session: { ' $fragmentRefs'?: { SessionFieldsFragment: SessionFieldsFragment } } | null;
  };
};

export type ApiTokensQueryVariables = Exact<{ [key: string]: never }>;

export type ApiTokensQuery = {
  viewer: {
    id: string;
    apiTokens: Array<{
      id: string;
      name: string;
      scope: TokenScope;
      createdAt: string;
      lastUsedAt: string | null;
    }>;
  } | null;
};

export type CreateApiTokenMutationVariables = Exact<{
  input: CreateApiTokenInput;
}>;

export type CreateApiTokenMutation = { createApiToken: { secret: string; token: { id: string } } };

export type RevokeApiTokenMutationVariables = Exact<{
  input: RevokeApiTokenInput;
}>;

export type RevokeApiTokenMutation = { revokeApiToken: { status: RevokeApiTokenStatus } };

export type SignOutMutationVariables = Exact<{
  input: SignOutInput;
}>;

export type SignOutMutation = { signOut: { status: SignOutStatus } };

export type UpdateProfileMutationVariables = Exact<{
  input: UpdateProfileInput;
}>;

export type UpdateProfileMutation = {
  updateProfile: {
    profile: {
      country: string;
      currency: string;
      language: string;
      primarySource: ListeningSource;
    };
  };
};

export type HouseQueryVariables = Exact<{ [key: string]: never }>;

export type HouseQuery = {
  coverage: {
    artists: number;
    albums: number;
    releases: number;
    prices: number;
    artistsWithMbid: number;
    albumsWithVinyl: number;
    releasesWithPrice: number;
  };
  upstreams: Array<{
    name: string;
    configured: boolean;
    healthy: boolean;
    usedLastMinute: number;
    limitPerMinute: number;
    problem: string | null;
  }>;
  jobRuns: {
    totalCount: number;
    nodes: Array<{
      id: string;
      job: string;
      state: JobState;
      trigger: JobTrigger;
      done: number;
      total: number | null;
      message: string | null;
      error: string | null;
      queuedAt: string;
      finishedAt: string | null;
    }>;
  };
};

export type ReviewsQueryVariables = Exact<{ [key: string]: never }>;

export type ReviewsQuery = {
  matchReviews: {
    totalCount: number;
    nodes: Array<{
      id: string;
      kind: MatchKind;
      score: number;
      rule: string;
      one: {
        name: string;
        artist: { id: string } | null;
        album: { id: string } | null;
        evidence: Array<{ name: string; values: Array<string> }>;
      };
      other: {
        name: string;
        artist: { id: string } | null;
        album: { id: string } | null;
        evidence: Array<{ name: string; values: Array<string> }>;
      };
    }>;
  };
};

export type KeepApartMutationVariables = Exact<{
  input: KeepApartInput;
}>;

export type KeepApartMutation = { keepApart: { status: KeepApartStatus } };

export type MergeArtistsMutationVariables = Exact<{
  input: MergeArtistsInput;
}>;

export type MergeArtistsMutation = { mergeArtists: { status: MergeStatus } };

export type MergeAlbumsMutationVariables = Exact<{
  input: MergeAlbumsInput;
}>;

export type MergeAlbumsMutation = { mergeAlbums: { status: MergeStatus } };

export type OneAlbumQueryVariables = Exact<{
  id: string | number;
  shipTo: string;
  currency: string;
}>;

export type OneAlbumQuery = {
  album:
    | ({
        id: string;
        title: string;
        firstReleaseYear: number | null;
        trackCount: number | null;
        averageRating: number | null;
        discogsMasterId: number | null;
        artist: { id: string; name: string };
        cover: {
          url: string;
          source: string;
          sourceUrl: string | null;
          attribution: string | null;
        } | null;
        bestPrice: {
          total: { amount: string; currency: string };
          quote: { id: string; provider: string; observedAt: string };
        } | null;
      } & { ' $fragmentRefs'?: { GuideOfAlbumFragment: GuideOfAlbumFragment } })
    | null;
};

export type GuideOfAlbumFragment = {
  pressingGuide: Array<{
    kind: PressingKind;
    price: { total: { amount: string; currency: string } } | null;
    release: {
      id: string;
      country: string | null;
      year: number | null;
      format: string | null;
      label: string | null;
      rating: number | null;
      ratingCount: number | null;
    };
  }>;
} & { ' $fragmentName'?: 'GuideOfAlbumFragment' };

export type OnePressingQueryVariables = Exact<{
  id: string | number;
  shipTo: string;
  currency: string;
}>;

export type OnePressingQuery = {
  release: {
    id: string;
    title: string;
    country: string | null;
    year: number | null;
    format: string | null;
    label: string | null;
    catalogNumber: string | null;
    barcodes: Array<string>;
    discogsId: number | null;
    rating: number | null;
    ratingCount: number | null;
    album: { id: string; title: string };
    prices: {
      totalCount: number;
      nodes: Array<{
        id: string;
        provider: string;
        seller: string | null;
        shipsFrom: string | null;
        condition: MediaCondition | null;
        offers: number | null;
        url: string | null;
        observedAt: string;
        attribution: string | null;
        price: { amount: string; currency: string };
        landed: {
          total: { amount: string; currency: string };
          parts: Array<{
            kind: PricePartKind;
            isEstimate: boolean;
            source: string;
            amount: { amount: string; currency: string };
          }>;
        };
      }>;
    };
    priceHistory: Array<{
      day: string;
      provider: string;
      lowest: { amount: string; currency: string };
    }>;
  } | null;
};

export type PressingRowFragment = {
  id: string;
  discogsId: number | null;
  country: string | null;
  year: number | null;
  format: string | null;
  label: string | null;
  catalogNumber: string | null;
  isOfficial: boolean;
  rating: number | null;
  ratingCount: number | null;
  bestPrice: { total: { amount: string; currency: string } } | null;
} & { ' $fragmentName'?: 'PressingRowFragment' };

export type PressingsOfAlbumQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  shipTo: string;
  currency: string;
}>;

export type PressingsOfAlbumQuery = {
  album: {
    id: string;
    releases: {
      totalCount: number;
      nodes: Array<{ ' $fragmentRefs'?: { PressingRowFragment: PressingRowFragment } }>;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
    releasesSync: { ' $fragmentRefs'?: { SyncNoteStatusFragment: SyncNoteStatusFragment } };
  } | null;
};

export type AlbumsOfArtistQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
  studioOnly: boolean;
  shipTo: string;
  currency: string;
}>;

export type AlbumsOfArtistQuery = {
  artist: {
    id: string;
    albums: {
      totalCount: number;
      nodes: Array<
        {
          id: string;
          firstReleaseYear: number | null;
          bestPrice: { total: { amount: string; currency: string } } | null;
        } & { ' $fragmentRefs'?: { AlbumTileAlbumFragment: AlbumTileAlbumFragment } }
      >;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
    };
    albumsSync: { ' $fragmentRefs'?: { SyncNoteStatusFragment: SyncNoteStatusFragment } };
  } | null;
};

export type OneArtistQueryVariables = Exact<{
  id: string | number;
}>;

export type OneArtistQuery = {
  artist:
    | ({
        id: string;
        name: string;
        disambiguation: string | null;
        popularity: number;
        image: {
          url: string;
          source: string;
          sourceUrl: string | null;
          attribution: string | null;
        } | null;
      } & { ' $fragmentRefs'?: { SimilarArtistsOfFragment: SimilarArtistsOfFragment } })
    | null;
};

export type LookUpArtistQueryVariables = Exact<{
  name: string;
}>;

export type LookUpArtistQuery = { artist: { id: string; name: string } | null };

export type SimilarArtistsOfFragment = {
  similarArtists: { edges: Array<{ score: number; node: { id: string; name: string } }> };
} & { ' $fragmentName'?: 'SimilarArtistsOfFragment' };

export type AlbumTileAlbumFragment = {
  id: string;
  title: string;
  firstReleaseYear: number | null;
  artist: { id: string; name: string };
  cover: { url: string } | null;
} & { ' $fragmentName'?: 'AlbumTileAlbumFragment' };

export type SyncNoteStatusFragment = {
  state: SyncState;
  syncedAt: string | null;
  retryAt: string | null;
  problem: string | null;
  run: { id: string; done: number; total: number | null } | null;
} & { ' $fragmentName'?: 'SyncNoteStatusFragment' };

export type ImportCollectionMutationVariables = Exact<{
  input: ImportCollectionInput;
}>;

export type ImportCollectionMutation = {
  importCollection: {
    added: number;
    updated: number;
    unchanged: number;
    failed: number;
    rows: Array<{
      line: number;
      verdict: ImportVerdict;
      problem: string | null;
      release: { id: string; title: string } | null;
    }>;
  };
};

export type CollectionQueryVariables = Exact<{
  after?: string | null | undefined;
}>;

export type CollectionQuery = {
  viewer: {
    id: string;
    collection: {
      totalCount: number;
      pending: number;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      nodes: Array<{
        id: string;
        copies: number;
        folder: string | null;
        release: {
          id: string;
          year: number | null;
          country: string | null;
          album: { id: string } & {
            ' $fragmentRefs'?: { AlbumTileAlbumFragment: AlbumTileAlbumFragment };
          };
        };
      }>;
    };
  } | null;
};

export type PlaysQueryVariables = Exact<{
  m0: string;
  m1: string;
  m2: string;
  m3: string;
  m4: string;
  m5: string;
  m6: string;
  m7: string;
  m8: string;
  m9: string;
  m10: string;
  m11: string;
}>;

export type PlaysQuery = {
  viewer: {
    id: string;
    accounts: Array<{
      service: ListeningSource;
      username: string;
      lastSyncAt: string | null;
      problem: string | null;
    }>;
    listening: {
      total: number;
      m0: number;
      m1: number;
      m2: number;
      m3: number;
      m4: number;
      m5: number;
      m6: number;
      m7: number;
      m8: number;
      m9: number;
      m10: number;
      m11: number;
      scrobbles: {
        nodes: Array<{
          playedAt: string;
          track: string;
          artistName: string;
          albumTitle: string | null;
          album: { id: string } | null;
        }>;
      };
    };
  } | null;
};

export type TopsQueryVariables = Exact<{
  period: Period;
}>;

export type TopsQuery = {
  viewer: {
    id: string;
    listening: {
      topAlbums: {
        totalCount: number;
        nodes: Array<{
          title: string;
          artistName: string;
          plays: number;
          album: { id: string; cover: { url: string } | null } | null;
        }>;
      };
      topArtists: {
        totalCount: number;
        nodes: Array<{ name: string; plays: number; artist: { id: string } | null }>;
      };
    };
  } | null;
};

export type SyncListeningMutationVariables = Exact<{ [key: string]: never }>;

export type SyncListeningMutation = { syncListening: { run: { id: string } | null } };

export type PlayedAlbumsQueryVariables = Exact<{ [key: string]: never }>;

export type PlayedAlbumsQuery = {
  viewer: {
    id: string;
    listening: {
      topAlbums: {
        nodes: Array<{
          plays: number;
          album:
            | ({ id: string } & {
                ' $fragmentRefs'?: { AlbumTileAlbumFragment: AlbumTileAlbumFragment };
              })
            | null;
        }>;
      };
    };
  } | null;
};

export type OwnedAlbumsQueryVariables = Exact<{
  after?: string | null | undefined;
}>;

export type OwnedAlbumsQuery = {
  viewer: {
    id: string;
    collection: {
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      nodes: Array<{ id: string; release: { id: string; album: { id: string } } }>;
    };
  } | null;
};

export type SeedsQueryVariables = Exact<{ [key: string]: never }>;

export type SeedsQuery = {
  viewer: {
    id: string;
    seeds: {
      totalCount: number;
      nodes: Array<{ addedAt: string; source: string; artist: { id: string; name: string } }>;
    };
  } | null;
};

export type AddSeedMutationVariables = Exact<{
  input: AddSeedArtistInput;
}>;

export type AddSeedMutation = {
  addSeedArtist: {
    status: AddSeedArtistStatus;
    seed: { artist: { id: string; name: string } } | null;
  };
};

export type RemoveSeedMutationVariables = Exact<{
  input: RemoveSeedArtistInput;
}>;

export type RemoveSeedMutation = { removeSeedArtist: { status: RemoveSeedArtistStatus } };

export type WantlistQueryVariables = Exact<{
  after?: string | null | undefined;
}>;

export type WantlistQuery = {
  viewer: {
    id: string;
    wantlist: {
      totalCount: number;
      pending: number;
      pageInfo: { hasNextPage: boolean; endCursor: string | null };
      nodes: Array<{
        id: string;
        addedAt: string;
        source: string;
        album: {
          id: string;
          title: string;
          artist: { id: string; name: string };
          cover: { url: string } | null;
        };
        release: {
          id: string;
          year: number | null;
          country: string | null;
          format: string | null;
        } | null;
        maxPrice: { amount: string; currency: string } | null;
        bestPrice: {
          total: { amount: string; currency: string };
          quote: { id: string; provider: string; observedAt: string };
        } | null;
      }>;
    };
  } | null;
};

export type AddWantMutationVariables = Exact<{
  input: AddToWantlistInput;
}>;

export type AddWantMutation = {
  addToWantlist: { status: AddToWantlistStatus; item: { id: string } | null };
};

export type RemoveWantMutationVariables = Exact<{
  input: RemoveFromWantlistInput;
}>;

export type RemoveWantMutation = { removeFromWantlist: { status: RemoveFromWantlistStatus } };

export type FindStoredQueryVariables = Exact<{
  search: string;
}>;

export type FindStoredQuery = {
  artists: { nodes: Array<{ id: string; name: string; disambiguation: string | null }> };
  albums: {
    nodes: Array<{
      id: string;
      title: string;
      firstReleaseYear: number | null;
      artist: { id: string; name: string };
    }>;
  };
};

export type SessionFieldsFragment = {
  accessToken: string;
  expiresAt: string;
  user: {
    id: string;
    email: string;
    isAdmin: boolean;
    profile: {
      country: string;
      currency: string;
      language: string;
      primarySource: ListeningSource;
    };
  };
} & { ' $fragmentName'?: 'SessionFieldsFragment' };

export type RefreshMutationVariables = Exact<{ [key: string]: never }>;

export type RefreshMutation = {
  refreshSession: {
    status: RefreshSessionStatus;
    session: { ' $fragmentRefs'?: { SessionFieldsFragment: SessionFieldsFragment } } | null;
  };
};

export type StartWallQueryVariables = Exact<{
  shipTo: string;
  currency: string;
}>;

export type StartWallQuery = {
  albums: {
    totalCount: number;
    nodes: Array<
      {
        id: string;
        artist: { id: string };
        bestPrice: { total: { amount: string; currency: string } } | null;
      } & { ' $fragmentRefs'?: { AlbumTileAlbumFragment: AlbumTileAlbumFragment } }
    >;
  };
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
export const GuideOfAlbumFragmentDoc = new TypedDocumentString(
  `
    fragment GuideOfAlbum on Album {
  pressingGuide(shipTo: $shipTo, currency: $currency) {
    kind
    price {
      total {
        amount
        currency
      }
    }
    release {
      id
      country
      year
      format
      label
      rating
      ratingCount
    }
  }
}
    `,
  { fragmentName: 'GuideOfAlbum' },
) as unknown as TypedDocumentString<GuideOfAlbumFragment, unknown>;
export const PressingRowFragmentDoc = new TypedDocumentString(
  `
    fragment PressingRow on Release {
  id
  discogsId
  country
  year
  format
  label
  catalogNumber
  isOfficial
  rating
  ratingCount
  bestPrice(shipTo: $shipTo, currency: $currency) {
    total {
      amount
      currency
    }
  }
}
    `,
  { fragmentName: 'PressingRow' },
) as unknown as TypedDocumentString<PressingRowFragment, unknown>;
export const SimilarArtistsOfFragmentDoc = new TypedDocumentString(
  `
    fragment SimilarArtistsOf on Artist {
  similarArtists(first: 24) {
    edges {
      score
      node {
        id
        name
      }
    }
  }
}
    `,
  { fragmentName: 'SimilarArtistsOf' },
) as unknown as TypedDocumentString<SimilarArtistsOfFragment, unknown>;
export const AlbumTileAlbumFragmentDoc = new TypedDocumentString(
  `
    fragment AlbumTileAlbum on Album {
  id
  title
  firstReleaseYear
  artist {
    id
    name
  }
  cover {
    url(width: 300)
  }
}
    `,
  { fragmentName: 'AlbumTileAlbum' },
) as unknown as TypedDocumentString<AlbumTileAlbumFragment, unknown>;
export const SyncNoteStatusFragmentDoc = new TypedDocumentString(
  `
    fragment SyncNoteStatus on SyncStatus {
  state
  syncedAt
  retryAt
  problem
  run {
    id
    done
    total
  }
}
    `,
  { fragmentName: 'SyncNoteStatus' },
) as unknown as TypedDocumentString<SyncNoteStatusFragment, unknown>;
export const SessionFieldsFragmentDoc = new TypedDocumentString(
  `
    fragment SessionFields on Session {
  accessToken
  expiresAt
  user {
    id
    email
    isAdmin
    profile {
      country
      currency
      language
      primarySource
    }
  }
}
    `,
  { fragmentName: 'SessionFields' },
) as unknown as TypedDocumentString<SessionFieldsFragment, unknown>;
export const ChangePasswordDocument = new TypedDocumentString(`
    mutation ChangePassword($input: ChangePasswordInput!) {
  changePassword(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<ChangePasswordMutation, ChangePasswordMutationVariables>;
export const ExportMyDataDocument = new TypedDocumentString(`
    mutation ExportMyData {
  exportMyData(input: {}) {
    url
  }
}
    `) as unknown as TypedDocumentString<ExportMyDataMutation, ExportMyDataMutationVariables>;
export const DeleteAccountDocument = new TypedDocumentString(`
    mutation DeleteAccount($input: DeleteAccountInput!) {
  deleteAccount(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<DeleteAccountMutation, DeleteAccountMutationVariables>;
export const AccountsDocument = new TypedDocumentString(`
    query Accounts {
  viewer {
    id
    accounts {
      service
      username
      lastSyncAt
      problem
    }
  }
}
    `) as unknown as TypedDocumentString<AccountsQuery, AccountsQueryVariables>;
export const LinkAccountDocument = new TypedDocumentString(`
    mutation LinkAccount($input: LinkAccountInput!) {
  linkAccount(input: $input) {
    status
    authorizeUrl
  }
}
    `) as unknown as TypedDocumentString<LinkAccountMutation, LinkAccountMutationVariables>;
export const UnlinkAccountDocument = new TypedDocumentString(`
    mutation UnlinkAccount($input: UnlinkAccountInput!) {
  unlinkAccount(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<UnlinkAccountMutation, UnlinkAccountMutationVariables>;
export const SyncAccountDocument = new TypedDocumentString(`
    mutation SyncAccount($input: SyncListeningInput!) {
  syncListening(input: $input) {
    run {
      id
      state
    }
  }
}
    `) as unknown as TypedDocumentString<SyncAccountMutation, SyncAccountMutationVariables>;
export const RunNowDocument = new TypedDocumentString(`
    query RunNow($id: ID!) {
  node(id: $id) {
    id
    ... on JobRun {
      state
      done
      total
      message
    }
  }
}
    `) as unknown as TypedDocumentString<RunNowQuery, RunNowQueryVariables>;
export const SignInDocument = new TypedDocumentString(`
    mutation SignIn($input: SignInInput!) {
  signIn(input: $input) {
    status
    session {
      ...SessionFields
    }
  }
}
    fragment SessionFields on Session {
  accessToken
  expiresAt
  user {
    id
    email
    isAdmin
    profile {
      country
      currency
      language
      primarySource
    }
  }
}`) as unknown as TypedDocumentString<SignInMutation, SignInMutationVariables>;
export const SignUpDocument = new TypedDocumentString(`
    mutation SignUp($input: SignUpInput!) {
  signUp(input: $input) {
    status
    session {
      ...SessionFields
    }
  }
}
    fragment SessionFields on Session {
  accessToken
  expiresAt
  user {
    id
    email
    isAdmin
    profile {
      country
      currency
      language
      primarySource
    }
  }
}`) as unknown as TypedDocumentString<SignUpMutation, SignUpMutationVariables>;
export const ApiTokensDocument = new TypedDocumentString(`
    query ApiTokens {
  viewer {
    id
    apiTokens {
      id
      name
      scope
      createdAt
      lastUsedAt
    }
  }
}
    `) as unknown as TypedDocumentString<ApiTokensQuery, ApiTokensQueryVariables>;
export const CreateApiTokenDocument = new TypedDocumentString(`
    mutation CreateApiToken($input: CreateApiTokenInput!) {
  createApiToken(input: $input) {
    secret
    token {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<CreateApiTokenMutation, CreateApiTokenMutationVariables>;
export const RevokeApiTokenDocument = new TypedDocumentString(`
    mutation RevokeApiToken($input: RevokeApiTokenInput!) {
  revokeApiToken(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<RevokeApiTokenMutation, RevokeApiTokenMutationVariables>;
export const SignOutDocument = new TypedDocumentString(`
    mutation SignOut($input: SignOutInput!) {
  signOut(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<SignOutMutation, SignOutMutationVariables>;
export const UpdateProfileDocument = new TypedDocumentString(`
    mutation UpdateProfile($input: UpdateProfileInput!) {
  updateProfile(input: $input) {
    profile {
      country
      currency
      language
      primarySource
    }
  }
}
    `) as unknown as TypedDocumentString<UpdateProfileMutation, UpdateProfileMutationVariables>;
export const HouseDocument = new TypedDocumentString(`
    query House {
  coverage {
    artists
    albums
    releases
    prices
    artistsWithMbid
    albumsWithVinyl
    releasesWithPrice
  }
  upstreams {
    name
    configured
    healthy
    usedLastMinute
    limitPerMinute
    problem
  }
  jobRuns(first: 30) {
    totalCount
    nodes {
      id
      job
      state
      trigger
      done
      total
      message
      error
      queuedAt
      finishedAt
    }
  }
}
    `) as unknown as TypedDocumentString<HouseQuery, HouseQueryVariables>;
export const ReviewsDocument = new TypedDocumentString(`
    query Reviews {
  matchReviews(first: 20) {
    totalCount
    nodes {
      id
      kind
      score
      rule
      one {
        name
        artist {
          id
        }
        album {
          id
        }
        evidence {
          name
          values
        }
      }
      other {
        name
        artist {
          id
        }
        album {
          id
        }
        evidence {
          name
          values
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<ReviewsQuery, ReviewsQueryVariables>;
export const KeepApartDocument = new TypedDocumentString(`
    mutation KeepApart($input: KeepApartInput!) {
  keepApart(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<KeepApartMutation, KeepApartMutationVariables>;
export const MergeArtistsDocument = new TypedDocumentString(`
    mutation MergeArtists($input: MergeArtistsInput!) {
  mergeArtists(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<MergeArtistsMutation, MergeArtistsMutationVariables>;
export const MergeAlbumsDocument = new TypedDocumentString(`
    mutation MergeAlbums($input: MergeAlbumsInput!) {
  mergeAlbums(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<MergeAlbumsMutation, MergeAlbumsMutationVariables>;
export const OneAlbumDocument = new TypedDocumentString(`
    query OneAlbum($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {
  album(by: {id: $id}) {
    id
    title
    firstReleaseYear
    trackCount
    averageRating
    discogsMasterId
    artist {
      id
      name
    }
    cover {
      url(width: 1000)
      source
      sourceUrl
      attribution
    }
    bestPrice(shipTo: $shipTo, currency: $currency) {
      total {
        amount
        currency
      }
      quote {
        id
        provider
        observedAt
      }
    }
    ...GuideOfAlbum
  }
}
    fragment GuideOfAlbum on Album {
  pressingGuide(shipTo: $shipTo, currency: $currency) {
    kind
    price {
      total {
        amount
        currency
      }
    }
    release {
      id
      country
      year
      format
      label
      rating
      ratingCount
    }
  }
}`) as unknown as TypedDocumentString<OneAlbumQuery, OneAlbumQueryVariables>;
export const OnePressingDocument = new TypedDocumentString(`
    query OnePressing($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {
  release(by: {id: $id}) {
    id
    title
    country
    year
    format
    label
    catalogNumber
    barcodes
    discogsId
    rating
    ratingCount
    album {
      id
      title
    }
    prices(shipTo: $shipTo, first: 50) {
      totalCount
      nodes {
        id
        provider
        seller
        shipsFrom
        condition
        offers
        url
        observedAt
        attribution
        price {
          amount
          currency
        }
        landed(shipTo: $shipTo, currency: $currency) {
          total {
            amount
            currency
          }
          parts {
            kind
            isEstimate
            source
            amount {
              amount
              currency
            }
          }
        }
      }
    }
    priceHistory(currency: $currency) {
      day
      provider
      lowest {
        amount
        currency
      }
    }
  }
}
    `) as unknown as TypedDocumentString<OnePressingQuery, OnePressingQueryVariables>;
export const PressingsOfAlbumDocument = new TypedDocumentString(`
    query PressingsOfAlbum($id: ID!, $after: String, $shipTo: CountryCode!, $currency: CurrencyCode!) {
  album(by: {id: $id}) {
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
    fragment PressingRow on Release {
  id
  discogsId
  country
  year
  format
  label
  catalogNumber
  isOfficial
  rating
  ratingCount
  bestPrice(shipTo: $shipTo, currency: $currency) {
    total {
      amount
      currency
    }
  }
}
fragment SyncNoteStatus on SyncStatus {
  state
  syncedAt
  retryAt
  problem
  run {
    id
    done
    total
  }
}`) as unknown as TypedDocumentString<PressingsOfAlbumQuery, PressingsOfAlbumQueryVariables>;
export const AlbumsOfArtistDocument = new TypedDocumentString(`
    query AlbumsOfArtist($id: ID!, $after: String, $studioOnly: Boolean!, $shipTo: CountryCode!, $currency: CurrencyCode!) {
  artist(by: {id: $id}) {
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
    fragment AlbumTileAlbum on Album {
  id
  title
  firstReleaseYear
  artist {
    id
    name
  }
  cover {
    url(width: 300)
  }
}
fragment SyncNoteStatus on SyncStatus {
  state
  syncedAt
  retryAt
  problem
  run {
    id
    done
    total
  }
}`) as unknown as TypedDocumentString<AlbumsOfArtistQuery, AlbumsOfArtistQueryVariables>;
export const OneArtistDocument = new TypedDocumentString(`
    query OneArtist($id: ID!) {
  artist(by: {id: $id}) {
    id
    name
    disambiguation
    popularity
    image {
      url(width: 500)
      source
      sourceUrl
      attribution
    }
    ...SimilarArtistsOf
  }
}
    fragment SimilarArtistsOf on Artist {
  similarArtists(first: 24) {
    edges {
      score
      node {
        id
        name
      }
    }
  }
}`) as unknown as TypedDocumentString<OneArtistQuery, OneArtistQueryVariables>;
export const LookUpArtistDocument = new TypedDocumentString(`
    query LookUpArtist($name: String!) {
  artist(by: {name: $name}) {
    id
    name
  }
}
    `) as unknown as TypedDocumentString<LookUpArtistQuery, LookUpArtistQueryVariables>;
export const ImportCollectionDocument = new TypedDocumentString(`
    mutation ImportCollection($input: ImportCollectionInput!) {
  importCollection(input: $input) {
    added
    updated
    unchanged
    failed
    rows {
      line
      verdict
      problem
      release {
        id
        title
      }
    }
  }
}
    `) as unknown as TypedDocumentString<
  ImportCollectionMutation,
  ImportCollectionMutationVariables
>;
export const CollectionDocument = new TypedDocumentString(`
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
    fragment AlbumTileAlbum on Album {
  id
  title
  firstReleaseYear
  artist {
    id
    name
  }
  cover {
    url(width: 300)
  }
}`) as unknown as TypedDocumentString<CollectionQuery, CollectionQueryVariables>;
export const PlaysDocument = new TypedDocumentString(`
    query Plays($m0: DateTime!, $m1: DateTime!, $m2: DateTime!, $m3: DateTime!, $m4: DateTime!, $m5: DateTime!, $m6: DateTime!, $m7: DateTime!, $m8: DateTime!, $m9: DateTime!, $m10: DateTime!, $m11: DateTime!) {
  viewer {
    id
    accounts {
      service
      username
      lastSyncAt
      problem
    }
    listening {
      total
      m0: total(since: $m0)
      m1: total(since: $m1)
      m2: total(since: $m2)
      m3: total(since: $m3)
      m4: total(since: $m4)
      m5: total(since: $m5)
      m6: total(since: $m6)
      m7: total(since: $m7)
      m8: total(since: $m8)
      m9: total(since: $m9)
      m10: total(since: $m10)
      m11: total(since: $m11)
      scrobbles(first: 15) {
        nodes {
          playedAt
          track
          artistName
          albumTitle
          album {
            id
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<PlaysQuery, PlaysQueryVariables>;
export const TopsDocument = new TypedDocumentString(`
    query Tops($period: Period!) {
  viewer {
    id
    listening {
      topAlbums(first: 20, period: $period) {
        totalCount
        nodes {
          title
          artistName
          plays
          album {
            id
            cover {
              url(width: 64)
            }
          }
        }
      }
      topArtists(first: 20, period: $period) {
        totalCount
        nodes {
          name
          plays
          artist {
            id
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<TopsQuery, TopsQueryVariables>;
export const SyncListeningDocument = new TypedDocumentString(`
    mutation SyncListening {
  syncListening(input: {}) {
    run {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<SyncListeningMutation, SyncListeningMutationVariables>;
export const PlayedAlbumsDocument = new TypedDocumentString(`
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
    fragment AlbumTileAlbum on Album {
  id
  title
  firstReleaseYear
  artist {
    id
    name
  }
  cover {
    url(width: 300)
  }
}`) as unknown as TypedDocumentString<PlayedAlbumsQuery, PlayedAlbumsQueryVariables>;
export const OwnedAlbumsDocument = new TypedDocumentString(`
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
    `) as unknown as TypedDocumentString<OwnedAlbumsQuery, OwnedAlbumsQueryVariables>;
export const SeedsDocument = new TypedDocumentString(`
    query Seeds {
  viewer {
    id
    seeds(first: 100) {
      totalCount
      nodes {
        addedAt
        source
        artist {
          id
          name
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<SeedsQuery, SeedsQueryVariables>;
export const AddSeedDocument = new TypedDocumentString(`
    mutation AddSeed($input: AddSeedArtistInput!) {
  addSeedArtist(input: $input) {
    status
    seed {
      artist {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<AddSeedMutation, AddSeedMutationVariables>;
export const RemoveSeedDocument = new TypedDocumentString(`
    mutation RemoveSeed($input: RemoveSeedArtistInput!) {
  removeSeedArtist(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<RemoveSeedMutation, RemoveSeedMutationVariables>;
export const WantlistDocument = new TypedDocumentString(`
    query Wantlist($after: String) {
  viewer {
    id
    wantlist(first: 100, after: $after) {
      totalCount
      pending
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        id
        addedAt
        source
        album {
          id
          title
          artist {
            id
            name
          }
          cover {
            url(width: 150)
          }
        }
        release {
          id
          year
          country
          format
        }
        maxPrice {
          amount
          currency
        }
        bestPrice {
          total {
            amount
            currency
          }
          quote {
            id
            provider
            observedAt
          }
        }
      }
    }
  }
}
    `) as unknown as TypedDocumentString<WantlistQuery, WantlistQueryVariables>;
export const AddWantDocument = new TypedDocumentString(`
    mutation AddWant($input: AddToWantlistInput!) {
  addToWantlist(input: $input) {
    status
    item {
      id
    }
  }
}
    `) as unknown as TypedDocumentString<AddWantMutation, AddWantMutationVariables>;
export const RemoveWantDocument = new TypedDocumentString(`
    mutation RemoveWant($input: RemoveFromWantlistInput!) {
  removeFromWantlist(input: $input) {
    status
  }
}
    `) as unknown as TypedDocumentString<RemoveWantMutation, RemoveWantMutationVariables>;
export const FindStoredDocument = new TypedDocumentString(`
    query FindStored($search: String!) {
  artists(search: $search, first: 5) {
    nodes {
      id
      name
      disambiguation
    }
  }
  albums(search: $search, first: 4) {
    nodes {
      id
      title
      firstReleaseYear
      artist {
        id
        name
      }
    }
  }
}
    `) as unknown as TypedDocumentString<FindStoredQuery, FindStoredQueryVariables>;
export const RefreshDocument = new TypedDocumentString(`
    mutation Refresh {
  refreshSession(input: {refreshToken: ""}) {
    status
    session {
      ...SessionFields
    }
  }
}
    fragment SessionFields on Session {
  accessToken
  expiresAt
  user {
    id
    email
    isAdmin
    profile {
      country
      currency
      language
      primarySource
    }
  }
}`) as unknown as TypedDocumentString<RefreshMutation, RefreshMutationVariables>;
export const StartWallDocument = new TypedDocumentString(`
    query StartWall($shipTo: CountryCode!, $currency: CurrencyCode!) {
  albums(first: 100) {
    totalCount
    nodes {
      id
      artist {
        id
      }
      bestPrice(shipTo: $shipTo, currency: $currency) {
        total {
          amount
          currency
        }
      }
      ...AlbumTileAlbum
    }
  }
  artists(first: 18) {
    totalCount
    nodes {
      id
      name
    }
  }
}
    fragment AlbumTileAlbum on Album {
  id
  title
  firstReleaseYear
  artist {
    id
    name
  }
  cover {
    url(width: 300)
  }
}`) as unknown as TypedDocumentString<StartWallQuery, StartWallQueryVariables>;
