// probe
import { cp, mkdtemp, writeFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { test } from './harness/suite';
import { reelwright } from './reelwright';
test('probe', async () => {
  const out: string[] = [];
  const imp = new Function('u', 'return import(u)') as (u: string) => Promise<unknown>;
  void imp;
  for (let i = 0; i < 3; i++) {
    const d = await mkdtemp(join(process.env['REELWRIGHT_HOST_WORKSPACE'] ?? '', '../probe-'));
    await cp(join(reelwright().extensionPath, 'dist'), join(d, 'dist'), { recursive: true, filter: s => !s.includes('node_modules') && !s.includes('webview') });
    await writeFile(join(d, 'package.json'), '{"type":"module"}');
    await writeFile(join(d, 'one.js'), 'export const a = 1;');
    await writeFile(join(d, 'two.js'), 'import * as v from "vscode"; export const a = v;');
    let t = performance.now();
    await import(pathToFileURL(join(d, 'one.js')).href);
    out.push(`one ${(performance.now() - t).toFixed(1)}`);
    t = performance.now();
    await import(pathToFileURL(join(d, 'two.js')).href);
    out.push(`vscode ${(performance.now() - t).toFixed(1)}`);
    t = performance.now();
    await import(pathToFileURL(join(d, 'dist/extension.js')).href);
    out.push(`ext ${(performance.now() - t).toFixed(1)}`);
    void readFile;
  }
  throw new Error(out.join(', '));
});
