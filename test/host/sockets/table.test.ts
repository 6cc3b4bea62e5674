// The transport inside the editor, over each way that it may take there, into each fault: its verdict against the server's bytes.
import assert from 'node:assert/strict';
import { proxyFor } from '../../../src/editor/proxy';
import { faults } from '../../faults/faults';
import type { TestProxy } from '../../faults/proxy';
import { faultRow, keepRows, proxyFaults, proxyRow, type Row, type Way } from '../../faults/table';
import { test } from '../harness/suite';
import { withSetting } from '../reelwright';
import { ways, withEnvironmentProxy, withHttpProxy } from './ways';

function holds(rows: readonly Row[]): void {
  keepRows(rows);
  assert.deepEqual(
    rows.filter(({ problems }) => problems.length > 0),
    [],
  );
}

async function allFaults(way: Way): Promise<Row[]> {
  const rows: Row[] = [];
  for (const named of faults) if (way.secure || named.onlyTls !== true) rows.push(await faultRow(way, named));
  return rows;
}

async function allRefusals(way: Way, proxy: TestProxy): Promise<Row[]> {
  const rows: Row[] = [];
  for (const named of proxyFaults) rows.push(await proxyRow(way, proxy, named));
  return rows;
}

for (const way of [ways.direct, ways.editor, ways.both, ways.plain]) {
  test(`${way.name}: what is said to be sent is what arrived`, async () => holds(await allFaults(way)), 60);
}

test('through the proxy of the environment: what is said to be sent is what arrived, and nothing goes around it', async () => {
  await withEnvironmentProxy(async proxy => {
    const way = ways.environment(proxy);
    assert.equal(proxyFor('https://127.0.0.2:8443'), true);
    holds([...(await allFaults(way)), ...(await allRefusals(way, proxy))]);
  });
}, 60);

test('through http.proxy: what is said to be sent is what arrived, and nothing goes around it', async () => {
  await withHttpProxy(async proxy => {
    const way = ways.setting(proxy);
    assert.equal(proxyFor('https://127.0.0.2:8443'), true);
    holds([...(await allFaults(way)), ...(await allRefusals(way, proxy))]);
  });
}, 60);

test('http.proxyStrictSSL makes no untrusted server trusted', async () => {
  const untrusted = faults.filter(({ stranger }) => stranger === true);
  assert.equal(untrusted.length, 1);
  await withSetting('http.proxyStrictSSL', false, () =>
    withHttpProxy(async proxy => {
      for (const named of untrusted)
        for (const way of [ways.setting(proxy), ways.both]) assert.deepEqual((await faultRow(way, named)).problems, []);
    }),
  );
});
