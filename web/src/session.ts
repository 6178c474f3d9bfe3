// Who is signed in. The access token lives in this tab's memory; what renews it, in a cookie that no script reads.
import { useSyncExternalStore } from 'react';
import { ApiError, send } from './api';
import { graphql } from './gql';
import type { SessionFieldsFragment } from './gql/graphql';

export const SessionFields = graphql(`
  fragment SessionFields on Session {
    accessToken
    expiresAt
    user {
      id
      email
      isAdmin
      profile {
        country
        currency
        language
        primarySource
      }
    }
  }
`);

export const Refresh = graphql(`
  mutation Refresh {
    refreshSession(input: { refreshToken: "" }) {
      status
      session {
        ...SessionFields
      }
    }
  }
`);

export type Person = SessionFieldsFragment['user'];

export interface SessionState {
  /** Whether it is still being found out who this is. */
  pending: boolean;
  person: Person | null;
}

/** Only that there was a session here, so that a stranger's first visit asks nothing. */
const HINT = 'vinilogy-session';
/** A token is renewed this long before it ends, so that none ends under way. */
const MARGIN = 30_000;

let state: SessionState = { pending: hinted(), person: null };
let token: { value: string; until: number } | undefined;
let renewing: Promise<string | undefined> | undefined;
const listeners = new Set<() => void>();
const tabs =
  typeof BroadcastChannel === 'undefined' ? undefined : new BroadcastChannel('vinilogy-session');

export function useSession(): SessionState {
  return useSyncExternalStore(subscribe, () => state);
}

export function session(): SessionState {
  return state;
}

/** The token for the next request; none when nobody is signed in. */
export async function accessToken(): Promise<string | undefined> {
  if (token && token.until - Date.now() > MARGIN) return token.value;
  if (!token && !hinted()) return undefined;
  return renew();
}

/** After a refusal of `refused`: another, unless the session is over. */
export async function anotherToken(refused: string): Promise<string | undefined> {
  if (token?.value === refused) token = undefined;
  return token ? token.value : renew();
}

/** Takes a session that the server has just given. */
export function begin(given: SessionFieldsFragment) {
  enter(given);
  tabs?.postMessage('began');
}

/** Forgets it, here and in the other tabs. */
export function end() {
  leave();
  tabs?.postMessage('ended');
}

export function updatePerson(profile: Person['profile']) {
  if (state.person) change({ pending: false, person: { ...state.person, profile } });
}

/** Finds out, once, whether there is a session from before; and listens to the other tabs. */
export function restore() {
  if (hinted()) void renew();
  if (tabs) {
    tabs.onmessage = ({ data }) => {
      if (data === 'ended') leave();
      else if (!state.person) void renew();
    };
  }
}

async function renew(): Promise<string | undefined> {
  renewing ??= alone(async () => {
    try {
      const { refreshSession } = await send(Refresh, {}, undefined);
      const given = refreshSession.session as SessionFieldsFragment | null | undefined;
      if (!given) {
        leave();
        return undefined;
      }
      enter(given);
      return given.accessToken;
    } catch (error) {
      // A server that cannot be reached has not said that the session is over.
      if (!(error instanceof ApiError) || error.trouble === 'UNAUTHENTICATED') leave();
      else change({ ...state, pending: false });
      return undefined;
    }
  }).finally(() => {
    renewing = undefined;
  });
  return renewing;
}

/** A refresh token is good once, so the tabs take turns. */
function alone<Result>(work: () => Promise<Result>): Promise<Result> {
  // Without https there are no locks: of two tabs that renew in the same moment, one may have to sign in again.
  return 'locks' in navigator ? navigator.locks.request('vinilogy-refresh', work) : work();
}

function enter(given: SessionFieldsFragment) {
  token = { value: given.accessToken, until: Date.parse(given.expiresAt) };
  localStorage.setItem(HINT, '1');
  change({ pending: false, person: given.user });
}

function leave() {
  token = undefined;
  localStorage.removeItem(HINT);
  if ('serviceWorker' in navigator) navigator.serviceWorker.controller?.postMessage('forget');
  change({ pending: false, person: null });
}

function hinted(): boolean {
  return localStorage.getItem(HINT) !== null;
}

function change(next: SessionState) {
  state = next;
  for (const listener of listeners) listener();
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
