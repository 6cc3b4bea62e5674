// A paid service as the world sees it: it takes jobs, charges for each, makes videos, lists them late, and lets links die.

import type { HttpAnswer, WireRequest } from '../../../src/core/ports';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';

export interface PaidJob {
  readonly id: string;
  readonly prompt: string;
  readonly seed: number | undefined;
  readonly createdAt: number;
  readonly readyAt: number;
  readonly fails: boolean;
  cancelled: boolean;
}

export interface ServiceFaults {
  /** Chance of an answer that the service gives without having taken the job. */
  readonly refuses: number;
  readonly limited: number;
  readonly fails: number;
  /** How late a job appears in the list, at most. */
  readonly listLagMs: number;
  readonly linkLifeMs: number;
  readonly longestMs: number;
}

/** The key that the service takes; looked for in every byte afterwards. */
export const canaryKey = 'sd_canary_4f9a7c2be1';

/** Speaks the reference dialect of US Video API, with the prompt and the time in its list. */
export class PaidService {
  readonly paid: PaidJob[] = [];
  requests: number[] = [];
  mostAtOnce = 0;
  private count = 0;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    readonly faults: ServiceFaults,
  ) {}

  /** Handles a request that arrived. What it answers may still be lost on the way. */
  answer(request: WireRequest): HttpAnswer {
    this.requests.push(this.time.now);
    if (request.headers['authorization'] !== `Bearer ${canaryKey}`) return json(401, { detail: 'Invalid API key' });
    const url = new URL(request.url);
    const path = url.pathname.replace(/^\/v1/, '');
    if (this.chance.happens(this.faults.limited)) return json(429, { detail: 'Rate limited' }, { 'retry-after': '5' });
    if (request.method === 'POST' && path === '/videos') return this.create(request);
    if (path === '/videos') return this.list(url);
    const job = this.paid.find(candidate => path === `/videos/${candidate.id}`);
    if (job === undefined) return json(404, { detail: 'Not found' });
    if (this.chance.happens(this.faults.refuses)) return json(500, { detail: 'Server error' });
    return request.method === 'DELETE' ? this.cancel(job) : this.status(job);
  }

  /** Whether a link of the service still gives its video. */
  alive(job: PaidJob): boolean {
    return this.time.now < job.readyAt + this.faults.linkLifeMs;
  }

  running(): PaidJob[] {
    return this.paid.filter(job => !job.cancelled && job.readyAt > this.time.now);
  }

  private create(request: WireRequest): HttpAnswer {
    if (this.chance.happens(this.faults.refuses)) return this.refusal();
    const body = JSON.parse(request.body ?? '{}') as { prompt: string; seed?: number };
    this.count += 1;
    const job: PaidJob = {
      id: `job_${this.count}`,
      prompt: body.prompt,
      seed: body.seed,
      createdAt: this.time.now,
      readyAt: this.time.now + this.chance.between(5_000, this.faults.longestMs),
      fails: this.chance.happens(this.faults.fails),
      cancelled: false,
    };
    this.paid.push(job);
    this.mostAtOnce = Math.max(this.mostAtOnce, this.running().length);
    return json(200, { id: job.id, status: 'pending', price: '$1.25' });
  }

  private refusal(): HttpAnswer {
    return this.chance.pick([
      json(502, { detail: 'Generation was blocked by model safety checks.' }),
      json(503, { detail: 'Capacity is temporarily full' }, { 'retry-after': '3' }),
      json(413, { detail: 'Image payload too large' }),
      json(402, { detail: 'Insufficient balance' }),
      json(500, { detail: 'Server error' }),
      { status: 502, headers: { 'content-type': 'text/html' }, text: '<html>Bad gateway</html>' },
    ]);
  }

  private status(job: PaidJob): HttpAnswer {
    if (job.cancelled) return json(200, { id: job.id, status: 'cancelled' });
    if (job.readyAt > this.time.now) {
      const begun = this.time.now - job.createdAt > 4_000;
      return json(200, { id: job.id, status: begun ? 'processing' : 'pending' });
    }
    if (job.fails) return json(200, { id: job.id, status: 'failed', detail: 'Upstream failed' });
    const video_url = `https://media.example/${job.id}.mp4?t=${this.time.now}`;
    return json(200, { id: job.id, status: 'completed', video_url, duration: 5, cost_cents: 125 });
  }

  private list(url: URL): HttpAnswer {
    const offset = Number(url.searchParams.get('offset') ?? 0);
    const limit = Number(url.searchParams.get('limit') ?? 20);
    const shown = this.paid.filter(job => this.time.now - job.createdAt >= this.lagOf(job)).reverse();
    const page = shown.slice(offset, offset + limit);
    const items = page.map(job => ({
      id: job.id,
      status: 'processing',
      prompt: job.prompt,
      created_at: new Date(job.createdAt).toISOString(),
    }));
    return json(200, items);
  }

  private lagOf(job: PaidJob): number {
    return (this.faults.listLagMs * (job.createdAt % 7)) / 6;
  }

  private cancel(job: PaidJob): HttpAnswer {
    if (job.readyAt <= this.time.now) return json(400, { detail: 'Already completed' });
    job.cancelled = true;
    return json(200, { id: job.id, status: 'cancelled' });
  }
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers: { 'content-type': 'application/json', ...headers }, text: JSON.stringify(body) };
}
