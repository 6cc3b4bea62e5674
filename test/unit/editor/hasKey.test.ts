// The context key that completes the walkthrough's second step: true while any service has a key, from wherever.

import { describe, expect, it, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine';

const told: unknown[][] = [];
vi.mock('vscode', () => ({
  Disposable: class {
    constructor(readonly dispose: () => void) {}
  },
  commands: { executeCommand: async (...args: unknown[]) => void told.push(args) },
}));
const { followKeys } = await import('../../../src/editor/views/services/hasKey');

function engineWith(keys: Record<string, string | undefined>) {
  const listeners = new Set<(id: string) => void>();
  const engine = {
    services: () => Object.keys(keys).map(id => ({ id })),
    serviceState: async (id: string) => ({ key: keys[id] }),
    onDidChangeServices: (listener: (id: string) => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
  } as unknown as Engine;
  const change = (id: string, key: string): void => {
    keys[id] = key;
    for (const listener of listeners) listener(id);
  };
  return { engine, change };
}

const last = () => told.at(-1);

describe('a key', () => {
  it('from the environment counts, and so does one that is set; removing the last one is told', async () => {
    const { engine, change } = engineWith({ sandbox: undefined, usvideo: 'missing', vibegen: 'environment' });
    followKeys(engine);
    await expect.poll(last).toEqual(['setContext', 'reelwright.hasKey', true]);
    change('usvideo', 'secrets');
    change('vibegen', 'missing');
    change('usvideo', 'missing');
    await expect.poll(last).toEqual(['setContext', 'reelwright.hasKey', false]);
  });

  it('is not there on a new machine', async () => {
    told.length = 0;
    const { engine } = engineWith({ sandbox: undefined, usvideo: 'missing' });
    followKeys(engine);
    await expect.poll(last).toEqual(['setContext', 'reelwright.hasKey', false]);
  });
});
