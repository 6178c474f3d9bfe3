// Where the reader is; the address bar is the only place that remembers it.
import { type MouseEvent, useSyncExternalStore } from 'react';

export type Place =
  | { at: 'start' }
  | { at: 'artist'; id: string }
  /** An artist known by name only, to be looked up. */
  | { at: 'name'; name: string }
  | { at: 'album'; id: string };

export function readPlace(search: string): Place {
  const query = new URLSearchParams(search);
  const album = query.get('album');
  if (album) return { at: 'album', id: album };
  const artist = query.get('artist');
  if (artist) return { at: 'artist', id: artist };
  const name = query.get('name')?.trim();
  if (name) return { at: 'name', name };
  return { at: 'start' };
}

export function hrefOf(place: Place): string {
  switch (place.at) {
    case 'start':
      return '/';
    case 'artist':
      return `/?artist=${readable(place.id)}`;
    case 'name':
      return `/?name=${readable(place.name)}`;
    case 'album':
      return `/?album=${readable(place.id)}`;
  }
}

export function go(place: Place, how: 'push' | 'replace' = 'push') {
  const href = hrefOf(place);
  if (how === 'replace') {
    history.replaceState(null, '', href);
  } else if (href !== location.pathname + location.search) {
    history.pushState(null, '', href);
    scrollTo(0, 0);
  }
  dispatchEvent(new PopStateEvent('popstate'));
}

export function usePlace(): Place {
  return readPlace(useSyncExternalStore(subscribe, () => location.search));
}

/** Props of a link that stays on the page, but opens elsewhere with a modifier key. */
export function linkTo(place: Place) {
  return {
    href: hrefOf(place),
    onClick: (event: MouseEvent) => {
      const elsewhere = event.metaKey || event.ctrlKey || event.shiftKey || event.altKey;
      if (elsewhere || event.button !== 0) return;
      event.preventDefault();
      go(place);
    },
  };
}

function subscribe(changed: () => void) {
  addEventListener('popstate', changed);
  return () => {
    removeEventListener('popstate', changed);
  };
}

/** "artist:42" stays "artist:42" in the address bar. */
function readable(value: string): string {
  return encodeURIComponent(value).replaceAll('%3A', ':').replaceAll('%20', '+');
}
