// What was spent on jobs that are no longer in the list: a job may be cleared away, its cost may not.

import { join } from 'node:path';
import * as z from 'zod';
import type { Job } from '../job';
import type { Files, Random } from '../ports';
import { compact } from '../store/job-folder';
import { writeOnce } from '../store/whole';

const entrySchema = z.object({
  id: z.string(),
  service: z.string(),
  state: z.enum(['completed', 'failed', 'cancelled', 'expired']),
  finishedAt: z.number(),
  readyAt: z.number().optional(),
  cost: z.object({ amount: z.number(), unit: z.enum(['USD', 'credits']) }).optional(),
});

/** What counting needs of a job that was taken away. */
export type LedgerEntry = Pick<Job, 'id' | 'service' | 'cost' | 'finishedAt' | 'readyAt'> & {
  readonly state: Job['state'];
};

/** `finishedAt` in nine digits of base 36, then the id: sorted by time. */
const namePattern = /^([0-9a-z]{9})_[0-9a-z-]+\.json$/;

export class Ledger {
  private entries: readonly LedgerEntry[] = [];

  constructor(
    private readonly ports: { readonly files: Files; readonly random: Random },
    private readonly folder: string,
  ) {}

  /** What was taken away since `load`'s first moment. */
  all(): readonly LedgerEntry[] {
    return this.entries;
  }

  /** Reads the entries that ended at `since` (milliseconds since 1970) or later. Damaged ones are left out. */
  async load(since: number): Promise<void> {
    const names = await this.ports.files.list(this.folder);
    const wanted = names.filter(name => Number.parseInt(namePattern.exec(name)?.[1] ?? '0', 36) >= since);
    const read = await Promise.all(wanted.map(name => this.read(name)));
    this.entries = read.filter(entry => entry !== undefined);
  }

  /** Notes a finished job before it is taken away. Durable when it returns; a second time changes nothing. */
  async note(job: Job): Promise<void> {
    if (job.finishedAt === undefined) return;
    const { id, service, state, finishedAt, readyAt, cost } = job;
    const name = `${Math.floor(finishedAt).toString(36).padStart(9, '0')}_${id}.json`;
    const bytes = new TextEncoder().encode(JSON.stringify({ id, service, state, finishedAt, readyAt, cost }));
    await writeOnce(this.ports.files, this.ports.random, join(this.folder, name), bytes);
    this.entries = [
      ...this.entries.filter(entry => entry.id !== id),
      compact<LedgerEntry>({ id, service, state, finishedAt, readyAt, cost }),
    ];
  }

  private async read(name: string): Promise<LedgerEntry | undefined> {
    try {
      const json: unknown = JSON.parse(new TextDecoder().decode(await this.ports.files.read(join(this.folder, name))));
      const parsed = entrySchema.safeParse(json);
      return parsed.success ? compact<LedgerEntry>(parsed.data) : undefined;
    } catch {
      return undefined;
    }
  }
}
