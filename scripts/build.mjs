// Builds dist/: the extension host's chunks and workers, the web views' scripts, and sharp as WebAssembly. Options: --watch, --sizes.
import { cp, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import * as esbuild from 'esbuild';
import { hostOptions } from './lib/host-bundle.mjs';
import { withLock } from './lib/lock.mjs';
import { cloneId, root } from './lib/paths.mjs';
import { layOutSharp } from './lib/sharp-wasm.mjs';

const { values: options } = parseArgs({ options: { watch: { type: 'boolean' }, sizes: { type: 'boolean' } } });
const dist = join(root, 'dist');
const webviews = ['create', 'preview'];

const common = {
  absWorkingDir: root,
  bundle: true,
  minify: !options.watch,
  sourcemap: options.watch ? 'linked' : false,
  legalComments: 'none',
  metafile: true,
  logLevel: 'warning',
};

function webviewOptions(out) {
  return {
    ...common,
    entryPoints: webviews.map(name => ({ in: `webview-ui/${name}/main.ts`, out: name })),
    outdir: join(out, 'webview'),
    format: 'esm',
    platform: 'browser',
    target: 'es2022',
    define: { 'process.env.NODE_ENV': '"production"' },
  };
}

/** The icon font that the web views' elements draw with. */
async function copyCodicons(out) {
  await mkdir(join(out, 'webview'), { recursive: true });
  for (const name of ['codicon.css', 'codicon.ttf']) {
    await cp(join(root, 'node_modules/@vscode/codicons/dist', name), join(out, 'webview', name));
  }
}

async function buildInto(out) {
  await rm(out, { recursive: true, force: true });
  const [host, views] = await Promise.all([
    esbuild.build({ ...common, ...(await hostOptions(out)) }),
    esbuild.build(webviewOptions(out)),
  ]);
  await layOutSharp(join(out, 'node_modules'));
  await copyCodicons(out);
  return { host: host.metafile, views: views.metafile };
}

/** Builds beside dist and swaps the folders, so that whoever reads dist meanwhile sees the old build or the new one whole. */
async function buildOnce() {
  const next = join(root, `.dist-next`);
  const old = join(root, `.dist-old`);
  const metafiles = await buildInto(next);
  await rm(old, { recursive: true, force: true });
  if (existsSync(dist)) await rename(dist, old);
  await rename(next, dist);
  await rm(old, { recursive: true, force: true });
  return metafiles;
}

async function watch() {
  await buildInto(dist);
  for (const settings of [{ ...common, ...(await hostOptions(dist)) }, webviewOptions(dist)]) {
    const context = await esbuild.context({ ...settings, logLevel: 'info' });
    await context.watch();
  }
}

/** Keeps what esbuild says of the scripts: the package's check reads it, and so does whoever asks where the bytes come from. */
async function keep(metafiles) {
  await mkdir(join(root, '.build'), { recursive: true });
  for (const [name, metafile] of Object.entries(metafiles)) {
    await writeFile(
      join(root, '.build', `${name}.meta.json`),
      JSON.stringify(metafile).replaceAll('.dist-next/', 'dist/'),
    );
  }
}

/** Prints each script's size and what its biggest parts are. */
function report(metafiles) {
  for (const metafile of Object.values(metafiles)) {
    for (const [path, output] of Object.entries(metafile.outputs).sort(([, a], [, b]) => b.bytes - a.bytes)) {
      const parts = Object.entries(partsOf(output)).sort(([, a], [, b]) => b - a);
      const biggest = parts.slice(0, 4).map(([part, bytes]) => `${part} ${kB(bytes)}`);
      process.stdout.write(
        `${kB(output.bytes).padStart(9)}  ${path.replace('.dist-next/', 'dist/')}  (${biggest.join(', ')})\n`,
      );
    }
  }
}

/** The bytes that each package, or the product's own code by folder, puts into one output file. */
function partsOf(output) {
  const parts = {};
  for (const [path, { bytesInOutput }] of Object.entries(output.inputs)) {
    const name = /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? path.split('/').slice(0, 3).join('/');
    parts[name] = (parts[name] ?? 0) + bytesInOutput;
  }
  return parts;
}

function kB(bytes) {
  return `${(bytes / 1000).toFixed(1)} kB`;
}

if (options.watch) {
  await watch();
} else {
  const metafiles = await withLock(`build-${cloneId}`, buildOnce);
  await keep(metafiles);
  if (options.sizes) report(metafiles);
}
