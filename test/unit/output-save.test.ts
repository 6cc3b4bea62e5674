// Saving through the editor: the settings of a repository, every kind of file system, and saving by itself.
import { mkdir, mkdtemp, readFile, readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type * as vscode from 'vscode';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { RequestError, type Engine, type JobsChange } from '../../src/core/engine';
import type { Job } from '../../src/core/job';
import type { App } from '../../src/editor/app';
import { Uri, fakeVscode, resetWorld, world } from './output-fake-vscode';

vi.mock('vscode', () => fakeVscode);
const { createOutput } = await import('../../src/editor/output/output');
const { registerAutoSave } = await import('../../src/editor/output/autoSave');
const { savingProblem } = await import('../../src/editor/output/problems');
const { remediesFor } = await import('../../src/editor/commands/remedies');
const { QueuedHere } = await import('../../src/editor/output/queuedHere');

let home: string;
let workspace: string;
let job: Job;

beforeEach(async () => {
  resetWorld();
  home = await mkdtemp(join(tmpdir(), 'rw-save-'));
  workspace = join(home, 'workspace');
  await mkdir(workspace);
  await writeFile(join(home, 'library.mp4'), 'the video');
  world.folders = [{ uri: Uri.file(workspace), name: 'workspace', index: 0 }];
  job = makeJob('0mq1x0001-aa00000001');
});
afterEach(() => rm(home, { recursive: true, force: true }));

function makeJob(id: string, more: Partial<Job> = {}): Job {
  return {
    id,
    service: 'sandbox',
    dialect: 'sandbox',
    state: 'completed',
    prompt: 'A calm sea',
    options: {},
    effective: { resolution: '720p' },
    take: 1,
    takes: 1,
    group: id,
    createdAt: 0,
    saved: [],
    video: { path: join(home, 'library.mp4'), bytes: 9 },
    ...more,
  };
}

/** An engine that only knows jobs, and the editor side around it. */
function makeWorld(...jobs: readonly Job[]) {
  const all = new Map(jobs.map(one => [one.id, one]));
  const noted: string[] = [];
  const listeners = new Set<(change: JobsChange) => void>();
  const engine = {
    ready: Promise.resolve(),
    jobs: () => [...all.values()],
    job: (id: string) => all.get(id),
    onDidChangeJobs: (listener: (change: JobsChange) => void) => {
      listeners.add(listener);
      return { dispose: () => listeners.delete(listener) };
    },
    generate: async () => jobs,
    noteSaved: async (id: string, uri: string) => {
      noted.push(uri);
      const before = all.get(id);
      if (before) all.set(id, { ...before, saved: [...before.saved, uri] });
    },
  } as unknown as Engine;
  const output = createOutput({ engine: async () => engine });
  const change = (changed: Job): void => {
    all.set(changed.id, changed);
    for (const listener of listeners) listener({ changed: [changed], removed: [] });
  };
  return { engine, output, noted, change };
}

const save = (one: Job, target?: Uri) => makeWorld(one).output.save(one, target as unknown as vscode.Uri | undefined);
const saving = async (settings: Record<string, unknown>): Promise<string> => {
  world.settings = settings;
  return (await save(job)).path;
};

describe('into the workspace', () => {
  test('goes into the folder of the settings under their name, and is noted on the job', async () => {
    const { output, noted } = makeWorld(job);
    const uri = await output.save(job);
    expect(uri.path).toBe(join(workspace, 'videos/a-calm-sea-00000001.mp4'));
    expect(await readFile(uri.path, 'utf8')).toBe('the video');
    expect(noted).toEqual([uri.toString()]);
  });

  test('takes the next name where one is taken, and leaves the file there as it was', async () => {
    await mkdir(join(workspace, 'videos'));
    await writeFile(join(workspace, 'videos/hero.mp4'), 'mine');
    expect(await saving({ 'output.fileName': 'hero' })).toBe(join(workspace, 'videos/hero-2.mp4'));
    expect(await readFile(join(workspace, 'videos/hero.mp4'), 'utf8')).toBe('mine');
  });

  test('goes into the workspace folder of the active editor', async () => {
    const other = join(home, 'other');
    await mkdir(other);
    world.folders.push({ uri: Uri.file(other), name: 'other', index: 1 });
    world.activeDocument = Uri.file(join(other, 'index.html'));
    expect((await save(job)).path.startsWith(`${other}/videos/`)).toBe(true);
  });

  test('a setting that is no text is as if it were not there', async () => {
    expect(await saving({ 'output.folder': 7, 'output.fileName': null })).toContain('/videos/a-calm-sea-');
  });

  test.each([['../out'], ['/tmp'], ['C:\\out'], ['a/../../out'], ['~/out']])(
    'a folder setting of %s is refused with a sentence, and nothing is written',
    async folder => {
      await expect(saving({ 'output.folder': folder })).rejects.toMatchObject({
        code: 'not-possible',
        message: expect.stringContaining('reelwright.output.folder'),
      });
      expect(await readdir(home)).toEqual(['library.mp4', 'workspace']);
    },
  );

  test('a folder that is a link out of the workspace is refused, and nothing is written behind it', async () => {
    await mkdir(join(home, 'out'));
    await symlink(join(home, 'out'), join(workspace, 'videos'));
    await expect(save(job)).rejects.toMatchObject({ message: expect.stringContaining('leads out of the workspace') });
    expect(await readdir(join(home, 'out'))).toEqual([]);
  });

  test('a file in the place of the folder is named', async () => {
    await writeFile(join(workspace, 'videos'), '');
    await expect(save(job)).rejects.toMatchObject({ message: expect.stringContaining('videos is a file') });
  });

  test('without a folder open the next step is said', async () => {
    world.folders = [];
    await expect(save(job)).rejects.toMatchObject({
      code: 'not-possible',
      message: expect.stringContaining('Save as…'),
    });
  });

  test('a job without a video, and a video that is gone, are refused', async () => {
    const { video: _, ...unfinished } = job;
    await expect(save({ ...unfinished, state: 'running' })).rejects.toThrow('not finished yet');
    await expect(save({ ...unfinished, state: 'failed' })).rejects.toThrow('ended without a video');
    await rm(join(home, 'library.mp4'));
    await expect(save(job)).rejects.toThrow('no longer in the library');
  });
});

test.each([
  ['EACCES', 'cannot be written to', ['Save As…', 'Open Settings']],
  ['EROFS', 'cannot be written to', ['Save As…', 'Open Settings']],
  ['NoPermissions', 'cannot be written to', ['Save As…', 'Open Settings']],
  ['ENOSPC', 'no room left', ['Save As…']],
  ['ENAMETOOLONG', 'too long for this system', ['Save As…', 'Open Settings']],
  ['EIO', 'could not be saved into videos: strange', ['Save As…']],
])('%s is said in a sentence that names the folder, and its next steps are buttons', (code, words, buttons) => {
  const error = Object.assign(new Error('strange.'), { code });
  const problem = savingProblem(error, Uri.file(join(workspace, 'videos')) as unknown as vscode.Uri, job);
  expect(problem.code).toBe('not-possible');
  expect(problem.message).toContain(words);
  expect(problem.message).toContain('videos');
  expect(remediesFor(problem).map(({ title }) => title)).toEqual(buttons);
});

test.each([
  ['key-missing', 'Set API Key…'],
  ['unknown-job', 'Show Jobs'],
  ['store-read-only', 'Show Log'],
] as const)('a failure with the code %s has a button, or VS Code would cut its sentence', (code, button) => {
  expect(remediesFor(new RequestError(code, 'A sentence.')).map(({ title }) => title)).toEqual([button]);
});

test('a name may say the options that the service chose', async () => {
  expect(await saving({ 'output.fileName': '${slug}-${resolution}' })).toContain('a-calm-sea-720p.mp4');
});

describe('to a place that was named', () => {
  test('makes its folder and writes there', async () => {
    const uri = await save(job, Uri.file(join(home, 'deep/er/clip.mp4')));
    expect(await readFile(uri.path, 'utf8')).toBe('the video');
  });

  test('never over a file', async () => {
    await writeFile(join(home, 'mine.mp4'), 'mine');
    await expect(save(job, Uri.file(join(home, 'mine.mp4')))).rejects.toThrow('is there already');
    expect(await readFile(join(home, 'mine.mp4'), 'utf8')).toBe('mine');
  });

  test('a person may agree in the dialog to replace a file, but the library is never harmed', async () => {
    await writeFile(join(home, 'mine.mp4'), 'mine');
    const { output, noted } = makeWorld(job);
    world.answer = Uri.file(join(home, 'mine.mp4'));
    await output.saveAs(job);
    expect(await readFile(join(home, 'mine.mp4'), 'utf8')).toBe('the video');
    world.answer = Uri.file(join(home, 'library.mp4'));
    await output.saveAs(job);
    expect(await readFile(join(home, 'library.mp4'), 'utf8')).toBe('the video');
    world.answer = undefined;
    expect(await output.saveAs(job)).toBeUndefined();
    expect(noted).toHaveLength(2);
  });

  test('gets its ending where the dialog gave none', async () => {
    world.answer = Uri.file(join(home, 'clip'));
    expect((await makeWorld(job).output.saveAs(job))?.path).toBe(join(home, 'clip.mp4'));
  });
});

describe('over a file system that is not the disk', () => {
  beforeEach(() => {
    world.folders = [{ uri: new Uri('mem', 'host', '/w'), name: 'w', index: 0 }];
    world.settings = { 'output.fileName': 'clip' };
  });

  test('takes the first free name', async () => {
    world.memory.set('mem://host/w/videos/clip.mp4', 1);
    expect((await save(job)).toString()).toBe('mem://host/w/videos/clip-2.mp4');
  });

  test('takes the next one where somebody was quicker', async () => {
    let others = 2;
    world.beforeCopy = target => {
      if (others-- > 0) world.memory.set(target.toString(), 1);
    };
    expect((await save(job)).toString()).toBe('mem://host/w/videos/clip-3.mp4');
    expect(world.memory.get('mem://host/w/videos/clip.mp4')).toBe(1);
  });

  test('a named place that is taken meanwhile is left as it is', async () => {
    const target = new Uri('mem', 'host', '/w/mine.mp4');
    world.beforeCopy = uri => void world.memory.set(uri.toString(), 1);
    await expect(save(job, target)).rejects.toThrow('is there already');
    expect(world.memory.get(target.toString())).toBe(1);
  });
});

describe('by itself', () => {
  const files = async (): Promise<string[]> => readdir(join(workspace, 'videos')).catch(() => []);

  function memento(): vscode.Memento {
    const values = new Map<string, unknown>();
    return {
      keys: () => [...values.keys()],
      get: (key: string, fallback?: unknown) => values.get(key) ?? fallback,
      update: async (key: string, value: unknown) => void values.set(key, value),
    } as vscode.Memento;
  }

  /** A window that saves by itself; resolves `idle` when nothing more is under way. */
  function openWindow(memory: vscode.Memento, ...jobs: readonly Job[]) {
    const made = makeWorld(...jobs);
    const saves: Promise<unknown>[] = [];
    const output = {
      ...made.output,
      save: (one: Job) => {
        const saved = made.output.save(one);
        saves.push(saved.catch(() => undefined));
        return saved;
      },
    };
    const log = { info: () => undefined, error: () => undefined };
    const context = { globalStorageUri: Uri.file(join(home, 'storage')) };
    const app = { context, log, output } as unknown as App;
    const queued = new QueuedHere(memory);
    const noting = queued.noting(made.engine);
    registerAutoSave(app, made.engine, queued);
    return { ...made, noting, saves };
  }

  const running = (id: string): Job => {
    const { video: _, ...rest } = makeJob(id);
    return { ...rest, state: 'running' };
  };
  const generate = (window: ReturnType<typeof openWindow>) =>
    window.noting.generate({ service: 'sandbox', prompt: 'x', options: {} }, 'view');

  /** One that is allowed, from its beginning to its end: whatever was to be saved before has begun by then. */
  async function anotherSave(): Promise<void> {
    world.trusted = true;
    world.settings = { 'output.autoSave': 'always' };
    const id = '0mq1x0002-aa00000002';
    const window = openWindow(memento(), running(id));
    await generate(window);
    window.change(makeJob(id));
    await vi.waitFor(() => expect(window.noted).toHaveLength(1));
  }

  beforeEach(() => {
    world.settings = { 'output.autoSave': 'always' };
  });

  test('a job that this window queued is saved once when it is done', async () => {
    const window = openWindow(memento(), running(job.id));
    await generate(window);
    window.change(job);
    window.change({ ...job, prompt: 'x' });
    await vi.waitFor(() => expect(window.noted).toHaveLength(1));
    expect(await files()).toHaveLength(1);
  });

  test('a job that ended while the window was closed is saved when it opens', async () => {
    const memory = memento();
    await generate(openWindow(memory, running(job.id)));
    const later = openWindow(memory, job);
    await vi.waitFor(() => expect(later.noted).toHaveLength(1));
  });

  test('two windows on one workspace save it once', async () => {
    const memory = memento();
    await generate(openWindow(memory, running(job.id)));
    const windows = [openWindow(memory, job), openWindow(memory, job)];
    await vi.waitFor(() => expect(windows.flatMap(window => window.noted)).toHaveLength(1));
    expect(await files()).toHaveLength(1);
  });

  test("another window's job, a failed one and an untrusted workspace save nothing", async () => {
    const stranger = openWindow(memento(), running(job.id));
    stranger.change(job);
    const failing = openWindow(memento(), running(job.id));
    await generate(failing);
    failing.change({ ...running(job.id), state: 'failed' });
    world.trusted = false;
    const untrusted = openWindow(memento(), running(job.id));
    await generate(untrusted);
    untrusted.change(job);
    await anotherSave();
    expect([stranger, failing, untrusted].flatMap(window => window.saves)).toEqual([]);
  });

  test.each(['never', 'ask', 7])('the setting %s saves nothing', async setting => {
    world.settings = { 'output.autoSave': setting };
    const window = openWindow(memento(), running(job.id));
    await generate(window);
    window.change(job);
    await anotherSave();
    expect(window.saves).toEqual([]);
  });

  test('a failure is said once', async () => {
    world.settings = { 'output.autoSave': 'always', 'output.folder': '../out' };
    const window = openWindow(memento(), running(job.id));
    await generate(window);
    window.change(job);
    await vi.waitFor(() => expect(world.said).toHaveLength(1));
  });
});
