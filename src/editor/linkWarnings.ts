// Videos that are made and paid for but could not be fetched yet: told of when half, and when four fifths, of their link's life are over.

import type { Engine } from '../core/engine';
import type { Job } from '../core/job';
import type { Clock, Disposable } from '../core/ports';
import type { Claims } from './claims';

/** After a start or a sleep the video is most likely fetched in this time, and there is nothing to warn of. */
const patienceMs = 20_000;

/** Links live for a day; after so long nobody warns of the same link again. */
const forgottenAfterMs = 30 * 86_400_000;

export interface LinkWarningSeams {
  readonly engine: Pick<Engine, 'ready' | 'jobs' | 'job' | 'onDidChangeJobs'>;
  /** Of all windows and of all starts: kept apart from those of notifications, which are forgotten sooner. */
  readonly claims: Pick<Claims, 'take' | 'forgetOlderThan'>;
  readonly clock: Pick<Clock, 'after'>;
  /** Resolves when this window may speak. */
  ready(): Promise<void>;
  /** Tells of jobs that have come to a stage together; the caller looks at each job's `linkStage`. */
  warn(jobs: readonly Job[]): void;
}

/** Each job is warned of at most twice, over all windows and restarts; whoever slept through the first hears only the second. */
export class LinkWarnings implements Disposable {
  readonly #pending = new Set<string>();
  /** What was claimed or left to another window, as `id stage`. */
  readonly #settled = new Set<string>();
  readonly #subscription: Disposable;
  #timer: Disposable | undefined;

  constructor(private readonly seams: LinkWarningSeams) {
    const { engine } = seams;
    this.#subscription = engine.onDidChangeJobs(({ changed }) => this.#look(changed));
    void engine.ready.then(() => this.#look(engine.jobs()));
  }

  dispose(): void {
    this.#subscription.dispose();
    this.#timer?.dispose();
  }

  #look(jobs: readonly Job[]): void {
    for (const job of jobs) {
      const stage = stageOf(job);
      if (stage !== undefined && !this.#settled.has(`${job.id} ${stage}`)) this.#pending.add(job.id);
    }
    if (this.#pending.size === 0 || this.#timer !== undefined) return;
    this.#timer = this.seams.clock.after(patienceMs, () => {
      this.#timer = undefined;
      void this.#speak();
    });
  }

  async #speak(): Promise<void> {
    const ids = [...this.#pending];
    this.#pending.clear();
    await this.seams.ready();
    const due = ids.flatMap(id => this.seams.engine.job(id) ?? []).filter(isStuck);
    const mine: Job[] = [];
    for (const job of due) if (await this.#claim(job)) mine.push(job);
    if (mine.length > 0) this.seams.warn(mine);
    await this.seams.claims.forgetOlderThan(forgottenAfterMs);
  }

  /** A full disk may keep no claim; of a video that is paid for, one word too many is better than none. */
  async #claim(job: Job): Promise<boolean> {
    const stage = stageOf(job);
    if (stage === undefined) return false;
    this.#settled.add(`${job.id} ${stage}`);
    const first = await this.seams.claims.take(`${job.id}.half`, 'yes');
    return stage === 'half' ? first : this.seams.claims.take(`${job.id}.late`, 'yes');
  }
}

/** `late` also for a link that is dead by its date and still tried. */
function stageOf({ linkStage }: Job): 'half' | 'late' | undefined {
  return linkStage === 'over' ? 'late' : linkStage;
}

/** A download that goes on needs no warning. */
function isStuck(job: Job): boolean {
  return stageOf(job) !== undefined && (job.waiting !== undefined || job.error !== undefined);
}
