import { Button } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { useAsk } from '../data/ask';
import { useOwnPlace } from '../data/place';
import { graphql } from '../gql';
import { usePageTitle } from '../hooks';
import { AlbumTile, Wall } from '../parts/AlbumTile';
import { Ghosts } from '../parts/Ghosts';
import { Section } from '../parts/PageHead';
import parts from '../parts/parts.module.css';
import { Trouble } from '../parts/Trouble';
import { numberOf } from '../router-ids';
import { useSession } from '../session';
import { useSpeech } from '../words';
import classes from './StartPage.module.css';

export const StartWall = graphql(`
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
`);

export function StartPage() {
  const { w, f } = useSpeech();
  const { country, currency } = useOwnPlace();
  const { person, pending } = useSession();
  usePageTitle(undefined);
  const { data, error, refetch } = useAsk(StartWall, { shipTo: country, currency }, { keep: true });
  const albums = data ? mixed(data.albums.nodes).slice(0, 40) : [];
  return (
    <>
      <div className={classes.hero}>
        <h1>{w.start.title}</h1>
        <p>{w.start.text}</p>
        {!person && !pending && (
          <div className={parts.ways}>
            <Button component={Link} to="/sign-up" size="md">
              {w.account.signUp}
            </Button>
            <span className="quiet small">{w.start.why}</span>
          </div>
        )}
      </div>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!data && !error && (
        <Ghosts shape="wall" number={15}>
          {w.start.waiting}
        </Ghosts>
      )}
      {data?.albums.totalCount === 0 && (
        <section className={parts.notice}>
          <h2>{w.start.empty}</h2>
          <p>{w.start.emptyText}</p>
        </section>
      )}
      {albums.length > 0 && (
        <section aria-labelledby="wall">
          <h2 id="wall" className="unseen">
            {w.start.wall}
          </h2>
          <Wall>
            {albums.map((album) => (
              <li key={album.id}>
                <AlbumTile album={album}>
                  {album.bestPrice && (
                    <span className={parts.price}>
                      {w.price.from(f.money(album.bestPrice.total))}
                    </span>
                  )}
                </AlbumTile>
              </li>
            ))}
          </Wall>
        </section>
      )}
      {data && data.artists.nodes.length > 0 && (
        <Section id="artists" title={w.start.artists} count={f.number(data.artists.totalCount)}>
          <ul className={classes.names}>
            {data.artists.nodes.map(({ id, name }) => (
              <li key={id}>
                <Link to="/artists/$id" params={{ id: numberOf(id) }}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </Section>
      )}
    </>
  );
}

/** One album of each artist, then the next of each: no artist has two sleeves side by side. */
function mixed<Album extends { artist: { id: string } }>(albums: readonly Album[]): Album[] {
  const met = new Map<string, number>();
  return albums
    .map((album) => {
      const turn = met.get(album.artist.id) ?? 0;
      met.set(album.artist.id, turn + 1);
      return { album, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ album }) => album);
}
