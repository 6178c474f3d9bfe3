import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAsk } from '../data/ask';
import { useOwnPlace } from '../data/place';
import { graphql } from '../gql';
import { usePageTitle } from '../hooks';
import { Ghosts } from '../parts/Ghosts';
import { Nothing } from '../parts/NotHere';
import { Trouble } from '../parts/Trouble';
import { WantButton } from '../personal/WantButton';
import { numberOf } from '../router-ids';
import { useSession } from '../session';
import { Sleeve } from '../sleeve/Sleeve';
import { useSpeech } from '../words';
import classes from './AlbumPage.module.css';
import { Guide } from './Guide';
import { PressingSheet } from './PressingSheet';
import { Pressings } from './Pressings';

export const OneAlbum = graphql(`
  query OneAlbum($id: ID!, $shipTo: CountryCode!, $currency: CurrencyCode!) {
    album(by: { id: $id }) {
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
`);

export function AlbumPage() {
  const { w, f } = useSpeech();
  const { id } = useParams({ from: '/albums/$id' });
  const { country: shipTo, currency } = useOwnPlace();
  const { person } = useSession();
  const [open, setOpen] = useState<string>();
  const { data, error, refetch, isPending } = useAsk(OneAlbum, {
    id: `album:${id}`,
    shipTo,
    currency,
  });
  const album = data?.album;
  const heading = usePageTitle(album ? w.album.tab(album.title, album.artist.name) : undefined);

  if (isPending) return <Ghosts shape="album">{w.album.waiting}</Ghosts>;
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />;
  if (!album) return <Nothing title={w.album.none} text={w.album.noneText} />;

  const facts = [
    album.firstReleaseYear,
    album.trackCount === null ? null : f.count(album.trackCount, w.album.tracks),
    album.averageRating === null
      ? null
      : w.album.rated(f.number(Math.round(album.averageRating * 100) / 100)),
  ].filter((fact) => fact !== null);
  return (
    <>
      <div className={classes.head}>
        <figure className={classes.cover}>
          <span className={classes.stand}>
            <Sleeve artist={album.artist.name} title={album.title} picture={album.cover?.url} />
          </span>
          {album.cover && (
            <figcaption className="quiet">
              {album.cover.sourceUrl ? (
                <a href={album.cover.sourceUrl}>{album.cover.attribution ?? album.cover.source}</a>
              ) : (
                album.cover.attribution
              )}
            </figcaption>
          )}
        </figure>
        <div className={classes.about}>
          <p className={classes.by}>
            <Link to="/artists/$id" params={{ id: numberOf(album.artist.id) }}>
              {album.artist.name}
            </Link>
          </p>
          <h1 ref={heading} tabIndex={-1}>
            {album.title}
          </h1>
          <p className="quiet">{facts.join(' · ')}</p>
          {album.bestPrice && (
            <div className={classes.best}>
              <p>
                <span className="quiet small">{w.price.delivered(f.country(shipTo))}</span>
                <strong className="numbers">{w.price.from(f.money(album.bestPrice.total))}</strong>
                <span className="quiet small">
                  {w.price.seen(
                    w.providers(album.bestPrice.quote.provider),
                    f.ago(album.bestPrice.quote.observedAt),
                  )}
                </span>
              </p>
            </div>
          )}
          <div className={classes.actions}>
            {person ? (
              <WantButton album={album.id} title={album.title} />
            ) : (
              <Link to="/sign-in" search={{ to: `/albums/${id}` }}>
                {w.wantlist.signInFirst}
              </Link>
            )}
          </div>
        </div>
      </div>
      <Guide album={album} onOpen={setOpen} />
      <Pressings
        key={album.id}
        id={album.id}
        title={album.title}
        master={album.discogsMasterId}
        onOpen={setOpen}
      />
      <PressingSheet
        id={open}
        onClose={() => {
          setOpen(undefined);
        }}
      />
    </>
  );
}
