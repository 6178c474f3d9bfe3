// Writes src/gql/ from ../schema.graphql and the graphql(`…`) calls of src/.
//
// It drives the client preset of GraphQL Code Generator directly: the generator's command line needs a
// newer Node than the rest of the page and brings loaders for remote schemas, which are not wanted here.
//
//   node codegen.mjs           write
//   node codegen.mjs --check   write nothing, exit 1 when src/gql/ is not current
//   SCHEMA=file …              read another schema
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { preset } from '@graphql-codegen/client-preset';
import { codegen } from '@graphql-codegen/core';
import { buildASTSchema, concatAST, parse, validate } from 'graphql';
import prettier from 'prettier';
import ts from 'typescript';

process.chdir(dirname(fileURLToPath(import.meta.url)));

const check = process.argv.includes('--check');
const schemaFile = process.env.SCHEMA ?? '../schema.graphql';
const target = 'src/gql/';

if (check && !existsSync(schemaFile)) {
  console.log(`codegen: ${schemaFile} does not exist, so nothing was checked`);
  process.exit(0);
}

const schema = parse(readFileSync(schemaFile, 'utf8'));
const schemaAst = buildASTSchema(schema);
const documents = sources('src').flatMap(documentsOf);

const mistakes = validate(schemaAst, concatAST(documents.map(({ document }) => document)));
if (mistakes.length > 0) {
  for (const mistake of mistakes) console.error(`codegen: ${mistake.message}`);
  process.exit(1);
}

const sections = await preset.buildGeneratesSection({
  baseOutputDir: target,
  schema,
  schemaAst,
  documents,
  plugins: [],
  pluginMap: {},
  presetConfig: { fragmentMasking: { unmaskFunctionName: 'readFragment' } },
  config: {
    documentMode: 'string',
    enumType: 'string-literal',
    useTypeImports: true,
    emitLegacyCommonJSImports: false,
    importExtension: '',
    defaultScalarType: 'unknown',
    scalars: {
      CountryCode: 'string',
      CurrencyCode: 'string',
      Date: 'string',
      DateTime: 'string',
      Decimal: 'string',
      UUID: 'string',
      URL: 'string',
      Upload: 'File',
    },
  },
});

const style = await prettier.resolveConfig('src/main.tsx');
const files = new Map();
for (const section of sections) {
  const text = await codegen(section);
  files.set(section.filename, await prettier.format(text, { ...style, parser: 'typescript' }));
}

if (check) {
  const stale = [...files].filter(([name, text]) => read(name) !== text).map(([name]) => name);
  for (const name of stale) console.error(`codegen: ${name} is not current; run: npm run codegen`);
  process.exit(stale.length > 0 ? 1 : 0);
}
rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });
for (const [name, text] of files) writeFileSync(name, text);
console.log(`codegen: ${documents.length} documents, ${files.size} files in ${target}`);

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return entry.name === 'gql' ? [] : sources(path);
      return /(?<!\.test)\.tsx?$/.test(entry.name) ? [path] : [];
    });
}

function documentsOf(location) {
  const file = ts.createSourceFile(
    location,
    readFileSync(location, 'utf8'),
    ts.ScriptTarget.Latest,
    true,
  );
  const found = [];
  const visit = (node) => {
    if (ts.isCallExpression(node) && node.expression.getText() === 'graphql') {
      const [argument] = node.arguments;
      if (!argument || !ts.isNoSubstitutionTemplateLiteral(argument)) {
        throw new Error(`${location}: graphql() takes one template literal without substitutions`);
      }
      found.push({ location, document: parse(argument.text), rawSDL: argument.text });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function read(name) {
  try {
    return readFileSync(name, 'utf8');
  } catch {
    return undefined;
  }
}
