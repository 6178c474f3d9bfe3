import { useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useAsk } from '../data/ask';
import { graphql } from '../gql';
import { usePageTitle } from '../hooks';
import { Ghosts } from '../parts/Ghosts';
import { Nothing } from '../parts/NotHere';
import { Trouble } from '../parts/Trouble';
import { SeedButton } from '../personal/SeedButton';
import { useSession } from '../session';
import { useSpeech } from '../words';
import { ArtistAlbums } from './ArtistAlbums';
import classes from './ArtistPage.module.css';
import { SimilarArtists } from './SimilarArtists';

export const OneArtist = graphql(`
  query OneArtist($id: ID!) {
    artist(by: { id: $id }) {
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
`);

export function ArtistPage() {
  const { w, f } = useSpeech();
  const { id } = useParams({ from: '/artists/$id' });
  const { person } = useSession();
  const { data, error, refetch, isPending } = useAsk(OneArtist, { id: `artist:${id}` });
  const artist = data?.artist;
  const heading = usePageTitle(artist?.name);

  if (isPending) return <Ghosts shape="album">{w.artist.waiting}</Ghosts>;
  if (error && !data) return <Trouble error={error} again={() => void refetch()} />;
  if (!artist) return <Nothing title={w.artist.none} text={w.artist.noneText} />;
  return (
    <>
      <div className={classes.head}>
        <Portrait name={artist.name} picture={artist.image} />
        <div className={classes.about}>
          <p className="quiet">{artist.disambiguation ?? w.search.artist}</p>
          <h1 ref={heading} tabIndex={-1}>
            {artist.name}
          </h1>
          {artist.popularity > 0 && (
            <p className="quiet">{f.count(artist.popularity, w.artist.listeners)}</p>
          )}
          {person && <SeedButton artist={artist.id} name={artist.name} />}
        </div>
      </div>
      <ArtistAlbums key={artist.id} id={artist.id} />
      <SimilarArtists artist={artist} />
    </>
  );
}

interface Picture {
  url: string;
  source: string;
  sourceUrl: string | null;
  attribution: string | null;
}

/** Where there is no picture, the initials as on a record's label. */
function Portrait({ name, picture }: { name: string; picture: Picture | null }) {
  const { w } = useSpeech();
  const [broken, setBroken] = useState(false);
  const initials = name
    .replace(/^the\s+/i, '')
    .split(/[\s-]+/)
    .map((word) => /[\p{L}\p{N}]/u.exec(word)?.[0] ?? '')
    .join('')
    .slice(0, 2)
    .toUpperCase();
  return (
    <figure className={classes.portrait}>
      {picture && !broken ? (
        <>
          <img
            src={picture.url}
            alt={w.artist.picture(name)}
            onError={() => {
              setBroken(true);
            }}
          />
          <figcaption>
            {picture.sourceUrl ? (
              <a href={picture.sourceUrl}>{picture.attribution ?? picture.source}</a>
            ) : (
              picture.attribution
            )}
          </figcaption>
        </>
      ) : (
        <svg viewBox="0 0 200 200" aria-hidden="true">
          <circle cx="100" cy="100" r="99" fill="#1b1917" />
          {[92, 84, 76, 68].map((radius) => (
            <circle
              key={radius}
              cx="100"
              cy="100"
              r={radius}
              fill="none"
              stroke="#3d3833"
              strokeWidth="1"
            />
          ))}
          <path
            d="M100 8a92 92 0 0 1 60 22L100 100zM100 192a92 92 0 0 1-60-22L100 100z"
            fill="#fff"
            opacity="0.07"
          />
          <circle cx="100" cy="100" r="58" fill="#c9452b" />
          <circle
            cx="100"
            cy="100"
            r="53"
            fill="none"
            stroke="#f8e6d2"
            strokeWidth="0.8"
            opacity="0.7"
          />
          <text x="100" y="91" textAnchor="middle" className={classes.initials} fill="#fdf3e3">
            {initials}
          </text>
          <circle cx="100" cy="107" r="4" fill="#1b1917" />
          <path
            d="M70 122h60M78 128h44M86 134h28"
            stroke="#f8e6d2"
            strokeWidth="1.4"
            opacity="0.75"
          />
        </svg>
      )}
    </figure>
  );
}
