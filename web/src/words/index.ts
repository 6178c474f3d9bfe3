// What the page says, in the reader's language; plurals, dates and money by Intl.
import { createContext, useContext } from 'react';
import { en } from './en';
import { es } from './es';
import { type Formats, formatsOf } from './formats';

export const LANGUAGES = ['en', 'es'] as const;
export type Language = (typeof LANGUAGES)[number];
export type Words = typeof en;

const ALL: Record<Language, Words> = { en, es };
const KEPT = 'vinilogy-language';

export interface Speech {
  language: Language;
  w: Words;
  f: Formats;
  speak: (language: Language) => void;
}

export function speechIn(language: Language, speak: Speech['speak']): Speech {
  return { language, w: ALL[language], f: formatsOf(language), speak };
}

export const SpeechContext = createContext<Speech>(speechIn('en', () => undefined));

export function useSpeech(): Speech {
  return useContext(SpeechContext);
}

/** What the reader chose here, else what the browser asks for first of what we speak. */
export function firstLanguage(): Language {
  const chosen = localStorage.getItem(KEPT);
  if (isLanguage(chosen)) return chosen;
  const asked = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase());
  return asked.find(isLanguage) ?? 'en';
}

/** Whether the reader has said it here, which counts for more than what the profile says. */
export function hasChosen(): boolean {
  return isLanguage(localStorage.getItem(KEPT));
}

export function keepLanguage(language: Language) {
  localStorage.setItem(KEPT, language);
}

export function isLanguage(text: unknown): text is Language {
  return LANGUAGES.some((language) => language === text);
}
