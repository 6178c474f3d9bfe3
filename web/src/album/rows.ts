// The order and the choice of pressings: all of them are here, so nobody has to be asked.

export interface Row {
  id: string;
  country: string | null;
  year: number | null;
  format: string | null;
  label: string | null;
  catalogNumber: string | null;
  isOfficial: boolean;
  rating: number | null;
  bestPrice: { total: { amount: string; currency: string } } | null;
}

export type Column = 'year' | 'country' | 'format' | 'label' | 'rating' | 'price';

export interface Choice {
  text: string;
  country: string;
  from: number | null;
  to: number | null;
  priced: boolean;
  official: boolean;
}

export const EVERYTHING: Choice = {
  text: '',
  country: '',
  from: null,
  to: null,
  priced: false,
  official: false,
};

export function chosen<One extends Row>(rows: readonly One[], choice: Choice): One[] {
  const words = plain(choice.text).split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    if (choice.country && row.country !== choice.country) return false;
    if (choice.from !== null && (row.year === null || row.year < choice.from)) return false;
    if (choice.to !== null && (row.year === null || row.year > choice.to)) return false;
    if (choice.priced && row.bestPrice === null) return false;
    if (choice.official && !row.isOfficial) return false;
    if (words.length === 0) return true;
    const text = plain(
      [row.country, row.year, row.format, row.label, row.catalogNumber]
        .filter((part) => part !== null)
        .join(' '),
    );
    return words.every((word) => text.includes(word));
  });
}

/** What is unknown stands last, whichever way the rest goes. */
export function ordered<One extends Row>(rows: readonly One[], by: Column, down: boolean): One[] {
  const collator = new Intl.Collator(undefined, { numeric: true, sensitivity: 'base' });
  const keyed = rows.map((row) => ({ row, key: keyOf(row, by) }));
  keyed.sort((a, b) => {
    if (a.key === null || b.key === null) return Number(a.key === null) - Number(b.key === null);
    const difference =
      typeof a.key === 'number' && typeof b.key === 'number'
        ? a.key - b.key
        : collator.compare(String(a.key), String(b.key));
    return down ? -difference : difference;
  });
  return keyed.map(({ row }) => row);
}

function keyOf(row: Row, by: Column): number | string | null {
  if (by === 'price') return row.bestPrice ? Number(row.bestPrice.total.amount) : null;
  return row[by];
}

function plain(text: string): string {
  return text.normalize('NFD').replaceAll(/\p{M}/gu, '').toLowerCase();
}
