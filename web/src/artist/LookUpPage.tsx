import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { useAsk } from '../data/ask';
import { graphql } from '../gql';
import { usePageTitle } from '../hooks';
import { Ghosts } from '../parts/Ghosts';
import { Nothing } from '../parts/NotHere';
import { Trouble } from '../parts/Trouble';
import { numberOf } from '../router-ids';
import { useSpeech } from '../words';

export const LookUpArtist = graphql(`
  query LookUpArtist($name: String!) {
    artist(by: { name: $name }) {
      id
      name
    }
  }
`);

/** An artist known by name only: stored, or asked for outside, which takes some seconds. */
export function LookUpPage() {
  const { w } = useSpeech();
  const { name } = useSearch({ from: '/look-up' });
  const go = useNavigate();
  const { data, error, refetch, isPending } = useAsk(
    LookUpArtist,
    { name },
    { enabled: name.trim() !== '' },
  );
  const heading = usePageTitle(name);
  const id = data?.artist?.id;
  useEffect(() => {
    if (id) void go({ to: '/artists/$id', params: { id: numberOf(id) }, replace: true });
  }, [go, id]);

  if (name.trim() === '' || data?.artist === null) {
    return <Nothing title={w.artist.unknown(name)} text={w.artist.unknownText} />;
  }
  return (
    <>
      <h1 ref={heading} tabIndex={-1}>
        {name}
      </h1>
      {error && <Trouble error={error} again={() => void refetch()} />}
      {(isPending || id) && !error && (
        <Ghosts shape="wall" number={10} said>
          {w.artist.lookingUp}
        </Ghosts>
      )}
    </>
  );
}
