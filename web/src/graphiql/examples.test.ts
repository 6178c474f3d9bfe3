import { existsSync, readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from './examples';

const SCHEMA = '../schema.graphql';

describe('the examples in GraphiQL', () => {
  it('are named, and the first works without variables', () => {
    for (const { query } of EXAMPLES) {
      const [operation] = parse(query).definitions;
      expect(operation).toMatchObject({ kind: 'OperationDefinition', name: { kind: 'Name' } });
    }
    expect(EXAMPLES[0]?.query).not.toContain('$');
  });

  it.skipIf(!existsSync(SCHEMA))('fit the schema', () => {
    const schema = buildSchema(readFileSync(SCHEMA, 'utf8'));
    const mistakes = EXAMPLES.flatMap(({ query }) => validate(schema, parse(query)));
    expect(mistakes.map(({ message }) => message)).toEqual([]);
  });
});
