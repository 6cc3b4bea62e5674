// Lays sharp out under dist/node_modules so that a package can only ever load its WebAssembly build, never a native one.
import { cp, mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { build } from 'esbuild';
import { root } from './paths.mjs';

/** What stands in for the parts of sharp that look for native binaries. The path is absolute: no parent folder is searched. */
const replacements = {
  'sharp.mjs': `
    import { createRequire } from 'node:module';
    import { fileURLToPath } from 'node:url';
    export default createRequire(import.meta.url)(fileURLToPath(new URL('../@img/sharp-wasm32/index.cjs', import.meta.url)));`,
  'libvips.mjs': `export default { runtimePlatformArch: () => 'wasm32' };`,
  'detect-libc': `export default { familySync: () => null };`,
};

/** Swaps the files above into sharp's own sources while they are bundled. */
const wasmOnly = {
  name: 'sharp-wasm-only',
  setup(builder) {
    builder.onResolve({ filter: /^(\.\/(sharp|libvips)\.mjs|detect-libc)$/ }, ({ path }) => ({
      path: basename(path),
      namespace: 'wasm-only',
    }));
    builder.onLoad({ filter: /.*/, namespace: 'wasm-only' }, ({ path }) => ({ contents: replacements[path] }));
    builder.onLoad({ filter: /utility\.mjs$/ }, async ({ path }) => ({
      contents: pruneVersions(await readFile(path, 'utf8')),
    }));
  },
};

/** Leaves of sharp's three places for version numbers only the one that the package has. */
function pruneVersions(text) {
  const native =
    /try \{\s*versions = require\(`@img\/sharp-\$\{runtimePlatform\}\/versions`\);[\s\S]*?\} catch \(_\) \{\}\s*\}/;
  const wasm = "require('@img/sharp-wasm32/versions')";
  if (!native.test(text) || !text.includes(wasm))
    throw new Error('sharp has changed where it reads its version numbers');
  return text.replace(native, '').replace(wasm, "require('../@img/sharp-wasm32/versions.json')");
}

/**
 * Writes `sharp`, `@img/sharp-wasm32` and `@emnapi/runtime` into a node_modules folder, with nothing that is not needed at run time.
 * @param {string} target the node_modules folder to fill
 */
export async function layOutSharp(target) {
  await bundleSharp(join(target, 'sharp'));
  await copyWasm(join(target, '@img', 'sharp-wasm32'));
  await copyRuntime(join(target, '@emnapi', 'runtime'));
}

async function bundleSharp(folder) {
  const source = await manifest('sharp');
  await build({
    entryPoints: [join(root, 'node_modules/sharp/dist/index.mjs')],
    outfile: join(folder, 'index.mjs'),
    bundle: true,
    minify: true,
    format: 'esm',
    platform: 'node',
    target: 'node22',
    legalComments: 'none',
    logLevel: 'warning',
    plugins: [wasmOnly],
    banner: {
      js: `// sharp ${source.version}, ${source.license}, bundled without its loader of native binaries.\nimport{createRequire as requireOf}from'node:module';const require=requireOf(import.meta.url);`,
    },
  });
  await writeManifest(folder, source, { type: 'module', exports: './index.mjs' });
  await cp(join(root, 'node_modules/sharp/LICENSE'), join(folder, 'LICENSE'));
}

async function copyWasm(folder) {
  const from = join(root, 'node_modules/@img/sharp-wasm32');
  await mkdir(folder, { recursive: true });
  for (const name of ['index.cjs', 'lib', 'versions.json', 'LICENSE'])
    await cp(join(from, name), join(folder, name), { recursive: true });
  await writeManifest(folder, await manifest('@img/sharp-wasm32'), { type: 'commonjs', main: './index.cjs' });
}

async function copyRuntime(folder) {
  const from = join(root, 'node_modules/@emnapi/runtime');
  await mkdir(folder, { recursive: true });
  await cp(join(from, 'dist/emnapi.cjs.min.js'), join(folder, 'index.js'));
  await cp(join(from, 'LICENSE'), join(folder, 'LICENSE'));
  await writeManifest(folder, await manifest('@emnapi/runtime'), { type: 'commonjs', main: './index.js' });
}

async function manifest(name) {
  return JSON.parse(await readFile(join(root, 'node_modules', name, 'package.json'), 'utf8'));
}

async function writeManifest(folder, { name, version, license }, entry) {
  await writeFile(join(folder, 'package.json'), `${JSON.stringify({ name, version, license, ...entry })}\n`);
}
