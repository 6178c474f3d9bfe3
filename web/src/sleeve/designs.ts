// Ten ways to make a sleeve. Each gets its inks and its dice, and both texts.
import { between, type Dice, pick } from './dice';
import { box, disc, type Drawing, n, ring, set, type Shape, SIDE, wedge } from './marks';
import { inkOn, type Palette } from './palettes';
import { widthOf } from './setting';

export interface Commission {
  artist: string;
  title: string;
  palette: Palette;
  dice: Dice;
}

const EDGE = 26;
const INNER = SIDE - 2 * EDGE;

/** A jazz label of the fifties: tall condensed capitals over a field, a few bars out of step. */
export function session({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const words = set(title.toUpperCase(), {
    x: EDGE,
    y: SIDE - 22,
    from: 'bottom',
    face: 'condensed',
    fill: ink,
    width: INNER,
    height: 196,
    largest: 104,
    leading: 1.02,
    lines: 3,
  });
  const level = SIDE - 30 - words.height;
  const name = set(artist, {
    x: EDGE,
    y: level - 6,
    from: 'bottom',
    face: 'geometric',
    fill: inkOn(ground, palette),
    width: INNER,
    height: 62,
    largest: 30,
    lines: 2,
  });
  const foot = level - 18 - name.height;
  const number = 5 + Math.floor(dice() * 4);
  const step = SIDE / number;
  const accent = Math.floor(dice() * number);
  const shapes: Shape[] = Array.from({ length: number }, (_, at) => {
    const height = between(0.35, 0.98, dice) * foot;
    return {
      d: box(at * step, 0, step * 0.82, height),
      fill: at === accent ? inks[0] : inks[1],
      opacity: at === accent ? 1 : between(0.45, 1, dice),
    };
  });
  return { ground, shapes, lines: [...name.lines, ...words.lines] };
}

/** A classical series: a panel with rules at the head, a calm picture under it. */
export function panel({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, inks } = palette;
  const paper = pick(['#f4ecd8', '#efe3c2', '#f7f2e6'], dice);
  const dark = inkOn(paper, palette);
  const x = between(110, 290, dice);
  const y = between(290, 340, dice);
  const shapes: Shape[] = [];
  for (let at = 7; at > 0; at -= 1) {
    shapes.push({
      d: disc(x, y, at * 40),
      fill: at % 2 ? (inks[at % 3] ?? ground) : ground,
      opacity: 0.92,
    });
  }
  shapes.push({ d: box(EDGE, EDGE, INNER, 152), fill: paper });
  shapes.push({
    d: box(EDGE + 8, EDGE + 8, INNER - 16, 1.6) + box(EDGE + 8, EDGE + 142, INNER - 16, 1.6),
    fill: dark,
  });
  const who = set(artist, {
    x: SIDE / 2,
    y: EDGE + 16,
    anchor: 'middle',
    face: 'serif',
    fill: dark,
    width: INNER - 40,
    height: 34,
    largest: 26,
    lines: 1,
  });
  shapes.push({ d: box(SIDE / 2 - 22, EDGE + 55, 44, 1.2), fill: dark });
  const what = set(title, {
    x: SIDE / 2,
    y: EDGE + 99,
    from: 'middle',
    anchor: 'middle',
    face: 'serif',
    fill: dark,
    width: INNER - 40,
    height: 78,
    largest: 44,
    lines: 3,
    leading: 1.04,
  });
  return { ground, shapes, lines: [...who.lines, ...what.lines] };
}

/** The school of the grid: a heavy title at the head, quarters of circles below. */
export function grid({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const words = set(title, {
    x: EDGE - 2,
    y: 20,
    face: 'sans',
    fill: ink,
    width: INNER,
    height: 120,
    largest: 56,
    lines: 3,
    leading: 1.02,
    spacing: -0.02,
  });
  const name = set(artist, {
    x: EDGE,
    y: 24 + words.height,
    face: 'sans',
    fill: ink,
    width: INNER,
    height: 44,
    largest: 19,
    lines: 2,
  });
  const top = Math.max(150, 44 + words.height + name.height);
  const cell = (SIDE - 2 * EDGE) / 5;
  const rows = Math.floor((SIDE - EDGE - top) / cell);
  const shapes: Shape[] = [];
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < 5; column += 1) {
      const left = EDGE + column * cell;
      const up = SIDE - EDGE - (row + 1) * cell;
      const fill = pick(inks, dice);
      const kind = dice();
      if (kind < 0.14) continue;
      if (kind < 0.3) shapes.push({ d: disc(left + cell / 2, up + cell / 2, cell / 2), fill });
      else if (kind < 0.4) shapes.push({ d: box(left, up, cell, cell), fill });
      else {
        const right = dice() < 0.5;
        const low = dice() < 0.5;
        shapes.push({
          d: wedge(
            right ? left + cell : left,
            low ? up + cell : up,
            right ? -cell : cell,
            low ? -cell : cell,
          ),
          fill,
        });
      }
    }
  }
  return { ground, shapes, lines: [...words.lines, ...name.lines] };
}

/** A company sleeve: paper with a hole, and the record's label in it. */
export function label({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, inks } = palette;
  const paper = inks[0];
  const dark = inkOn(paper, palette);
  const middle = SIDE / 2;
  const shapes: Shape[] = [];
  const stripes = 10 + Math.floor(dice() * 8);
  const slope = pick([-1, 0, 1], dice);
  for (let at = -stripes; at < stripes * 2; at += 2) {
    const step = SIDE / stripes;
    const shift = slope * SIDE * 0.5;
    shapes.push({
      d: `M${n(at * step)} 0h${n(step)}l${n(shift)} ${SIDE}h${n(-step)}z`,
      fill: inks[1],
      opacity: 0.55,
    });
  }
  shapes.push({ d: disc(middle, middle, 172), fill: '#131211' });
  for (const radius of [168, 163, 158])
    shapes.push({ d: ring(middle, middle, radius, radius - 0.8), fill: '#3a3733' });
  shapes.push({ d: disc(middle, middle, 152), fill: paper });
  shapes.push({ d: ring(middle, middle, 145, 143.4), fill: dark, opacity: 0.75 });
  shapes.push({ d: disc(middle, middle, 11), fill: ground });
  const what = set(title, {
    x: middle,
    y: middle - 22,
    from: 'bottom',
    anchor: 'middle',
    face: 'geometric',
    fill: dark,
    width: 208,
    height: 80,
    largest: 38,
    lines: 3,
    leading: 1.02,
  });
  const who = set(artist.toUpperCase(), {
    x: middle,
    y: middle + 30,
    anchor: 'middle',
    face: 'condensed',
    fill: dark,
    width: 210,
    height: 56,
    largest: 26,
    lines: 2,
    leading: 1.1,
    spacing: 0.03,
  });
  shapes.push({
    d:
      box(middle - 60, middle + 98, 120, 1.4) +
      box(middle - 44, middle + 106, 88, 1.4) +
      box(middle - 22, middle + 114, 44, 1.4),
    fill: dark,
    opacity: 0.7,
  });
  return { ground, shapes, lines: [...what.lines, ...who.lines] };
}

/** A low sun over water, the title set wide in the sky. */
export function horizon({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const level = between(250, 280, dice);
  const x = between(110, 290, dice);
  const radius = between(56, 84, dice);
  const shapes: Shape[] = [
    { d: disc(x, level, radius), fill: inks[0] },
    { d: box(0, level, SIDE, SIDE - level), fill: inks[1] },
  ];
  let top = level + 6;
  for (let at = 0; top < SIDE; at += 1) {
    const width = Math.max(14, radius * 1.7 - at * 13) * between(0.8, 1.15, dice);
    shapes.push({ d: box(x - width / 2, top, width, 4 + at * 0.7), fill: inks[0], opacity: 0.85 });
    top += 12 + at * 2.2;
  }
  const words = set(title, {
    x: SIDE / 2,
    y: 30,
    anchor: 'middle',
    face: 'serif',
    fill: ink,
    width: INNER,
    height: 100,
    largest: 52,
    lines: 2,
    leading: 1.04,
  });
  const name = set(artist.toUpperCase(), {
    x: SIDE / 2,
    y: 42 + words.height,
    anchor: 'middle',
    face: 'geometric',
    fill: ink,
    width: INNER,
    height: 40,
    largest: 16,
    lines: 2,
    spacing: 0.16,
    leading: 1.3,
  });
  return { ground, shapes, lines: [...words.lines, ...name.lines] };
}

/** Nothing but type: every line as wide as the sleeve. */
export function poster({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const rows = rowsOf(title.toUpperCase());
  const sizes = rows.map((row) => Math.min(INNER / Math.max(widthOf(row, 'condensed'), 0.5), 190));
  const tall = sizes.reduce((sum, size) => sum + size * 0.98, 0);
  const room = 300;
  const scale = Math.min(1, room / tall);
  const shapes: Shape[] = [];
  const lines: Drawing['lines'] = [];
  let y = 22 + Math.max(0, (room - tall * scale) / 2) * (dice() < 0.5 ? 0 : 1);
  const accent = Math.floor(dice() * rows.length);
  rows.forEach((text, at) => {
    const size = (sizes[at] ?? 40) * scale;
    y += size * 0.98;
    const fill = at === accent && rows.length > 1 ? readable(inks[0], ground, ink) : ink;
    lines.push({
      text,
      x: EDGE,
      y: y - size * 0.1,
      size,
      face: 'condensed',
      fill,
      anchor: 'start',
      spacing: 0,
    });
  });
  shapes.push({ d: box(EDGE, 340, INNER, 2), fill: ink });
  const name = set(artist, {
    x: EDGE,
    y: 364,
    from: 'middle',
    face: 'geometric',
    fill: ink,
    width: INNER,
    height: 40,
    largest: 24,
    lines: 2,
  });
  return { ground, shapes, lines: [...lines, ...name.lines] };
}

/** Rings that have slipped: the look of a moiré, with a caption plate. */
export function slipped({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const shapes: Shape[] = [];
  const x = between(140, 260, dice);
  const drift = between(-9, 9, dice);
  for (let at = 0; at < 13; at += 1) {
    const radius = 250 - at * 19;
    shapes.push({
      d: disc(x + at * drift, 190 + at * 2, radius),
      fill: at % 2 ? ground : (inks[Math.floor(at / 2) % 3] ?? ink),
    });
  }
  const plate = set(title, {
    x: EDGE + 14,
    y: 0,
    face: 'sans',
    fill: ink,
    width: INNER - 28,
    height: 74,
    largest: 34,
    lines: 2,
    leading: 1.04,
    spacing: -0.01,
  });
  const name = set(artist, {
    x: EDGE + 14,
    y: 0,
    face: 'sans',
    fill: ink,
    width: INNER - 28,
    height: 40,
    largest: 18,
    lines: 2,
  });
  const height = plate.height + name.height + 30;
  const top = SIDE - EDGE - height;
  shapes.push({ d: box(EDGE, top, INNER, height), fill: ground });
  return {
    ground,
    shapes,
    lines: [
      ...plate.lines.map((line) => ({ ...line, y: line.y + top + 11 })),
      ...name.lines.map((line) => ({ ...line, y: line.y + top + 17 + plate.height })),
    ],
  };
}

/** Three bands, as on paperbacks: the name, the title, a drawing. */
export function bands({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const shapes: Shape[] = [{ d: box(0, 0, SIDE, 92), fill: inks[0] }];
  const arches = 5 + Math.floor(dice() * 3);
  const step = SIDE / arches;
  const up = dice() < 0.5;
  for (let at = 0; at < arches; at += 1) {
    const left = at * step;
    for (let inner = 0; inner < 3; inner += 1) {
      const radius = (step / 2) * (1 - inner * 0.3);
      const middle = left + step / 2;
      const base = up ? SIDE : SIDE - 128;
      const d = up
        ? `M${n(middle - radius)} ${base}v${n(-(128 - step / 2))}a${n(radius)} ${n(radius)} 0 0 1 ${n(2 * radius)} 0v${n(128 - step / 2)}z`
        : `M${n(middle - radius)} ${base}v${n(128 - step / 2)}a${n(radius)} ${n(radius)} 0 0 0 ${n(2 * radius)} 0v${n(-(128 - step / 2))}z`;
      shapes.push({ d, fill: [inks[0], ground, inks[1 + (at % 2)]][inner] ?? ink });
    }
  }
  const name = set(artist, {
    x: EDGE,
    y: 46,
    from: 'middle',
    face: 'geometric',
    fill: inkOn(inks[0], palette),
    width: INNER,
    height: 66,
    largest: 34,
    lines: 2,
    leading: 1.02,
  });
  const words = set(title, {
    x: EDGE,
    y: 180,
    from: 'middle',
    face: 'serif',
    fill: ink,
    width: INNER,
    height: 150,
    largest: 68,
    lines: 3,
    leading: 1.0,
  });
  return { ground, shapes, lines: [...name.lines, ...words.lines] };
}

/** Hills behind hills, printed in three inks. */
export function hills({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const shapes: Shape[] = [
    {
      d: disc(between(80, 320, dice), between(150, 190, dice), between(28, 46, dice)),
      fill: inks[0],
    },
  ];
  [inks[2], inks[1], inks[0]].forEach((fill, at) => {
    const y = 210 + at * 50;
    const a = between(-46, 46, dice);
    const b = between(-46, 46, dice);
    shapes.push({
      d: `M0 ${n(y + a)}C130 ${n(y - 60 + b)} 180 ${n(y + 60 - a)} 270 ${n(y + b / 2)}S370 ${n(y - 40)} ${SIDE} ${n(y + a / 2)}V${SIDE}H0z`,
      fill,
      opacity: at === 2 ? 1 : 0.9,
    });
  });
  const words = set(title.toLowerCase(), {
    x: EDGE,
    y: 24,
    face: 'geometric',
    fill: ink,
    width: INNER,
    height: 104,
    largest: 58,
    lines: 2,
    leading: 0.98,
    spacing: -0.02,
  });
  const name = set(artist, {
    x: EDGE,
    y: SIDE - 24,
    from: 'bottom',
    face: 'geometric',
    fill: inkOn(inks[0], palette),
    width: INNER,
    height: 54,
    largest: 24,
    lines: 2,
  });
  return { ground, shapes, lines: [...words.lines, ...name.lines] };
}

/** One great disc, half lit; type small in two corners. */
export function eclipse({ artist, title, palette, dice }: Commission): Drawing {
  const { ground, ink, inks } = palette;
  const turn = between(0, Math.PI, dice);
  const dx = Math.cos(turn) * 126;
  const dy = Math.sin(turn) * 126;
  const [x, y] = [200, 196];
  const shapes: Shape[] = [
    { d: disc(x, y, 126), fill: inks[0] },
    { d: `M${n(x - dx)} ${n(y - dy)}A126 126 0 0 1 ${n(x + dx)} ${n(y + dy)}z`, fill: inks[1] },
    { d: disc(x, y, 42), fill: ground },
    { d: disc(x, y, 9), fill: inks[0] },
  ];
  const name = set(artist.toUpperCase(), {
    x: EDGE,
    y: 20,
    face: 'sans',
    fill: ink,
    width: INNER,
    height: 42,
    largest: 24,
    lines: 2,
    spacing: 0.06,
    leading: 1.2,
  });
  const words = set(title, {
    x: SIDE - EDGE,
    y: SIDE - 18,
    from: 'bottom',
    anchor: 'end',
    face: 'serif',
    fill: ink,
    width: INNER,
    height: 56,
    largest: 40,
    lines: 2,
    leading: 1.0,
  });
  return { ground, shapes, lines: [...name.lines, ...words.lines] };
}

export const DESIGNS = [
  session,
  panel,
  grid,
  label,
  horizon,
  poster,
  slipped,
  bands,
  hills,
  eclipse,
] as const;

/** Short words share a line, so that no line is a giant "A". */
function rowsOf(title: string): string[] {
  const rows: string[] = [];
  for (const word of title.split(/\s+/).filter(Boolean)) {
    const last = rows.at(-1);
    if (last !== undefined && (last.length < 4 || last.length + word.length < 9))
      rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  if (rows.length > 1 && (rows.at(-1)?.length ?? 9) < 4)
    rows.splice(-2, 2, rows.slice(-2).join(' '));
  return rows.length > 6
    ? set(title, {
        x: 0,
        y: 0,
        face: 'condensed',
        fill: '#000000',
        width: INNER,
        height: 300,
        largest: 70,
        lines: 8,
      }).lines.map(({ text }) => text)
    : rows;
}

function readable(wanted: string, ground: string, otherwise: string): string {
  return inkOn(ground, { ground: wanted, ink: otherwise, inks: [wanted, wanted, wanted] });
}
