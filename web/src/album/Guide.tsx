import { type FragmentType, graphql, readFragment } from '../gql';
import { Section } from '../parts/PageHead';
import { useSpeech } from '../words';
import classes from './AlbumPage.module.css';

export const GuideOfAlbum = graphql(`
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
`);

interface Props {
  album: FragmentType<typeof GuideOfAlbum>;
  onOpen: (release: string) => void;
}

/** Which pressing to buy, and why. */
export function Guide({ album, onOpen }: Props) {
  const { w, f } = useSpeech();
  const { pressingGuide } = readFragment(GuideOfAlbum, album);
  if (pressingGuide.length === 0) return null;
  return (
    <Section id="guide" title={w.album.guide}>
      <ul className={classes.guide}>
        {pressingGuide.map(({ kind, price, release }) => (
          <li key={kind}>
            <button
              type="button"
              className={classes.advice}
              onClick={() => {
                onOpen(release.id);
              }}
            >
              <span className={classes.kind}>{w.guide[kind].title}</span>
              <span className={classes.which}>
                {[release.country, release.year].filter((part) => part !== null).join(', ') ||
                  w.album.noYear}
              </span>
              <span className="quiet small">
                {[release.format, release.label].filter(Boolean).join(' · ')}
              </span>
              <span className="small">
                {kind === 'BEST_RATED' && release.rating !== null
                  ? w.guide.rated(
                      f.number(Math.round(release.rating * 100) / 100),
                      f.number(release.ratingCount ?? 0),
                    )
                  : w.guide[kind].text}
              </span>
              {price && <strong className={classes.asked}>{f.money(price.total)}</strong>}
            </button>
          </li>
        ))}
      </ul>
    </Section>
  );
}
