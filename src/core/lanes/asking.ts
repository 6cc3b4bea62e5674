// How long to wait before a job is asked about again: as its service's page asks, until this user's own jobs teach better.

import type { Dialect } from '../service';
import type { JobRecords } from '../store/job-folder';
import { lastAttempt } from '../store/attempts';
import type { LaneParts } from './lane-parts';

/** However seldom an answer is expected, a person who looks at the row wants to know that it is true. */
const farthestMs = 60_000;
/** More than equal distances would take, so that also a job that has most likely ended is asked about before long. */
const spareRequests = 2;

export class Asking {
  /** When the service last said of each job that it still runs, in wall time. */
  private readonly ran = new Map<string, number>();
  private jobs = 0;

  constructor(
    private readonly parts: Pick<LaneParts, 'work' | 'pace' | 'expects'>,
    private readonly dialect: () => Dialect,
  ) {}

  /** So many jobs share the key's budget from now on. */
  spread(jobs: number): void {
    this.jobs = jobs;
  }

  /** The distance at which all jobs can be asked about, each as often as any other. */
  get spacingMs(): number {
    return this.parts.pace.pollSpacingMs(this.jobs, this.dialect().pollEveryMs);
  }

  /** The service said that the job goes on. */
  noteRunning(id: string): void {
    this.ran.set(id, this.parts.work.ports.clock.now());
  }

  /** When the service last said that the job goes on, as far as this window heard. */
  runningAt(id: string): number | undefined {
    return this.ran.get(id);
  }

  /** Milliseconds until a job of which nothing new is known is asked about again. By wall time since it was accepted, so that a sleep or a restart changes nothing. */
  waitMs(id: string): number {
    const { work, expects } = this.parts;
    const records = work.store.get(id)?.records;
    const spacing = this.spacingMs;
    const acceptedAt = records === undefined ? undefined : acceptedAtOf(records);
    const expected = records === undefined ? undefined : expects(records);
    if (expected === undefined || acceptedAt === undefined) return spacing;
    return expected.waitMs(work.ports.clock.now() - acceptedAt, {
      closestMs: this.dialect().pollEveryMs,
      farthestMs: Math.max(farthestMs, spacing),
      requests: expected.meanMs / spacing + spareRequests,
      beyondMs: spacing,
    });
  }

  forget(id: string): void {
    this.ran.delete(id);
  }
}

function acceptedAtOf(records: JobRecords): number | undefined {
  return lastAttempt(records)?.accepted?.at;
}
