// The tabs that GraphiQL opens with. GraphiQL ignores the variables of the first one.
export const EXAMPLES: { query: string; variables?: string }[] = [
  {
    query: `# An artist, the albums, and their pressings.
query Pressings {
  artist(by: { name: "Kate Bush" }) {
    id
    name
    albums(first: 5) {
      totalCount
      nodes {
        title
        firstReleaseYear
        releases(first: 3) {
          totalCount
          nodes {
            country
            year
            format
            label
            catalogNumber
          }
        }
        releasesSync {
          state
        }
      }
    }
  }
}
`,
  },
  {
    query: `# Typeahead over what is stored: typos are forgiven.
query Search($search: String!) {
  artists(search: $search, first: 5) {
    nodes {
      id
      name
      popularity
    }
  }
}
`,
    variables: `{
  "search": "kate bsh"
}`,
  },
  {
    query: `# How complete the catalogue is.
query Coverage {
  coverage {
    artists
    albums
    releases
    prices
    artistsWithMbid
    albumsWithVinyl
    releasesWithPrice
  }
}
`,
  },
];
