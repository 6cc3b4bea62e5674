// The box that a key is typed into names an origin, and the key goes to that one and no other, whatever changes while the box is open.

import { beforeEach, expect, test, vi } from 'vitest';
import { allServices } from '../../../src/core/services/catalog';
import type { Service } from '../../../src/core/service';
import type { App } from '../../../src/editor/app';
import { fakeVscode, resetWorld, world } from './fake-editor';
import { ledger } from './fake-engine';

vi.mock('vscode', () => fakeVscode);
const { KeyEntry } = await import('../../../src/editor/commands/keyEntry');

const key = 'sd_canary_of_the_box_17';
const usvideo = allServices.find(({ id }) => id === 'usvideo') as Service;
const setting = 'services.usvideo.baseUrl';

beforeEach(() => {
  resetWorld();
  world.settings[`default ${setting}`] = usvideo.defaultBaseUrl;
});

/** A box that stays open, with the person's side of it in our hand. */
function open() {
  const on: Record<string, (value?: unknown) => void> = {};
  const heard = (name: string) => (listener: (value?: unknown) => void) => {
    on[name] = listener;
    return { dispose: () => undefined };
  };
  const box = {
    value: key,
    validationMessage: undefined as { message: string } | undefined,
    buttons: [] as unknown[],
    onDidAccept: heard('accept'),
    onDidHide: heard('hide'),
    onDidChangeValue: heard('change'),
    onDidTriggerButton: heard('button'),
    show: () => undefined,
    hide: () => on['hide']?.(),
    dispose: () => undefined,
  };
  vi.spyOn(fakeVscode.window, 'createInputBox').mockReturnValue(box as never);
  const [kept, tried]: [string[], string[]] = [[], []];
  let answers: (() => void) | undefined;
  const engine = {
    ...ledger().engine,
    testConnection: async (_service: string, candidate: string) => {
      tried.push(candidate);
      await new Promise<void>(resolve => (answers = resolve));
      return { ok: false, reached: true, text: 'Refused.' };
    },
  };
  const keys = { remember: () => undefined, set: async (_service: string, given: string) => void kept.push(given) };
  const app = { engine: async () => engine, keys, log: { error: () => undefined } } as unknown as App;
  void new KeyEntry(app, usvideo, new URL(usvideo.defaultBaseUrl).origin).ask();
  const turn = () => new Promise(resolve => setImmediate(resolve));
  return { box, on, kept, tried, turn, answer: () => answers?.() };
}

test('it is tried at the origin that the box names, and kept for it', async () => {
  const { box, on, kept, tried, turn, answer } = open();
  on['accept']?.();
  await turn();
  expect(tried).toEqual([key]);
  answer();
  await turn();
  on['button']?.(box.buttons[0]);
  await turn();
  expect(kept).toEqual([key]);
});

test('after the base URL was changed it is neither tried nor kept, and the box says why', async () => {
  const { box, on, kept, tried, turn, answer } = open();
  on['accept']?.();
  await turn();
  answer();
  await turn();
  world.settings[setting] = 'https://elsewhere.example/v1';
  on['accept']?.();
  on['button']?.(box.buttons[0]);
  await turn();
  expect([tried, kept]).toEqual([[key], []]);
  expect(box.validationMessage?.message).toContain('base URL in the settings has changed');
});

test('another path at the same origin is no other origin', async () => {
  const { on, tried, turn } = open();
  world.settings[setting] = `${new URL(usvideo.defaultBaseUrl).origin}/v2`;
  on['accept']?.();
  await turn();
  expect(tried).toEqual([key]);
});
