// The picture in the active editor: offered for the well, unless it is in there already.
import { expect, test, vi } from 'vitest';

const world = vi.hoisted(() => ({ input: undefined as unknown, size: 10 }));
vi.mock('vscode', () => ({
  TabInputCustom: class {
    constructor(readonly uri: { path: string }) {}
  },
  window: {
    tabGroups: {
      get activeTabGroup() {
        return { activeTab: { input: world.input } };
      },
    },
  },
  workspace: {
    fs: { stat: () => (world.size < 0 ? Promise.reject(new Error('gone')) : Promise.resolve({ size: world.size })) },
  },
}));
const vscode = await import('vscode');
const { offeredPicture } = await import('../../src/editor/views/create/pictureFiles');

function open(path: string): void {
  world.input = new vscode.TabInputCustom({ path, toString: () => `file://${path}` } as never, '');
}

test('is offered by its name, and nothing is where no picture is open', async () => {
  open('/a/ball.gif');
  expect(await offeredPicture({ origins: [] })).toBe('ball.gif');
  open('/a/notes.txt');
  expect(await offeredPicture({ origins: [] })).toBeUndefined();
});

test('is not offered while it is in the well: by its address, by its name and size, or by its name where no more is known', async () => {
  open('/a/ball.gif');
  const offered = (origin: { uri?: string; size?: number }, name = 'ball.gif') =>
    offeredPicture({ origins: [{ ...origin, name }] });
  expect(await offered({ uri: 'file:///a/ball.gif', size: 99 })).toBeUndefined();
  expect(await offered({ size: 10 })).toBeUndefined();
  expect(await offered({})).toBeUndefined();
  expect(await offered({ size: 11 })).toBe('ball.gif');
  expect(await offered({ size: 10 }, 'other.gif')).toBe('ball.gif');
  world.size = -1;
  expect(await offered({ size: 10 })).toBe('ball.gif');
});
