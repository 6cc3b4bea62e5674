// Removing jobs: the button that Enter presses deletes no video that is nowhere else.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import type { Job } from '../../../src/core/job';
import type { App } from '../../../src/editor/app';
import { aJob } from '../tree/jobs';

const world = {
  /** What the person presses, out of what is offered; undefined for Cancel. */
  press: (buttons: readonly string[]): string | undefined => buttons[0],
  folders: [{}] as unknown[] | undefined,
};

vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  window: {
    showWarningMessage: async (_question: string, _options: unknown, ...buttons: string[]) => world.press(buttons),
  },
  workspace: {
    get workspaceFolders() {
      return world.folders;
    },
  },
}));
const { removeAfterQuestion } = await import('../../../src/editor/commands/removeJob');

const video = { path: '/library/a.mp4', bytes: 9 };
const unsaved = (id: string) => aJob({ id, state: 'completed', video });
const saved = (id: string) => aJob({ id, state: 'completed', video, saved: ['file:///w/a.mp4'] });
const failed = (id: string) => aJob({ id, state: 'failed' });

let done: string[];
let failsToSave: string | undefined;

beforeEach(() => {
  done = [];
  failsToSave = undefined;
  world.press = buttons => buttons[0];
  world.folders = [{}];
});

async function remove(...jobs: readonly Job[]): Promise<readonly string[]> {
  const save = async ({ id }: Job): Promise<unknown> => {
    if (id === failsToSave) throw new Error('no room');
    done.push(`save ${id}`);
    return {};
  };
  const engine = { remove: async (ids: readonly string[]) => void done.push(...ids.map(id => `remove ${id}`)) };
  const app = { engine: async () => engine, output: { save, saveAs: async () => undefined } } as unknown as App;
  await removeAfterQuestion(app, jobs);
  return done;
}

describe('Enter', () => {
  it('saves the videos before their jobs are removed', async () => {
    expect(await remove(unsaved('a'), unsaved('b'))).toEqual(['save a', 'save b', 'remove a', 'remove b']);
  });

  it('removes only the others where some are saved or have no video', async () => {
    expect(await remove(unsaved('a'), saved('b'), failed('c'))).toEqual(['remove b', 'remove c']);
  });

  it('removes nothing where a video cannot be saved', async () => {
    failsToSave = 'a';
    await expect(remove(unsaved('a'))).rejects.toThrow('no room');
    expect(done).toEqual([]);
  });

  it('removes nothing where no folder is open and the dialog is left', async () => {
    world.folders = undefined;
    expect(await remove(unsaved('a'))).toEqual([]);
  });
});

describe('a person', () => {
  it('may delete all of them for good, by a button further on', async () => {
    world.press = buttons => buttons[1];
    expect(await remove(unsaved('a'), failed('b'))).toEqual(['remove a', 'remove b']);
  });

  it('is not asked where nothing would be lost', async () => {
    world.press = () => undefined;
    expect(await remove(saved('a'), failed('b'))).toEqual(['remove a', 'remove b']);
  });
});
