import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
} from '@tanstack/react-router';
import { Broken } from './parts/Trouble';
import { NotHere } from './parts/NotHere';
import { numberOf } from './router-ids';
import { Shell } from './shell/Shell';
import { StartPage } from './start/StartPage';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: NotHere,
  errorComponent: Broken,
});

interface OldAddress {
  artist?: string;
  album?: string;
  name?: string;
}

const start = createRoute({
  getParentRoute: () => root,
  path: '/',
  component: StartPage,
  // Addresses that the first page wrote: "/?artist=artist:42".
  validateSearch: ({ artist, album, name }: Record<string, unknown>): OldAddress => ({
    ...(typeof artist === 'string' ? { artist } : {}),
    ...(typeof album === 'string' ? { album } : {}),
    ...(typeof name === 'string' ? { name } : {}),
  }),
  beforeLoad: ({ search: { artist, album, name } }) => {
    /* eslint-disable @typescript-eslint/only-throw-error -- a redirect is thrown, says the router */
    if (album)
      throw redirect({ to: '/albums/$id', params: { id: numberOf(album) }, replace: true });
    if (artist)
      throw redirect({ to: '/artists/$id', params: { id: numberOf(artist) }, replace: true });
    if (name) throw redirect({ to: '/look-up', search: { name }, replace: true });
    /* eslint-enable @typescript-eslint/only-throw-error */
  },
});

const artist = createRoute({
  getParentRoute: () => root,
  path: '/artists/$id',
  component: lazyRouteComponent(() => import('./artist/ArtistPage'), 'ArtistPage'),
});
const lookUp = createRoute({
  getParentRoute: () => root,
  path: '/look-up',
  validateSearch: ({ name }: Record<string, unknown>) => ({
    name: typeof name === 'string' || typeof name === 'number' ? String(name) : '',
  }),
  component: lazyRouteComponent(() => import('./artist/LookUpPage'), 'LookUpPage'),
});
const album = createRoute({
  getParentRoute: () => root,
  path: '/albums/$id',
  component: lazyRouteComponent(() => import('./album/AlbumPage'), 'AlbumPage'),
});
const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  component: lazyRouteComponent(() => import('./account/SignInPage'), 'SignInPage'),
  validateSearch: ({ to }: Record<string, unknown>): { to?: string } =>
    typeof to === 'string' && to.startsWith('/') && !to.startsWith('//') ? { to } : {},
});
const signUp = createRoute({
  getParentRoute: () => root,
  path: '/sign-up',
  component: lazyRouteComponent(() => import('./account/SignInPage'), 'SignUpPage'),
});
const account = createRoute({
  getParentRoute: () => root,
  path: '/account',
  component: lazyRouteComponent(() => import('./account/AccountPage'), 'AccountPage'),
  validateSearch: ({ linked, linking, link_problem, service }: Record<string, unknown>) => ({
    ...(typeof linked === 'string' ? { linked } : {}),
    ...(typeof linking === 'string' ? { linking } : {}),
    ...(typeof link_problem === 'string' ? { link_problem } : {}),
    ...(typeof service === 'string' ? { service } : {}),
  }),
});
const seeds = createRoute({
  getParentRoute: () => root,
  path: '/seeds',
  component: lazyRouteComponent(() => import('./personal/SeedsPage'), 'SeedsPage'),
});
const wantlist = createRoute({
  getParentRoute: () => root,
  path: '/wantlist',
  component: lazyRouteComponent(() => import('./personal/WantlistPage'), 'WantlistPage'),
});
const collection = createRoute({
  getParentRoute: () => root,
  path: '/collection',
  component: lazyRouteComponent(() => import('./personal/CollectionPage'), 'CollectionPage'),
});
const listening = createRoute({
  getParentRoute: () => root,
  path: '/listening',
  component: lazyRouteComponent(() => import('./personal/ListeningPage'), 'ListeningPage'),
});
const house = createRoute({
  getParentRoute: () => root,
  path: '/house',
  component: lazyRouteComponent(() => import('./admin/HousePage'), 'HousePage'),
});

const tree = root.addChildren([
  start,
  artist,
  lookUp,
  album,
  signIn,
  signUp,
  account,
  seeds,
  wantlist,
  collection,
  listening,
  house,
]);

export function newRouter() {
  return createRouter({
    routeTree: tree,
    defaultPreload: 'intent',
    scrollRestoration: true,
    defaultPendingMs: 200,
  });
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof newRouter>;
  }
}
