import { Link } from '@tanstack/react-router';
import { usePageTitle } from '../hooks';
import { useSpeech } from '../words';
import classes from './parts.module.css';

export function NotHere() {
  const { w } = useSpeech();
  return <Nothing title={w.nowhere.title} text={w.nowhere.text} />;
}

/** An address under which nothing is. */
export function Nothing({ title, text }: { title: string; text: string }) {
  const { w } = useSpeech();
  const heading = usePageTitle(title);
  return (
    <section className={classes.notice} role="alert">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{text}</p>
      <div className={classes.ways}>
        <Link to="/">{w.trouble.start}</Link>
      </div>
    </section>
  );
}
