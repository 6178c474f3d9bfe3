// What a sleeve is made of: shapes and lines of type on a square of 400.
import { type Face, fit, type Frame } from './setting';

export const SIDE = 400;

export interface Shape {
  d: string;
  fill: string;
  opacity?: number;
}

export interface Line {
  text: string;
  x: number;
  y: number;
  size: number;
  face: Face;
  fill: string;
  anchor: 'start' | 'middle' | 'end';
  spacing: number;
}

export interface Drawing {
  ground: string;
  shapes: Shape[];
  lines: Line[];
}

export interface Place extends Frame {
  x: number;
  /** The top of the frame; with `from: 'bottom'` its foot. */
  y: number;
  from?: 'top' | 'bottom' | 'middle';
  anchor?: Line['anchor'];
  fill: string;
}

/** Sets a text into its place, and says how much of the height it took. */
export function set(text: string, place: Place): { lines: Line[]; height: number } {
  const { x, y, face, fill, anchor = 'start', from = 'top', leading = 1.08, spacing = 0 } = place;
  const { size, lines } = fit(text, place);
  const step = size * leading;
  const height = lines.length * step;
  const top = from === 'top' ? y : from === 'bottom' ? y - height : y - height / 2;
  return {
    height,
    lines: lines.map((text, at) => ({
      text,
      x,
      // The eye takes the capital's height for the line's.
      y: top + at * step + (step - size) / 2 + size * 0.86,
      size,
      face,
      fill,
      anchor,
      spacing: spacing * size,
    })),
  };
}

export function disc(x: number, y: number, radius: number): string {
  return `M${n(x - radius)} ${n(y)}a${n(radius)} ${n(radius)} 0 1 0 ${n(2 * radius)} 0a${n(radius)} ${n(radius)} 0 1 0 ${n(-2 * radius)} 0z`;
}

/** A ring, as one path that is filled by the even-odd rule. */
export function ring(x: number, y: number, outer: number, inner: number): string {
  return disc(x, y, outer) + disc(x, y, inner);
}

export function box(left: number, top: number, width: number, height: number): string {
  return `M${n(left)} ${n(top)}h${n(width)}v${n(height)}h${n(-width)}z`;
}

export function wedge(x: number, y: number, alongX: number, alongY: number): string {
  const radius = Math.abs(alongX);
  const sweep = alongX * alongY > 0 ? 1 : 0;
  return `M${n(x)} ${n(y)}h${n(alongX)}A${n(radius)} ${n(radius)} 0 0 ${sweep} ${n(x)} ${n(y + alongY)}z`;
}

/** Two digits are finer than any screen. */
export function n(number: number): number {
  return Math.round(number * 100) / 100;
}
