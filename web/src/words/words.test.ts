import { describe, expect, it } from 'vitest';
import { en } from './en';
import { es } from './es';
import { formatsOf } from './formats';

describe('what the page says', () => {
  it('is said in Spanish as in English, and never left as it was', () => {
    const english = leaves(en);
    const spanish = leaves(es);
    expect([...spanish.keys()]).toEqual([...english.keys()]);
    const same = [...english].filter(
      ([key, text]) => text.length > 12 && spanish.get(key) === text,
    );
    expect(same).toEqual([]);
  });

  it('counts, dates and prices as the language does', () => {
    const [english, spanish] = [formatsOf('en'), formatsOf('es')];
    expect(english.count(1, en.collection.count)).toBe('1 record');
    expect(english.count(1500, en.collection.count)).toBe('1,500 records');
    expect(spanish.count(1, es.collection.count)).toBe('1 disco');
    expect(spanish.count(1500, es.collection.count)).toBe('1.500 discos');
    expect(english.money({ amount: '1234.50', currency: 'EUR' })).toBe('€1,234.50');
    expect(spanish.money({ amount: '34.50', currency: 'EUR' })).toBe('34,50\u00a0€');
    expect(english.day('2026-01-02T23:30:00Z')).toBe('2 Jan 2026');
    expect(spanish.country('DE')).toBe('Alemania');
    expect(english.ago('2026-01-01T10:00:00Z', Date.parse('2026-01-01T12:00:00Z'))).toBe(
      '2 hours ago',
    );
    expect(spanish.ago('2026-01-01T12:00:00Z', Date.parse('2026-01-01T12:00:20Z'))).toBe(
      'este minuto',
    );
  });
});

function leaves(words: object, path = ''): Map<string, string> {
  return new Map(
    Object.entries(words).flatMap(([name, value]: [string, unknown]) => {
      const key = `${path}${name}`;
      if (typeof value === 'string') return [[key, value] as const];
      return typeof value === 'object' && value !== null ? [...leaves(value, `${key}.`)] : [];
    }),
  );
}
