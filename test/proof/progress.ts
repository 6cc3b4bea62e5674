// How far the long simulation has come, so that it can be interrupted and goes on; it starts anew when the sources change.

import { hash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import type { Sum } from '../simulation/fleet';

export class Progress {
  private constructor(
    private readonly path: string,
    private readonly sources: string,
    readonly sum: Sum,
  ) {}

  /** @param script the simulation with the sources that it proves; @param path where it is noted */
  static async read(script: string, path: string): Promise<Progress> {
    const sources = hash('sha256', await readFile(script));
    const fresh: Sum = { seeds: 0, jobs: 0, paid: 0, doubts: 0, kills: 0, effects: 0, broken: [] };
    try {
      const noted = JSON.parse(await readFile(path, 'utf8')) as { sources: string; sum: Sum };
      return new Progress(
        path,
        sources,
        noted.sources === sources && noted.sum.broken.length === 0 ? noted.sum : fresh,
      );
    } catch {
      return new Progress(path, sources, fresh);
    }
  }

  async add(more: Sum): Promise<void> {
    for (const name of ['seeds', 'jobs', 'paid', 'doubts', 'kills', 'effects'] as const) this.sum[name] += more[name];
    this.sum.broken.push(...more.broken);
    await writeFile(`${this.path}.new`, JSON.stringify({ sources: this.sources, sum: this.sum }));
    await rename(`${this.path}.new`, this.path);
  }
}
