import { graphql } from '../gql';

export const Seeds = graphql(`
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
`);

export const AddSeed = graphql(`
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
`);

export const RemoveSeed = graphql(`
  mutation RemoveSeed($input: RemoveSeedArtistInput!) {
    removeSeedArtist(input: $input) {
      status
    }
  }
`);
