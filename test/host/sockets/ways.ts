// The ways that a request may take inside the editor: chosen by the product's own rules, with the editor's own settings and environment.
import { writeFileSync } from 'node:fs';
import * as vscode from 'vscode';
import type { Clock } from '../../../src/core/ports';
import { createNet, type NetDeps } from '../../../src/core/net/transport';
import { proxyFor } from '../../../src/editor/proxy';
import { startProxy, type TestProxy } from '../../faults/proxy';
import type { Way } from '../../faults/table';
import { memoryLog, noOtherRoute } from '../../unit/net/world';
import { withSetting } from '../reelwright';

function way(name: string, rest: Omit<Way, 'name' | 'net'>, deps: Partial<NetDeps> = {}): Way {
  const net = (clock: Clock) => createNet({ clock, log: memoryLog(), proxyFor, ...deps });
  return { name: `VS Code ${vscode.version}: ${name}`, net, ...rest };
}

export const ways = {
  direct: way('direct', { host: 'localhost', secure: true }, { sendHttps: noOtherRoute }),
  editor: way('editor', { host: 'localhost', secure: true }, { proxyFor: () => true }),
  both: way('direct, then editor', { host: 'localhost', secure: true }),
  plain: way('plain http', { host: '127.0.0.1', secure: false }),
  environment: (proxy: TestProxy) => way('https_proxy', { host: '127.0.0.2', secure: true, proxy }),
  setting: (proxy: TestProxy) => way('http.proxy', { host: '127.0.0.2', secure: true, proxy }),
};

/** Runs `work` while the proxy that the editor found in its environment is this one. */
export async function withEnvironmentProxy<T>(work: (proxy: TestProxy) => Promise<T>): Promise<T> {
  const file = process.env['REELWRIGHT_HOST_RELAY'];
  if (!file) throw new Error('REELWRIGHT_HOST_RELAY does not name the file that the relay reads.');
  const proxy = await startProxy('tunnel');
  writeFileSync(file, String(proxy.port));
  try {
    return await work(proxy);
  } finally {
    writeFileSync(file, '');
    await proxy.close();
  }
}

/** Runs `work` while `http.proxy` names this proxy. */
export async function withHttpProxy<T>(work: (proxy: TestProxy) => Promise<T>): Promise<T> {
  const proxy = await startProxy('tunnel');
  try {
    return await withSetting('http.proxy', `http://127.0.0.1:${proxy.port}`, () => work(proxy));
  } finally {
    await proxy.close();
  }
}
