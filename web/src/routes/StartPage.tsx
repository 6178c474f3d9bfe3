import { useQuery } from '@tanstack/react-query';
import { ask } from '../api';
import { Trouble } from '../components/Trouble';
import { graphql } from '../gql';
import { usePageTitle } from '../hooks';
import { linkTo } from '../place';

export const StoredArtists = graphql(`
  query StoredArtists {
    artists(first: 24) {
      totalCount
      nodes {
        id
        name
      }
    }
  }
`);

export function StartPage() {
  usePageTitle(undefined);
  const { data, error, refetch } = useQuery({
    queryKey: ['start'],
    queryFn: ({ signal }) => ask(StoredArtists, {}, signal),
  });
  return (
    <>
      <div className="welcome">
        <h1>Which pressing is it?</h1>
        <p>
          Find an artist, open an album, and see its vinyl pressings: where and when each was made,
          on which label, under which catalogue number.
        </p>
      </div>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {data?.artists.totalCount === 0 && (
        <section className="notice">
          <h2>Nothing is stored yet</h2>
          <p>Type an artist’s name above and press Enter: it is looked up and kept.</p>
        </section>
      )}
      {data && data.artists.totalCount > 0 && (
        <section aria-labelledby="stored">
          <h2 id="stored">In the catalogue</h2>
          <ul className="names">
            {data.artists.nodes.map(({ id, name }) => (
              <li key={id}>
                <a {...linkTo({ at: 'artist', id })}>{name}</a>
              </li>
            ))}
          </ul>
          {data.artists.totalCount > data.artists.nodes.length && (
            <p className="quiet">
              and {(data.artists.totalCount - data.artists.nodes.length).toLocaleString('en')} more;
              search for the rest.
            </p>
          )}
        </section>
      )}
    </>
  );
}
