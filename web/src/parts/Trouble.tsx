import { Button } from '@mantine/core';
import { Link, type ErrorComponentProps } from '@tanstack/react-router';
import { ApiError } from '../api';
import { useSpeech, type Words } from '../words';
import classes from './parts.module.css';

interface Said {
  title: string;
  text: string;
  way: 'again' | 'sign-in' | 'start';
}

/** What went wrong, in words, and a way on. */
export function Trouble({ error, again }: { error: unknown; again?: () => void }) {
  const { w } = useSpeech();
  const { title, text, way } = say(error, w);
  return (
    <section className={classes.notice} role="alert">
      <h2>{title}</h2>
      <p>{text}</p>
      <div className={classes.ways}>
        {way === 'again' && again && <Button onClick={again}>{w.trouble.again}</Button>}
        {way === 'sign-in' && (
          <Button component={Link} to="/sign-in">
            {w.account.signIn}
          </Button>
        )}
        {way !== 'again' && <Link to="/">{w.trouble.start}</Link>}
      </div>
    </section>
  );
}

/** When the page itself breaks. */
export function Broken({ error, reset }: ErrorComponentProps) {
  return <Trouble error={error} again={reset} />;
}

function say(error: unknown, w: Words): Said {
  if (!(error instanceof ApiError)) return { ...w.trouble.page, way: 'again' };
  switch (error.trouble) {
    case 'UNREACHABLE':
      return { ...(navigator.onLine ? w.trouble.unreachable : w.trouble.offline), way: 'again' };
    case 'UPSTREAM_UNAVAILABLE':
      return { ...w.trouble.upstream, way: 'again' };
    case 'TIMEOUT':
      return { ...w.trouble.timeout, way: 'again' };
    case 'RATE_LIMITED':
      return { ...w.trouble.limited, way: 'again' };
    case 'UNAUTHENTICATED':
      return { ...w.trouble.nobody, way: 'sign-in' };
    case 'FORBIDDEN':
      return { ...w.trouble.forbidden, way: 'start' };
    case 'NOT_FOUND':
    case 'BAD_USER_INPUT':
      return {
        title: w.trouble.input.title,
        text: w.trouble.input.text(error.message),
        way: 'start',
      };
    case 'QUERY_TOO_COSTLY':
      return { ...w.trouble.costly, way: 'start' };
    case 'UNREADABLE':
    case 'INTERNAL':
      return {
        title: w.trouble.server.title,
        text: w.trouble.server.text(error.requestId),
        way: 'again',
      };
  }
}
