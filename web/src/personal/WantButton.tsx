import { Button } from '@mantine/core';
import { Heart } from 'lucide-react';
import { useAsk, useTell } from '../data/ask';
import { useSpeech } from '../words';
import { AddWant, RemoveWant, Wantlist } from './wantlist';

/** On the list of what one wants, or not: any pressing of an album, or this one. */
export function WantButton({
  album,
  release,
  title,
}: {
  album: string;
  release?: string;
  title: string;
}) {
  const { w } = useSpeech();
  const { data } = useAsk(Wantlist, {});
  const add = useTell(AddWant, { stale: [Wantlist] });
  const remove = useTell(RemoveWant, { stale: [Wantlist] });
  const item = data?.viewer?.wantlist.nodes.find((one) =>
    release === undefined
      ? one.album.id === album && one.release === null
      : one.release?.id === release,
  );
  const is = add.isPending ? true : remove.isPending ? false : item !== undefined;
  return (
    <>
      <Button
        variant={is ? 'light' : 'filled'}
        leftSection={<Heart size={16} fill={is ? 'currentColor' : 'none'} aria-hidden="true" />}
        aria-pressed={is}
        onClick={() => {
          if (item) remove.mutate({ input: { itemId: item.id } });
          else
            add.mutate({
              input: release === undefined ? { albumId: album } : { releaseId: release },
            });
        }}
      >
        {is ? w.wantlist.wanted : release === undefined ? w.wantlist.add : w.wantlist.addPressing}
        <span className="unseen">: {title}</span>
      </Button>
      {(add.isError || remove.isError) && (
        <p role="alert" className="small">
          {w.trouble.notSaved}
        </p>
      )}
    </>
  );
}
