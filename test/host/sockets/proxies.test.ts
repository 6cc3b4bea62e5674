// Where the editor itself takes a proxy, the product never goes around it; and what the editor knows of a proxy stays with it.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import https from 'node:https';
import type { Exchange } from '../../../src/core/ports';
import { proxyFor } from '../../../src/editor/proxy';
import { startProxy, type TestProxy } from '../../faults/proxy';
import { answer, startFaultServer } from '../../faults/server';
import { startTripwire } from '../../faults/tripwire';
import { manualClock, submit, summary } from '../../unit/net/world';
import { test } from '../harness/suite';
import { withSetting } from '../reelwright';
import { ways, withEnvironmentProxy, withHttpProxy } from './ways';

/** Where a plain request of the editor's own to 127.0.0.2 goes. The address is never localhost, which editors spare every proxy. */
async function asEditorGoes(port: number, proxy: TestProxy): Promise<'proxy' | 'directly'> {
  proxy.become('cut');
  const tripwire = await startTripwire('127.0.0.2', port);
  const request = https.get({ hostname: '127.0.0.2', port, path: '/' });
  await once(request, 'error');
  await tripwire.close();
  return proxy.targets.length > 0 ? 'proxy' : 'directly';
}

interface Case {
  readonly settings: Readonly<Record<string, unknown>>;
  readonly goes: 'proxy' | 'directly';
}

const port = 18_443;
const cases: readonly Case[] = [
  { settings: {}, goes: 'proxy' },
  { settings: { 'http.noProxy': ['127.0.0.2'] }, goes: 'directly' },
  { settings: { 'http.noProxy': [' 127.0.0.2 ', 'elsewhere.example'] }, goes: 'directly' },
  { settings: { 'http.noProxy': ['127.0.0.3'] }, goes: 'proxy' },
  { settings: { 'http.noProxy': [`127.0.0.2:${port}`] }, goes: 'directly' },
  { settings: { 'http.noProxy': ['127.0.0.2:1'] }, goes: 'proxy' },
  { settings: { 'http.noProxy': ['.0.0.2'] }, goes: 'directly' },
  { settings: { 'http.noProxy': ['*.0.0.2'] }, goes: 'proxy' },
  { settings: { 'http.noProxy': ['*'] }, goes: 'directly' },
  { settings: { 'http.proxySupport': 'off' }, goes: 'directly' },
  { settings: { 'http.proxySupport': 'on' }, goes: 'proxy' },
  { settings: { 'http.proxySupport': 'fallback' }, goes: 'proxy' },
];

async function withSettings<T>(settings: Readonly<Record<string, unknown>>, work: () => Promise<T>): Promise<T> {
  const [first, ...rest] = Object.entries(settings);
  return first === undefined ? work() : withSetting(...first, () => withSettings(Object.fromEntries(rest), work));
}

async function sameAsEditor(proxy: TestProxy): Promise<void> {
  for (const { settings, goes } of cases) {
    await withSettings(settings, async () => {
      const name = JSON.stringify(settings);
      assert.equal(await asEditorGoes(port, proxy), goes, name);
      assert.equal(proxyFor(`https://127.0.0.2:${port}`), goes === 'proxy', name);
    });
  }
}

test(
  'with http.proxy, a request takes the proxy exactly where the editor would',
  () => withHttpProxy(sameAsEditor),
  60,
);

test(
  'with a proxy in the environment, a request takes it exactly where the editor would',
  () => withEnvironmentProxy(sameAsEditor),
  60,
);

test('http.proxy goes before the environment', async () => {
  await withEnvironmentProxy(async passedOver => {
    await withHttpProxy(async proxy => {
      assert.equal(await asEditorGoes(port, proxy), 'proxy');
      assert.deepEqual(passedOver.targets, []);
    });
  });
});

test('the name and password of a proxy are told to nobody', async () => {
  const server = await startFaultServer({ onRequest: peer => peer.end(answer('200 OK', '{}')) });
  const proxy = await startProxy('tunnel');
  const send = (): Promise<Exchange> =>
    ways
      .setting(proxy)
      .net(manualClock())
      .exchange(submit(`https://127.0.0.2:${server.port}/v1`));
  try {
    await withSetting('http.proxy', `http://canary-name:canary-word@127.0.0.1:${proxy.port}`, async () => {
      assert.equal(summary(await send()), 'answer 200, sent');
      assert.doesNotMatch(server.visits[0]?.head ?? '', /canary|proxy-authorization/i);
      proxy.become('cut');
      const cut = await send();
      assert.equal(summary(cut), 'failure unreachable, not sent');
      assert.doesNotMatch(JSON.stringify(cut), /canary/);
    });
  } finally {
    await proxy.close();
    await server.close();
  }
});
