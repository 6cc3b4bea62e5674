// Builds and packages the extension, and unpacks a package the way an editor would.
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { withLock } from './lock.mjs';
import { cloneId, root } from './paths.mjs';
import { runOrThrow } from './processes.mjs';

/**
 * Builds dist/ and packages it.
 * @returns {Promise<{ vsix: string, output: string }>} the package, and what the packager said
 */
export async function buildAndPackage() {
  await runOrThrow(process.execPath, [join(root, 'scripts/build.mjs')], { cwd: root });
  return withLock(`build-${cloneId}`, async () => {
    const { version } = JSON.parse(await readFile(join(root, 'package.json'), 'utf8'));
    const vsix = join(root, `reelwright-${version}.vsix`);
    const output = await packageFolder(root, vsix);
    return { vsix, output };
  });
}

/**
 * Packages an extension as it lies in its folder.
 * @param {string} folder
 * @param {string} vsix the file to write
 * @returns {Promise<string>} what the packager said
 */
export async function packageFolder(folder, vsix) {
  const vsce = join(root, 'node_modules/@vscode/vsce/vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--allow-missing-repository',
    '--no-rewrite-relative-links',
    '--out',
    vsix,
  ];
  if (!existsSync(join(folder, 'LICENSE'))) args.push('--skip-license');
  return runOrThrow(process.execPath, [vsce, ...args], { cwd: folder });
}

/**
 * The files of a ZIP archive (a VSIX is one): stored or deflated, sizes in its directory.
 * @param {string} path
 * @returns {Promise<{ name: string, content: Buffer, packedBytes: number }[]>}
 */
export async function readZip(path) {
  const zip = await readFile(path);
  const end = zip.lastIndexOf(Buffer.from('PK\x05\x06'));
  if (end < 0) throw new Error(`${path} is not a ZIP archive.`);
  const files = [];
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packedBytes] = [zip.readUInt16LE(at + 10), zip.readUInt32LE(at + 20)];
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map(offset => zip.readUInt16LE(at + offset));
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength);
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const packed = zip.subarray(start, start + packedBytes);
    if (!name.endsWith('/')) files.push({ name, content: method === 0 ? packed : inflateRawSync(packed), packedBytes });
    at += 46 + nameLength + extraLength + commentLength;
  }
  return files;
}

/**
 * Unpacks a VSIX.
 * @param {string} vsix
 * @param {string} folder emptied first
 * @returns {Promise<string>} the extension's own folder in it
 */
export async function unpack(vsix, folder) {
  await rm(folder, { recursive: true, force: true });
  for (const { name, content } of await readZip(vsix)) {
    const path = join(folder, name);
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, content);
  }
  return join(folder, 'extension');
}
