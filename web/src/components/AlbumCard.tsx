import { type FragmentType, graphql, readFragment } from '../gql';
import { linkTo } from '../place';
import { Cover } from './Cover';

export const AlbumCardAlbum = graphql(`
  fragment AlbumCardAlbum on Album {
    id
    title
    firstReleaseYear
  }
`);

interface Props {
  album: FragmentType<typeof AlbumCardAlbum>;
  artist: string;
}

export function AlbumCard({ album, artist }: Props) {
  const { id, title, firstReleaseYear } = readFragment(AlbumCardAlbum, album);
  return (
    <a className="album" {...linkTo({ at: 'album', id })}>
      <Cover artist={artist} title={title} />
      <span className="album-title">{title}</span>
      <span className="album-year">{firstReleaseYear ?? 'Year unknown'}</span>
    </a>
  );
}
