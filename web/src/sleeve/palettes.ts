import { between, type Dice, pick } from './dice';

/** Printing inks: the ground, what is written on it, and three to draw with. */
export interface Palette {
  ground: string;
  ink: string;
  inks: readonly [string, string, string];
}

const SETS: readonly (readonly [string, string, string, string, string])[] = [
  ['#1b2440', '#f3e6cb', '#e3a83b', '#c4512f', '#7f95b8'],
  ['#f0e4cb', '#22302e', '#c1432e', '#2f5d56', '#dfa04c'],
  ['#b9381f', '#fbeedb', '#f0b54a', '#4a1410', '#f3d9b5'],
  ['#0f3a40', '#f2e4c6', '#dfab6a', '#c4693c', '#5f9a94'],
  ['#f3efe4', '#1c2b45', '#e2613c', '#4576a8', '#a8c6da'],
  ['#e6b530', '#231a10', '#b8361f', '#f8ecc9', '#3b5b63'],
  ['#2d2230', '#f4dccf', '#e3514b', '#2f7a7d', '#d8a14e'],
  ['#dfe5d6', '#22301d', '#55793d', '#d2833a', '#8fa883'],
  ['#3c1f27', '#f3dfc0', '#d78767', '#a83a3a', '#e8c08a'],
  ['#cfd8df', '#1d2033', '#b84a5d', '#6d7c97', '#f2efe8'],
  ['#10555f', '#f6ebcd', '#f08a2c', '#d95a22', '#f1c46c'],
  ['#191817', '#efe9de', '#c9a24b', '#8d8579', '#5c554b'],
  ['#ece8e1', '#181716', '#d23a24', '#1f1e1c', '#b9b1a4'],
  ['#e9b9a6', '#3a1a22', '#a9324a', '#f7e6d8', '#5b3b5e'],
  ['#23482f', '#f0e8cf', '#e2bf52', '#8db36b', '#d0613d'],
  ['#5b4a86', '#f6ecd9', '#f0b861', '#d96a72', '#a79bd0'],
  ['#f4d9c0', '#2a2438', '#e2633f', '#6a8caf', '#f0b04f'],
  ['#27506e', '#f5ecd8', '#f2a65a', '#8fc1cf', '#d9573f'],
];

export function palette(dice: Dice): Palette {
  const [ground, ink, ...inks] = pick(SETS, dice);
  const turn = Math.floor(between(0, 3, dice));
  const at = (place: number) => inks[(place + turn) % 3] ?? ink;
  return { ground, ink, inks: [at(0), at(1), at(2)] };
}

/** Of dark and light, what is read better on `paper`. */
export function inkOn(paper: string, { ground, ink }: Palette): string {
  const choices = [ground, ink, '#161413', '#fbf6ea', '#000000', '#ffffff'];
  return choices.find((choice) => contrast(choice, paper) >= 4.5) ?? '#000000';
}

/** WCAG's ratio of two colours written as #rrggbb. */
export function contrast(one: string, other: string): number {
  const [low = 0, high = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}

function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
