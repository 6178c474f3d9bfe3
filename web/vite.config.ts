import react from '@vitejs/plugin-react';
import type { Plugin } from 'vite';
import { defineConfig } from 'vitest/config';
import { precompress } from './precompress';
import { themeCss } from './theme-css';

/** In development, /graphiql is graphiql.html, as it is on the server. */
function graphiqlPath(): Plugin {
  return {
    name: 'graphiql-path',
    configureServer(server) {
      server.middlewares.use((request, _response, next) => {
        if (request.url === '/graphiql') request.url = '/graphiql.html';
        next();
      });
    },
  };
}

export default defineConfig({
  base: '/',
  // In development every address is the page's, as it is on the server.
  appType: 'spa',
  plugins: [react(), graphiqlPath(), themeCss(), precompress()],
  build: {
    target: 'es2022',
    // Everything is a file of our own: a strict content security policy then needs no data: sources.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // GraphiQL's editor is one big library and loaded only at /graphiql.
    chunkSizeWarningLimit: 4000,
    rolldownOptions: {
      input: ['index.html', 'graphiql.html'],
      onLog(level, log, print) {
        // GraphiQL's files say "use no memo" to a compiler that is not used here.
        if (log.code !== 'MODULE_LEVEL_DIRECTIVE') print(level, log);
      },
    },
  },
  worker: { format: 'es' },
  // In development a worker's imports are not prepared by themselves, and these are CommonJS.
  optimizeDeps: {
    include: ['monaco-graphql > graphql-language-service', 'monaco-graphql > picomatch-browser'],
  },
  server: {
    proxy: Object.fromEntries(
      ['/graphql', '/images', '/auth'].map((path) => [
        // "/graphiql" is not below "/graphql".
        `^${path}(?:/|\\?|$)`,
        { target: process.env.VINILOGY ?? 'http://127.0.0.1:8080', ws: path === '/graphql' },
      ]),
    ),
  },
  test: {
    environment: 'jsdom',
    setupFiles: ['src/test/setup.ts'],
    include: ['src/**/*.test.{ts,tsx}'],
    testTimeout: 30_000,
    restoreMocks: true,
    unstubGlobals: true,
  },
});
