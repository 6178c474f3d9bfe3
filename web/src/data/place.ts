// Where records are delivered to, and what is paid with: the profile says, or else the reader here.
import { useSyncExternalStore } from 'react';
import { useSession } from '../session';

export interface Place {
  country: string;
  currency: string;
}

const KEPT = 'vinilogy-place';
/** What people pay with there; everywhere else in euros until they say. */
const CURRENCIES: Record<string, string> = {
  US: 'USD',
  GB: 'GBP',
  JP: 'JPY',
  CL: 'CLP',
  MX: 'MXN',
  CA: 'CAD',
  AU: 'AUD',
  CH: 'CHF',
  SE: 'SEK',
  NO: 'NOK',
  DK: 'DKK',
  PL: 'PLN',
  BR: 'BRL',
  NZ: 'NZD',
  CZ: 'CZK',
};

export const COUNTRIES = [
  'AR',
  'AT',
  'AU',
  'BE',
  'BR',
  'CA',
  'CH',
  'CL',
  'CO',
  'CZ',
  'DE',
  'DK',
  'ES',
  'FI',
  'FR',
  'GB',
  'GR',
  'HU',
  'IE',
  'IT',
  'JP',
  'MX',
  'NL',
  'NO',
  'NZ',
  'PE',
  'PL',
  'PT',
  'SE',
  'US',
  'UY',
];
export const MONEY = [
  'EUR',
  'USD',
  'GBP',
  'JPY',
  'CHF',
  'CAD',
  'AUD',
  'SEK',
  'NOK',
  'DKK',
  'PLN',
  'CZK',
  'BRL',
  'MXN',
  'CLP',
  'NZD',
];

let kept = read();
const listeners = new Set<() => void>();

export function useOwnPlace(): Place {
  const { person } = useSession();
  const here = useSyncExternalStore(subscribe, () => kept);
  return person ? person.profile : here;
}

export function moveTo(country: string) {
  kept = { country, currency: CURRENCIES[country] ?? 'EUR' };
  localStorage.setItem(KEPT, country);
  for (const listener of listeners) listener();
}

function read(): Place {
  const country = localStorage.getItem(KEPT) ?? ownCountry();
  return { country, currency: CURRENCIES[country] ?? 'EUR' };
}

function ownCountry(): string {
  const regions = navigator.languages.map((tag) => new Intl.Locale(tag).region);
  return regions.find((region) => region !== undefined && COUNTRIES.includes(region)) ?? 'ES';
}

function subscribe(listener: () => void) {
  listeners.add(listener);
  return () => {
    listeners.delete(listener);
  };
}
