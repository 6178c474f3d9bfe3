import type { Language } from '.';

export interface Formats {
  number: (value: number) => string;
  percent: (share: number) => string;
  money: (money: { amount: string; currency: string }) => string;
  day: (time: string) => string;
  moment: (time: string) => string;
  ago: (time: string, now?: number) => string;
  country: (code: string) => string;
  currency: (code: string) => string;
  count: (value: number, forms: { one: string; other: string }) => string;
}

/** English without a country is written the way that most of its readers outside one country expect. */
const LOCALES: Record<Language, string> = { en: 'en-GB', es: 'es-ES' };

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3600],
  ['minute', 60],
];

const made = new Map<Language, Formats>();

export function formatsOf(language: Language): Formats {
  const known = made.get(language) ?? make(LOCALES[language]);
  made.set(language, known);
  return known;
}

function make(locale: string): Formats {
  const numbers = new Intl.NumberFormat(locale, { useGrouping: 'always' });
  const shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
  const plurals = new Intl.PluralRules(locale);
  const days = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const moments = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const ago = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  const countries = new Intl.DisplayNames(locale, { type: 'region', fallback: 'code' });
  const currencies = new Intl.DisplayNames(locale, { type: 'currency', fallback: 'code' });
  return {
    number: (value) => numbers.format(value),
    percent: (share) => shares.format(share),
    money: ({ amount, currency }) =>
      new Intl.NumberFormat(locale, {
        style: 'currency',
        currency,
        currencyDisplay: 'narrowSymbol',
      }).format(Number(amount)),
    day: (time) => days.format(new Date(time)),
    moment: (time) => moments.format(new Date(time)),
    ago: (time, now = Date.now()) => {
      const seconds = (Date.parse(time) - now) / 1000;
      const [unit, size] = STEPS.find(([, size]) => Math.abs(seconds) >= size) ?? ['minute', 60];
      return ago.format(Math.round(seconds / size), unit);
    },
    country: (code) => countries.of(code) ?? code,
    currency: (code) => currencies.of(code) ?? code,
    count: (value, forms) => {
      const form = plurals.select(value) === 'one' ? forms.one : forms.other;
      return form.replace('#', numbers.format(value));
    },
  };
}
