// The Jobs view's rows over the engine: only the newest are shown until more are asked for, and a dragged row carries its file.

import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine';
import type { Job } from '../../../src/core/job';
import type { App } from '../../../src/editor/app';
import type { GroupRow, Row } from '../../../src/editor/views/jobs/rows';
import { fakeVscode, resetWorld, Uri, world } from '../security/fake-editor';
import { ledger } from '../security/fake-engine';
import { aJob } from './jobs';

class DataTransferItem {
  constructor(readonly value: unknown) {}
}
vi.mock('vscode', () => ({ ...fakeVscode, DataTransferItem }));
const { JobsTree } = await import('../../../src/editor/views/jobs/tree');
const { JobsDrag, jobMimeType } = await import('../../../src/editor/views/jobs/drag');

let jobs: readonly Job[];
const engine: Engine = { ...ledger().engine, jobs: () => jobs, job: id => jobs.find(job => job.id === id) };
const app = { engine: async () => engine } as unknown as App;

beforeEach(resetWorld);

describe('a group', () => {
  const finished = (count: number) =>
    Array.from({ length: count }, (_, at) => aJob({ id: `j${count - at}`, state: 'completed' }));
  const idsIn = (rows: readonly Row[]) => rows.map(row => (row.kind === 'job' ? row.id : row.kind));

  async function done(tree: InstanceType<typeof JobsTree>): Promise<GroupRow> {
    const [group] = await tree.getChildren();
    if (group?.kind !== 'group') throw new Error('no group');
    return group;
  }

  test('shows its newest hundred, how many more there are, and a hundred more for each click on that', async () => {
    jobs = finished(230);
    const tree = new JobsTree(app);
    const group = await done(tree);
    const drawn = vi.spyOn(fakeVscode.EventEmitter.prototype, 'fire');
    for (const [rows, label] of [
      [100, 'Show more (130)'],
      [200, 'Show more (30)'],
    ] as const) {
      const shown = await tree.getChildren(group);
      expect(idsIn(shown)).toEqual([...jobs.slice(0, rows).map(job => job.id), 'more']);
      const more = tree.getTreeItem(shown.at(-1) as Row) as unknown as {
        value: string;
        command: { arguments: unknown[] };
      };
      expect([more.value, more.command.arguments]).toEqual([label, ['done']]);
      tree.showMore('done');
    }
    expect(drawn).toHaveBeenCalledTimes(2);
    expect(idsIn(await tree.getChildren(group))).toEqual(jobs.map(job => job.id));
    drawn.mockRestore();
  });

  test('of a hundred has nothing more to show', async () => {
    jobs = finished(100);
    const tree = new JobsTree(app);
    expect(await tree.getChildren(await done(tree))).toHaveLength(100);
  });
});

describe('a dragged row', () => {
  const video = { path: '/library/a.mp4', bytes: 9 };
  const row = (id: string): Row => ({ kind: 'job', id, group: 'done' });

  /** What is dragged along, by its type. */
  async function dragged(...rows: readonly Row[]): Promise<Record<string, unknown>> {
    const carried: Record<string, unknown> = {};
    const set = (type: string, item: { value: unknown }) => (carried[type] = item.value);
    await new JobsDrag(app).handleDrag(rows, { set } as never);
    return carried;
  }

  beforeEach(() => {
    world.folders = [{ uri: Uri.file('/ws'), name: 'ws', index: 0 }];
    vi.spyOn(fakeVscode.workspace.fs, 'stat').mockImplementation((async () => ({ size: video.bytes })) as never);
    jobs = [
      aJob({ id: 'library', state: 'completed', video }),
      aJob({ id: 'saved', state: 'completed', video, saved: ['file:///elsewhere/b.mp4', 'file:///ws/videos/b.mp4'] }),
      aJob({ id: 'running', state: 'running' }),
    ];
  });

  test('of a finished job opens where it is dropped: it carries the library’s file', async () => {
    expect(await dragged(row('library'))).toEqual({
      [jobMimeType]: 'library',
      'text/uri-list': 'file:///library/a.mp4',
    });
  });

  test('of a saved one carries the copy in the workspace, and several carry all', async () => {
    expect(await dragged(row('saved'), { kind: 'group', group: 'done' }, row('library'))).toEqual({
      [jobMimeType]: 'saved\nlibrary',
      'text/uri-list': 'file:///ws/videos/b.mp4\r\nfile:///library/a.mp4',
    });
  });

  test('without a video carries its job alone, and what is no job nothing', async () => {
    expect(await dragged(row('running'))).toEqual({ [jobMimeType]: 'running' });
    expect(await dragged({ kind: 'group', group: 'done' }, row('gone'))).toEqual({});
  });
});
