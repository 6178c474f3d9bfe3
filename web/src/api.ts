// The one door to the server: a typed POST to /graphql.
import type { TypedDocumentString } from './gql/graphql';

/** What went wrong: the contract's error codes, and what can happen before one is read. */
export type Trouble =
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'BAD_USER_INPUT'
  | 'NOT_FOUND'
  | 'RATE_LIMITED'
  | 'QUERY_TOO_COSTLY'
  | 'UPSTREAM_UNAVAILABLE'
  | 'TIMEOUT'
  | 'INTERNAL'
  /** The server could not be reached. */
  | 'UNREACHABLE'
  /** Something answered, but not with GraphQL. */
  | 'UNREADABLE';

export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly trouble: Trouble;
  readonly requestId: string | undefined;

  constructor(trouble: Trouble, message: string, requestId?: string) {
    super(message);
    this.trouble = trouble;
    this.requestId = requestId;
  }
}

interface GraphQLAnswer<Data> {
  data?: Data | null;
  errors?: { message: string; extensions?: { code?: Trouble; requestId?: string } }[];
}

/** Sends one operation and returns its data; throws an `ApiError` when there is anything else. */
export async function ask<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  signal?: AbortSignal,
): Promise<Data> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: {
        accept: 'application/graphql-response+json, application/json;q=0.9',
        'content-type': 'application/json',
      },
      body: JSON.stringify({ query: document.toString(), variables }),
      signal: signal ?? null,
    });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new ApiError('UNREACHABLE', 'The server could not be reached.');
  }

  const answer = await readAnswer<Data>(response, signal);
  const [error] = answer.errors ?? [];
  if (error) {
    throw new ApiError(
      error.extensions?.code ?? (response.ok ? 'INTERNAL' : 'BAD_USER_INPUT'),
      error.message,
      error.extensions?.requestId,
    );
  }
  if (!answer.data) throw new ApiError('UNREADABLE', `HTTP ${response.status} without data`);
  return answer.data;
}

async function readAnswer<Data>(
  response: Response,
  signal: AbortSignal | undefined,
): Promise<GraphQLAnswer<Data>> {
  try {
    const answer: unknown = await response.json();
    if (typeof answer === 'object' && answer !== null) return answer;
  } catch (cause) {
    if (signal?.aborted) throw cause;
  }
  throw new ApiError('UNREADABLE', `HTTP ${response.status} without JSON`);
}
