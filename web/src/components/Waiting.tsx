import type { ReactNode } from 'react';

/** The shape of what is coming, and words for why it is not there yet. */
export function Waiting({ shape, children }: { shape: 'albums' | 'rows'; children: ReactNode }) {
  return (
    <div className="waiting">
      <p role="status">{children}</p>
      <div className={shape === 'albums' ? 'albums' : 'ghost-rows'} aria-hidden="true">
        {Array.from({ length: 6 }, (_, index) => (
          <div key={index} className="ghost" />
        ))}
      </div>
    </div>
  );
}
