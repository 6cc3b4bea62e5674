// The jobs of a stand-in service: how they advance, what they cost, and how many run at once.

import { randomBytes } from 'node:crypto';

export type Phase = 'waiting' | 'rendering' | 'done' | 'failed' | 'cancelled';

/** When a job advances: after so many looks at it (status or list requests), or after so many milliseconds. */
export type Pace =
  | { readonly by: 'looks'; readonly waiting: number; readonly rendering: number }
  | { readonly by: 'time'; readonly waiting: number; readonly rendering: number };

export interface StandInJob {
  readonly id: string;
  readonly key: string;
  readonly createdAt: number;
  /** The body of its submit, as parsed. */
  readonly asked: Readonly<Record<string, unknown>>;
  /** Cents or credits. */
  readonly price: number;
  looks: number;
  pace: Pace;
  /** Set by a test or a script: the job fails with these words when its time has come. */
  failsWith?: string;
  /** Set by a cancel. */
  cancelled?: boolean;
  /** A state word of the test's own, shown instead of the documented one. */
  word?: string;
  endedAt?: number;
  /** Its price was paid back. */
  refunded?: boolean;
  /** Its record was deleted. */
  removed?: boolean;
}

export interface JobRules {
  /** "Balance auto-refunded" and its like. */
  readonly refundsFailures: boolean;
  readonly newJobId?: () => string;
}

export class JobBook {
  readonly all: StandInJob[] = [];
  /** Most jobs that ran at the same time under one key. */
  peakRunning = 0;
  private readonly now: () => number;
  private readonly pace: Pace;
  private readonly rules: JobRules;

  constructor(now: () => number, pace: Pace, rules: JobRules) {
    this.now = now;
    this.pace = pace;
    this.rules = rules;
  }

  add(key: string, asked: Readonly<Record<string, unknown>>, price: number): StandInJob {
    const id = this.rules.newJobId?.() ?? `job_${randomBytes(8).toString('hex')}`;
    const job = { id, key, createdAt: this.now(), asked, price, looks: 0, pace: this.pace };
    this.all.push(job);
    this.peakRunning = Math.max(this.peakRunning, this.running(key).length);
    return job;
  }

  find(id: string, key: string): StandInJob | undefined {
    return this.all.find(job => job.id === id && job.key === key && !job.removed);
  }

  /** Newest first, or not. */
  of(key: string, oldestFirst = false): StandInJob[] {
    const jobs = this.all.filter(job => job.key === key && !job.removed);
    return oldestFirst ? jobs : jobs.toReversed();
  }

  /** What was charged and not paid back, in cents or credits. */
  charged(): number {
    return this.all.filter(job => !job.refunded).reduce((sum, job) => sum + job.price, 0);
  }

  running(key: string): StandInJob[] {
    return this.all.filter(job => job.key === key && ['waiting', 'rendering'].includes(this.phase(job)));
  }

  /** Counts a look at the job, and says where it is then. */
  look(job: StandInJob): Phase {
    job.looks += 1;
    return this.phase(job);
  }

  phase(job: StandInJob): Phase {
    if (job.cancelled) return 'cancelled';
    const { by, waiting, rendering } = job.pace;
    // The n-th look sees what n - 1 looks have brought about.
    const passed = by === 'looks' ? job.looks - 1 : this.now() - job.createdAt;
    if (passed < waiting) return 'waiting';
    if (passed < waiting + rendering) return 'rendering';
    job.endedAt ??= by === 'looks' ? this.now() : job.createdAt + waiting + rendering;
    if (job.failsWith !== undefined && this.rules.refundsFailures) job.refunded = true;
    return job.failsWith === undefined ? 'done' : 'failed';
  }
}
