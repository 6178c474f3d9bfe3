import { type FragmentType, graphql, readFragment } from '../gql';
import { moment } from '../words';

export const SyncNoteStatus = graphql(`
  fragment SyncNoteStatus on SyncStatus {
    state
    syncedAt
    retryAt
    problem
  }
`);

interface Props {
  status: FragmentType<typeof SyncNoteStatus>;
  /** Who is asked for them. */
  service: string;
  /** What the list holds, in the plural. */
  things: string;
}

/** Says whether the list above or below it is all there is. Says nothing when it is. */
export function SyncNote({ status, service, things }: Props) {
  const { state, syncedAt, retryAt, problem } = readFragment(SyncNoteStatus, status);
  const next = retryAt ? ` The next try is on ${moment(retryAt)}.` : '';
  switch (state) {
    case 'FRESH':
      return null;
    case 'NEVER':
      return (
        <Note>
          {service} has not been asked for {things} yet, so there may be more.
        </Note>
      );
    case 'SYNCING':
      return (
        <Note busy>
          Still asking {service} for {things}. The list grows by itself.
        </Note>
      );
    case 'STALE':
      return (
        <Note>
          {syncedAt ? `This list is as of ${moment(syncedAt)}.` : 'This list is not new.'} {service}{' '}
          is being asked again.
        </Note>
      );
    case 'FAILED':
      return (
        <Note>
          {service} could not be asked for {things}, so some may be missing
          {problem ? ` (${problem})` : ''}.{next}
        </Note>
      );
  }
}

function Note({ busy = false, children }: { busy?: boolean; children: React.ReactNode }) {
  return (
    <p className={busy ? 'sync busy' : 'sync'} role="status">
      {children}
    </p>
  );
}
