// Questions to the server as React reads them.
import {
  keepPreviousData,
  QueryClient,
  type QueryKey,
  useMutation,
  useQuery,
  useQueryClient,
} from '@tanstack/react-query';
import { ApiError, ask } from '../api';
import type { TypedDocumentString } from '../gql/graphql';
import { useSession } from '../session';

export function newCache(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 60_000,
        refetchOnWindowFocus: false,
        // Without a network the service worker still answers what was seen.
        networkMode: 'always',
        // The server retries its providers itself; only a lost connection is worth a second try from here.
        retry: (failures, error) =>
          failures < 1 && error instanceof ApiError && error.trouble === 'UNREACHABLE',
        retryDelay: 500,
      },
      mutations: { networkMode: 'always' },
    },
  });
}

interface AskOptions<Data> {
  enabled?: boolean;
  /** Asks again after so long, as long as it says so. */
  again?: (data: Data | undefined) => number | false;
  /** Shows what was asked before while the next is on its way. */
  keep?: boolean;
  staleTime?: number;
}

export function useAsk<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  { enabled = true, again, keep = false, staleTime }: AskOptions<Data> = {},
) {
  const { pending, person } = useSession();
  return useQuery({
    queryKey: keyOf(document, variables, person?.id),
    queryFn: ({ signal }) => ask(document, variables, signal),
    enabled: enabled && !pending,
    ...(again
      ? {
          refetchInterval: (query: { state: { data: Data | undefined } }) =>
            again(query.state.data),
        }
      : {}),
    ...(keep ? { placeholderData: keepPreviousData } : {}),
    ...(staleTime === undefined ? {} : { staleTime }),
  });
}

/** Sends a change; what shows anything of `stale` is asked again. */
export function useTell<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  {
    stale = [],
    done,
  }: {
    stale?: readonly TypedDocumentString<never, never>[] | readonly unknown[];
    done?: (data: Data) => void;
  } = {},
) {
  const cache = useQueryClient();
  return useMutation({
    mutationFn: (variables: Variables) => ask(document, variables),
    onSuccess: async (data) => {
      done?.(data);
      await Promise.all(
        stale.map((document) =>
          cache.invalidateQueries({ queryKey: [operationOf(String(document))] }),
        ),
      );
    },
  });
}

export function keyOf(
  document: { toString: () => string },
  variables: unknown,
  who: string | undefined,
): QueryKey {
  return [operationOf(document.toString()), variables, who ?? 'nobody'];
}

export function operationOf(document: string): string {
  return /\b(?:query|mutation)\s+(\w+)/.exec(document)?.[1] ?? document;
}
