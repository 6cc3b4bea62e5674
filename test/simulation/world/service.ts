// A paid service as the world sees it: it takes jobs, charges for each, makes videos, lists them late, and lets links die.

import type { HttpAnswer, WireRequest } from '../../../src/core/ports';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';
import type { Tongue } from './tongues';

export interface PaidJob {
  readonly id: string;
  readonly prompt: string;
  /** What tells jobs of ours apart: the seed where the service takes one, else the prompt. */
  readonly mark: string;
  readonly createdAt: number;
  readonly readyAt: number;
  readonly fails: boolean;
  cancelled: boolean;
  /** Its record was deleted after it was done. */
  deleted: boolean;
  /** When each link that was given out dies. */
  readonly links: number[];
  /** It was not found before. */
  denied: boolean;
}

export interface ServiceFaults {
  /** Chance of an answer that the service gives without having taken the job. */
  refuses: number;
  /** Chance of an answer that does not say that the job was taken, though it was. */
  muddles: number;
  limited: number;
  fails: number;
  /** Chance that a job that is there is not found. */
  denies: number;
  /** Chance that a link dies within the minute. */
  linkDies: number;
  /** How late a job appears in the list, at most. */
  readonly listLagMs: number;
  readonly longestMs: number;
  /** The list shows prompts and times, or ids alone. */
  readonly listShows: 'all' | 'ids';
}

const foreign = 'made elsewhere';

/** After that a video is gone for good: every service that names a time names a day. */
export const videoLifeMs = 24 * 60 * 60_000;

export class PaidService {
  readonly paid: PaidJob[] = [];
  readonly requests: number[] = [];
  mostAtOnce = 0;
  /** When it last listed its jobs. */
  listedAt = 0;

  constructor(
    readonly tongue: Tongue,
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    readonly faults: ServiceFaults,
  ) {}

  /** What came from our windows. */
  get ours(): readonly PaidJob[] {
    return this.paid.filter(({ mark }) => mark !== foreign);
  }

  /** Handles a request that arrived. What it answers may still be lost on the way. How late one comes is not its sender's doing. */
  answer(request: WireRequest, arrives: 'inTime' | 'late' = 'inTime'): HttpAnswer {
    const { tongue } = this;
    if (arrives === 'inTime') this.requests.push(this.time.now);
    if (request.headers['authorization'] !== `Bearer ${tongue.key}`) {
      return tongue.error(401, `Invalid API key: ${request.headers['authorization'] ?? ''}`);
    }
    if (this.chance.happens(this.faults.limited)) return this.wait(429, this.chance.between(1, 12));
    const asked = tongue.read(request);
    switch (asked.kind) {
      case 'create':
        return this.create(asked.prompt, asked.mark);
      case 'list':
        return this.list(asked.limit, asked.offset);
      case 'status':
      case 'cancel':
        return this.about(asked.id, asked.kind);
      case 'unknown':
        return tongue.error(404, 'Not found');
    }
  }

  /** The job of a link that still gives its video. */
  behind(url: string): PaidJob | undefined {
    const [, id, number] = /\/([^/?]+)\.mp4\?link=(\d+)$/.exec(url) ?? [];
    const job = this.paid.find(candidate => candidate.id === id);
    const end = job?.links[Number(number)];
    return end !== undefined && this.time.now < end && job?.deleted === false ? job : undefined;
  }

  /** Somebody makes a job on the same account with something else: it is listed like any other. */
  madeElsewhere(prompt: string): void {
    const readyAt = this.time.now + this.chance.between(20_000, this.faults.longestMs);
    this.paid.push(this.newJob(prompt, foreign, readyAt));
  }

  private newJob(prompt: string, mark: string, readyAt: number): PaidJob {
    return {
      id: `${this.tongue.idPrefix}_${this.paid.length + 1}`,
      prompt,
      mark,
      createdAt: this.time.now,
      readyAt,
      fails: this.chance.happens(this.faults.fails),
      cancelled: false,
      deleted: false,
      links: [],
      denied: false,
    };
  }

  private running(): number {
    return this.ours.filter(job => !job.cancelled && job.readyAt > this.time.now).length;
  }

  private create(prompt: string, mark: string): HttpAnswer {
    if (this.chance.happens(this.faults.refuses)) return this.refusal();
    const job = this.newJob(prompt, mark, this.time.now + this.chance.between(20_000, this.faults.longestMs));
    this.paid.push(job);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running());
    return this.chance.happens(this.faults.muddles) ? this.muddle() : this.tongue.created(job.id);
  }

  private wait(status: number, seconds: number): HttpAnswer {
    const answer = this.tongue.error(status, 'Slow down');
    return { ...answer, headers: { ...answer.headers, 'retry-after': String(seconds) } };
  }

  /** Answers that prove that there is no job, in the words of the page. */
  private refusal(): HttpAnswer {
    const { tongue } = this;
    return this.chance.pick([
      () => tongue.blocked(),
      () => this.wait(503, 3),
      () => tongue.error(413, 'Payload too large'),
      () => tongue.error(402, `Insufficient balance of ${tongue.key}`),
      () => tongue.error(422, 'Unprocessable'),
    ])();
  }

  /** Answers that prove nothing: the job is there. */
  private muddle(): HttpAnswer {
    return this.chance.pick([
      this.tongue.error(500, 'Server error'),
      gateway(502),
      gateway(504),
      gateway(503),
      gateway(200),
      this.tongue.error(409, 'Conflict'),
      { status: 202, headers: {}, text: '{}' },
    ]);
  }

  private about(id: string, what: 'status' | 'cancel'): HttpAnswer {
    const job = this.paid.find(candidate => candidate.id === id);
    if (job === undefined || job.deleted) return this.tongue.error(404, 'Not found');
    if (this.chance.happens(this.faults.refuses)) return this.chance.pick([gateway(502), this.tongue.error(500, 'Oh')]);
    const young = this.time.now - job.createdAt < this.lagOf(job);
    if (this.chance.happens(this.faults.denies) && (young || !job.denied)) {
      job.denied = true;
      return this.tongue.error(404, 'Not found');
    }
    return what === 'cancel' ? this.cancel(job) : this.status(job);
  }

  private status(job: PaidJob): HttpAnswer {
    if (job.cancelled) return this.tongue.state(job.id, 'cancelled');
    if (job.readyAt > this.time.now) {
      const begun = this.time.now - job.createdAt > 4_000;
      return this.tongue.state(job.id, begun ? 'running' : 'pending');
    }
    if (job.fails) return this.tongue.state(job.id, 'failed');
    const end = job.readyAt + videoLifeMs;
    job.links.push(this.chance.happens(this.faults.linkDies) ? this.time.now + this.chance.between(0, 60_000) : end);
    return this.tongue.done(job.id, `https://media.example/${job.id}.mp4?link=${job.links.length - 1}`);
  }

  private list(limit: number, offset: number): HttpAnswer {
    this.listedAt = this.time.now;
    const shown = this.paid.filter(job => this.time.now - job.createdAt >= this.lagOf(job)).reverse();
    const items = shown
      .slice(offset, offset + limit)
      .map(job =>
        this.faults.listShows === 'ids'
          ? { id: job.id }
          : { id: job.id, status: 'processing', prompt: job.prompt, created_at: new Date(job.createdAt).toISOString() },
      );
    return json(200, items);
  }

  private lagOf(job: PaidJob): number {
    return (this.faults.listLagMs * (job.createdAt % 7)) / 6;
  }

  private cancel(job: PaidJob): HttpAnswer {
    // The page: "cancel a pending job or delete a completed video record".
    if (job.readyAt > this.time.now) job.cancelled = true;
    else job.deleted = true;
    return this.tongue.state(job.id, 'cancelled');
  }
}

/** What a gateway says in a service's place. */
function gateway(status: number): HttpAnswer {
  return { status, headers: { 'content-type': 'text/html' }, text: '<html><h1>Bad gateway</h1></html>' };
}

export function json(status: number, body: unknown): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json' }, text: JSON.stringify(body) };
}
