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
  '\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      status\n    }\n  }\n': typeof types.ChangePasswordDocument;
  '\n  mutation ExportMyData {\n    exportMyData(input: {}) {\n      url\n    }\n  }\n': typeof types.ExportMyDataDocument;
  '\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      status\n    }\n  }\n': typeof types.DeleteAccountDocument;
  '\n  query Accounts {\n    viewer {\n      id\n      accounts {\n        service\n        username\n        lastSyncAt\n        problem\n      }\n    }\n  }\n': typeof types.AccountsDocument;
  '\n  mutation LinkAccount($input: LinkAccountInput!) {\n    linkAccount(input: $input) {\n      status\n      authorizeUrl\n    }\n  }\n': typeof types.LinkAccountDocument;
  '\n  mutation UnlinkAccount($input: UnlinkAccountInput!) {\n    unlinkAccount(input: $input) {\n      status\n    }\n  }\n': typeof types.UnlinkAccountDocument;
  '\n  mutation SyncAccount($input: SyncListeningInput!) {\n    syncListening(input: $input) {\n      run {\n        id\n        state\n      }\n    }\n  }\n': typeof types.SyncAccountDocument;
  '\n  query RunNow($id: ID!) {\n    node(id: $id) {\n      id\n      ... on JobRun {\n        state\n        done\n        total\n        message\n      }\n    }\n  }\n': typeof types.RunNowDocument;
  '\n  mutation SignIn($input: SignInInput!) {\n    signIn(input: $input) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n': typeof types.SignInDocument;
  '\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n': typeof types.SignUpDocument;
  '\n  query ApiTokens {\n    viewer {\n      id\n      apiTokens {\n        id\n        name\n        scope\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n': typeof types.ApiTokensDocument;
  '\n  mutation CreateApiToken($input: CreateApiTokenInput!) {\n    createApiToken(input: $input) {\n      secret\n      token {\n        id\n      }\n    }\n  }\n': typeof types.CreateApiTokenDocument;
  '\n  mutation RevokeApiToken($input: RevokeApiTokenInput!) {\n    revokeApiToken(input: $input) {\n      status\n    }\n  }\n': typeof types.RevokeApiTokenDocument;
  '\n  mutation SignOut($input: SignOutInput!) {\n    signOut(input: $input) {\n      status\n    }\n  }\n': typeof types.SignOutDocument;
  '\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) {\n      profile {\n        country\n        currency\n        language\n        primarySource\n      }\n    }\n  }\n': typeof types.UpdateProfileDocument;
  '\n  query House {\n    coverage {\n      artists\n      albums\n      releases\n      prices\n      artistsWithMbid\n      albumsWithVinyl\n      releasesWithPrice\n    }\n    upstreams {\n      name\n      configured\n      healthy\n      usedLastMinute\n      limitPerMinute\n      problem\n    }\n    jobRuns(first: 30) {\n      totalCount\n      nodes {\n        id\n        job\n        state\n        trigger\n        done\n        total\n        message\n        error\n        queuedAt\n        finishedAt\n      }\n    }\n  }\n': typeof types.HouseDocument;
  '\n  query Reviews {\n    matchReviews(first: 20) {\n      totalCount\n      nodes {\n        id\n        kind\n        score\n        rule\n        one {\n          name\n          artist {\n            id\n          }\n          album {\n            id\n          }\n          evidence {\n            name\n            values\n          }\n        }\n        other {\n          name\n          artist {\n            id\n          }\n          album {\n            id\n          }\n          evidence {\n            name\n            values\n          }\n        }\n      }\n    }\n  }\n': typeof types.ReviewsDocument;
  '\n  mutation KeepApart($input: KeepApartInput!) {\n    keepApart(input: $input) {\n      status\n    }\n  }\n': typeof types.KeepApartDocument;
  '\n  mutation MergeArtists($input: MergeArtistsInput!) {\n    mergeArtists(input: $input) {\n      status\n    }\n  }\n': typeof types.MergeArtistsDocument;
  '\n  mutation MergeAlbums($input: MergeAlbumsInput!) {\n    mergeAlbums(input: $input) {\n      status\n    }\n  }\n': typeof types.MergeAlbumsDocument;
  '\n  query OneAlbum($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {\n    album(by: { id: $id }) {\n      id\n      title\n      firstReleaseYear\n      trackCount\n      averageRating\n      discogsMasterId\n      artist {\n        id\n        name\n      }\n      cover {\n        url(width: 1000)\n        source\n        sourceUrl\n        attribution\n      }\n      bestPrice(shipTo: $shipTo, currency: $currency) {\n        total {\n          amount\n          currency\n        }\n        quote {\n          id\n          provider\n          observedAt\n        }\n      }\n      ...GuideOfAlbum\n    }\n  }\n': typeof types.OneAlbumDocument;
  '\n  fragment GuideOfAlbum on Album {\n    pressingGuide(shipTo: $shipTo, currency: $currency) {\n      kind\n      price {\n        total {\n          amount\n          currency\n        }\n      }\n      release {\n        id\n        country\n        year\n        format\n        label\n        rating\n        ratingCount\n      }\n    }\n  }\n': typeof types.GuideOfAlbumFragmentDoc;
  '\n  query OnePressing($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {\n    release(by: { id: $id }) {\n      id\n      title\n      country\n      year\n      format\n      label\n      catalogNumber\n      barcodes\n      discogsId\n      rating\n      ratingCount\n      album {\n        id\n        title\n      }\n      prices(shipTo: $shipTo, first: 50) {\n        totalCount\n        nodes {\n          id\n          provider\n          seller\n          shipsFrom\n          condition\n          offers\n          url\n          observedAt\n          attribution\n          price {\n            amount\n            currency\n          }\n          landed(shipTo: $shipTo, currency: $currency) {\n            total {\n              amount\n              currency\n            }\n            parts {\n              kind\n              isEstimate\n              source\n              amount {\n                amount\n                currency\n              }\n            }\n          }\n        }\n      }\n      priceHistory(currency: $currency) {\n        day\n        provider\n        lowest {\n          amount\n          currency\n        }\n      }\n    }\n  }\n': typeof types.OnePressingDocument;
  '\n  fragment PressingRow on Release {\n    id\n    discogsId\n    country\n    year\n    format\n    label\n    catalogNumber\n    isOfficial\n    rating\n    ratingCount\n    bestPrice(shipTo: $shipTo, currency: $currency) {\n      total {\n        amount\n        currency\n      }\n    }\n  }\n': typeof types.PressingRowFragmentDoc;
  '\n  query PressingsOfAlbum(\n    $id: ID!\n    $after: String\n    $shipTo: CountryCode!\n    $currency: CurrencyCode!\n  ) {\n    album(by: { id: $id }) {\n      id\n      releases(first: 100, after: $after) {\n        totalCount\n        nodes {\n          ...PressingRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      releasesSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n': typeof types.PressingsOfAlbumDocument;
  '\n  query AlbumsOfArtist(\n    $id: ID!\n    $after: String\n    $studioOnly: Boolean!\n    $shipTo: CountryCode!\n    $currency: CurrencyCode!\n  ) {\n    artist(by: { id: $id }) {\n      id\n      albums(first: 60, after: $after, studioOnly: $studioOnly) {\n        totalCount\n        nodes {\n          id\n          firstReleaseYear\n          bestPrice(shipTo: $shipTo, currency: $currency) {\n            total {\n              amount\n              currency\n            }\n          }\n          ...AlbumTileAlbum\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      albumsSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n': typeof types.AlbumsOfArtistDocument;
  '\n  query OneArtist($id: ID!) {\n    artist(by: { id: $id }) {\n      id\n      name\n      disambiguation\n      popularity\n      image {\n        url(width: 500)\n        source\n        sourceUrl\n        attribution\n      }\n      ...SimilarArtistsOf\n    }\n  }\n': typeof types.OneArtistDocument;
  '\n  query LookUpArtist($name: String!) {\n    artist(by: { name: $name }) {\n      id\n      name\n    }\n  }\n': typeof types.LookUpArtistDocument;
  '\n  fragment SimilarArtistsOf on Artist {\n    similarArtists(first: 24) {\n      edges {\n        score\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n': typeof types.SimilarArtistsOfFragmentDoc;
  '\n  fragment AlbumTileAlbum on Album {\n    id\n    title\n    firstReleaseYear\n    artist {\n      id\n      name\n    }\n    cover {\n      url(width: 300)\n    }\n  }\n': typeof types.AlbumTileAlbumFragmentDoc;
  '\n  fragment SyncNoteStatus on SyncStatus {\n    state\n    syncedAt\n    retryAt\n    problem\n    run {\n      id\n      done\n      total\n    }\n  }\n': typeof types.SyncNoteStatusFragmentDoc;
  '\n  mutation ImportCollection($input: ImportCollectionInput!) {\n    importCollection(input: $input) {\n      added\n      updated\n      unchanged\n      failed\n      rows {\n        line\n        verdict\n        problem\n        release {\n          id\n          title\n        }\n      }\n    }\n  }\n': typeof types.ImportCollectionDocument;
  '\n  query Collection($after: String) {\n    viewer {\n      id\n      collection(first: 60, after: $after) {\n        totalCount\n        pending\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          copies\n          folder\n          release {\n            id\n            year\n            country\n            album {\n              id\n              ...AlbumTileAlbum\n            }\n          }\n        }\n      }\n    }\n  }\n': typeof types.CollectionDocument;
  '\n  query Plays(\n    $m0: DateTime!\n    $m1: DateTime!\n    $m2: DateTime!\n    $m3: DateTime!\n    $m4: DateTime!\n    $m5: DateTime!\n    $m6: DateTime!\n    $m7: DateTime!\n    $m8: DateTime!\n    $m9: DateTime!\n    $m10: DateTime!\n    $m11: DateTime!\n  ) {\n    viewer {\n      id\n      accounts {\n        service\n        username\n        lastSyncAt\n        problem\n      }\n      listening {\n        total\n        m0: total(since: $m0)\n        m1: total(since: $m1)\n        m2: total(since: $m2)\n        m3: total(since: $m3)\n        m4: total(since: $m4)\n        m5: total(since: $m5)\n        m6: total(since: $m6)\n        m7: total(since: $m7)\n        m8: total(since: $m8)\n        m9: total(since: $m9)\n        m10: total(since: $m10)\n        m11: total(since: $m11)\n        scrobbles(first: 15) {\n          nodes {\n            playedAt\n            track\n            artistName\n            albumTitle\n            album {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n': typeof types.PlaysDocument;
  '\n  query Tops($period: Period!) {\n    viewer {\n      id\n      listening {\n        topAlbums(first: 20, period: $period) {\n          totalCount\n          nodes {\n            title\n            artistName\n            plays\n            album {\n              id\n              cover {\n                url(width: 64)\n              }\n            }\n          }\n        }\n        topArtists(first: 20, period: $period) {\n          totalCount\n          nodes {\n            name\n            plays\n            artist {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n': typeof types.TopsDocument;
  '\n  mutation SyncListening {\n    syncListening(input: {}) {\n      run {\n        id\n      }\n    }\n  }\n': typeof types.SyncListeningDocument;
  '\n  query PlayedAlbums {\n    viewer {\n      id\n      listening {\n        topAlbums(first: 100, period: OVERALL) {\n          nodes {\n            plays\n            album {\n              id\n              ...AlbumTileAlbum\n            }\n          }\n        }\n      }\n    }\n  }\n': typeof types.PlayedAlbumsDocument;
  '\n  query OwnedAlbums($after: String) {\n    viewer {\n      id\n      collection(first: 100, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          release {\n            id\n            album {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n': typeof types.OwnedAlbumsDocument;
  '\n  query Seeds {\n    viewer {\n      id\n      seeds(first: 100) {\n        totalCount\n        nodes {\n          addedAt\n          source\n          artist {\n            id\n            name\n          }\n        }\n      }\n    }\n  }\n': typeof types.SeedsDocument;
  '\n  mutation AddSeed($input: AddSeedArtistInput!) {\n    addSeedArtist(input: $input) {\n      status\n      seed {\n        artist {\n          id\n          name\n        }\n      }\n    }\n  }\n': typeof types.AddSeedDocument;
  '\n  mutation RemoveSeed($input: RemoveSeedArtistInput!) {\n    removeSeedArtist(input: $input) {\n      status\n    }\n  }\n': typeof types.RemoveSeedDocument;
  '\n  query Wantlist($after: String) {\n    viewer {\n      id\n      wantlist(first: 100, after: $after) {\n        totalCount\n        pending\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          addedAt\n          source\n          album {\n            id\n            title\n            artist {\n              id\n              name\n            }\n            cover {\n              url(width: 150)\n            }\n          }\n          release {\n            id\n            year\n            country\n            format\n          }\n          maxPrice {\n            amount\n            currency\n          }\n          bestPrice {\n            total {\n              amount\n              currency\n            }\n            quote {\n              id\n              provider\n              observedAt\n            }\n          }\n        }\n      }\n    }\n  }\n': typeof types.WantlistDocument;
  '\n  mutation AddWant($input: AddToWantlistInput!) {\n    addToWantlist(input: $input) {\n      status\n      item {\n        id\n      }\n    }\n  }\n': typeof types.AddWantDocument;
  '\n  mutation RemoveWant($input: RemoveFromWantlistInput!) {\n    removeFromWantlist(input: $input) {\n      status\n    }\n  }\n': typeof types.RemoveWantDocument;
  '\n  query FindStored($search: String!) {\n    artists(search: $search, first: 5) {\n      nodes {\n        id\n        name\n        disambiguation\n      }\n    }\n    albums(search: $search, first: 4) {\n      nodes {\n        id\n        title\n        firstReleaseYear\n        artist {\n          id\n          name\n        }\n      }\n    }\n  }\n': typeof types.FindStoredDocument;
  '\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    user {\n      id\n      email\n      isAdmin\n      profile {\n        country\n        currency\n        language\n        primarySource\n      }\n    }\n  }\n': typeof types.SessionFieldsFragmentDoc;
  '\n  mutation Refresh {\n    refreshSession(input: { refreshToken: "" }) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n': typeof types.RefreshDocument;
  '\n  query StartWall($shipTo: CountryCode!, $currency: CurrencyCode!) {\n    albums(first: 100) {\n      totalCount\n      nodes {\n        id\n        artist {\n          id\n        }\n        bestPrice(shipTo: $shipTo, currency: $currency) {\n          total {\n            amount\n            currency\n          }\n        }\n        ...AlbumTileAlbum\n      }\n    }\n    artists(first: 18) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n': typeof types.StartWallDocument;
};
const documents: Documents = {
  '\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      status\n    }\n  }\n':
    types.ChangePasswordDocument,
  '\n  mutation ExportMyData {\n    exportMyData(input: {}) {\n      url\n    }\n  }\n':
    types.ExportMyDataDocument,
  '\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      status\n    }\n  }\n':
    types.DeleteAccountDocument,
  '\n  query Accounts {\n    viewer {\n      id\n      accounts {\n        service\n        username\n        lastSyncAt\n        problem\n      }\n    }\n  }\n':
    types.AccountsDocument,
  '\n  mutation LinkAccount($input: LinkAccountInput!) {\n    linkAccount(input: $input) {\n      status\n      authorizeUrl\n    }\n  }\n':
    types.LinkAccountDocument,
  '\n  mutation UnlinkAccount($input: UnlinkAccountInput!) {\n    unlinkAccount(input: $input) {\n      status\n    }\n  }\n':
    types.UnlinkAccountDocument,
  '\n  mutation SyncAccount($input: SyncListeningInput!) {\n    syncListening(input: $input) {\n      run {\n        id\n        state\n      }\n    }\n  }\n':
    types.SyncAccountDocument,
  '\n  query RunNow($id: ID!) {\n    node(id: $id) {\n      id\n      ... on JobRun {\n        state\n        done\n        total\n        message\n      }\n    }\n  }\n':
    types.RunNowDocument,
  '\n  mutation SignIn($input: SignInInput!) {\n    signIn(input: $input) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n':
    types.SignInDocument,
  '\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n':
    types.SignUpDocument,
  '\n  query ApiTokens {\n    viewer {\n      id\n      apiTokens {\n        id\n        name\n        scope\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n':
    types.ApiTokensDocument,
  '\n  mutation CreateApiToken($input: CreateApiTokenInput!) {\n    createApiToken(input: $input) {\n      secret\n      token {\n        id\n      }\n    }\n  }\n':
    types.CreateApiTokenDocument,
  '\n  mutation RevokeApiToken($input: RevokeApiTokenInput!) {\n    revokeApiToken(input: $input) {\n      status\n    }\n  }\n':
    types.RevokeApiTokenDocument,
  '\n  mutation SignOut($input: SignOutInput!) {\n    signOut(input: $input) {\n      status\n    }\n  }\n':
    types.SignOutDocument,
  '\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) {\n      profile {\n        country\n        currency\n        language\n        primarySource\n      }\n    }\n  }\n':
    types.UpdateProfileDocument,
  '\n  query House {\n    coverage {\n      artists\n      albums\n      releases\n      prices\n      artistsWithMbid\n      albumsWithVinyl\n      releasesWithPrice\n    }\n    upstreams {\n      name\n      configured\n      healthy\n      usedLastMinute\n      limitPerMinute\n      problem\n    }\n    jobRuns(first: 30) {\n      totalCount\n      nodes {\n        id\n        job\n        state\n        trigger\n        done\n        total\n        message\n        error\n        queuedAt\n        finishedAt\n      }\n    }\n  }\n':
    types.HouseDocument,
  '\n  query Reviews {\n    matchReviews(first: 20) {\n      totalCount\n      nodes {\n        id\n        kind\n        score\n        rule\n        one {\n          name\n          artist {\n            id\n          }\n          album {\n            id\n          }\n          evidence {\n            name\n            values\n          }\n        }\n        other {\n          name\n          artist {\n            id\n          }\n          album {\n            id\n          }\n          evidence {\n            name\n            values\n          }\n        }\n      }\n    }\n  }\n':
    types.ReviewsDocument,
  '\n  mutation KeepApart($input: KeepApartInput!) {\n    keepApart(input: $input) {\n      status\n    }\n  }\n':
    types.KeepApartDocument,
  '\n  mutation MergeArtists($input: MergeArtistsInput!) {\n    mergeArtists(input: $input) {\n      status\n    }\n  }\n':
    types.MergeArtistsDocument,
  '\n  mutation MergeAlbums($input: MergeAlbumsInput!) {\n    mergeAlbums(input: $input) {\n      status\n    }\n  }\n':
    types.MergeAlbumsDocument,
  '\n  query OneAlbum($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {\n    album(by: { id: $id }) {\n      id\n      title\n      firstReleaseYear\n      trackCount\n      averageRating\n      discogsMasterId\n      artist {\n        id\n        name\n      }\n      cover {\n        url(width: 1000)\n        source\n        sourceUrl\n        attribution\n      }\n      bestPrice(shipTo: $shipTo, currency: $currency) {\n        total {\n          amount\n          currency\n        }\n        quote {\n          id\n          provider\n          observedAt\n        }\n      }\n      ...GuideOfAlbum\n    }\n  }\n':
    types.OneAlbumDocument,
  '\n  fragment GuideOfAlbum on Album {\n    pressingGuide(shipTo: $shipTo, currency: $currency) {\n      kind\n      price {\n        total {\n          amount\n          currency\n        }\n      }\n      release {\n        id\n        country\n        year\n        format\n        label\n        rating\n        ratingCount\n      }\n    }\n  }\n':
    types.GuideOfAlbumFragmentDoc,
  '\n  query OnePressing($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {\n    release(by: { id: $id }) {\n      id\n      title\n      country\n      year\n      format\n      label\n      catalogNumber\n      barcodes\n      discogsId\n      rating\n      ratingCount\n      album {\n        id\n        title\n      }\n      prices(shipTo: $shipTo, first: 50) {\n        totalCount\n        nodes {\n          id\n          provider\n          seller\n          shipsFrom\n          condition\n          offers\n          url\n          observedAt\n          attribution\n          price {\n            amount\n            currency\n          }\n          landed(shipTo: $shipTo, currency: $currency) {\n            total {\n              amount\n              currency\n            }\n            parts {\n              kind\n              isEstimate\n              source\n              amount {\n                amount\n                currency\n              }\n            }\n          }\n        }\n      }\n      priceHistory(currency: $currency) {\n        day\n        provider\n        lowest {\n          amount\n          currency\n        }\n      }\n    }\n  }\n':
    types.OnePressingDocument,
  '\n  fragment PressingRow on Release {\n    id\n    discogsId\n    country\n    year\n    format\n    label\n    catalogNumber\n    isOfficial\n    rating\n    ratingCount\n    bestPrice(shipTo: $shipTo, currency: $currency) {\n      total {\n        amount\n        currency\n      }\n    }\n  }\n':
    types.PressingRowFragmentDoc,
  '\n  query PressingsOfAlbum(\n    $id: ID!\n    $after: String\n    $shipTo: CountryCode!\n    $currency: CurrencyCode!\n  ) {\n    album(by: { id: $id }) {\n      id\n      releases(first: 100, after: $after) {\n        totalCount\n        nodes {\n          ...PressingRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      releasesSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n':
    types.PressingsOfAlbumDocument,
  '\n  query AlbumsOfArtist(\n    $id: ID!\n    $after: String\n    $studioOnly: Boolean!\n    $shipTo: CountryCode!\n    $currency: CurrencyCode!\n  ) {\n    artist(by: { id: $id }) {\n      id\n      albums(first: 60, after: $after, studioOnly: $studioOnly) {\n        totalCount\n        nodes {\n          id\n          firstReleaseYear\n          bestPrice(shipTo: $shipTo, currency: $currency) {\n            total {\n              amount\n              currency\n            }\n          }\n          ...AlbumTileAlbum\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      albumsSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n':
    types.AlbumsOfArtistDocument,
  '\n  query OneArtist($id: ID!) {\n    artist(by: { id: $id }) {\n      id\n      name\n      disambiguation\n      popularity\n      image {\n        url(width: 500)\n        source\n        sourceUrl\n        attribution\n      }\n      ...SimilarArtistsOf\n    }\n  }\n':
    types.OneArtistDocument,
  '\n  query LookUpArtist($name: String!) {\n    artist(by: { name: $name }) {\n      id\n      name\n    }\n  }\n':
    types.LookUpArtistDocument,
  '\n  fragment SimilarArtistsOf on Artist {\n    similarArtists(first: 24) {\n      edges {\n        score\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n':
    types.SimilarArtistsOfFragmentDoc,
  '\n  fragment AlbumTileAlbum on Album {\n    id\n    title\n    firstReleaseYear\n    artist {\n      id\n      name\n    }\n    cover {\n      url(width: 300)\n    }\n  }\n':
    types.AlbumTileAlbumFragmentDoc,
  '\n  fragment SyncNoteStatus on SyncStatus {\n    state\n    syncedAt\n    retryAt\n    problem\n    run {\n      id\n      done\n      total\n    }\n  }\n':
    types.SyncNoteStatusFragmentDoc,
  '\n  mutation ImportCollection($input: ImportCollectionInput!) {\n    importCollection(input: $input) {\n      added\n      updated\n      unchanged\n      failed\n      rows {\n        line\n        verdict\n        problem\n        release {\n          id\n          title\n        }\n      }\n    }\n  }\n':
    types.ImportCollectionDocument,
  '\n  query Collection($after: String) {\n    viewer {\n      id\n      collection(first: 60, after: $after) {\n        totalCount\n        pending\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          copies\n          folder\n          release {\n            id\n            year\n            country\n            album {\n              id\n              ...AlbumTileAlbum\n            }\n          }\n        }\n      }\n    }\n  }\n':
    types.CollectionDocument,
  '\n  query Plays(\n    $m0: DateTime!\n    $m1: DateTime!\n    $m2: DateTime!\n    $m3: DateTime!\n    $m4: DateTime!\n    $m5: DateTime!\n    $m6: DateTime!\n    $m7: DateTime!\n    $m8: DateTime!\n    $m9: DateTime!\n    $m10: DateTime!\n    $m11: DateTime!\n  ) {\n    viewer {\n      id\n      accounts {\n        service\n        username\n        lastSyncAt\n        problem\n      }\n      listening {\n        total\n        m0: total(since: $m0)\n        m1: total(since: $m1)\n        m2: total(since: $m2)\n        m3: total(since: $m3)\n        m4: total(since: $m4)\n        m5: total(since: $m5)\n        m6: total(since: $m6)\n        m7: total(since: $m7)\n        m8: total(since: $m8)\n        m9: total(since: $m9)\n        m10: total(since: $m10)\n        m11: total(since: $m11)\n        scrobbles(first: 15) {\n          nodes {\n            playedAt\n            track\n            artistName\n            albumTitle\n            album {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n':
    types.PlaysDocument,
  '\n  query Tops($period: Period!) {\n    viewer {\n      id\n      listening {\n        topAlbums(first: 20, period: $period) {\n          totalCount\n          nodes {\n            title\n            artistName\n            plays\n            album {\n              id\n              cover {\n                url(width: 64)\n              }\n            }\n          }\n        }\n        topArtists(first: 20, period: $period) {\n          totalCount\n          nodes {\n            name\n            plays\n            artist {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n':
    types.TopsDocument,
  '\n  mutation SyncListening {\n    syncListening(input: {}) {\n      run {\n        id\n      }\n    }\n  }\n':
    types.SyncListeningDocument,
  '\n  query PlayedAlbums {\n    viewer {\n      id\n      listening {\n        topAlbums(first: 100, period: OVERALL) {\n          nodes {\n            plays\n            album {\n              id\n              ...AlbumTileAlbum\n            }\n          }\n        }\n      }\n    }\n  }\n':
    types.PlayedAlbumsDocument,
  '\n  query OwnedAlbums($after: String) {\n    viewer {\n      id\n      collection(first: 100, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          release {\n            id\n            album {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n':
    types.OwnedAlbumsDocument,
  '\n  query Seeds {\n    viewer {\n      id\n      seeds(first: 100) {\n        totalCount\n        nodes {\n          addedAt\n          source\n          artist {\n            id\n            name\n          }\n        }\n      }\n    }\n  }\n':
    types.SeedsDocument,
  '\n  mutation AddSeed($input: AddSeedArtistInput!) {\n    addSeedArtist(input: $input) {\n      status\n      seed {\n        artist {\n          id\n          name\n        }\n      }\n    }\n  }\n':
    types.AddSeedDocument,
  '\n  mutation RemoveSeed($input: RemoveSeedArtistInput!) {\n    removeSeedArtist(input: $input) {\n      status\n    }\n  }\n':
    types.RemoveSeedDocument,
  '\n  query Wantlist($after: String) {\n    viewer {\n      id\n      wantlist(first: 100, after: $after) {\n        totalCount\n        pending\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          addedAt\n          source\n          album {\n            id\n            title\n            artist {\n              id\n              name\n            }\n            cover {\n              url(width: 150)\n            }\n          }\n          release {\n            id\n            year\n            country\n            format\n          }\n          maxPrice {\n            amount\n            currency\n          }\n          bestPrice {\n            total {\n              amount\n              currency\n            }\n            quote {\n              id\n              provider\n              observedAt\n            }\n          }\n        }\n      }\n    }\n  }\n':
    types.WantlistDocument,
  '\n  mutation AddWant($input: AddToWantlistInput!) {\n    addToWantlist(input: $input) {\n      status\n      item {\n        id\n      }\n    }\n  }\n':
    types.AddWantDocument,
  '\n  mutation RemoveWant($input: RemoveFromWantlistInput!) {\n    removeFromWantlist(input: $input) {\n      status\n    }\n  }\n':
    types.RemoveWantDocument,
  '\n  query FindStored($search: String!) {\n    artists(search: $search, first: 5) {\n      nodes {\n        id\n        name\n        disambiguation\n      }\n    }\n    albums(search: $search, first: 4) {\n      nodes {\n        id\n        title\n        firstReleaseYear\n        artist {\n          id\n          name\n        }\n      }\n    }\n  }\n':
    types.FindStoredDocument,
  '\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    user {\n      id\n      email\n      isAdmin\n      profile {\n        country\n        currency\n        language\n        primarySource\n      }\n    }\n  }\n':
    types.SessionFieldsFragmentDoc,
  '\n  mutation Refresh {\n    refreshSession(input: { refreshToken: "" }) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n':
    types.RefreshDocument,
  '\n  query StartWall($shipTo: CountryCode!, $currency: CurrencyCode!) {\n    albums(first: 100) {\n      totalCount\n      nodes {\n        id\n        artist {\n          id\n        }\n        bestPrice(shipTo: $shipTo, currency: $currency) {\n          total {\n            amount\n            currency\n          }\n        }\n        ...AlbumTileAlbum\n      }\n    }\n    artists(first: 18) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n':
    types.StartWallDocument,
};

/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation ChangePassword($input: ChangePasswordInput!) {\n    changePassword(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').ChangePasswordDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation ExportMyData {\n    exportMyData(input: {}) {\n      url\n    }\n  }\n',
): typeof import('./graphql').ExportMyDataDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation DeleteAccount($input: DeleteAccountInput!) {\n    deleteAccount(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').DeleteAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Accounts {\n    viewer {\n      id\n      accounts {\n        service\n        username\n        lastSyncAt\n        problem\n      }\n    }\n  }\n',
): typeof import('./graphql').AccountsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation LinkAccount($input: LinkAccountInput!) {\n    linkAccount(input: $input) {\n      status\n      authorizeUrl\n    }\n  }\n',
): typeof import('./graphql').LinkAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation UnlinkAccount($input: UnlinkAccountInput!) {\n    unlinkAccount(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').UnlinkAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation SyncAccount($input: SyncListeningInput!) {\n    syncListening(input: $input) {\n      run {\n        id\n        state\n      }\n    }\n  }\n',
): typeof import('./graphql').SyncAccountDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query RunNow($id: ID!) {\n    node(id: $id) {\n      id\n      ... on JobRun {\n        state\n        done\n        total\n        message\n      }\n    }\n  }\n',
): typeof import('./graphql').RunNowDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation SignIn($input: SignInInput!) {\n    signIn(input: $input) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n',
): typeof import('./graphql').SignInDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation SignUp($input: SignUpInput!) {\n    signUp(input: $input) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n',
): typeof import('./graphql').SignUpDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query ApiTokens {\n    viewer {\n      id\n      apiTokens {\n        id\n        name\n        scope\n        createdAt\n        lastUsedAt\n      }\n    }\n  }\n',
): typeof import('./graphql').ApiTokensDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation CreateApiToken($input: CreateApiTokenInput!) {\n    createApiToken(input: $input) {\n      secret\n      token {\n        id\n      }\n    }\n  }\n',
): typeof import('./graphql').CreateApiTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation RevokeApiToken($input: RevokeApiTokenInput!) {\n    revokeApiToken(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').RevokeApiTokenDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation SignOut($input: SignOutInput!) {\n    signOut(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').SignOutDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation UpdateProfile($input: UpdateProfileInput!) {\n    updateProfile(input: $input) {\n      profile {\n        country\n        currency\n        language\n        primarySource\n      }\n    }\n  }\n',
): typeof import('./graphql').UpdateProfileDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query House {\n    coverage {\n      artists\n      albums\n      releases\n      prices\n      artistsWithMbid\n      albumsWithVinyl\n      releasesWithPrice\n    }\n    upstreams {\n      name\n      configured\n      healthy\n      usedLastMinute\n      limitPerMinute\n      problem\n    }\n    jobRuns(first: 30) {\n      totalCount\n      nodes {\n        id\n        job\n        state\n        trigger\n        done\n        total\n        message\n        error\n        queuedAt\n        finishedAt\n      }\n    }\n  }\n',
): typeof import('./graphql').HouseDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Reviews {\n    matchReviews(first: 20) {\n      totalCount\n      nodes {\n        id\n        kind\n        score\n        rule\n        one {\n          name\n          artist {\n            id\n          }\n          album {\n            id\n          }\n          evidence {\n            name\n            values\n          }\n        }\n        other {\n          name\n          artist {\n            id\n          }\n          album {\n            id\n          }\n          evidence {\n            name\n            values\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').ReviewsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation KeepApart($input: KeepApartInput!) {\n    keepApart(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').KeepApartDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation MergeArtists($input: MergeArtistsInput!) {\n    mergeArtists(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').MergeArtistsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation MergeAlbums($input: MergeAlbumsInput!) {\n    mergeAlbums(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').MergeAlbumsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query OneAlbum($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {\n    album(by: { id: $id }) {\n      id\n      title\n      firstReleaseYear\n      trackCount\n      averageRating\n      discogsMasterId\n      artist {\n        id\n        name\n      }\n      cover {\n        url(width: 1000)\n        source\n        sourceUrl\n        attribution\n      }\n      bestPrice(shipTo: $shipTo, currency: $currency) {\n        total {\n          amount\n          currency\n        }\n        quote {\n          id\n          provider\n          observedAt\n        }\n      }\n      ...GuideOfAlbum\n    }\n  }\n',
): typeof import('./graphql').OneAlbumDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment GuideOfAlbum on Album {\n    pressingGuide(shipTo: $shipTo, currency: $currency) {\n      kind\n      price {\n        total {\n          amount\n          currency\n        }\n      }\n      release {\n        id\n        country\n        year\n        format\n        label\n        rating\n        ratingCount\n      }\n    }\n  }\n',
): typeof import('./graphql').GuideOfAlbumFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query OnePressing($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {\n    release(by: { id: $id }) {\n      id\n      title\n      country\n      year\n      format\n      label\n      catalogNumber\n      barcodes\n      discogsId\n      rating\n      ratingCount\n      album {\n        id\n        title\n      }\n      prices(shipTo: $shipTo, first: 50) {\n        totalCount\n        nodes {\n          id\n          provider\n          seller\n          shipsFrom\n          condition\n          offers\n          url\n          observedAt\n          attribution\n          price {\n            amount\n            currency\n          }\n          landed(shipTo: $shipTo, currency: $currency) {\n            total {\n              amount\n              currency\n            }\n            parts {\n              kind\n              isEstimate\n              source\n              amount {\n                amount\n                currency\n              }\n            }\n          }\n        }\n      }\n      priceHistory(currency: $currency) {\n        day\n        provider\n        lowest {\n          amount\n          currency\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').OnePressingDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment PressingRow on Release {\n    id\n    discogsId\n    country\n    year\n    format\n    label\n    catalogNumber\n    isOfficial\n    rating\n    ratingCount\n    bestPrice(shipTo: $shipTo, currency: $currency) {\n      total {\n        amount\n        currency\n      }\n    }\n  }\n',
): typeof import('./graphql').PressingRowFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query PressingsOfAlbum(\n    $id: ID!\n    $after: String\n    $shipTo: CountryCode!\n    $currency: CurrencyCode!\n  ) {\n    album(by: { id: $id }) {\n      id\n      releases(first: 100, after: $after) {\n        totalCount\n        nodes {\n          ...PressingRow\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      releasesSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n',
): typeof import('./graphql').PressingsOfAlbumDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query AlbumsOfArtist(\n    $id: ID!\n    $after: String\n    $studioOnly: Boolean!\n    $shipTo: CountryCode!\n    $currency: CurrencyCode!\n  ) {\n    artist(by: { id: $id }) {\n      id\n      albums(first: 60, after: $after, studioOnly: $studioOnly) {\n        totalCount\n        nodes {\n          id\n          firstReleaseYear\n          bestPrice(shipTo: $shipTo, currency: $currency) {\n            total {\n              amount\n              currency\n            }\n          }\n          ...AlbumTileAlbum\n        }\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n      }\n      albumsSync {\n        ...SyncNoteStatus\n      }\n    }\n  }\n',
): typeof import('./graphql').AlbumsOfArtistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query OneArtist($id: ID!) {\n    artist(by: { id: $id }) {\n      id\n      name\n      disambiguation\n      popularity\n      image {\n        url(width: 500)\n        source\n        sourceUrl\n        attribution\n      }\n      ...SimilarArtistsOf\n    }\n  }\n',
): typeof import('./graphql').OneArtistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query LookUpArtist($name: String!) {\n    artist(by: { name: $name }) {\n      id\n      name\n    }\n  }\n',
): typeof import('./graphql').LookUpArtistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment SimilarArtistsOf on Artist {\n    similarArtists(first: 24) {\n      edges {\n        score\n        node {\n          id\n          name\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').SimilarArtistsOfFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment AlbumTileAlbum on Album {\n    id\n    title\n    firstReleaseYear\n    artist {\n      id\n      name\n    }\n    cover {\n      url(width: 300)\n    }\n  }\n',
): typeof import('./graphql').AlbumTileAlbumFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment SyncNoteStatus on SyncStatus {\n    state\n    syncedAt\n    retryAt\n    problem\n    run {\n      id\n      done\n      total\n    }\n  }\n',
): typeof import('./graphql').SyncNoteStatusFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation ImportCollection($input: ImportCollectionInput!) {\n    importCollection(input: $input) {\n      added\n      updated\n      unchanged\n      failed\n      rows {\n        line\n        verdict\n        problem\n        release {\n          id\n          title\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').ImportCollectionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Collection($after: String) {\n    viewer {\n      id\n      collection(first: 60, after: $after) {\n        totalCount\n        pending\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          copies\n          folder\n          release {\n            id\n            year\n            country\n            album {\n              id\n              ...AlbumTileAlbum\n            }\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').CollectionDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Plays(\n    $m0: DateTime!\n    $m1: DateTime!\n    $m2: DateTime!\n    $m3: DateTime!\n    $m4: DateTime!\n    $m5: DateTime!\n    $m6: DateTime!\n    $m7: DateTime!\n    $m8: DateTime!\n    $m9: DateTime!\n    $m10: DateTime!\n    $m11: DateTime!\n  ) {\n    viewer {\n      id\n      accounts {\n        service\n        username\n        lastSyncAt\n        problem\n      }\n      listening {\n        total\n        m0: total(since: $m0)\n        m1: total(since: $m1)\n        m2: total(since: $m2)\n        m3: total(since: $m3)\n        m4: total(since: $m4)\n        m5: total(since: $m5)\n        m6: total(since: $m6)\n        m7: total(since: $m7)\n        m8: total(since: $m8)\n        m9: total(since: $m9)\n        m10: total(since: $m10)\n        m11: total(since: $m11)\n        scrobbles(first: 15) {\n          nodes {\n            playedAt\n            track\n            artistName\n            albumTitle\n            album {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').PlaysDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Tops($period: Period!) {\n    viewer {\n      id\n      listening {\n        topAlbums(first: 20, period: $period) {\n          totalCount\n          nodes {\n            title\n            artistName\n            plays\n            album {\n              id\n              cover {\n                url(width: 64)\n              }\n            }\n          }\n        }\n        topArtists(first: 20, period: $period) {\n          totalCount\n          nodes {\n            name\n            plays\n            artist {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').TopsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation SyncListening {\n    syncListening(input: {}) {\n      run {\n        id\n      }\n    }\n  }\n',
): typeof import('./graphql').SyncListeningDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query PlayedAlbums {\n    viewer {\n      id\n      listening {\n        topAlbums(first: 100, period: OVERALL) {\n          nodes {\n            plays\n            album {\n              id\n              ...AlbumTileAlbum\n            }\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').PlayedAlbumsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query OwnedAlbums($after: String) {\n    viewer {\n      id\n      collection(first: 100, after: $after) {\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          release {\n            id\n            album {\n              id\n            }\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').OwnedAlbumsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Seeds {\n    viewer {\n      id\n      seeds(first: 100) {\n        totalCount\n        nodes {\n          addedAt\n          source\n          artist {\n            id\n            name\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').SeedsDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation AddSeed($input: AddSeedArtistInput!) {\n    addSeedArtist(input: $input) {\n      status\n      seed {\n        artist {\n          id\n          name\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').AddSeedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation RemoveSeed($input: RemoveSeedArtistInput!) {\n    removeSeedArtist(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').RemoveSeedDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query Wantlist($after: String) {\n    viewer {\n      id\n      wantlist(first: 100, after: $after) {\n        totalCount\n        pending\n        pageInfo {\n          hasNextPage\n          endCursor\n        }\n        nodes {\n          id\n          addedAt\n          source\n          album {\n            id\n            title\n            artist {\n              id\n              name\n            }\n            cover {\n              url(width: 150)\n            }\n          }\n          release {\n            id\n            year\n            country\n            format\n          }\n          maxPrice {\n            amount\n            currency\n          }\n          bestPrice {\n            total {\n              amount\n              currency\n            }\n            quote {\n              id\n              provider\n              observedAt\n            }\n          }\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').WantlistDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation AddWant($input: AddToWantlistInput!) {\n    addToWantlist(input: $input) {\n      status\n      item {\n        id\n      }\n    }\n  }\n',
): typeof import('./graphql').AddWantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation RemoveWant($input: RemoveFromWantlistInput!) {\n    removeFromWantlist(input: $input) {\n      status\n    }\n  }\n',
): typeof import('./graphql').RemoveWantDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query FindStored($search: String!) {\n    artists(search: $search, first: 5) {\n      nodes {\n        id\n        name\n        disambiguation\n      }\n    }\n    albums(search: $search, first: 4) {\n      nodes {\n        id\n        title\n        firstReleaseYear\n        artist {\n          id\n          name\n        }\n      }\n    }\n  }\n',
): typeof import('./graphql').FindStoredDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  fragment SessionFields on Session {\n    accessToken\n    expiresAt\n    user {\n      id\n      email\n      isAdmin\n      profile {\n        country\n        currency\n        language\n        primarySource\n      }\n    }\n  }\n',
): typeof import('./graphql').SessionFieldsFragmentDoc;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  mutation Refresh {\n    refreshSession(input: { refreshToken: "" }) {\n      status\n      session {\n        ...SessionFields\n      }\n    }\n  }\n',
): typeof import('./graphql').RefreshDocument;
/**
 * The graphql function is used to parse GraphQL queries into a document that can be used by GraphQL clients.
 */
export function graphql(
  source: '\n  query StartWall($shipTo: CountryCode!, $currency: CurrencyCode!) {\n    albums(first: 100) {\n      totalCount\n      nodes {\n        id\n        artist {\n          id\n        }\n        bestPrice(shipTo: $shipTo, currency: $currency) {\n          total {\n            amount\n            currency\n          }\n        }\n        ...AlbumTileAlbum\n      }\n    }\n    artists(first: 18) {\n      totalCount\n      nodes {\n        id\n        name\n      }\n    }\n  }\n',
): typeof import('./graphql').StartWallDocument;

export function graphql(source: string) {
  return (documents as any)[source] ?? {};
}
