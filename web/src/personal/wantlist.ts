import { graphql } from '../gql';

export const Wantlist = graphql(`
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
`);

export const AddWant = graphql(`
  mutation AddWant($input: AddToWantlistInput!) {
    addToWantlist(input: $input) {
      status
      item {
        id
      }
    }
  }
`);

export const RemoveWant = graphql(`
  mutation RemoveWant($input: RemoveFromWantlistInput!) {
    removeFromWantlist(input: $input) {
      status
    }
  }
`);
