// docs/services.md is what the tests say, and no documented fact is without one.

import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { allServices } from '../../../../src/core/services/catalog';
import { unknownMarks, unproven } from './table';

const script = fileURLToPath(new URL('../../../../scripts/conformance.mjs', import.meta.url));

interface Findings {
  readonly missing: readonly string[];
  readonly unknown: readonly string[];
  readonly stale: boolean;
}

/** Collects the marked tests in a process of its own: a test cannot collect beside itself. */
async function findings(): Promise<Findings> {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('VITEST')));
  const run = promisify(execFile)(process.execPath, [script, '--check', '--json'], { env, timeout: 110_000 });
  // It ends with 1 where something is missing, which the findings tell better.
  const { stdout } = await run.catch((error: { stdout?: string }) => {
    if (error.stdout?.includes('"missing"') !== true) throw error;
    return { stdout: error.stdout };
  });
  return JSON.parse(stdout.slice(stdout.indexOf('{'))) as Findings;
}

describe('the documents of the services', () => {
  let found: Findings;
  beforeAll(async () => {
    found = await findings();
  }, 120_000);

  it('say nothing that no test shows', () => expect(found.missing).toEqual([]));
  it('are missed where a test is gone', () => {
    const name = 'vibegen, from an image: INSUFFICIENT_CREDITS';
    const test = { file: 'test/unit/a.test.ts', name: 'a' };
    const proof = { dialect: 'vibegen', fact: 'INSUFFICIENT_CREDITS' } as const;
    expect(unproven([])).toContain(name);
    expect(unproven([{ ...test, proves: [{ ...proof, kind: 'text' }] }])).toContain(name);
    expect(unproven([{ ...test, proves: [proof] }])).not.toContain(name);
    expect(unknownMarks([{ ...test, proves: [{ ...proof, fact: 'NO_SUCH_CODE' }] }])).toHaveLength(1);
  });
  it('are named rightly by every test', () => expect(found.unknown).toEqual([]));
  it('are shown by docs/services.md as the tests are now (node scripts/conformance.mjs --write)', () =>
    expect(found.stale).toBe(false));
});

describe('README.md', () => {
  const root = new URL('../../../../', import.meta.url);
  const readme = readFileSync(new URL('README.md', root), 'utf8');

  it('names every setting', () => {
    const { contributes } = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')) as {
      contributes: { configuration: readonly { properties: Readonly<Record<string, unknown>> }[] };
    };
    const settings = contributes.configuration.flatMap(({ properties }) => Object.keys(properties));
    const named = settings.map(name => name.replace(/^reelwright\.services\.[^.]+\./, 'reelwright.services.<id>.'));
    expect(named.filter(name => !readme.includes(`\`${name}\``))).toEqual([]);
  });

  it('names every service with the variable of its key', () => {
    for (const { id, key } of allServices) {
      expect(readme).toContain(`\`${id}\``);
      if (key) expect(readme).toContain(`\`${key.environmentVariable}\``);
    }
  });

  it('leads to files that are there', () => {
    const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path ?? '');
    expect(links.length).toBeGreaterThan(3);
    for (const path of links) expect(() => readFileSync(new URL(path, root)), path).not.toThrow();
  });
});
