import { type FragmentType, graphql, readFragment } from '../gql';
import { linkTo } from '../place';

export const SimilarArtistsList = graphql(`
  fragment SimilarArtistsList on Artist {
    similarArtists(first: 12) {
      nodes {
        id
        name
      }
    }
  }
`);

export function SimilarArtists({ artist }: { artist: FragmentType<typeof SimilarArtistsList> }) {
  const { nodes } = readFragment(SimilarArtistsList, artist).similarArtists;
  if (nodes.length === 0) return null;
  return (
    <section aria-labelledby="similar">
      <h2 id="similar">Similar artists</h2>
      <ul className="names">
        {nodes.map(({ id, name }) => (
          <li key={id}>
            <a {...linkTo({ at: 'artist', id })}>{name}</a>
          </li>
        ))}
      </ul>
    </section>
  );
}
