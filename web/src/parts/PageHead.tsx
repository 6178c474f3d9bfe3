import type { ReactNode } from 'react';
import { usePageTitle } from '../hooks';
import classes from './parts.module.css';

export function PageHead({
  title,
  text,
  children,
}: {
  title: string;
  text?: ReactNode;
  children?: ReactNode;
}) {
  const heading = usePageTitle(title);
  return (
    <div className={classes.pagehead}>
      <div>
        <h1 ref={heading} tabIndex={-1}>
          {title}
        </h1>
        {text && <p className="quiet">{text}</p>}
      </div>
      {children}
    </div>
  );
}

interface SectionProps {
  id: string;
  title: string;
  count?: string | undefined;
  aside?: ReactNode;
  children: ReactNode;
}

export function Section({ id, title, count, aside, children }: SectionProps) {
  return (
    <section className={classes.section} aria-labelledby={id}>
      <div className={classes.sectionhead}>
        <h2 id={id}>
          {title} {count && <span className={classes.count}>{count}</span>}
        </h2>
        {aside}
      </div>
      {children}
    </section>
  );
}

export function Empty({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.notice}>
      <h2>{title}</h2>
      {children}
    </section>
  );
}
