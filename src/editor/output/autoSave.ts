// Saves finished videos into the workspace by themselves where the setting says so: once, in the window that asked for them.

import { mkdir, open, readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import { isFinal, type Job } from '../../core/job';
import type { App } from '../app';
import { showFailure } from '../commands/command';
import { autoSaveSetting, workspaceFolder } from './places';

const key = 'reelwright.autoSave.queuedHere';
const maxRemembered = 2000;

export interface AutoSave extends vscode.Disposable {
  /** Notes jobs that this window queued: only these are saved by it. */
  queuedHere(jobs: readonly Job[]): void;
}

/**
 * Jobs carry no workspace, so each window keeps the ids that it queued in its workspace's own memory; a reload or a
 * restart finds them again and saves what was finished meanwhile. Two windows on one workspace agree by a file per job
 * that only one of them can create. Nothing is saved by itself into a workspace that is not trusted.
 */
export function createAutoSave(app: App, engine: Engine): AutoSave {
  const memory = app.context.workspaceState;
  const claims = new Claims(join(app.context.globalStorageUri.fsPath, 'autosave'));
  let waiting = new Set(memory.get<readonly string[]>(key, []));
  const remember = (next: Set<string>): void => {
    waiting = next;
    void memory.update(key, [...next].slice(-maxRemembered));
  };

  const look = (job: Job): void => {
    if (!waiting.has(job.id) || !isFinal(job.state)) return;
    remember(new Set([...waiting].filter(id => id !== job.id)));
    if (mayBeSaved(job)) void saveOnce(app, claims, job);
  };

  const listening = engine.onDidChangeJobs(({ changed, removed }) => {
    changed.forEach(look);
    if (removed.some(id => waiting.has(id))) remember(new Set([...waiting].filter(id => !removed.includes(id))));
  });
  void engine.ready.then(async () => {
    engine
      .jobs()
      .filter(job => waiting.has(job.id))
      .forEach(look);
    await claims.forget(id => (engine.job(id)?.saved.length ?? 1) > 0);
  });

  return {
    queuedHere: jobs => {
      remember(new Set([...waiting, ...jobs.map(job => job.id)]));
      for (const { id } of jobs) {
        const now = engine.job(id);
        if (now) look(now);
      }
    },
    dispose: () => listening.dispose(),
  };
}

/** The same engine, which tells `queued` about every job that this window asks it for. */
export function tellingOfQueued(engine: Engine, queued: (jobs: readonly Job[]) => void): Engine {
  const told: Pick<Engine, 'generate' | 'retry'> = {
    generate: async (request, origin) => {
      const jobs = await engine.generate(request, origin);
      queued(jobs);
      return jobs;
    },
    retry: async (id, origin) => {
      const job = await engine.retry(id, origin);
      queued([job]);
      return job;
    },
  };
  return new Proxy(engine, {
    get: (target, name) => {
      if (name === 'generate' || name === 'retry') return told[name];
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === 'function' ? (value.bind(target) as unknown) : value;
    },
  });
}

function mayBeSaved(job: Job): boolean {
  if (job.state !== 'completed' || !job.video || job.saved.length > 0 || !vscode.workspace.isTrusted) return false;
  const root = workspaceFolder();
  return root !== undefined && autoSaveSetting(root) === 'always';
}

async function saveOnce(app: App, claims: Claims, job: Job): Promise<void> {
  if (!(await claims.take(job.id))) return;
  try {
    await app.output.save(job);
  } catch (error) {
    await showFailure(app, 'autoSave', error);
  }
}

/** Files whose creation only one window can win. */
class Claims {
  constructor(private readonly folder: string) {}

  async take(id: string): Promise<boolean> {
    try {
      await mkdir(this.folder, { recursive: true });
      await (await open(join(this.folder, encodeURIComponent(id)), 'wx')).close();
      return true;
    } catch {
      return false;
    }
  }

  async forget(done: (id: string) => boolean): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const over = names.filter(name => done(decodeURIComponent(name)));
    await Promise.all(over.map(name => rm(join(this.folder, name), { force: true })));
  }
}
