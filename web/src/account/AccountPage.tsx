import { Button, NativeSelect, PasswordInput } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useTell } from '../data/ask';
import { COUNTRIES, MONEY } from '../data/place';
import { graphql } from '../gql';
import { PageHead, Section } from '../parts/PageHead';
import { SignedIn } from '../parts/SignedIn';
import { Trouble } from '../parts/Trouble';
import { end, updatePerson, useSession } from '../session';
import { isLanguage, useSpeech } from '../words';
import classes from './account.module.css';
import { useSignOut } from './leave';
import { UpdateProfile } from './profile';
import { Services } from './Services';
import { Tokens } from './Tokens';

export const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      status
    }
  }
`);

export const ExportMyData = graphql(`
  mutation ExportMyData {
    exportMyData(input: {}) {
      url
    }
  }
`);

export const DeleteAccount = graphql(`
  mutation DeleteAccount($input: DeleteAccountInput!) {
    deleteAccount(input: $input) {
      status
    }
  }
`);

export function AccountPage() {
  const { w } = useSpeech();
  const { person } = useSession();
  return (
    <SignedIn title={w.account.title}>
      <PageHead title={w.account.title} text={person?.email} />
      <CameBack />
      <Profile />
      <Section id="services" title={w.account.services}>
        <Services />
      </Section>
      <Section id="tokens" title={w.account.tokens}>
        <Tokens />
      </Section>
      <Section id="password" title={w.account.changePassword}>
        <Password />
      </Section>
      <Section id="data" title={w.account.data}>
        <Data />
      </Section>
    </SignedIn>
  );
}

/** What a service has sent the person back with. */
function CameBack() {
  const { w } = useSpeech();
  const { linked, linking, link_problem: problem, service } = useSearch({ from: '/account' });
  if (linked) {
    return (
      <p role="status" className={classes.said}>
        {w.account.linked(w.providers(linked))}
      </p>
    );
  }
  if (linking) {
    return (
      <p role="status" className={classes.said}>
        {w.account.linking(w.providers(linking))}
      </p>
    );
  }
  if (!problem) return null;
  const why =
    problem === 'expired' || problem === 'other_person' || problem === 'denied'
      ? problem
      : 'refused';
  return (
    <p role="alert" className={classes.refused}>
      {w.account.linkProblem[why](w.providers(service ?? ''))}
    </p>
  );
}

function Profile() {
  const { w, f, language, speak } = useSpeech();
  const { person } = useSession();
  const update = useTell(UpdateProfile, {
    done: ({ updateProfile }) => {
      updatePerson(updateProfile.profile);
    },
  });
  if (!person) return null;
  const { country, currency, language: own } = person.profile;
  const byName = (a: { label: string }, b: { label: string }) =>
    a.label.localeCompare(b.label, language);
  const known = (codes: string[], code: string) =>
    codes.includes(code) ? codes : [code, ...codes];
  return (
    <Section id="profile" title={w.account.profile}>
      <div className={classes.fields}>
        <NativeSelect
          label={w.shell.shipTo}
          value={country}
          onChange={({ currentTarget: { value } }) => {
            update.mutate({ input: { country: value } });
          }}
          data={known(COUNTRIES, country)
            .map((code) => ({ value: code, label: f.country(code) }))
            .sort(byName)}
        />
        <NativeSelect
          label={w.account.currency}
          value={currency}
          onChange={({ currentTarget: { value } }) => {
            update.mutate({ input: { currency: value } });
          }}
          data={known(MONEY, currency)
            .map((code) => ({ value: code, label: `${f.currency(code)} (${code})` }))
            .sort(byName)}
        />
        <NativeSelect
          label={w.shell.language}
          value={own}
          onChange={({ currentTarget: { value } }) => {
            if (isLanguage(value)) speak(value);
            update.mutate({ input: { language: value } });
          }}
          data={[
            { value: 'en', label: 'English' },
            { value: 'es', label: 'Español' },
          ]}
        />
      </div>
      <p role="status" className="small quiet">
        {update.isPending ? w.saving : update.isSuccess ? w.saved : ''}
      </p>
      {update.error && <Trouble error={update.error} />}
    </Section>
  );
}

function Password() {
  const { w } = useSpeech();
  const [current, setCurrent] = useState('');
  const [next, setNext] = useState('');
  const change = useTell(ChangePassword, {
    done: ({ changePassword }) => {
      if (changePassword.status !== 'CHANGED') return;
      setCurrent('');
      setNext('');
    },
  });
  const status = change.data?.changePassword.status;
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        change.mutate({ input: { current, new: next } });
      }}
    >
      <div className={classes.fields}>
        <PasswordInput
          label={w.account.present}
          autoComplete="current-password"
          required
          withAsterisk={false}
          value={current}
          onChange={({ currentTarget: { value } }) => {
            setCurrent(value);
          }}
          visibilityToggleButtonProps={{ 'aria-label': w.account.showPassword }}
        />
        <PasswordInput
          label={w.account.next}
          autoComplete="new-password"
          required
          withAsterisk={false}
          value={next}
          onChange={({ currentTarget: { value } }) => {
            setNext(value);
          }}
          visibilityToggleButtonProps={{ 'aria-label': w.account.showPassword }}
        />
      </div>
      {status === 'CHANGED' && <p role="status">{w.account.passwordChanged}</p>}
      {status && status !== 'CHANGED' && (
        <p role="alert" className={classes.refused}>
          {w.account.refused[status]}
        </p>
      )}
      {change.error && <Trouble error={change.error} />}
      <div>
        <Button type="submit" variant="default" loading={change.isPending}>
          {w.account.changePassword}
        </Button>
      </div>
    </form>
  );
}

function Data() {
  const { w } = useSpeech();
  const go = useNavigate();
  const cache = useQueryClient();
  const signOut = useSignOut();
  const [sure, setSure] = useState(false);
  const [password, setPassword] = useState('');
  const take = useTell(ExportMyData, {
    done: ({ exportMyData }) => {
      location.assign(exportMyData.url);
    },
  });
  const remove = useTell(DeleteAccount, {
    done: ({ deleteAccount }) => {
      if (deleteAccount.status !== 'DELETED') return;
      end();
      cache.clear();
      void go({ to: '/' });
    },
  });
  const status = remove.data?.deleteAccount.status;
  return (
    <div className={classes.form}>
      <div className={classes.inline}>
        <Button
          variant="default"
          loading={take.isPending}
          onClick={() => {
            take.mutate({});
          }}
        >
          {w.account.export}
        </Button>
        <Button
          variant="default"
          onClick={() => {
            signOut.mutate(true);
          }}
        >
          {w.account.signOutEverywhere}
        </Button>
        {!sure && (
          <Button
            variant="default"
            onClick={() => {
              setSure(true);
            }}
          >
            {w.account.delete}
          </Button>
        )}
      </div>
      {take.error && <Trouble error={take.error} />}
      {sure && (
        <form
          className={classes.service}
          onSubmit={(event) => {
            event.preventDefault();
            remove.mutate({ input: { password } });
          }}
        >
          <p>{w.account.deleteText}</p>
          <div className={classes.inline}>
            <PasswordInput
              label={w.account.password}
              autoComplete="current-password"
              required
              withAsterisk={false}
              w={260}
              value={password}
              onChange={({ currentTarget: { value } }) => {
                setPassword(value);
              }}
              visibilityToggleButtonProps={{ 'aria-label': w.account.showPassword }}
            />
            <Button type="submit" loading={remove.isPending}>
              {w.account.deleteNow}
            </Button>
            <Button
              variant="default"
              onClick={() => {
                setSure(false);
              }}
            >
              {w.cancel}
            </Button>
          </div>
          {status && status !== 'DELETED' && (
            <p role="alert" className={classes.refused}>
              {w.account.refused[status]}
            </p>
          )}
          {remove.error && <Trouble error={remove.error} />}
        </form>
      )}
    </div>
  );
}
