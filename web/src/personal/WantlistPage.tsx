import { ActionIcon, Button, NumberInput } from '@mantine/core';
import { Link } from '@tanstack/react-router';
import { X } from 'lucide-react';
import { useState } from 'react';
import { useAsk, useTell } from '../data/ask';
import { useOwnPlace } from '../data/place';
import type { WantlistQuery } from '../gql/graphql';
import { Ghosts } from '../parts/Ghosts';
import { Empty, PageHead } from '../parts/PageHead';
import { SignedIn } from '../parts/SignedIn';
import { Trouble } from '../parts/Trouble';
import { numberOf } from '../router-ids';
import { Sleeve } from '../sleeve/Sleeve';
import { useSpeech } from '../words';
import classes from './personal.module.css';
import { AddWant, RemoveWant, Wantlist } from './wantlist';

type Item = NonNullable<WantlistQuery['viewer']>['wantlist']['nodes'][number];

export function WantlistPage() {
  const { w } = useSpeech();
  return (
    <SignedIn title={w.wantlist.title}>
      <PageHead title={w.wantlist.title} text={w.wantlist.text} />
      <List />
    </SignedIn>
  );
}

function List() {
  const { w, f } = useSpeech();
  const { data, error, refetch } = useAsk(Wantlist, {});
  const list = data?.viewer?.wantlist;
  if (error && !list) return <Trouble error={error} again={() => void refetch()} />;
  if (!list)
    return (
      <Ghosts shape="rows" number={6}>
        {w.wantlist.title}
      </Ghosts>
    );
  if (list.totalCount === 0) {
    return (
      <Empty title={w.wantlist.empty}>
        <p>{w.wantlist.emptyText}</p>
        <Link to="/">{w.wantlist.browse}</Link>
      </Empty>
    );
  }
  return (
    <>
      <p className="quiet" role="status">
        {f.count(list.totalCount, w.wantlist.count)}
        {list.pending > 0 && ` · ${f.count(list.pending, w.collection.pending)}`}
        {list.pageInfo.hasNextPage && ` · ${w.wantlist.first(f.number(list.nodes.length))}`}
      </p>
      <ul className={classes.items}>
        {list.nodes.map((item) => (
          <Wanted key={item.id} item={item} />
        ))}
      </ul>
    </>
  );
}

function Wanted({ item }: { item: Item }) {
  const { w, f } = useSpeech();
  const { currency } = useOwnPlace();
  const { album, release, bestPrice, maxPrice } = item;
  const [limit, setLimit] = useState<string | number>(maxPrice?.amount ?? '');
  const save = useTell(AddWant, { stale: [Wantlist] });
  const remove = useTell(RemoveWant, { stale: [Wantlist] });
  const inMoney = maxPrice?.currency ?? currency;
  const within =
    bestPrice && maxPrice?.currency === bestPrice.total.currency
      ? Number(bestPrice.total.amount) <= Number(maxPrice.amount)
      : undefined;
  if (remove.isPending || remove.isSuccess) return null;
  return (
    <li className={classes.item}>
      <Sleeve artist={album.artist.name} title={album.title} picture={album.cover?.url} />
      <div className={classes.what}>
        <Link to="/albums/$id" params={{ id: numberOf(album.id) }}>
          {album.title}
        </Link>
        <span className="quiet">{album.artist.name}</span>
        <span className="small quiet">
          {release
            ? [release.year, release.country, release.format].filter(Boolean).join(' · ')
            : w.wantlist.any}
        </span>
      </div>
      <form
        className={classes.limit}
        onSubmit={(event) => {
          event.preventDefault();
          const target = release ? { releaseId: release.id } : { albumId: album.id };
          const amount = String(limit).trim();
          save.mutate({
            input: { ...target, maxPrice: amount === '' ? null : { amount, currency: inMoney } },
          });
        }}
      >
        <NumberInput
          label={w.wantlist.max(inMoney)}
          size="xs"
          w={130}
          min={0}
          hideControls
          decimalScale={2}
          value={limit}
          onChange={setLimit}
        />
        <Button type="submit" size="xs" variant="default" loading={save.isPending}>
          {w.save}
          <span className="unseen">: {album.title}</span>
        </Button>
      </form>
      <div className={classes.amount}>
        {bestPrice ? (
          <>
            <strong className="numbers">{f.money(bestPrice.total)}</strong>
            <span className="small quiet">{w.providers(bestPrice.quote.provider)}</span>
            {within !== undefined && (
              <span className={within ? classes.good : classes.plain}>
                {within ? w.wantlist.within : w.wantlist.above}
              </span>
            )}
          </>
        ) : (
          <span className="small quiet">{w.price.unknown}</span>
        )}
        <ActionIcon
          variant="subtle"
          color="gray"
          size="sm"
          aria-label={w.wantlist.remove(album.title)}
          onClick={() => {
            remove.mutate({ input: { itemId: item.id } });
          }}
        >
          <X size={15} aria-hidden="true" />
        </ActionIcon>
        {(save.isError || remove.isError) && (
          <span role="alert" className={classes.bad}>
            {w.trouble.notSaved}
          </span>
        )}
      </div>
    </li>
  );
}
