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
  createdAt: z.number().optional(),
  acceptedAt: z.number().optional(),
  finishedAt: z.number(),
  readyAt: z.number().optional(),
  cost: z.object({ amount: z.number(), unit: z.enum(['USD', 'credits']) }).optional(),
  remoteId: z.string().optional(),
  retryOf: z.string().optional(),
});

/** What counting needs of a job. Entries of older versions have neither `createdAt` nor `acceptedAt` nor `remoteId`. */
export type LedgerEntry = Pick<Job, 'id' | 'service' | 'cost' | 'acceptedAt' | 'finishedAt' | 'readyAt' | 'state'> &
  Pick<Job, 'remoteId' | 'retryOf'> &
  Partial<Pick<Job, 'createdAt'>>;

/**
 * The jobs that are there, and those that were taken away: each once, though it may stand in both, and one that was given up
 * and is followed again in a job of its own, too.
 */
export function withRemoved(present: readonly Job[], removed: readonly LedgerEntry[]): readonly LedgerEntry[] {
  const ids = new Set(present.map(job => job.id));
  const all = new Map<string, LedgerEntry>();
  for (const job of [...present, ...removed.filter(entry => !ids.has(entry.id))]) all.set(job.id, job);
  const followers = [...all.values()].filter(
    ({ retryOf, remoteId }) => retryOf !== undefined && remoteId !== undefined,
  );
  // One that was given up a second time is counted with the first.
  for (const { id, retryOf = '', remoteId } of followers.sort((a, b) => endOf(a) - endOf(b))) {
    const [again, before] = [all.get(id), all.get(retryOf)];
    if (again === undefined || before === undefined || before.remoteId !== remoteId) continue;
    // Whichever of them the service told what it costs.
    all.set(id, compact<LedgerEntry>({ ...again, cost: again.cost ?? before.cost }));
    all.delete(retryOf);
  }
  return [...all.values()];
}

function endOf({ finishedAt = Number.MAX_VALUE }: LedgerEntry): number {
  return finishedAt;
}

/** So many files are read at once: a year of cleared jobs must not run out of handles. */
const batch = 64;

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

  /** Keeps the entries that ended at `since` (milliseconds since 1970) or later. */
  async load(since: number): Promise<void> {
    this.entries = await this.since(since);
  }

  /** Reads the entries that ended at `since` (milliseconds since 1970) or later. Damaged ones are left out. */
  async since(since: number): Promise<readonly LedgerEntry[]> {
    const names = await this.ports.files.list(this.folder);
    const wanted = names.filter(name => Number.parseInt(namePattern.exec(name)?.[1] ?? '0', 36) >= since);
    const found: LedgerEntry[] = [];
    for (let at = 0; at < wanted.length; at += batch) {
      const read = await Promise.all(wanted.slice(at, at + batch).map(name => this.read(name)));
      found.push(...read.filter(entry => entry !== undefined));
    }
    return found;
  }

  /** Notes a finished job before it is taken away. Durable when it returns; a second time changes nothing. */
  async note(job: Job): Promise<void> {
    if (job.finishedAt === undefined) return;
    const { id, service, state, createdAt, acceptedAt, finishedAt, readyAt, cost, remoteId, retryOf } = job;
    const times = { createdAt, acceptedAt, finishedAt, readyAt };
    const entry = compact<LedgerEntry>({ id, service, state, ...times, cost, remoteId, retryOf });
    const name = `${Math.floor(finishedAt).toString(36).padStart(9, '0')}_${id}.json`;
    const bytes = new TextEncoder().encode(JSON.stringify(entry));
    await writeOnce(this.ports.files, this.ports.random, join(this.folder, name), bytes);
    this.entries = [...this.entries.filter(known => known.id !== id), entry];
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
