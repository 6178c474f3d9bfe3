import { Link, Outlet, useRouterState } from '@tanstack/react-router';
import { Disc3, Headphones, Heart, LibraryBig, Sprout } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { Finder } from '../search/Finder';
import { useSession } from '../session';
import { useSpeech } from '../words';
import { AccountMenu } from './AccountMenu';
import { Preferences } from './Preferences';
import { Record } from './Record';
import classes from './Shell.module.css';
import { useOnline } from './online';

export function Shell() {
  const { w } = useSpeech();
  const online = useOnline();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const main = useRef<HTMLElement>(null);
  const came = useRef(path);
  useEffect(() => {
    // A new place is read from its beginning; its heading takes the focus from here when it is there.
    if (came.current !== path) main.current?.focus({ preventScroll: true });
    came.current = path;
  }, [path]);
  return (
    <>
      <a className={classes.skip} href="#main">
        {w.shell.skip}
      </a>
      <header className={classes.head}>
        <div className={classes.bar}>
          <Link
            to="/"
            className={classes.mark}
            aria-label={w.shell.home}
            activeOptions={{ exact: true }}
          >
            <Record />
            <span aria-hidden="true">Vinilogy</span>
          </Link>
          <div className={classes.finder}>
            <Finder />
          </div>
          <Places className={classes.nav} />
          <div className={classes.tools}>
            <Preferences />
            <AccountMenu />
          </div>
        </div>
      </header>
      {!online && (
        <p className={classes.offline} role="status">
          {w.shell.offline}
        </p>
      )}
      <main id="main" className={classes.main} tabIndex={-1} ref={main}>
        <Outlet />
      </main>
      <footer className={classes.foot}>
        <div>
          <p>
            {w.shell.api} <a href="/graphiql">{w.shell.graphiql}</a>
          </p>
          {/* In Discogs' own words, as its terms ask. */}
          <p lang="en">
            This application uses Discogs' API but is not affiliated with, sponsored or endorsed by
            Discogs. 'Discogs' is a trademark of Zink Media, LLC.
          </p>
          <p>
            {w.shell.sources} <a href="https://www.last.fm">Last.fm</a>,{' '}
            <a href="https://musicbrainz.org">MusicBrainz</a>.
          </p>
        </div>
      </footer>
      <Places className={classes.bottom} bottom />
    </>
  );
}

function Places({
  className,
  bottom = false,
}: {
  className: string | undefined;
  bottom?: boolean;
}) {
  const { w } = useSpeech();
  const { person } = useSession();
  const places = [
    { to: '/', name: w.shell.records, icon: Disc3 },
    ...(person
      ? ([
          { to: '/seeds', name: w.shell.seeds, icon: Sprout },
          { to: '/wantlist', name: w.shell.wantlist, icon: Heart },
          { to: '/collection', name: w.shell.collection, icon: LibraryBig },
          { to: '/listening', name: w.shell.listening, icon: Headphones },
        ] as const)
      : []),
  ];
  if (places.length < 2) return null;
  return (
    <nav className={className} aria-label={bottom ? w.shell.placesBelow : w.shell.places}>
      {places.map(({ to, name, icon: Icon }) => (
        <Link key={to} to={to} activeOptions={{ exact: to === '/', includeSearch: false }}>
          <Icon size={20} aria-hidden="true" />
          {name}
        </Link>
      ))}
    </nav>
  );
}
