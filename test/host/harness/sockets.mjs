// Holds the transport's verdicts against a fault server's bytes: under the Node of each editor, and inside each editor; prints one table.
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installEditor } from '../../../scripts/lib/editors.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import { say } from '../../../scripts/lib/say.mjs';
import { startRelay } from './relay.mjs';
import { runHostTests } from './run.mjs';

/**
 * Runs the whole table.
 * @param {string} vsix the packaged extension
 * @param {(path: string, node: string, env: Record<string, string>) => Promise<{ passed: number, failed: number }>} runUnitTests
 *   runs the unit tests of that path under that Node
 * @returns {Promise<{ passed: number, failed: number }>}
 */
export async function runSocketTests(vsix, runUnitTests) {
  const folder = await mkdtemp(join(tmpdir(), 'rw-sockets-'));
  const rowsFile = join(folder, 'rows');
  await writeFile(rowsFile, '');
  const counts = { passed: 0, failed: 0 };
  const add = ({ passed, failed }) => {
    counts.passed += passed;
    counts.failed += failed;
  };
  try {
    for (const name of ['today', 'floor']) {
      const { node } = await installEditor(name);
      // Under today's Node the unit layer has run the rest of the network's tests already.
      const path = name === 'today' ? 'test/unit/net/verdicts' : 'test/unit/net';
      add(await runUnitTests(path, node, { REELWRIGHT_ROWS: rowsFile }));
    }
    // Most of their time both wait for time limits.
    const inEditors = ['today', 'floor'].map(name => runInEditor(name, vsix, folder, rowsFile));
    for (const outcome of await Promise.all(inEditors)) add(outcome);
    add(printTable(await readRows(rowsFile)));
    return counts;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The tests inside the editor, which trusts the test authority and has a proxy in its environment. */
async function runInEditor(name, vsix, folder, rowsFile) {
  const relayFile = join(folder, `relay-${name}`);
  const relay = await startRelay(relayFile);
  try {
    const proxies = {
      https_proxy: `http://127.0.0.1:${relay.port}`,
      no_proxy: '',
      NO_PROXY: '',
      all_proxy: '',
      ALL_PROXY: '',
    };
    return await runHostTests(name, vsix, {
      folder: 'sockets',
      env: {
        ...proxies,
        NODE_EXTRA_CA_CERTS: join(root, 'test/faults/certificates/authority.pem'),
        REELWRIGHT_HOST_RELAY: relayFile,
        REELWRIGHT_ROWS: rowsFile,
      },
    });
  } finally {
    relay.close();
  }
}

async function readRows(path) {
  const text = await readFile(path, 'utf8');
  return text.split('\n').flatMap(line => (line === '' ? [] : [JSON.parse(line)]));
}

/** One line per fault: the verdict where all ways agree, else each verdict with its ways. */
function printTable(rows) {
  const ways = [...new Set(rows.map(({ way }) => way))];
  const faults = Map.groupBy(rows, ({ fault }) => fault);
  for (const [index, way] of ways.entries()) say(`  ${String(index + 1).padStart(2)}  ${way}`);
  for (const [fault, all] of faults) {
    const verdicts = [...Map.groupBy(all, ({ verdict }) => verdict)];
    const told = verdicts.map(([verdict, some]) => {
      const where =
        verdicts.length === 1 ? `${some.length} ways` : some.map(({ way }) => ways.indexOf(way) + 1).join(' ');
      return `${verdict}; ${span(some.map(({ bytes }) => bytes))} bytes (${where})`;
    });
    say(`  ${fault.padEnd(46)} ${told.join(' | ')}`);
  }
  const wrong = rows.filter(({ problems }) => problems.length > 0);
  for (const { way, fault, problems } of wrong) say(`  ✗ ${way}: ${fault}: ${problems.join('; ')}`);
  say(`  ${rows.length} requests over ${ways.length} ways into ${faults.size} faults: ${wrong.length} disagreements`);
  return { passed: 0, failed: rows.length === 0 ? 1 : 0 };
}

function span(numbers) {
  const [least, most] = [Math.min(...numbers), Math.max(...numbers)];
  return least === most ? String(least) : `${least}–${most}`;
}
