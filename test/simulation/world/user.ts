// The person in front of the windows: presses Generate, cancels, decides doubts, tidies up; remembers what was asked for.

import type { Job } from '../../../src/core/job';
import type { Decision } from '../../../src/core/engine';
import { hasCode } from '../../../src/core/file-error';
import { isFinal } from '../../../src/core/job';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';
import type { MemoryDisk } from './disk';
import type { PaidService } from './service';
import type { Window } from './window';
import { root } from './window';

/** What the user's own words explain. */
export class User {
  /** Ids of jobs that a press of Generate said were queued. */
  readonly queued = new Set<string>();
  /** How often each job was sent again at the user's word. */
  readonly again = new Map<string, number>();
  /** Jobs of which the user wished to hear no more, or which were taken out of the list. */
  readonly dropped = new Set<string>();
  readonly removed = new Set<string>();
  readonly cancelled = new Set<string>();
  /** The marks of each job that was taken out of the list. */
  readonly marks = new Map<string, readonly string[]>();
  private readonly drops = new Map<string, Set<symbol>>();
  private prompts = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    private readonly disk: MemoryDisk,
    private readonly services: readonly PaidService[],
  ) {}

  /** Asks for `takes` videos. */
  generate(window: Window, takes: number): void {
    const second = this.services.length > 1 && this.chance.happens(0.4);
    const service = second ? 'seedanceapi' : 'usvideo';
    const same = !second && this.chance.happens(0.25);
    this.prompts += 1;
    const prompt = same ? 'the same prompt' : `prompt ${this.prompts}`;
    const options = second ? {} : { duration: 5 };
    // Where the service takes no seed, only the prompt tells the jobs apart.
    const requests = second ? Array.from({ length: takes }, (_, index) => `${prompt}-${index}`) : [prompt];
    for (const each of requests) {
      const request = { service, prompt: each, options, takes: second ? 1 : takes };
      window.engine.generate(request, this.chance.happens(0.3) ? 'csv' : 'view').then(
        jobs => jobs.forEach(job => this.queued.add(job.id)),
        () => undefined,
      );
    }
  }

  /** Does something to one of the jobs, as the window shows it. */
  act(window: Window): void {
    const jobs = window.engine.jobs();
    if (jobs.length === 0) return;
    const job = this.chance.pick(jobs);
    const { engine } = window;
    if (this.chance.happens(0.2)) this.ask(window, job);
    else if (job.state === 'inDoubt') this.thinkAbout(window, job);
    else if (!isFinal(job.state)) this.stop(window, job);
    else if (this.chance.happens(0.3)) this.remove(window, job);
    else if (job.state === 'failed' && this.chance.happens(0.5)) ignore(engine.retry(job.id, 'view'));
  }

  /** Asks the service for this and that, in whichever window it is. */
  private ask({ engine }: Window, job: Job): void {
    if (job.state === 'inDoubt') ignore(engine.lookUp(job.id));
    for (let times = this.chance.between(1, 6); times > 0; times -= 1) ignore(engine.testConnection(job.service));
  }

  private stop(window: Window, job: Job): void {
    if (this.chance.happens(0.1)) {
      this.drop(job.id);
      ignore(window.engine.stopFollowing(job.id));
      return;
    }
    this.cancelled.add(job.id);
    ignore(window.engine.cancel(job.id));
  }

  /** The question stands for a while before it is answered. */
  private thinkAbout(window: Window, job: Job): void {
    if (this.chance.happens(0.5)) this.resolve(window, job);
    else this.time.after(this.chance.between(1_000, 60_000), () => window.alive && this.resolve(window, job));
  }

  private remove(window: Window, job: Job): void {
    this.removed.add(job.id);
    this.marks.set(job.id, this.marksOf(job.id));
    ignore(window.engine.remove([job.id]));
  }

  /** Looks at the service's dashboard, which shows the truth, and decides; what was seen may be past by then. */
  resolve({ engine }: Window, job: Job): void {
    const marks = this.marksOf(job.id);
    const service = this.services.find(candidate => candidate.tongue.service === job.service);
    const found = service?.paid.find(paid => marks.includes(paid.mark));
    const decide = (decision: Decision) => engine.resolve(job.id, decision, job.submittedAt);
    if (found !== undefined && this.chance.happens(0.7)) {
      ignore(decide({ kind: 'adopt', remoteId: found.id }));
    } else if (this.chance.happens(0.6)) {
      this.count(job.id, 1);
      unless(decide({ kind: 'submitAgain' }), () => this.count(job.id, -1));
    } else {
      // Two windows may be told so, and one of them too late.
      unless(decide({ kind: 'drop' }), this.drop(job.id));
    }
  }

  /** Notes a wish to hear no more of a job; what is returned takes it back. Two windows may be told so, and one of them too late. */
  private drop(id: string): () => void {
    const words = this.drops.get(id) ?? new Set();
    const word = Symbol(id);
    this.drops.set(id, words.add(word));
    this.dropped.add(id);
    return () => {
      words.delete(word);
      if (words.size === 0) this.dropped.delete(id);
    };
  }

  private count(id: string, more: 1 | -1): void {
    this.again.set(id, (this.again.get(id) ?? 0) + more);
  }

  /** What a job's submissions carry to the service. */
  marksOf(id: string): readonly string[] {
    const kept = this.marks.get(id);
    if (kept !== undefined) return kept;
    const folder = `${root}/jobs/${id}/`;
    return [...this.disk.contents()].flatMap(([path, bytes]) =>
      path.startsWith(folder) && isSubmission.test(path) ? markIn(bytes) : [],
    );
  }
}

/** A record that says what a submission carries: the spec for the first, and where it is another one for a later, its claim. */
export const isSubmission = /\/(?:spec|attempt-\d+)\.json$/;

/** The mark that the bytes of such a record stand for; none where it adds none, or a power cut tore it. */
export function markIn(record: Uint8Array): readonly string[] {
  try {
    const { kind, body } = JSON.parse(new TextDecoder().decode(record)) as {
      kind: string;
      body: { dialect: string; seed?: number; prompt?: string };
    };
    if (body.dialect === 'usvideo') return body.seed === undefined ? [] : [`seed ${body.seed}`];
    return kind === 'spec' ? [body.prompt ?? ''] : [];
  } catch {
    return [];
  }
}

/** Takes back what was expected of a decision that was refused: nothing came of it. */
function unless(decision: Promise<unknown>, takeBack: () => void): void {
  decision.catch((error: unknown) => {
    if (hasCode(error, 'not-possible')) takeBack();
  });
}

function ignore(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
