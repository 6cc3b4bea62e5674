// Loading the direct route is nobody else's business: the host's fetch and global dispatcher stay as they were.

import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { expect, test } from 'vitest';

const entry = fileURLToPath(new URL('../../../src/core/net/direct.ts', import.meta.url));
const require = `import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);`;

const probe = `
const symbols = [1, 2].map(version => Symbol.for('undici.globalDispatcher.' + version));
const before = [globalThis.fetch, globalThis.Request, ...symbols.map(symbol => globalThis[symbol])];
const { createDirectRoute } = await import('./direct.mjs');
const clock = { now: () => 0, elapsed: () => 0, after: () => ({ dispose() {} }) };
const result = await createDirectRoute({ clock })({
  method: 'GET', url: new URL('http://127.0.0.1:1/'), headers: {}, signal: new AbortController().signal,
});
const after = [globalThis.fetch, globalThis.Request, ...symbols.map(symbol => globalThis[symbol])];
console.log(JSON.stringify({ same: before.every((value, index) => value === after[index]), result }));
`;

test('the bundled direct route works, leaves the globals alone and stays under 500 kB', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'reelwright-'));
  try {
    const outfile = join(folder, 'direct.mjs');
    const options = { bundle: true, minify: true, platform: 'node', format: 'esm', logLevel: 'silent' } as const;
    const built = await build({ entryPoints: [entry], outfile, banner: { js: require }, metafile: true, ...options });
    writeFileSync(join(folder, 'probe.mjs'), probe);
    const output = execFileSync(process.execPath, [join(folder, 'probe.mjs')], { encoding: 'utf8', timeout: 20_000 });
    expect(JSON.parse(output)).toMatchObject({
      same: true,
      result: { kind: 'failure', sent: false, failure: 'unreachable' },
    });

    const [bundle] = Object.values(built.metafile.outputs);
    expect(bundle?.bytes).toBeLessThan(500_000);
    const inputs = Object.keys(bundle?.inputs ?? {});
    expect(inputs.filter(path => /undici\/(index|lib\/global)\.js$/.test(path))).toEqual([]);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
