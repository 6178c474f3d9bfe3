import { Button } from '@mantine/core';
import { Check, Sprout } from 'lucide-react';
import { useAsk, useTell } from '../data/ask';
import { useSpeech } from '../words';
import { AddSeed, RemoveSeed, Seeds } from './seeds';

/** Whether an artist is of one's taste: one press says so, another takes it back. */
export function SeedButton({ artist, name }: { artist: string; name: string }) {
  const { w } = useSpeech();
  const { data } = useAsk(Seeds, {});
  const add = useTell(AddSeed, { stale: [Seeds] });
  const remove = useTell(RemoveSeed, { stale: [Seeds] });
  const seeds = data?.viewer?.seeds.nodes ?? [];
  const stored = seeds.some((seed) => seed.artist.id === artist);
  // Shown at once; a refusal takes it back.
  const is = add.isPending ? true : remove.isPending ? false : stored;
  return (
    <>
      <Button
        variant={is ? 'light' : 'filled'}
        leftSection={
          is ? <Check size={16} aria-hidden="true" /> : <Sprout size={16} aria-hidden="true" />
        }
        aria-pressed={is}
        onClick={() => {
          if (is) remove.mutate({ input: { artistId: artist } });
          else add.mutate({ input: { artistId: artist } });
        }}
      >
        {is ? w.seeds.isSeed : w.seeds.add}
        <span className="unseen">: {name}</span>
      </Button>
      {(add.isError || remove.isError) && (
        <p role="alert" className="small">
          {w.trouble.notSaved}
        </p>
      )}
    </>
  );
}
