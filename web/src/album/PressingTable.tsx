import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { graphql } from '../gql';
import type { PressingRowFragment } from '../gql/graphql';
import { useSpeech } from '../words';
import classes from './AlbumPage.module.css';
import { chosen, type Column, EVERYTHING, ordered } from './rows';

export const PressingRow = graphql(`
  fragment PressingRow on Release {
    id
    discogsId
    country
    year
    format
    label
    catalogNumber
    isOfficial
    rating
    ratingCount
    bestPrice(shipTo: $shipTo, currency: $currency) {
      total {
        amount
        currency
      }
    }
  }
`);

interface Props {
  caption: string;
  pressings: readonly PressingRowFragment[];
  onOpen: (release: string) => void;
}

const HEIGHT = 58;
const COLUMNS: Column[] = ['year', 'country', 'format', 'label', 'rating', 'price'];

/** Only the rows in sight are in the document; the roles and counts say that it is one table. */
export function PressingTable({ caption, pressings, onOpen }: Props) {
  const { w, f } = useSpeech();
  const [choice, setChoice] = useState(EVERYTHING);
  const [order, setOrder] = useState<{ by: Column; down: boolean }>({ by: 'year', down: false });
  const rows = useMemo(
    () => ordered(chosen(pressings, choice), order.by, order.down),
    [pressings, choice, order],
  );
  const countries = useMemo(
    () =>
      [...new Set(pressings.flatMap(({ country }) => country ?? []))].sort((a, b) =>
        a.localeCompare(b),
      ),
    [pressings],
  );
  const scroller = useRef<HTMLDivElement>(null);
  // eslint-disable-next-line react-hooks/incompatible-library -- it is about React's compiler, which is not used here
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => HEIGHT,
    overscan: 10,
    initialRect: { width: 800, height: 600 },
  });
  const change = (given: Partial<typeof EVERYTHING>) => {
    setChoice({ ...choice, ...given });
    virtual.scrollToOffset(0);
  };

  return (
    <>
      <div className={classes.tools} role="group" aria-label={w.table.filter}>
        <TextInput
          label={w.table.text}
          placeholder={w.table.textHint}
          value={choice.text}
          onChange={({ currentTarget: { value } }) => {
            change({ text: value });
          }}
        />
        <NativeSelect
          label={w.table.country}
          value={choice.country}
          onChange={({ currentTarget: { value } }) => {
            change({ country: value });
          }}
          data={[{ value: '', label: w.table.all }, ...countries]}
        />
        <YearInput
          label={w.table.from}
          value={choice.from}
          onChange={(from) => {
            change({ from });
          }}
        />
        <YearInput
          label={w.table.to}
          value={choice.to}
          onChange={(to) => {
            change({ to });
          }}
        />
        <Checkbox
          label={w.table.priced}
          checked={choice.priced}
          onChange={({ currentTarget: { checked } }) => {
            change({ priced: checked });
          }}
          pb={8}
        />
      </div>
      {/* The scrolling box takes the focus, so that arrow keys move it. */}
      <div
        className={classes.scroller}
        ref={scroller}
        tabIndex={0}
        role="region"
        aria-label={caption}
      >
        <div role="table" aria-label={caption} aria-rowcount={rows.length + 1}>
          <div role="rowgroup">
            <div
              role="row"
              aria-rowindex={1}
              className={`${classes.row ?? ''} ${classes.headrow ?? ''}`}
            >
              {COLUMNS.map((column) => (
                <div
                  key={column}
                  role="columnheader"
                  aria-sort={order.by !== column ? 'none' : order.down ? 'descending' : 'ascending'}
                  className={classOf(column)}
                >
                  <button
                    type="button"
                    className={classes.sorter}
                    onClick={() => {
                      setOrder({
                        by: column,
                        down: order.by === column ? !order.down : column === 'rating',
                      });
                      virtual.scrollToOffset(0);
                    }}
                  >
                    {w.table[column]}
                    {order.by === column &&
                      (order.down ? (
                        <ArrowDown size={14} aria-hidden="true" />
                      ) : (
                        <ArrowUp size={14} aria-hidden="true" />
                      ))}
                  </button>
                </div>
              ))}
            </div>
          </div>
          <div role="rowgroup" className={classes.body} style={{ height: virtual.getTotalSize() }}>
            {virtual.getVirtualItems().map(({ index, start }) => {
              const row = rows[index];
              if (!row) return null;
              return (
                <div
                  key={row.id}
                  role="row"
                  aria-rowindex={index + 2}
                  className={`${classes.row ?? ''} ${classes.line ?? ''}`}
                  style={{ transform: `translateY(${start}px)`, height: HEIGHT }}
                >
                  <div role="cell" className={`${classes.cell ?? ''} numbers`}>
                    {row.year ?? <Unknown />}
                  </div>
                  <div role="cell" className={`${classes.cell ?? ''} ${classes.country ?? ''}`}>
                    {row.country ?? <Unknown />}
                  </div>
                  <div role="cell" className={classes.cell}>
                    <span className={classes.clamp}>{row.format ?? <Unknown />}</span>
                    <small className={row.isOfficial ? classes.where : undefined}>
                      {row.isOfficial ? row.country : w.table.unofficial}
                    </small>
                  </div>
                  <div role="cell" className={`${classes.cell ?? ''} ${classes.label ?? ''}`}>
                    <span className={classes.clamp}>{row.label ?? <Unknown />}</span>
                    <small>{row.catalogNumber}</small>
                  </div>
                  <div
                    role="cell"
                    className={`${classes.cell ?? ''} ${classes.rating ?? ''} numbers`}
                  >
                    {row.rating === null ? (
                      <Unknown />
                    ) : (
                      f.number(Math.round(row.rating * 100) / 100)
                    )}
                  </div>
                  <div role="cell" className={`${classes.cell ?? ''} ${classes.end ?? ''}`}>
                    <button
                      type="button"
                      className={classes.open}
                      onClick={() => {
                        onOpen(row.id);
                      }}
                    >
                      {row.bestPrice ? f.money(row.bestPrice.total) : w.table.look}
                      <span className="unseen">
                        {' '}
                        {w.table.open(
                          [row.year, row.country, row.label]
                            .filter((part) => part !== null)
                            .join(', '),
                        )}
                      </span>
                    </button>
                  </div>
                </div>
              );
            })}
          </div>
        </div>
      </div>
      {rows.length < pressings.length && (
        <p className="small quiet" role="status">
          {w.table.left(f.number(rows.length), f.number(pressings.length))}
        </p>
      )}
    </>
  );
}

function classOf(column: Column): string {
  if (column === 'price') return classes.end ?? '';
  if (column === 'country' || column === 'label' || column === 'rating')
    return classes[column] ?? '';
  return '';
}

function YearInput({
  label,
  value,
  onChange,
}: {
  label: string;
  value: number | null;
  onChange: (year: number | null) => void;
}) {
  return (
    <NumberInput
      label={label}
      value={value ?? ''}
      min={1940}
      max={2100}
      clampBehavior="none"
      hideControls
      maxLength={4}
      onChange={(year) => {
        // Four digits are a year; fewer are one that is still being typed.
        const number = Number(year);
        onChange(number >= 1000 ? number : null);
      }}
    />
  );
}

function Unknown() {
  const { w } = useSpeech();
  return (
    <>
      <span aria-hidden="true" className="quiet">
        –
      </span>
      <span className="unseen">{w.table.unknown}</span>
    </>
  );
}
