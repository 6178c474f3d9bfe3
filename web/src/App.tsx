import { ArtistSearch } from './components/ArtistSearch';
import { linkTo, usePlace } from './place';
import { AlbumPage } from './routes/AlbumPage';
import { ArtistPage } from './routes/ArtistPage';
import { StartPage } from './routes/StartPage';

export function App() {
  const place = usePlace();
  return (
    <>
      <header className="masthead">
        <a className="wordmark" {...linkTo({ at: 'start' })}>
          <Record />
          Vinilogy
        </a>
        <ArtistSearch />
      </header>
      <main>
        {place.at === 'start' && <StartPage />}
        {place.at === 'artist' && <ArtistPage key={place.id} by={{ id: place.id }} />}
        {place.at === 'name' && <ArtistPage key={place.name} by={{ name: place.name }} />}
        {place.at === 'album' && <AlbumPage key={place.id} id={place.id} />}
      </main>
      <footer>
        <p>
          Everything here can be asked of the server in GraphQL. <a href="/graphiql">Try a query</a>
        </p>
        <p>
          This application uses Discogs' API but is not affiliated with, sponsored or endorsed by
          Discogs. 'Discogs' is a trademark of Zink Media, LLC.
        </p>
        <p>
          Artist data from <a href="https://www.last.fm">Last.fm</a> and{' '}
          <a href="https://musicbrainz.org">MusicBrainz</a>.
        </p>
      </footer>
    </>
  );
}

function Record() {
  return (
    <svg className="record" viewBox="0 0 32 32" aria-hidden="true">
      <circle className="record-vinyl" cx="16" cy="16" r="15" />
      <circle className="record-groove" cx="16" cy="16" r="12" />
      <circle className="record-groove" cx="16" cy="16" r="9" />
      <circle className="record-label" cx="16" cy="16" r="5.5" />
      <circle className="record-hole" cx="16" cy="16" r="1.3" />
    </svg>
  );
}
