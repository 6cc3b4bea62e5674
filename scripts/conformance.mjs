// Writes docs/services.md from the tests that are marked with what they prove (--write), or says what is missing or stale (--check).
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join, relative, sep } from 'node:path';
import { build } from 'esbuild';
import { format, resolveConfig } from 'prettier';
import { createVitest } from 'vitest/node';
import { root } from './lib/paths.mjs';
import { fail, say } from './lib/say.mjs';

const page = join(root, 'docs', 'services.md');

/** The test files that mark tests: those that import the marks. */
async function markingFiles() {
  const names = await readdir(join(root, 'test', 'unit'), { recursive: true });
  const files = names.filter(name => name.endsWith('.test.ts')).map(name => join(root, 'test', 'unit', name));
  const marked = await Promise.all(files.map(async file => /\/proves'/.test(await readFile(file, 'utf8'))));
  return files.filter((_, index) => marked[index]).toSorted();
}

/** Every marked test that would run, without running it. */
async function markedTests() {
  const vitest = await createVitest('test', { root, watch: false, project: ['unit'], reporters: [{}] });
  try {
    const { testModules, unhandledErrors } = await vitest.collect(await markingFiles(), { staticParse: false });
    const errors = [...unhandledErrors, ...testModules.flatMap(module => module.errors())];
    if (errors.length > 0) throw new Error(`The tests cannot be collected: ${errors[0].message}`);
    const tests = testModules.flatMap(module => [...module.children.allTests()].map(test => ({ module, test })));
    const marked = tests
      .filter(({ test }) => test.meta().proves !== undefined && test.options.mode === 'run')
      .map(({ module, test }) => ({
        file: relative(root, module.moduleId).split(sep).join('/'),
        name: test.fullName.replaceAll(' > ', ' › '),
        proves: test.meta().proves,
      }));
    // Files are collected in no certain order; within a file the tests stand in theirs.
    return marked.toSorted((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)));
  } finally {
    await vitest.close();
  }
}

/** The facts and the table are TypeScript beside the tests: bundled in memory. */
async function tableModule() {
  const entry = join(root, 'test', 'unit', 'services', 'conformance', 'table.ts');
  const result = await build({ entryPoints: [entry], bundle: true, write: false, format: 'esm', platform: 'node' });
  return import(`data:text/javascript;base64,${Buffer.from(result.outputFiles[0].contents).toString('base64')}`);
}

const mode = process.argv[2];
if (mode !== '--write' && mode !== '--check') fail('Say --write or --check.');
const [tests, { unproven, unknownMarks, servicesPage }] = await Promise.all([markedTests(), tableModule()]);
const written = await format(servicesPage(tests), { ...(await resolveConfig(page)), filepath: page });
const missing = unproven(tests);
const unknown = unknownMarks(tests);
if (mode === '--write') await writeFile(page, written);
const stale = (await readFile(page, 'utf8').catch(() => '')) !== written;
if (process.argv.includes('--json')) say(JSON.stringify({ missing, unknown, stale }));
else {
  for (const name of missing) say(`no test: ${name}`);
  for (const name of unknown) say(`proves nothing documented: ${name}`);
  if (stale) say('docs/services.md is not what the tests say: node scripts/conformance.mjs --write');
}
process.exitCode = missing.length + unknown.length > 0 || stale ? 1 : 0;
