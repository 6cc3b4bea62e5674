// The person in front of the windows: presses Generate, cancels, decides doubts, tidies up; remembers what was asked for.

import type { Job } from '../../../src/core/job';
import { isFinal } from '../../../src/core/job';
import type { Chance } from './chance';
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
  /** The mark of each job that was taken out of the list. */
  readonly marks = new Map<string, string>();
  private prompts = 0;

  constructor(
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
    else if (job.state === 'inDoubt') this.resolve(window, job);
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
      this.dropped.add(job.id);
      ignore(window.engine.stopFollowing(job.id));
      return;
    }
    this.cancelled.add(job.id);
    ignore(window.engine.cancel(job.id));
  }

  private remove(window: Window, job: Job): void {
    this.removed.add(job.id);
    this.marks.set(job.id, this.markOf(job.id) ?? '');
    ignore(window.engine.remove([job.id]));
  }

  /** Looks at the service's dashboard, which shows the truth, and decides. */
  resolve(window: Window, job: Job): void {
    const { engine } = window;
    const mark = this.markOf(job.id);
    const service = this.services.find(candidate => candidate.tongue.service === job.service);
    const found = service?.paid.find(paid => paid.mark === mark);
    if (found !== undefined && this.chance.happens(0.7)) {
      ignore(engine.resolve(job.id, { kind: 'adopt', remoteId: found.id }));
    } else if (this.chance.happens(0.6)) {
      this.again.set(job.id, (this.again.get(job.id) ?? 0) + 1);
      ignore(engine.resolve(job.id, { kind: 'submitAgain' }));
    } else {
      this.dropped.add(job.id);
      ignore(engine.resolve(job.id, { kind: 'drop' }));
    }
  }

  /** What a job's submissions carry to the service. */
  markOf(id: string): string | undefined {
    const bytes = this.disk.contentOf(`${root}/jobs/${id}/spec.json`);
    if (bytes === undefined) return this.marks.get(id);
    return markIn(bytes);
  }
}

/** The mark that the bytes of a job's first record stand for; empty where a power cut tore the record. */
export function markIn(spec: Uint8Array): string {
  try {
    const { body } = JSON.parse(new TextDecoder().decode(spec)) as {
      body: { service: string; seed?: number; prompt: string };
    };
    return body.service === 'usvideo' ? `seed ${body.seed}` : body.prompt;
  } catch {
    return '';
  }
}

function ignore(promise: Promise<unknown>): void {
  promise.catch(() => undefined);
}
