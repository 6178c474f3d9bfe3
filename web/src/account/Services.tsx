import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAsk, useTell } from '../data/ask';
import { graphql } from '../gql';
import type { ListeningSource } from '../gql/graphql';
import { Ghosts } from '../parts/Ghosts';
import { Trouble } from '../parts/Trouble';
import { useSpeech } from '../words';
import classes from './account.module.css';

export const Accounts = graphql(`
  query Accounts {
    viewer {
      id
      accounts {
        service
        username
        lastSyncAt
        problem
      }
    }
  }
`);

export const LinkAccount = graphql(`
  mutation LinkAccount($input: LinkAccountInput!) {
    linkAccount(input: $input) {
      status
      authorizeUrl
    }
  }
`);

export const UnlinkAccount = graphql(`
  mutation UnlinkAccount($input: UnlinkAccountInput!) {
    unlinkAccount(input: $input) {
      status
    }
  }
`);

export const SyncAccount = graphql(`
  mutation SyncAccount($input: SyncListeningInput!) {
    syncListening(input: $input) {
      run {
        id
        state
      }
    }
  }
`);

export const RunNow = graphql(`
  query RunNow($id: ID!) {
    node(id: $id) {
      id
      ... on JobRun {
        state
        done
        total
        message
      }
    }
  }
`);

const SERVICES: { service: ListeningSource; by: 'name' | 'consent' | 'token' }[] = [
  { service: 'LASTFM', by: 'name' },
  { service: 'LISTENBRAINZ', by: 'token' },
  { service: 'SPOTIFY', by: 'consent' },
  { service: 'DISCOGS', by: 'consent' },
];

interface Account {
  service: ListeningSource;
  username: string;
  lastSyncAt: string | null;
  problem: string | null;
}

export function Services() {
  const { w } = useSpeech();
  const { data, error, refetch } = useAsk(Accounts, {});
  const accounts = data?.viewer?.accounts;
  if (error && !accounts) return <Trouble error={error} again={() => void refetch()} />;
  if (!accounts)
    return (
      <Ghosts shape="rows" number={2}>
        {w.account.services}
      </Ghosts>
    );
  return (
    <ul className={classes.services}>
      {SERVICES.map(({ service, by }) => (
        <li key={service} className={classes.service}>
          <h3>{w.providers(service.toLowerCase())}</h3>
          <Service
            service={service}
            by={by}
            account={accounts.find((account) => account.service === service)}
          />
        </li>
      ))}
    </ul>
  );
}

interface ServiceProps {
  service: ListeningSource;
  by: 'name' | 'consent' | 'token';
  account: Account | undefined;
}

function Service({ service, by, account }: ServiceProps) {
  const { w, f } = useSpeech();
  const [username, setUsername] = useState('');
  const [token, setToken] = useState('');
  const link = useTell(LinkAccount, {
    stale: [Accounts],
    done: ({ linkAccount }) => {
      if (linkAccount.authorizeUrl) location.assign(linkAccount.authorizeUrl);
    },
  });
  const unlink = useTell(UnlinkAccount, { stale: [Accounts] });
  const sync = useTell(SyncAccount, { stale: [Accounts] });
  const status = link.data?.linkAccount.status;
  const run = sync.data?.syncListening.run;
  if (account) {
    return (
      <>
        <p className="small">
          {w.account.linkedAs(account.username)}
          <br />
          <span className="quiet">
            {account.lastSyncAt
              ? w.account.synced(f.ago(account.lastSyncAt))
              : w.account.neverSynced}
          </span>
        </p>
        {account.problem && <p className={classes.refused}>{account.problem}</p>}
        {run && <Progress id={run.id} />}
        <div className={classes.inline}>
          <Button
            size="xs"
            variant="default"
            loading={sync.isPending}
            onClick={() => {
              sync.mutate({ input: { service } });
            }}
          >
            {w.listening.sync}
            <span className="unseen">: {w.providers(service.toLowerCase())}</span>
          </Button>
          <Button
            size="xs"
            variant="subtle"
            loading={unlink.isPending}
            onClick={() => {
              unlink.mutate({ input: { service } });
            }}
          >
            {w.account.unlink}
            <span className="unseen">: {w.providers(service.toLowerCase())}</span>
          </Button>
        </div>
        {(sync.error ?? unlink.error) && <Trouble error={sync.error ?? unlink.error} />}
      </>
    );
  }
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        link.mutate({
          input: {
            service,
            ...(by === 'consent' ? {} : { username: username.trim() }),
            ...(token.trim() === '' ? {} : { token: token.trim() }),
          },
        });
      }}
    >
      {by === 'consent' && (
        <p className="small quiet">{w.account.consent(w.providers(service.toLowerCase()))}</p>
      )}
      {by !== 'consent' && (
        <TextInput
          label={w.account.username}
          required
          withAsterisk={false}
          value={username}
          onChange={({ currentTarget: { value } }) => {
            setUsername(value);
          }}
        />
      )}
      {by === 'token' && (
        <PasswordInput
          label={w.account.serviceToken}
          autoComplete="off"
          value={token}
          onChange={({ currentTarget: { value } }) => {
            setToken(value);
          }}
          visibilityToggleButtonProps={{ 'aria-label': w.account.showPassword }}
        />
      )}
      {status === 'NOT_CONFIGURED' && <p className={classes.refused}>{w.account.notConfigured}</p>}
      {status === 'UNKNOWN_USER' && <p className={classes.refused}>{w.account.unknownUser}</p>}
      {link.error && <Trouble error={link.error} />}
      <div>
        <Button type="submit" size="sm" variant="default" loading={link.isPending}>
          {w.account.link}
          <span className="unseen">: {w.providers(service.toLowerCase())}</span>
        </Button>
      </div>
    </form>
  );
}

/** How far a run has come; it is asked for until it has ended. */
export function Progress({ id }: { id: string }) {
  const { w } = useSpeech();
  const { data } = useAsk(
    RunNow,
    { id },
    {
      again: (now) => {
        const run = now?.node;
        const over =
          run && 'state' in run && ['SUCCEEDED', 'FAILED', 'CANCELLED'].includes(run.state);
        return over ? false : 1500;
      },
      staleTime: 0,
    },
  );
  const run = data?.node;
  if (!run || !('state' in run)) return null;
  return (
    <p className="small" role="status">
      {w.house.states[run.state]}
      {run.total != null && run.total > 0 && (
        <>
          {' '}
          <progress max={run.total} value={run.done} aria-label={w.house.states[run.state]} />
        </>
      )}
      {run.message && ` ${run.message}`}
    </p>
  );
}
