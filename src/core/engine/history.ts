// What this user's own finished jobs teach: how long jobs of a kind take, what was spent, what succeeded.

import type { Spending, SpendingSum } from '../engine';
import type { Job } from '../job';
import type { Expectation } from '../lanes/timing';
import { withRemoved } from '../money/ledger';
import type { LedgerEntry } from '../money/ledger';
import type { JobRecords } from '../store/job-folder';
import { Durations } from './durations';

/** Jobs of one kind: the service, and what makes it slow or quick. */
function kindOf(job: Pick<Job, 'service' | 'effective'>): string {
  const { resolution, duration, audio } = job.effective;
  return [job.service, resolution ?? '', duration ?? '', audio ?? ''].join('|');
}

const fewest = 3;
const remembered = 50;

/** Keeps the last durations of each kind of job. */
export class History {
  private readonly seconds = new Map<string, number[]>();
  private readonly seen = new Set<string>();
  private readonly durations = new Durations();

  /** Takes note of a finished job, once. */
  note(job: Job, records: JobRecords): void {
    this.durations.note(records);
    if (job.state !== 'completed' || this.seen.has(job.id)) return;
    this.seen.add(job.id);
    if (job.acceptedAt === undefined || job.readyAt === undefined) return;
    const kind = kindOf(job);
    const list = this.seconds.get(kind) ?? [];
    list.push(Math.max(0, job.readyAt - job.acceptedAt) / 1000);
    if (list.length > remembered) list.shift();
    this.seconds.set(kind, list);
  }

  /** When a job's end is to be expected; undefined where too little is known. */
  expectation(records: JobRecords): Expectation | undefined {
    return this.durations.expectation(records);
  }

  /** The median in seconds; undefined below three. */
  usualSeconds(job: Pick<Job, 'service' | 'effective'>): number | undefined {
    const list = this.seconds.get(kindOf(job));
    if (list === undefined || list.length < fewest) return undefined;
    const sorted = [...list].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)];
  }
}

/** What a service charged today and this month, by this machine's calendar. */
export function spendingOf(
  present: readonly Job[],
  removed: readonly LedgerEntry[],
  service: string,
  now: number,
): Spending {
  const today = new Date(now);
  const dayStart = new Date(today.getFullYear(), today.getMonth(), today.getDate()).getTime();
  const monthStart = new Date(today.getFullYear(), today.getMonth(), 1).getTime();
  const isWanted = (job: LedgerEntry): boolean =>
    job.service === service && job.finishedAt !== undefined && chargedAt(job) >= monthStart;
  const ended = withRemoved(present.filter(isWanted), removed.filter(isWanted));
  return {
    today: sumOf(ended.filter(job => chargedAt(job) >= dayStart)),
    month: sumOf(ended),
  };
}

/** What was made elsewhere comes into the list, and is fetched, long after it was charged. */
function chargedAt({ finishedAt = 0, readyAt = finishedAt }: LedgerEntry): number {
  return Math.min(finishedAt, readyAt);
}

function sumOf(jobs: readonly LedgerEntry[]): SpendingSum {
  const total = { usd: 0, credits: 0, finished: 0, failed: 0 };
  for (const job of jobs) {
    if (job.state === 'completed') total.finished += 1;
    if (job.state === 'failed' || job.state === 'expired') total.failed += 1;
    if (job.cost?.unit === 'USD') total.usd += job.cost.amount;
    if (job.cost?.unit === 'credits') total.credits += job.cost.amount;
  }
  return { ...total, usd: Math.round(total.usd * 1e6) / 1e6 };
}
