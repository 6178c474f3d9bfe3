import { ActionIcon, Button, TextInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useAsk, useTell } from '../data/ask';
import { Ghosts } from '../parts/Ghosts';
import { Empty, PageHead, Section } from '../parts/PageHead';
import { SignedIn } from '../parts/SignedIn';
import { Trouble } from '../parts/Trouble';
import { numberOf } from '../router-ids';
import { useSpeech } from '../words';
import classes from './personal.module.css';
import { AddSeed, RemoveSeed, Seeds } from './seeds';

export function SeedsPage() {
  const { w } = useSpeech();
  return (
    <SignedIn title={w.seeds.title}>
      <PageHead title={w.seeds.title} text={w.seeds.text} />
      <SeedList />
    </SignedIn>
  );
}

function SeedList() {
  const { w, f } = useSpeech();
  const [name, setName] = useState('');
  const { data, error, refetch } = useAsk(Seeds, {});
  const add = useTell(AddSeed, {
    stale: [Seeds],
    done: ({ addSeedArtist }) => {
      if (addSeedArtist.status !== 'UNKNOWN_ARTIST') setName('');
    },
  });
  const remove = useTell(RemoveSeed, { stale: [Seeds] });
  const seeds = data?.viewer?.seeds;
  const outcome = add.data?.addSeedArtist;
  return (
    <>
      <form
        className={classes.oneLine}
        onSubmit={(event) => {
          event.preventDefault();
          if (name.trim() !== '') add.mutate({ input: { name: name.trim() } });
        }}
      >
        <TextInput
          label={w.seeds.name}
          value={name}
          onChange={({ currentTarget: { value } }) => {
            setName(value);
          }}
        />
        <Button type="submit" loading={add.isPending}>
          {w.seeds.addOne}
        </Button>
      </form>
      <p role="status" className="small quiet">
        {add.isPending && w.artist.lookingUp}
        {outcome &&
          !add.isPending &&
          w.seeds.outcome[outcome.status](outcome.seed?.artist.name ?? name)}
      </p>
      {add.error && <Trouble error={add.error} />}
      {error && <Trouble error={error} again={() => void refetch()} />}
      {!seeds && !error && (
        <Ghosts shape="rows" number={4}>
          {w.seeds.title}
        </Ghosts>
      )}
      {seeds?.totalCount === 0 && (
        <Empty title={w.seeds.empty}>
          <p>{w.seeds.emptyText}</p>
        </Empty>
      )}
      {seeds && seeds.totalCount > 0 && (
        <Section id="list" title={w.seeds.list} count={f.number(seeds.totalCount)}>
          <ul className={classes.chips}>
            {seeds.nodes
              .filter(
                ({ artist }) =>
                  !(remove.isPending && remove.variables.input.artistId === artist.id),
              )
              .map(({ artist, source }) => (
                <li key={artist.id}>
                  <Link to="/artists/$id" params={{ id: numberOf(artist.id) }}>
                    {artist.name}
                  </Link>
                  {source !== 'manual' && <span className="small quiet">{w.seeds.listened}</span>}
                  <ActionIcon
                    variant="subtle"
                    color="gray"
                    size="sm"
                    aria-label={w.seeds.remove(artist.name)}
                    onClick={() => {
                      remove.mutate({ input: { artistId: artist.id } });
                    }}
                  >
                    <X size={15} aria-hidden="true" />
                  </ActionIcon>
                </li>
              ))}
          </ul>
        </Section>
      )}
      {remove.isError && (
        <p role="alert" className="small">
          {w.trouble.notSaved}
        </p>
      )}
    </>
  );
}
