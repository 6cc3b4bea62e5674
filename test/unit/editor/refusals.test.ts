// The codes of refusals: other extensions rely on them, so what is thrown is what is written down, and nothing else.

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');
const codesIn = (text: string) => [...text.matchAll(/['`]([a-z]+-[a-z-]+)['`]/g)].map(([, code]) => code ?? '');

/** The union that the compiler holds every refusal against. */
const known = codesIn(/type RefusalCode =([^;]+);/.exec(read('src/core/engine.ts'))?.[1] ?? '');

test('each of them is thrown somewhere', () => {
  const source = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' }).filter(name =>
    name.endsWith('.ts'),
  );
  const thrown = source.flatMap(name => [
    ...read(join('src', name)).matchAll(/new (?:Request|Remedied)Error\(\s*'([a-z-]+)'/g),
  ]);
  expect(known.length).toBeGreaterThan(5);
  expect(new Set(thrown.map(([, code]) => code))).toEqual(new Set(known));
});

test('those that another extension can meet are explained to it, in the types and in the README', () => {
  const met = known.filter(code => code !== 'in-doubt');
  const types = /interface RequestError[^]*?readonly code/.exec(read('src/api.ts'))?.[0] ?? '';
  const table = /\| `code`[^]*?\n\n/.exec(read('README.md'))?.[0] ?? '';
  for (const text of [types, table]) expect(codesIn(text).toSorted()).toEqual(met.toSorted());
});
