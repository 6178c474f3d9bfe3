import { describe, expect, it } from 'vitest';
import { euros, pressing } from '../test/rows';
import { chosen, EVERYTHING, ordered } from './rows';

const ROWS = [
  pressing(1, { bestPrice: euros('30.00') }),
  pressing(2, { country: 'Japan', year: 1986, label: 'Éxito', bestPrice: euros('9.50') }),
  pressing(3, { country: null, year: null, isOfficial: false }),
];
const ids = (rows: readonly { id: string }[]) => rows.map(({ id }) => id.slice(8)).join('');

describe('pressings', () => {
  it('are ordered either way, with what is unknown last', () => {
    expect(ids(ordered(ROWS, 'price', false))).toBe('213');
    expect(ids(ordered(ROWS, 'price', true))).toBe('123');
    expect(ids(ordered(ROWS, 'year', true))).toBe('213');
    expect(ids(ordered(ROWS, 'country', false))).toBe('213');
  });

  it('are chosen by words, country, years and whether they have a price', () => {
    expect(ids(chosen(ROWS, { ...EVERYTHING, text: 'exito 1986' }))).toBe('2');
    expect(ids(chosen(ROWS, { ...EVERYTHING, country: 'UK' }))).toBe('1');
    expect(ids(chosen(ROWS, { ...EVERYTHING, from: 1986 }))).toBe('2');
    expect(ids(chosen(ROWS, { ...EVERYTHING, to: 1985 }))).toBe('1');
    expect(ids(chosen(ROWS, { ...EVERYTHING, priced: true }))).toBe('12');
    expect(ids(chosen(ROWS, { ...EVERYTHING, official: true }))).toBe('12');
  });
});
