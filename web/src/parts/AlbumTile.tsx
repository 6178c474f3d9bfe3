import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { type FragmentType, graphql, readFragment } from '../gql';
import { numberOf } from '../router-ids';
import { Sleeve } from '../sleeve/Sleeve';
import classes from './parts.module.css';

export const AlbumTileAlbum = graphql(`
  fragment AlbumTileAlbum on Album {
    id
    title
    firstReleaseYear
    artist {
      id
      name
    }
    cover {
      url(width: 300)
    }
  }
`);

interface Props {
  album: FragmentType<typeof AlbumTileAlbum>;
  /** What stands under the title; the artist, if nothing is said. */
  under?: ReactNode;
  children?: ReactNode;
}

export function AlbumTile({ album, under, children }: Props) {
  const { id, title, artist, cover } = readFragment(AlbumTileAlbum, album);
  return (
    <Link to="/albums/$id" params={{ id: numberOf(id) }} className={classes.tile}>
      <span className={classes.stand}>
        <Sleeve artist={artist.name} title={title} picture={cover?.url} />
      </span>
      <span className={classes.texts}>
        <span className={classes.title}>{title}</span>
        <span className={classes.under}>{under ?? artist.name}</span>
        {children}
      </span>
    </Link>
  );
}

export function Wall({ children, label }: { children: ReactNode; label?: string }) {
  return (
    <div className={classes.shelf}>
      <ul className={classes.wall} aria-label={label}>
        {children}
      </ul>
    </div>
  );
}
