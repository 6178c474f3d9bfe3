import { QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { App } from '../App';
import { newCache } from '../cache';

/** The whole page at an address. */
export function showPage(address: string) {
  history.replaceState(null, '', address);
  const person = userEvent.setup();
  render(
    <QueryClientProvider client={newCache()}>
      <App />
    </QueryClientProvider>,
  );
  return person;
}
