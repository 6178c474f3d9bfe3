import { describe, expect, it } from 'vitest';
import { DESIGNS } from './designs';
import { diceFrom } from './dice';
import { drawSleeve } from './draw';
import { SIDE } from './marks';
import { contrast, inkOn, palette } from './palettes';
import { fit, widthOf } from './setting';

const TITLES = [
  'Low',
  '( )',
  'The Rise and Fall of Ziggy Stardust and the Spiders from Mars',
  'Lift Your Skinny Fists Like Antennas to Heaven',
  'Supercalifragilisticexpialidocious',
  'はらいそ',
  'Élégie à Müller',
  'A',
];

describe('a drawn sleeve', () => {
  it('is the same for the same artist and title, however they are composed', () => {
    expect(drawSleeve('Björk', 'Début')).toEqual(
      drawSleeve('Björk'.normalize('NFD'), 'Début'.normalize('NFD')),
    );
  });

  it('differs between albums, and says artist and title apart', () => {
    const sleeves = new Set(
      Array.from({ length: 50 }, (_, at) => JSON.stringify(drawSleeve('Kate Bush', `${at}`))),
    );
    expect(sleeves.size).toBe(50);
    expect(drawSleeve('ab', 'c')).not.toEqual(drawSleeve('a', 'bc'));
  });

  it.each(DESIGNS.map((design) => [design.name, design] as const))(
    'of the design "%s" has both texts inside its edges, and readable',
    (_, design) => {
      for (const title of TITLES) {
        for (const artist of [
          'Low',
          'Godspeed You! Black Emperor',
          'King Gizzard & the Lizard Wizard',
        ]) {
          const dice = diceFrom(artist + title);
          const { lines, shapes } = design({ artist, title, palette: palette(dice), dice });
          const said = lines.map(({ text }) => text.toLowerCase()).join(' ');
          expect(said).toContain(artist.toLowerCase().split(' ')[0]);
          expect(said).toContain(title.toLowerCase().slice(0, 1));
          for (const { d } of shapes) expect(d).not.toContain('NaN');
          for (const { text, x, y, size, face, anchor, spacing } of lines) {
            const width = widthOf(text, face, spacing / size) * size;
            const left = anchor === 'start' ? x : anchor === 'end' ? x - width : x - width / 2;
            expect(left, text).toBeGreaterThanOrEqual(0);
            expect(left + width, `${text} of ${title}`).toBeLessThanOrEqual(SIDE);
            expect(y, text).toBeLessThanOrEqual(SIDE);
            expect(y - size * 0.8, text).toBeGreaterThanOrEqual(0);
            expect(size).toBeGreaterThanOrEqual(8);
          }
        }
      }
    },
  );

  it('is written in ink that can be read on its paper', () => {
    for (let at = 0; at < 300; at += 1) {
      const inks = palette(diceFrom(`${at}`));
      expect(contrast(inks.ink, inks.ground), JSON.stringify(inks)).toBeGreaterThanOrEqual(4.5);
      for (const paper of [inks.ground, ...inks.inks]) {
        expect(contrast(inkOn(paper, inks), paper)).toBeGreaterThanOrEqual(4.5);
      }
    }
  });
});

describe('setting type', () => {
  it('takes the largest size that fits, in lines as even as they can be', () => {
    const frame = { face: 'serif', width: 200, height: 120, largest: 60, lines: 3 } as const;
    const { size, lines } = fit('East of the Sun, West of the Moon', frame);
    expect(lines.join(' ')).toBe('East of the Sun, West of the Moon');
    expect(size).toBeGreaterThan(24);
    const widths = lines.map((line) => widthOf(line, 'serif') * size);
    expect(Math.max(...widths)).toBeLessThanOrEqual(200);
    expect(Math.min(...widths)).toBeGreaterThan(Math.max(...widths) / 2);
  });

  it('cuts what does not fit at the smallest size', () => {
    const { lines } = fit('word '.repeat(100), {
      face: 'sans',
      width: 80,
      height: 30,
      largest: 20,
      lines: 2,
    });
    expect(lines).toHaveLength(2);
    expect(lines.at(-1)).toMatch(/…$/);
  });
});
