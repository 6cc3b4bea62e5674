// An extension for the tests alone: it does in its window what they ask for, through what Reelwright exports.

import { createConnection } from 'node:net';
import type { Socket } from 'node:net';
import { createInterface } from 'node:readline';
import * as vscode from 'vscode';
import type { Job, ReelwrightApi } from '../../src/api';
import type { Hello, Order, Reply, SeenJob } from './harness/words';

export function activate(): void {
  const port = Number(process.env['REELWRIGHT_DESK']);
  const socket = createConnection({ host: '127.0.0.1', port });
  socket.on('error', () => undefined);
  const hello: Hello = {
    pid: process.pid,
    editor: process.env['REELWRIGHT_DESK_NAME'] ?? '',
    version: vscode.version,
  };
  say(socket, hello);
  createInterface({ input: socket }).on('line', line => {
    const { number, order } = JSON.parse(line) as { number: number; order: Order };
    void obey(order).then(
      value => say(socket, { number, value } satisfies Reply),
      (error: unknown) => say(socket, { number, error: errorOf(error) } satisfies Reply),
    );
  });
}

function say(socket: Socket, words: Hello | Reply): void {
  socket.write(`${JSON.stringify(words)}\n`);
}

function errorOf(error: unknown): { code?: string; message: string } {
  if (!(error instanceof Error)) return { message: String(error) };
  const { code } = error as { code?: unknown };
  return { message: error.message, ...(typeof code === 'string' && { code }) };
}

async function obey(order: Order): Promise<unknown> {
  if (order.kind === 'command') return vscode.commands.executeCommand(order.command, order.argument);
  if (order.kind === 'setting') {
    return vscode.workspace.getConfiguration().update(order.name, order.value, vscode.ConfigurationTarget.Global);
  }
  const extension = vscode.extensions.getExtension<ReelwrightApi>('reelwright.reelwright');
  if (!extension) throw new Error('Reelwright is not installed.');
  const api = await extension.activate();
  if (order.kind === 'jobs') return (await api.jobs()).map(seen);
  const queued = await Promise.all(order.requests.map(request => api.generate(request)));
  return queued.flat().map(seen);
}

function seen({ id, prompt, state, remoteId, error }: Job): SeenJob {
  return {
    id,
    prompt,
    state,
    ...(remoteId !== undefined && { remoteId }),
    ...(error !== undefined && { error: `${error.code}: ${error.message}` }),
  };
}
