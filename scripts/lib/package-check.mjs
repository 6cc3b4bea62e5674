// Checks the package as a person gets it: unpacked outside the repository, its files, their sizes, and that its sharp loads as WebAssembly.
import { mkdtemp, readdir, readFile, rm, stat } from 'node:fs/promises';
import { isBuiltin } from 'node:module';
import { tmpdir } from 'node:os';
import { join, sep } from 'node:path';
import { readZip, unpack } from './package.mjs';
import { root } from './paths.mjs';
import { run } from './processes.mjs';
import { say } from './say.mjs';

/** The largest that the parts may be, in bytes. */
const limits = { vsix: 6_000_000, entry: 40_000, host: 1_200_000, webview: 220_000 };

/**
 * Runs every check on a package and says which fail.
 * @param {{ vsix: string, output: string }} packaged
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function checkPackage({ vsix, output }) {
  const folder = await mkdtemp(join(tmpdir(), 'rw-'));
  try {
    const extension = await unpack(vsix, folder);
    const names = await filesOf(extension);
    const checks = {
      'the packager has nothing to warn about': () => packagerIsContent(output),
      'the files are those that test/package-files.txt expects': () => filesAreExpected(names),
      'all that the README and the changelog show or link to is packed': () => linksArePacked(extension, names),
      'no source map, type file or test is packed': () => nothingForDevelopers(names),
      [`the package has at most ${limits.vsix} bytes`]: async () =>
        atMost('the package', (await stat(vsix)).size, limits.vsix),
      'the scripts keep to their sizes': () => scriptsAreSmall(names),
      'no script looks for packages that are not packed': importsArePacked,
      'sharp loads from the package alone, as WebAssembly': () => sharpIsWebAssembly(extension),
      'the archive holds each file once': async () => namesAreUnique((await readZip(vsix)).map(({ name }) => name)),
    };
    return await runChecks(checks);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function runChecks(checks) {
  let failed = 0;
  for (const [name, check] of Object.entries(checks)) {
    const problem = await Promise.resolve()
      .then(check)
      .catch(error => error.message);
    if (problem) say(`  ✗ ${name}\n${problem.replaceAll(/^/gm, '    ')}`);
    if (problem) failed++;
  }
  return { passed: Object.keys(checks).length - failed, failed };
}

async function filesOf(folder) {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter(entry => entry.isFile());
  return files
    .map(entry =>
      join(entry.parentPath, entry.name)
        .slice(folder.length + 1)
        .replaceAll(sep, '/'),
    )
    .sort();
}

function packagerIsContent(output) {
  return output
    .split('\n')
    .filter(line => /warn/i.test(line))
    .join('\n');
}

/** Each line of the list is a file, or a pattern in which `*` stands for a part of one name. Every line must match, and every file be matched. */
async function filesAreExpected(names) {
  const lines = (await readFile(join(root, 'test/package-files.txt'), 'utf8')).split('\n').map(line => line.trim());
  const patterns = lines.filter(line => line && !line.startsWith('#')).map(line => [line, patternOf(line)]);
  const unexpected = names.filter(name => !patterns.some(([, pattern]) => pattern.test(name)));
  const missing = patterns.filter(([, pattern]) => !names.some(name => pattern.test(name)));
  return [...unexpected.map(name => `not expected: ${name}`), ...missing.map(([line]) => `missing: ${line}`)].join(
    '\n',
  );
}

function patternOf(line) {
  const escaped = line.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&').replaceAll('*', '[^/]*');
  return new RegExp(`^${escaped}$`);
}

/** A person who reads them in the editor has the package and nothing else. */
async function linksArePacked(extension, names) {
  const packed = new Set(names.map(name => name.toLowerCase()));
  const problems = [];
  for (const name of ['readme.md', 'changelog.md']) {
    if (!names.includes(name)) problems.push(`There is no ${name}.`);
    else problems.push(...deadLinks(await readFile(join(extension, name), 'utf8'), packed));
  }
  return problems.join('\n');
}

/**
 * The relative links and pictures of a Markdown text that are not among the files.
 * @param {string} text
 * @param {ReadonlySet<string>} packed names in lower case: the packager writes README and changelog so, whatever links call them
 * @returns {string[]}
 */
function deadLinks(text, packed) {
  const links = [
    ...text.matchAll(/\]\(([^)\s]+)|^\[[^\]]+\]:\s+(\S+)|<[a-z]+\b[^>]*\s(?:src|srcset|href)="([^"]+)"/gim),
  ].map(match => match[1] ?? match[2] ?? match[3]);
  const relative = links.filter(link => !/^(?:[a-z]+:|#)/i.test(link));
  const paths = relative.map(link => link.replace(/^\.\//, '').replace(/#.*$/, ''));
  return paths
    .filter(path => !packed.has(path.toLowerCase()))
    .map(path => `not packed: ${path}; name it in .vscodeignore, or do not link to it`);
}

function nothingForDevelopers(names) {
  return names.filter(name => /\.map$|\.d\.[cm]?ts$|\.ts$|^(test|src|scripts|webview-ui)\//.test(name)).join('\n');
}

function namesAreUnique(names) {
  return names.filter((name, index) => names.indexOf(name) !== index).join('\n');
}

function atMost(what, bytes, limit) {
  return bytes <= limit ? '' : `${what} has ${bytes} bytes, ${bytes - limit} too many`;
}

/** The entry counts with what it imports at once; the encoder's WebAssembly, written out in a script, does not count. */
async function scriptsAreSmall(names) {
  const [host, views] = await Promise.all(['host', 'views'].map(metafile));
  const built = [...Object.keys(host), ...Object.keys(views)].filter(path => path.endsWith('.js'));
  const entry = importedAtOnce(host, 'dist/extension.js').reduce((sum, path) => sum + host[path].bytes, 0);
  const all = Object.values(host).reduce((sum, output) => sum + output.bytes - bytesOf('h264-mp4-encoder', output), 0);
  const problems = [
    ...built.filter(path => !names.includes(path)).map(path => `${path} was built but is not packed`),
    atMost('dist/extension.js with what it imports at once', entry, limits.entry),
    atMost('the scripts of the extension host together', all, limits.host),
    ...Object.entries(views).map(([path, { bytes }]) => atMost(path, bytes, limits.webview)),
  ];
  return problems.filter(Boolean).join('\n');
}

/** What esbuild said of each script that it wrote. */
async function metafile(name) {
  return JSON.parse(await readFile(join(root, '.build', `${name}.meta.json`), 'utf8')).outputs;
}

function importedAtOnce(outputs, path, seen = new Set()) {
  if (seen.has(path)) return [];
  seen.add(path);
  const next = outputs[path].imports.filter(({ kind, external }) => kind === 'import-statement' && !external);
  return [path, ...next.flatMap(imported => importedAtOnce(outputs, imported.path, seen))];
}

function bytesOf(packageName, { inputs }) {
  const paths = Object.keys(inputs).filter(path => path.includes(`node_modules/${packageName}/`));
  return paths.reduce((sum, path) => sum + inputs[path].bytesInOutput, 0);
}

/** Node's own modules, the editor's, and sharp, which lies under dist/node_modules: nothing else is there on another machine. */
async function importsArePacked() {
  const outputs = Object.entries({ ...(await metafile('host')), ...(await metafile('views')) });
  const left = outputs.flatMap(([path, { imports }]) =>
    imports.filter(({ external }) => external).map(imported => [path, imported.path]),
  );
  const problems = left.filter(([, name]) => !isBuiltin(name) && !['vscode', 'sharp'].includes(name));
  return problems.map(([path, name]) => `${path} imports ${name}`).join('\n');
}

/** Loads it in a Node of its own, makes a picture, and looks for native modules among what was loaded. */
async function sharpIsWebAssembly(extension) {
  const script = `
    const { default: sharp } = await import('sharp');
    const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } }).jpeg().toBuffer();
    const { width } = await sharp(picture).metadata();
    const native = process.report.getReport().sharedObjects.filter(name => /sharp|vips/.test(name));
    if (width !== 8 || native.length > 0) throw new Error('not WebAssembly: ' + native.join(', '));`;
  const { code, output } = await run(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: join(extension, 'dist'),
    timeout: 60_000,
  });
  return code === 0 ? '' : output;
}
