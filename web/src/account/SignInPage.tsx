import { Button, PasswordInput, TextInput } from '@mantine/core';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useNavigate, useRouter } from '@tanstack/react-router';
import { useState } from 'react';
import { ask, send } from '../api';
import { useOwnPlace } from '../data/place';
import { graphql, readFragment } from '../gql';
import { PageHead } from '../parts/PageHead';
import { Trouble } from '../parts/Trouble';
import { begin, SessionFields, updatePerson } from '../session';
import { useSpeech } from '../words';
import classes from './account.module.css';
import { UpdateProfile } from './profile';

export const SignIn = graphql(`
  mutation SignIn($input: SignInInput!) {
    signIn(input: $input) {
      status
      session {
        ...SessionFields
      }
    }
  }
`);

export const SignUp = graphql(`
  mutation SignUp($input: SignUpInput!) {
    signUp(input: $input) {
      status
      session {
        ...SessionFields
      }
    }
  }
`);

export function SignInPage() {
  const { w } = useSpeech();
  return (
    <div className={classes.narrow}>
      <PageHead title={w.account.signIn} text={w.account.signInText} />
      <Gate
        action={w.account.signIn}
        enter={async (input) => {
          const { signIn } = await send(SignIn, { input }, undefined);
          if (signIn.session) begin(readFragment(SessionFields, signIn.session));
          return signIn.status === 'SIGNED_IN' ? undefined : w.account.refused[signIn.status];
        }}
      />
      <p>
        {w.account.newHere} <Link to="/sign-up">{w.account.signUp}</Link>
      </p>
    </div>
  );
}

export function SignUpPage() {
  const { w, language, speak } = useSpeech();
  const [place] = useState(useOwnPlace());
  return (
    <div className={classes.narrow}>
      <PageHead title={w.account.signUp} text={w.account.signUpText} />
      <Gate
        isNew
        action={w.account.signUp}
        enter={async (input) => {
          const { signUp } = await send(SignUp, { input }, undefined);
          if (signUp.session) {
            // Who is new is spoken to as before, whatever a new profile says.
            speak(language);
            begin(readFragment(SessionFields, signUp.session));
            // What a stranger has said or shown here so far is what their profile begins with.
            const { updateProfile } = await ask(UpdateProfile, { input: { ...place, language } });
            updatePerson(updateProfile.profile);
          }
          return signUp.status === 'SIGNED_UP' ? undefined : w.account.refused[signUp.status];
        }}
      />
      <p>
        {w.account.beenHere} <Link to="/sign-in">{w.account.signIn}</Link>
      </p>
    </div>
  );
}

interface Credentials {
  email: string;
  password: string;
}

interface GateProps {
  action: string;
  isNew?: boolean;
  /** What the server says against it; nothing when the door is open. */
  enter: (credentials: Credentials) => Promise<string | undefined>;
}

function Gate({ action, isNew = false, enter }: GateProps) {
  const { w } = useSpeech();
  const router = useRouter();
  const go = useNavigate();
  const cache = useQueryClient();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const attempt = useMutation({
    mutationFn: enter,
    onSuccess: async (refused) => {
      if (refused !== undefined) return;
      cache.clear();
      const { to } = router.state.location.search as { to?: string };
      if (to) router.history.push(to);
      else await go({ to: isNew ? '/seeds' : '/' });
    },
  });
  return (
    <form
      className={classes.form}
      onSubmit={(event) => {
        event.preventDefault();
        attempt.mutate({ email: email.trim(), password });
      }}
    >
      <TextInput
        label={w.account.email}
        type="email"
        name="email"
        autoComplete="username"
        required
        withAsterisk={false}
        size="md"
        value={email}
        onChange={({ currentTarget: { value } }) => {
          setEmail(value);
        }}
      />
      <PasswordInput
        label={w.account.password}
        description={isNew ? w.account.passwordHint : undefined}
        name="password"
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        withAsterisk={false}
        size="md"
        value={password}
        onChange={({ currentTarget: { value } }) => {
          setPassword(value);
        }}
        visibilityToggleButtonProps={{ 'aria-label': w.account.showPassword }}
      />
      {attempt.data !== undefined && (
        <p role="alert" className={classes.refused}>
          {attempt.data}
        </p>
      )}
      {attempt.error && <Trouble error={attempt.error} />}
      <Button type="submit" size="md" loading={attempt.isPending}>
        {action}
      </Button>
    </form>
  );
}
