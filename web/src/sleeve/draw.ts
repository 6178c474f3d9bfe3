// The same artist and title always give the same sleeve; nothing is asked of anyone.
import { DESIGNS } from './designs';
import { diceFrom } from './dice';
import type { Drawing } from './marks';
import { palette } from './palettes';

export function drawSleeve(artist: string, title: string): Drawing {
  const dice = diceFrom(`${artist}\n${title}`.normalize('NFC').toLowerCase());
  const design = DESIGNS[Math.floor(dice() * DESIGNS.length)] ?? DESIGNS[0];
  return design({
    artist: artist.normalize('NFC').trim() || '—',
    title: title.normalize('NFC').trim() || '—',
    palette: palette(dice),
    dice,
  });
}
