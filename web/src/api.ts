// The one door to the server: a typed POST to /graphql.
import type { TypedDocumentString } from './gql/graphql';
import { accessToken, anotherToken } from './session';

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
  const token = await accessToken();
  try {
    return await send(document, variables, token, signal);
  } catch (error) {
    const refused = error instanceof ApiError && error.trouble === 'UNAUTHENTICATED';
    // The session may have ended while the token was still thought good: one more try with what it says now.
    const next = refused && token !== undefined ? await anotherToken(token) : undefined;
    if (next === undefined) throw error;
    return send(document, variables, next, signal);
  }
}

/** One POST. `token` is sent as it is: the session's own operations come through here without one. */
export async function send<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  variables: Variables,
  token: string | undefined,
  signal?: AbortSignal,
): Promise<Data> {
  const headers: Record<string, string> = {
    accept: 'application/graphql-response+json, application/json;q=0.9',
    // The refresh token stays in a cookie that no script can read.
    'x-vinilogy-session': 'cookie',
    ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
  };
  let response: Response;
  try {
    const { body, type } = bodyOf(document.toString(), variables);
    if (type) headers['content-type'] = type;
    response = await fetch('/graphql', { method: 'POST', headers, body, signal: signal ?? null });
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

/** JSON; with a file in the input, a form as the GraphQL multipart request specification has it. */
function bodyOf(query: string, variables: unknown): { body: string | FormData; type?: string } {
  const input = (variables as { input?: Record<string, unknown> } | undefined)?.input;
  const [name, file] = Object.entries(input ?? {}).find(([, value]) => value instanceof File) ?? [];
  if (name === undefined || !(file instanceof File)) {
    return { body: JSON.stringify({ query, variables }), type: 'application/json' };
  }
  const form = new FormData();
  form.set(
    'operations',
    JSON.stringify({ query, variables: { input: { ...input, [name]: null } } }),
  );
  form.set('map', JSON.stringify({ 0: [`variables.input.${name}`] }));
  form.set('0', file);
  return { body: form };
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
