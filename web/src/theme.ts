import { createTheme, type MantineColorsTuple } from '@mantine/core';

/** Red lead, the colour of old printing inks; white is read on its darker shades, in either look. */
const clay: MantineColorsTuple = [
  '#fbeeea',
  '#f3d9d1',
  '#e9b8a9',
  '#f0977f',
  '#e37a5d',
  '#c9563a',
  '#b5432b',
  '#a33620',
  '#85291a',
  '#651e13',
];

/** Warm greys for the dark page, the lightest first. */
const dark: MantineColorsTuple = [
  '#efe9e0',
  '#d6cec3',
  '#b3a99c',
  '#8d8378',
  '#514a43',
  '#3a342f',
  '#2b2723',
  '#1f1c19',
  '#171513',
  '#100e0d',
];

const gray: MantineColorsTuple = [
  '#faf8f4',
  '#f3efe8',
  '#e9e3d9',
  '#ddd5c8',
  '#cbc2b4',
  '#a69c8f',
  '#6e665c',
  '#524b43',
  '#37322c',
  '#201d19',
];

export const theme = createTheme({
  colors: { clay, dark, gray },
  primaryColor: 'clay',
  primaryShade: { light: 7, dark: 6 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  black: '#201d19',
  fontFamily: "'Instrument Sans Variable', system-ui, sans-serif",
  headings: { fontFamily: "'DM Serif Display', Georgia, serif", fontWeight: '400' },
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontSizes: { xs: '0.8125rem', sm: '0.9rem', md: '1rem', lg: '1.125rem', xl: '1.25rem' },
});
