// How long this user's own jobs took, by kind: what the timing of status requests learns from. Kept as jobs end, never looked for.

import { Expectation } from '../lanes/timing';
import type { Took } from '../lanes/times';
import { isPictured } from '../public/routes';
import type { JobRecords } from '../store/job-folder';
import { lastAttempt } from '../store/attempts';

/** So many jobs of a kind must have ended before anything is concluded (design, *Tracking*). */
const enough = 20;
/** Services change: what happened longer ago than this many jobs of a kind is forgotten. */
const remembered = 200;
/** An end that came to light this much later than it may have happened (a sleep, a closed editor) only says that the job ran till then. */
const vagueMs = 120_000;
/** Where nobody noted when it still ran: the documents' closest interval, with which it was asked about. */
const unnotedMs = 5_000;
const hour = 3_600_000;

interface Kind {
  readonly took: Took[];
  ended: number;
  made: Expectation | undefined;
}

export class Durations {
  private readonly kinds = new Map<string, Kind>();
  private readonly noted = new Set<string>();
  /** Noted, and not among the kinds yet. */
  private readonly fresh: JobRecords[] = [];

  /** Takes note of a job that has ended, once. */
  note(records: JobRecords): void {
    const { id } = records.spec.body;
    if ((records.done ?? records.results[0]) === undefined || this.noted.has(id)) return;
    this.noted.add(id);
    this.fresh.push(records);
  }

  /** What is to be expected of a job: from jobs as like it as there are enough of; undefined where there are not, or its start is not known. */
  expectation(records: JobRecords): Expectation | undefined {
    if (startOf(records) === undefined) return undefined;
    this.sortIn();
    for (const name of kindsOf(records)) {
      const kind = this.kinds.get(name);
      if (kind !== undefined && kind.ended >= enough) return (kind.made ??= new Expectation(kind.took));
    }
    return undefined;
  }

  /** Only when somebody asks: start-up with ten thousand jobs does not wait for it. */
  private sortIn(): void {
    for (const records of this.fresh.splice(0)) {
      const took = tookOf(records);
      if (took === undefined) continue;
      for (const name of kindsOf(records)) this.add(name, took);
    }
  }

  private add(name: string, took: Took): void {
    const kind = this.kinds.get(name) ?? { took: [], ended: 0, made: undefined };
    this.kinds.set(name, kind);
    kind.took.push(took);
    if (took.by !== undefined) kind.ended += 1;
    if (kind.took.length > remembered && kind.took.shift()?.by !== undefined) kind.ended -= 1;
    kind.made = undefined;
  }
}

/**
 * The kinds that a job belongs to, the closest first. A service's dialects are different machines, and mocks come at once, so these are
 * never mixed; pixels weigh most, then the seconds of video in three classes (each number of them would never see twenty jobs), sound,
 * and whether it begins with a picture.
 */
function kindsOf({ spec, attempts }: JobRecords): readonly string[] {
  const { service, dialect, options, defaults } = spec.body;
  const { resolution = '', duration = 0, audio = '' } = { ...defaults, ...options };
  const mock = attempts.at(-1)?.accepted?.body.mock === true ? 'mock' : '';
  const seconds = Number(duration) <= 5 ? 'short' : Number(duration) <= 10 ? 'middle' : 'long';
  const source = isPictured(spec.body) ? 'picture' : 'text';
  const all = [service, dialect, mock].join('\n');
  const sized = `${all}\n${resolution}`;
  return [[sized, seconds, audio, source].join('\n'), sized, all];
}

/** When the service accepted a job, where an answer to our own request says so. Jobs that were found or made elsewhere began earlier. */
function startOf(records: JobRecords): number | undefined {
  const accepted = lastAttempt(records)?.accepted;
  return accepted?.body.by === 'answer' ? accepted.at : undefined;
}

function tookOf(records: JobRecords): Took | undefined {
  const start = startOf(records);
  if (start === undefined) return undefined;
  const [result] = records.results;
  const { done } = records;
  if (result !== undefined) {
    const { completedAt, runningAt } = result.body;
    const told = completedAt !== undefined && completedAt >= (runningAt ?? start) && completedAt < result.at;
    return told ? between(start, completedAt, completedAt) : between(start, runningAt, result.at);
  }
  // A failure is an answer, too. What nobody followed to its end says nothing of its end.
  if (done?.body.state === 'failed' && done.body.error?.code !== 'gone') {
    return between(start, done.body.runningAt, done.at);
  }
  if (done?.body.state !== 'cancelled' || done.body.error?.code !== 'cancelled') return undefined;
  // What a lost answer left open was cancelled when the DELETE went out, however late that was known.
  return { after: Math.max(0, (records.deletion ?? done).at - start) };
}

function between(start: number, runningAt: number | undefined, endedBy: number): Took | undefined {
  const by = Math.max(0, endedBy - start);
  if (runningAt === undefined && by > hour) return undefined;
  const after = Math.min(by, Math.max(0, runningAt === undefined ? by - unnotedMs : runningAt - start));
  return by - after > vagueMs ? { after } : { after, by };
}
