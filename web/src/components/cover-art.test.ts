import { describe, expect, it } from 'vitest';
import { drawCover } from './cover-art';

describe('a drawn sleeve', () => {
  it('is the same for the same artist and title, however they are composed', () => {
    expect(drawCover('Björk', 'Début')).toEqual(
      drawCover('Björk'.normalize('NFD'), 'Début'.normalize('NFD')),
    );
  });

  it('differs between albums, and says artist and title apart', () => {
    const sleeves = new Set(
      Array.from({ length: 50 }, (_, index) => JSON.stringify(drawCover('Kate Bush', `${index}`))),
    );
    expect(sleeves.size).toBe(50);
    expect(drawCover('ab', 'c')).not.toEqual(drawCover('a', 'bc'));
  });

  it('is drawn with numbers and colours only', () => {
    for (let index = 0; index < 200; index += 1) {
      const { ground, shapes } = drawCover('', `${index}`);
      expect(shapes.length).toBeGreaterThan(2);
      for (const { d, fill } of [{ d: 'M0 0', fill: ground }, ...shapes]) {
        expect(d).toMatch(/^M[-\d.e ahvzAVz]+$/);
        expect(fill).toMatch(/^#[\da-f]{6}$/);
      }
    }
  });
});
