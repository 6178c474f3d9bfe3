// Setting type: how wide a line is, where it breaks, and how large it may be.
import { WIDTHS } from './widths';

export type Face = keyof typeof WIDTHS;

const TABLES = Object.fromEntries(
  Object.entries(WIDTHS).map(([face, widths]) => [face, widths.split(' ').map(Number)]),
) as Record<Face, number[]>;

/** The width of a line at size 1. */
export function widthOf(text: string, face: Face, spacing = 0): number {
  let width = 0;
  for (const letter of text.normalize('NFD').replaceAll(/\p{M}/gu, '')) {
    const code = letter.codePointAt(0) ?? 32;
    const known = TABLES[face][code - 32];
    // Scripts that the faces do not have come from the system: ideographs are square, the rest about like an "n".
    width += known === undefined ? (code > 0x2e80 ? 1.02 : 0.66) : known / 100;
    width += spacing;
  }
  return width;
}

export interface Setting {
  size: number;
  lines: string[];
}

export interface Frame {
  face: Face;
  width: number;
  height: number;
  largest: number;
  lines?: number;
  leading?: number;
  spacing?: number;
}

const SMALLEST = 13;

/** The largest setting of `text` that stays inside the frame; what does not fit at the smallest is cut with "…". */
export function fit(text: string, frame: Frame): Setting {
  const { face, width, height, largest, lines: most = 4, leading = 1.08, spacing = 0 } = frame;
  for (let size = largest; size >= SMALLEST; size -= size > 40 ? 2 : 1) {
    const lines = wrap(text, face, width / size, spacing);
    const fits = lines.every((line) => widthOf(line, face, spacing) * size <= width);
    if (fits && lines.length <= most && lines.length * size * leading <= height) {
      return { size, lines: balance(lines, text, face, width / size, spacing) };
    }
  }
  const size = Math.min(SMALLEST, largest);
  const room = Math.max(1, Math.min(most, Math.floor(height / (size * leading))));
  const lines = wrap(text, face, width / size, spacing);
  const kept = lines
    .slice(0, room)
    .map((line, at) =>
      cut(line, face, width / size, spacing, at === room - 1 && lines.length > room),
    );
  return { size, lines: kept };
}

function wrap(text: string, face: Face, width: number, spacing: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const longer = line ? `${line} ${word}` : word;
    if (line && widthOf(longer, face, spacing) > width) {
      lines.push(line);
      line = word;
    } else {
      line = longer;
    }
  }
  if (line) lines.push(line);
  return lines;
}

/** The same number of lines, as even as they can be: no lonely last word. */
function balance(lines: string[], text: string, face: Face, width: number, spacing: number) {
  if (lines.length < 2) return lines;
  for (let narrow = width * 0.5; narrow < width; narrow += width * 0.04) {
    const tried = wrap(text, face, narrow, spacing);
    const inside = tried.every((line) => widthOf(line, face, spacing) <= width);
    if (tried.length === lines.length && inside) return tried;
  }
  return lines;
}

function cut(line: string, face: Face, width: number, spacing: number, more: boolean): string {
  if (!more && widthOf(line, face, spacing) <= width) return line;
  let kept = line;
  while (kept.length > 1 && widthOf(`${kept}…`, face, spacing) > width) kept = kept.slice(0, -1);
  return `${kept.trimEnd()}…`;
}
