// The theme's variables as a stylesheet of its own. Mantine would write them into a <style> element as the page runs,
// which the server's content security policy forbids: styles come from files here.
import {
  DEFAULT_THEME,
  type ConvertCSSVariablesInput,
  convertCssVariables,
  defaultCssVariablesResolver,
  mergeMantineTheme,
} from '@mantine/core';
import type { Plugin } from 'vite';
import { theme } from './src/theme';

const NAME = 'virtual:theme.css';

export function themeCss(): Plugin {
  return {
    name: 'theme-css',
    resolveId: (id) => (id === NAME ? `\0${NAME}` : undefined),
    load: (id) => (id === `\0${NAME}` ? text() : undefined),
  };
}

function text(): string {
  const ours = defaultCssVariablesResolver(mergeMantineTheme(DEFAULT_THEME, theme));
  const usual = defaultCssVariablesResolver(DEFAULT_THEME);
  const changed: ConvertCSSVariablesInput = {
    variables: difference(ours.variables, usual.variables),
    light: difference(ours.light, usual.light),
    dark: difference(ours.dark, usual.dark),
  };
  return convertCssVariables(changed, ':root');
}

function difference(ours: Record<string, string>, usual: Record<string, string>) {
  return Object.fromEntries(Object.entries(ours).filter(([name, value]) => usual[name] !== value));
}
