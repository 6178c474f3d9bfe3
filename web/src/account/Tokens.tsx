import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useAsk, useTell } from '../data/ask';
import { graphql } from '../gql';
import type { TokenScope } from '../gql/graphql';
import { Trouble } from '../parts/Trouble';
import { useSession } from '../session';
import { useSpeech } from '../words';
import classes from './account.module.css';

export const ApiTokens = graphql(`
  query ApiTokens {
    viewer {
      id
      apiTokens {
        id
        name
        scope
        createdAt
        lastUsedAt
      }
    }
  }
`);

export const CreateApiToken = graphql(`
  mutation CreateApiToken($input: CreateApiTokenInput!) {
    createApiToken(input: $input) {
      secret
      token {
        id
      }
    }
  }
`);

export const RevokeApiToken = graphql(`
  mutation RevokeApiToken($input: RevokeApiTokenInput!) {
    revokeApiToken(input: $input) {
      status
    }
  }
`);

export function Tokens() {
  const { w, f } = useSpeech();
  const { person } = useSession();
  const [name, setName] = useState('');
  const [scope, setScope] = useState<TokenScope>('READ');
  const { data } = useAsk(ApiTokens, {});
  const make = useTell(CreateApiToken, {
    stale: [ApiTokens],
    done: () => {
      setName('');
    },
  });
  const revoke = useTell(RevokeApiToken, { stale: [ApiTokens] });
  const tokens = data?.viewer?.apiTokens ?? [];
  const scopes: TokenScope[] = person?.isAdmin ? ['READ', 'WRITE', 'ADMIN'] : ['READ', 'WRITE'];
  return (
    <>
      <ul className={classes.tokens}>
        {tokens.map((token) => (
          <li key={token.id}>
            <span>
              {token.name}{' '}
              <span className="small quiet">
                {w.account.scopes[token.scope]} ·{' '}
                {token.lastUsedAt ? w.account.used(f.ago(token.lastUsedAt)) : w.account.unused}
              </span>
            </span>
            <Button
              size="xs"
              variant="subtle"
              onClick={() => {
                revoke.mutate({ input: { id: token.id } });
              }}
            >
              {w.account.revoke}
              <span className="unseen">: {token.name}</span>
            </Button>
          </li>
        ))}
      </ul>
      {make.data && (
        <div role="status">
          <p className="small">{w.account.secret}</p>
          <code className={classes.secret}>{make.data.createApiToken.secret}</code>
        </div>
      )}
      <form
        className={classes.inline}
        onSubmit={(event) => {
          event.preventDefault();
          make.mutate({ input: { name: name.trim(), scope } });
        }}
      >
        <TextInput
          label={w.account.tokenName}
          required
          withAsterisk={false}
          maxLength={100}
          value={name}
          onChange={({ currentTarget: { value } }) => {
            setName(value);
          }}
        />
        <NativeSelect
          label={w.account.scope}
          value={scope}
          onChange={({ currentTarget: { value } }) => {
            setScope(scopes.find((one) => one === value) ?? 'READ');
          }}
          data={scopes.map((one) => ({ value: one, label: w.account.scopes[one] }))}
        />
        <Button type="submit" variant="default" loading={make.isPending}>
          {w.account.makeToken}
        </Button>
      </form>
      {(make.error ?? revoke.error) && <Trouble error={make.error ?? revoke.error} />}
    </>
  );
}
