// The same artist and title always give the same sleeve; nothing is asked of anyone.

export interface CoverArt {
  ground: string;
  shapes: { d: string; fill: string }[];
}

type Shapes = CoverArt['shapes'];
type Dice = () => number;

const PALETTES = [
  ['#1f2a44', '#e8b44f', '#c8553d', '#f4ead5'],
  ['#f1e3c6', '#c44536', '#283d3b', '#e0a458'],
  ['#2b2d42', '#8d99ae', '#ef6f6c', '#edf2f4'],
  ['#12343b', '#e1b382', '#c89666', '#2d545e'],
  ['#f5f0e6', '#3d5a80', '#ee6c4d', '#98c1d9'],
  ['#3a2e39', '#f4d8cd', '#f15152', '#1e555c'],
  ['#e9edde', '#4f6d3a', '#d98f3d', '#26352a'],
  ['#40262d', '#e3a587', '#b0413e', '#f6e7cb'],
  ['#d8dfe5', '#22223b', '#9a8c98', '#c9586c'],
  ['#0f4c5c', '#fb8b24', '#e36414', '#f2e8cf'],
] as const;

type Palette = (typeof PALETTES)[number];

const DRAWINGS = [rings, horizon, quarters, bars, arches];

export function drawCover(artist: string, title: string): CoverArt {
  const dice = diceFrom(`${artist}\n${title}`.normalize('NFC').toLowerCase());
  const palette = pick(PALETTES, dice);
  return { ground: palette[0], shapes: pick(DRAWINGS, dice)(palette, dice) };
}

function rings([ground, ...inks]: Palette, dice: Dice): Shapes {
  const x = 25 + 50 * dice();
  const y = 25 + 50 * dice();
  const step = 7 + 5 * dice();
  const shapes: Shapes = [];
  for (let ring = 8; ring > 0; ring -= 1) {
    const fill = ring % 2 === 0 ? (inks[(ring / 2) % 3] ?? ground) : ground;
    shapes.push({ d: disc(x, y, ring * step), fill });
  }
  return shapes;
}

function horizon([, sun, sea, far]: Palette, dice: Dice): Shapes {
  const level = 50 + 18 * dice();
  const shapes: Shapes = [
    { d: disc(25 + 50 * dice(), level - 4, 17 + 14 * dice()), fill: sun },
    { d: box(0, level, 100, 100 - level), fill: sea },
  ];
  let top = level;
  for (let band = 0; top < 100; band += 1) {
    const height = 4 + band * 3 + 4 * dice();
    shapes.push({ d: box(0, top, 100, Math.min(height, 100 - top)), fill: band % 2 ? far : sea });
    top += height;
  }
  return shapes;
}

function quarters([, ...inks]: Palette, dice: Dice): Shapes {
  const shapes: Shapes = [];
  for (let row = 0; row < 4; row += 1) {
    for (let column = 0; column < 4; column += 1) {
      if (dice() < 0.12) continue;
      const left = column * 25;
      const top = row * 25;
      const turn = Math.floor(dice() * 4);
      const x = left + (turn === 1 || turn === 2 ? 25 : 0);
      const y = top + (turn >= 2 ? 25 : 0);
      const alongX = x === left ? 25 : -25;
      const alongY = y === top ? 25 : -25;
      const sweep = alongX * alongY > 0 ? 1 : 0;
      shapes.push({
        d: `M${x} ${y}h${alongX}A25 25 0 0 ${sweep} ${x} ${y + alongY}z`,
        fill: pick(inks, dice),
      });
    }
  }
  return shapes;
}

function bars([, ...inks]: Palette, dice: Dice): Shapes {
  const number = 7 + Math.floor(dice() * 6);
  const width = 76 / number;
  return Array.from({ length: number }, (_, index) => {
    const height = 14 + 58 * dice();
    return {
      d: box(12 + index * width, 50 - height / 2, width * 0.72, height),
      fill: pick(inks, dice),
    };
  });
}

function arches([ground, ...inks]: Palette, dice: Dice): Shapes {
  const x = dice() < 0.5 ? 50 : dice() < 0.5 ? 0 : 100;
  const widest = x === 50 ? 42 : 88;
  const number = 4 + Math.floor(dice() * 3);
  const gap = widest / number;
  const foot = x === 50 ? 88 : 100;
  return Array.from({ length: number * 2 - 1 }, (_, index) => {
    const radius = widest - (index * gap) / 2;
    const top = foot - radius - (x === 50 ? 14 : 0);
    const fill = index % 2 ? ground : (inks[(index / 2) % 3] ?? ground);
    const left = x - radius;
    const shoulder = top + radius;
    return {
      d: `M${left} ${foot}V${shoulder}A${radius} ${radius} 0 0 1 ${x + radius} ${shoulder}V${foot}z`,
      fill,
    };
  });
}

function disc(x: number, y: number, radius: number): string {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
}

function box(left: number, top: number, width: number, height: number): string {
  return `M${left} ${top}h${width}v${height}h${-width}z`;
}

function pick<Item>(items: readonly [Item, ...Item[]] | readonly Item[], dice: Dice): Item {
  return items[Math.floor(dice() * items.length)] as Item;
}

/** FNV-1a for the seed, mulberry32 for the throws. */
function diceFrom(text: string): Dice {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
