import '@testing-library/jest-dom/vitest';
import { cleanup, configure } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { answeringFetch, forgetAnswers, unexpected } from './server';
import { signedOut } from './show';

// What browsers have and jsdom does not.
class Watcher {
  observe() {
    return undefined;
  }
  unobserve() {
    return undefined;
  }
  disconnect() {
    return undefined;
  }
}

// A place's script is loaded when somebody goes there, which on a busy machine takes a while the first time.
configure({ asyncUtilTimeout: 10_000 });

beforeEach(() => {
  history.replaceState(null, '', '/');
  vi.stubGlobal('fetch', answeringFetch);
  vi.stubGlobal('scrollTo', () => undefined);
  vi.stubGlobal('ResizeObserver', Watcher);
  vi.stubGlobal('matchMedia', (query: string) => ({
    matches: false,
    media: query,
    addEventListener: () => undefined,
    removeEventListener: () => undefined,
    addListener: () => undefined,
    removeListener: () => undefined,
  }));
  Element.prototype.scrollIntoView = () => undefined;
  // A box with room for some rows: what is virtual asks how much is in sight.
  vi.spyOn(HTMLElement.prototype, 'offsetHeight', 'get').mockReturnValue(600);
  vi.spyOn(HTMLElement.prototype, 'offsetWidth', 'get').mockReturnValue(800);
});

afterEach(() => {
  cleanup();
  signedOut();
  const strays = unexpected();
  forgetAnswers();
  expect(strays, 'requests that no test answers').toEqual([]);
});
