// What was made and spent, day by day: by our own list for every service, and by the service's word where it has one.

import { isFinal } from '../job';
import type { Job } from '../job';
import { withRemoved } from '../money/ledger';
import type { Ledger, LedgerEntry } from '../money/ledger';
import type { Cost, UsageItem, UsageReading } from '../service';
import { hostOf, netSentence } from '../pipeline/failures';
import { saidBy } from '../remote/listing';
import type { Wire, Work } from '../pipeline/work';
import { ask } from '../pipeline/work';
import { heldUp } from './accounts';
import type { TakeTurn } from './accounts';

/** Days of this machine's calendar as `2026-04-21`, both included. */
export interface Days {
  readonly start: string;
  readonly end: string;
}

/** Jobs and money of some time. */
export interface UsageSum {
  readonly jobs: number;
  readonly completed: number;
  readonly failed: number;
  readonly usd: number;
  readonly credits: number;
}

export interface OwnUsage extends UsageSum {
  /** Days on which there was something, newest first. */
  readonly days: readonly (UsageSum & { readonly day: string })[];
  /** Median of what a finished job took, in seconds. */
  readonly usualSeconds?: number;
}

export interface Usage {
  readonly own: OwnUsage;
  /** As the service counts it. */
  readonly told?: { readonly items: readonly UsageItem[]; readonly total?: Cost };
  /** Why the service does not tell, in a sentence; absent where it offers nothing to ask. */
  readonly problem?: string;
}

/** The day of a moment by this machine's calendar. */
export function dayOf(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (number: number) => String(number).padStart(2, '0');
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}

/** The jobs in the list with those that were cleared away in or after these days. */
export async function allOf(
  present: readonly Job[],
  ledger: Pick<Ledger, 'since' | 'all'>,
  days: Days,
): Promise<readonly LedgerEntry[]> {
  // What could be read at the start counts, where the disk says no more now.
  const removed = await ledger.since(new Date(`${days.start}T00:00`).getTime()).catch(() => ledger.all());
  return withRemoved(present, removed);
}

/** The jobs of a service that belong to these days: by when the service took them, which is when it charges. */
export function ownUsage(jobs: readonly LedgerEntry[], service: string, days: Days): OwnUsage {
  const byDay = new Map<string, LedgerEntry[]>();
  for (const job of jobs) {
    if (job.service !== service) continue;
    const day = dayOf(job.acceptedAt ?? job.createdAt ?? Math.min(job.finishedAt ?? 0, job.readyAt ?? Infinity));
    if (day < days.start || day > days.end) continue;
    const list = byDay.get(day) ?? [];
    list.push(job);
    byDay.set(day, list);
  }
  const rows = [...byDay].map(([day, list]) => ({ day, ...sumOf(list) })).sort((a, b) => (a.day < b.day ? 1 : -1));
  const all = [...byDay.values()].flat();
  const usualSeconds = median(all.flatMap(secondsOf));
  return { ...sumOf(all), days: rows, ...(usualSeconds === undefined ? {} : { usualSeconds }) };
}

function sumOf(jobs: readonly LedgerEntry[]): UsageSum {
  const money = (unit: Cost['unit']) =>
    jobs.reduce((sum, { cost }) => sum + (cost?.unit === unit ? cost.amount : 0), 0);
  return {
    jobs: jobs.length,
    completed: jobs.filter(({ state }) => state === 'completed').length,
    failed: jobs.filter(({ state }) => state === 'failed' || state === 'expired').length,
    usd: Math.round(money('USD') * 1e6) / 1e6,
    credits: Math.round(money('credits') * 1e6) / 1e6,
  };
}

function secondsOf(job: LedgerEntry): number[] {
  if (!isFinal(job.state) || job.readyAt === undefined || job.acceptedAt === undefined) return [];
  const seconds = (job.readyAt - job.acceptedAt) / 1000;
  // A job that was made elsewhere may have no times of its own.
  return seconds > 0 && seconds < 86_400 ? [seconds] : [];
}

function median(numbers: readonly number[]): number | undefined {
  return [...numbers].sort((a, b) => a - b)[Math.floor(numbers.length / 2)];
}

/** Asks the service for its usage history (usvideo-platform.txt: "date range filtering with start_date and end_date"). Never throws. */
export async function toldUsage(work: Work, wire: Wire, days: Days, takeTurn: TakeTurn): Promise<Omit<Usage, 'own'>> {
  const dialect = wire.service.dialectFor(wire.key?.key);
  if (dialect.usage === undefined || dialect.readUsage === undefined || wire.key === undefined) return {};
  const held = await heldUp(wire, takeTurn);
  if (held !== undefined) return { problem: held };
  const exchange = await ask(work, wire, dialect.usage({ ...days, end: dayAfter(days.end) }));
  if (exchange.kind === 'failure') {
    return { problem: netSentence(hostOf(wire.baseUrl), exchange.failure, exchange.detail) };
  }
  const reading = dialect.readUsage(exchange.answer);
  switch (reading.kind) {
    case 'usage':
      return { told: toldOf(reading, days.end) };
    case 'missing':
      return {};
    case 'keyRefused':
    case 'later':
      return { problem: saidBy(wire, dialect, reading.error) };
  }
}

/** No page says whether the end's own day is included: where the next one is asked for, it is. */
function dayAfter(day: string): string {
  return dayOf(new Date(`${day}T12:00`).getTime() + 86_400_000);
}

/** Without what was charged after `end`, and then without the total, which counts that. An item without a time stays. */
function toldOf({ items, total }: Extract<UsageReading, { kind: 'usage' }>, end: string): NonNullable<Usage['told']> {
  const wanted = items.filter(({ at }) => at === undefined || dayOf(at) <= end);
  return { items: wanted, ...(total === undefined || wanted.length < items.length ? {} : { total }) };
}
