import { type FragmentType, graphql, readFragment } from '../gql';
import { useSpeech } from '../words';
import classes from './parts.module.css';

export const SyncNoteStatus = graphql(`
  fragment SyncNoteStatus on SyncStatus {
    state
    syncedAt
    retryAt
    problem
    run {
      id
      done
      total
    }
  }
`);

/** While a list grows, it is read again after so long. */
export const SOON = 2500;

interface Props {
  status: FragmentType<typeof SyncNoteStatus>;
  things: 'albums' | 'pressings';
}

/** Says when what is shown is not all there is, and why; nothing when it is. */
export function SyncNote({ status, things }: Props) {
  const { w, f } = useSpeech();
  const { state, syncedAt, retryAt, problem, run } = readFragment(SyncNoteStatus, status);
  const words = w.sync[things];
  if (state === 'FRESH') return null;
  return (
    <div className={classes.sync} role="status" data-sync={state}>
      {state === 'SYNCING' && (
        <>
          <span>{words.syncing}</span>
          {run?.total != null && run.total > 0 && (
            <progress max={run.total} value={run.done} aria-label={words.syncing} />
          )}
        </>
      )}
      {state === 'NEVER' && <span>{words.never}</span>}
      {state === 'STALE' && <span>{words.stale(syncedAt ? f.day(syncedAt) : '')}</span>}
      {state === 'FAILED' && (
        <span>
          {words.failed}
          {problem ? ` (${problem})` : ''}. {retryAt ? w.sync.retry(f.moment(retryAt)) : ''}
        </span>
      )}
    </div>
  );
}
