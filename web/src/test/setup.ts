import '@testing-library/jest-dom/vitest';
import { cleanup } from '@testing-library/react';
import { afterEach, beforeEach, expect, vi } from 'vitest';
import { answeringFetch, forgetAnswers, unexpected } from './server';

beforeEach(() => {
  history.replaceState(null, '', '/');
  vi.stubGlobal('fetch', answeringFetch);
  vi.stubGlobal('scrollTo', () => undefined);
});

afterEach(() => {
  cleanup();
  const strays = unexpected();
  forgetAnswers();
  expect(strays, 'requests that no test answers').toEqual([]);
});
