import { Button } from '@mantine/core';
import { Link, useRouterState } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useSession } from '../session';
import { useSpeech } from '../words';
import { Ghosts } from './Ghosts';
import { PageHead } from './PageHead';
import classes from './parts.module.css';

/** What is a person's own is for them alone; anyone else is told how to become one. */
export function SignedIn({ title, children }: { title: string; children: ReactNode }) {
  const { w } = useSpeech();
  const { pending, person } = useSession();
  const path = useRouterState({ select: ({ location }) => location.pathname });
  if (pending) return <Ghosts shape="text">{w.account.looking}</Ghosts>;
  if (person) return children;
  return (
    <>
      <PageHead title={title} />
      <section className={classes.notice}>
        <p>{w.account.needed}</p>
        <div className={classes.ways}>
          <Button renderRoot={(props) => <Link to="/sign-in" search={{ to: path }} {...props} />}>
            {w.account.signIn}
          </Button>
          <Link to="/sign-up">{w.account.signUp}</Link>
        </div>
      </section>
    </>
  );
}
