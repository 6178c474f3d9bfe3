// The server as a test sees it: each operation answers as told, in its own types; anything else is a
// failure of the test.
import type { TypedDocumentString } from '../gql/graphql';

/** An answer as it travels, with the fields of its fragments in place. */
export type Wire<Type> = Type extends readonly (infer Item)[]
  ? Wire<Item>[]
  : Type extends object
    ? { [Key in keyof Type as Key extends Mark ? never : Key]: Wire<Type[Key]> } & Fragments<Type>
    : Type;

type Mark = ' $fragmentRefs' | ' $fragmentName';
type Fragments<Type> = Type extends { ' $fragmentRefs'?: infer Refs }
  ? Every<{ [Name in keyof Refs]: Wire<Refs[Name]> }[keyof Refs]>
  : unknown;
type Every<Union> = (Union extends unknown ? (each: Union) => void : never) extends (
  all: infer All,
) => void
  ? All
  : never;

export interface Refusal {
  errors: { message: string; extensions?: { code: string; requestId?: string } }[];
}

type Reply = (variables: never) => unknown;

const replies = new Map<string, Reply>();
let strays: string[] = [];

/** From now on, `document` is answered with what `reply` returns; a `Response` goes out as it is. */
export function answer<Data, Variables>(
  document: TypedDocumentString<Data, Variables>,
  reply: (variables: Variables) => Wire<Data> | Refusal | Response | Promise<Wire<Data>>,
) {
  replies.set(operationOf(document.toString()), reply);
}

export function refuse(code: string, message = 'no', requestId?: string): Refusal {
  return { errors: [{ message, extensions: { code, ...(requestId ? { requestId } : {}) } }] };
}

export function forgetAnswers() {
  replies.clear();
  strays = [];
}

export function unexpected(): readonly string[] {
  return strays;
}

export async function answeringFetch(
  url: string,
  init: { method: string; body: string | FormData },
): Promise<Response> {
  const text = typeof init.body === 'string' ? init.body : (init.body.get('operations') as string);
  const body = JSON.parse(text) as { query: string; variables: never };
  const operation = operationOf(body.query);
  const reply = replies.get(operation);
  if (url !== '/graphql' || init.method !== 'POST' || !reply) {
    strays.push(`${init.method} ${url} ${operation}`);
    throw new TypeError(`nothing answers ${operation}`);
  }
  const result = await reply(body.variables);
  if (result instanceof Response) return result;
  const refused = typeof result === 'object' && result !== null && 'errors' in result;
  return Response.json(refused ? result : { data: result });
}

function operationOf(query: string): string {
  const name = /\b(?:query|mutation)\s+(\w+)/.exec(query)?.[1];
  if (!name) throw new Error(`an operation without a name: ${query}`);
  return name;
}
