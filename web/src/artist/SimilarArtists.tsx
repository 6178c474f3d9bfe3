import { Link } from '@tanstack/react-router';
import { type FragmentType, graphql, readFragment } from '../gql';
import { Section } from '../parts/PageHead';
import { numberOf } from '../router-ids';
import { useSpeech } from '../words';
import classes from './ArtistPage.module.css';

export const SimilarArtistsOf = graphql(`
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
`);

export function SimilarArtists({ artist }: { artist: FragmentType<typeof SimilarArtistsOf> }) {
  const { w, f } = useSpeech();
  const { edges } = readFragment(SimilarArtistsOf, artist).similarArtists;
  if (edges.length === 0) return null;
  return (
    <Section id="similar" title={w.artist.similar}>
      <ul className={classes.similar}>
        {edges.map(({ score, node: { id, name } }) => (
          <li key={id}>
            <Link to="/artists/$id" params={{ id: numberOf(id) }}>
              <span>{name}</span>
              <span className={classes.near}>
                <svg
                  viewBox="0 0 100 4"
                  preserveAspectRatio="none"
                  width="100%"
                  height="4"
                  aria-hidden="true"
                >
                  <rect width={Math.round(score * 100)} height="4" />
                </svg>
                <span className="unseen">{w.artist.near(f.percent(score))}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Section>
  );
}
