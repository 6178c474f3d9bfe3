import { QueryClient } from '@tanstack/react-query';
import { ApiError } from './api';

export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        // The server retries its providers itself; only a lost connection is worth a second try from here.
        retry: (failures, error) =>
          failures < 1 && error instanceof ApiError && error.trouble === 'UNREACHABLE',
        retryDelay: 500,
      },
    },
  });
}
