// Which jobs this window's workspace asked for: a job itself carries no workspace, and every window sees every job.

import type * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { Job } from '../../core/job';

const key = 'reelwright.queuedHere';
const maxRemembered = 2000;

/** Ids in the workspace's own memory, so that a reload or a restart finds them again. Imports nothing of the editor at run time. */
export class QueuedHere {
  private ids: readonly string[];
  private added: ((ids: readonly string[]) => void) | undefined;

  constructor(private readonly memory: vscode.Memento) {
    this.ids = memory.get<readonly string[]>(key, []);
  }

  has(id: string): boolean {
    return this.ids.includes(id);
  }

  add(jobs: readonly Job[]): void {
    const ids = jobs.map(job => job.id);
    this.keep([...this.ids, ...ids]);
    this.added?.(ids);
  }

  forget(ids: readonly string[]): void {
    if (ids.some(id => this.has(id))) this.keep(this.ids.filter(id => !ids.includes(id)));
  }

  /** One listener: who saves. */
  onAdded(listener: (ids: readonly string[]) => void): void {
    this.added = listener;
  }

  /** The same engine, which also notes here every job that it is asked for. */
  noting(engine: Engine): Engine {
    const noted: Pick<Engine, 'generate' | 'retry'> = {
      generate: async (request, origin) => {
        const jobs = await engine.generate(request, origin);
        this.add(jobs);
        return jobs;
      },
      retry: async (id, origin) => {
        const job = await engine.retry(id, origin);
        this.add([job]);
        return job;
      },
    };
    return new Proxy(engine, {
      get: (target, name) => {
        if (name === 'generate' || name === 'retry') return noted[name];
        const value: unknown = Reflect.get(target, name, target);
        return typeof value === 'function' ? (value.bind(target) as unknown) : value;
      },
    });
  }

  private keep(ids: readonly string[]): void {
    this.ids = [...new Set(ids)].slice(-maxRemembered);
    void this.memory.update(key, this.ids);
  }
}
