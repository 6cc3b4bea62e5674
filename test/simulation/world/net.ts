// A network that delays, loses and cuts, between the windows and the services.

import type { DownloadEnd, DownloadRequest, DownloadSink, Exchange, Net, WireRequest } from '../../../src/core/ports';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';
import type { PaidJob, PaidService } from './service';

export interface NetFaults {
  /** Chance that the connection cannot be made. */
  unreachable: number;
  /** Chance that the request is lost after it was sent, or its answer. */
  lost: number;
  /** Chance that a download ends early. */
  cut: number;
  readonly slowestMs: number;
}

const closed: Exchange = { kind: 'failure', sent: true, failure: 'closed', detail: 'ECONNRESET' };
const late: Exchange = { kind: 'failure', sent: true, failure: 'timeout', detail: '' };

export class FaultyNet {
  /** Whatever left this machine, but for the header that carries the key to its own service. */
  readonly sent: string[] = [];
  /** When each request to a service set out. */
  readonly departures = new Map<PaidService, number[]>();
  down = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    private readonly services: readonly PaidService[],
    readonly faults: NetFaults,
  ) {}

  port(): Net {
    return {
      exchange: request => this.exchange(request),
      download: (request, sink, signal) => this.download(request, sink, signal),
    };
  }

  private async exchange(request: WireRequest): Promise<Exchange> {
    const service = this.services.find(candidate => request.url.startsWith(`${candidate.tongue.origin}/`));
    const { authorization, ...others } = request.headers;
    const stranger = authorization !== `Bearer ${service?.tongue.key}` ? authorization : '';
    this.sent.push(`${request.url} ${stranger} ${JSON.stringify(others)} ${request.body ?? ''}`);
    if (service !== undefined) this.depart(service);
    const { asleep } = this.time;
    await this.delay();
    // No connection outlives a sleep.
    if (asleep !== this.time.asleep) return closed;
    if (service === undefined || this.down || this.chance.happens(this.faults.unreachable)) {
      return { kind: 'failure', sent: false, failure: 'unreachable', detail: 'ECONNREFUSED' };
    }
    if (this.chance.happens(this.faults.lost / 2)) return this.loseRequest(service, request);
    const answer = service.answer(request);
    await this.delay();
    if (asleep !== this.time.asleep) return closed;
    return this.chance.happens(this.faults.lost / 2)
      ? this.loseAnswer(request)
      : { kind: 'answer', sent: true, answer };
  }

  private depart(service: PaidService): void {
    const before = this.departures.get(service);
    if (before === undefined) this.departures.set(service, [this.time.now]);
    else before.push(this.time.now);
  }

  /** It never arrives, or long after its sender gave it up. */
  private async loseRequest(service: PaidService, request: WireRequest): Promise<Exchange> {
    const { asleep } = this.time;
    const arrive = () => asleep === this.time.asleep && service.answer(request, 'late');
    // A DELETE that comes late may take a finished video: no care on this side of the network prevents that.
    const maybeLate = request.method !== 'DELETE' && this.chance.happens(0.2);
    if (maybeLate) this.time.after(this.chance.between(0, 150_000), arrive);
    return this.loseAnswer(request);
  }

  private async loseAnswer(request: WireRequest): Promise<Exchange> {
    if (this.chance.happens(0.7)) return closed;
    await this.wait(request.timeoutMs ?? 60_000);
    return late;
  }

  private async download(
    request: DownloadRequest,
    sink: DownloadSink,
    signal: AbortSignal | undefined,
  ): Promise<DownloadEnd> {
    this.sent.push(request.url);
    await this.delay();
    if (this.down || this.chance.happens(this.faults.unreachable)) return ended('unreachable');
    let job: PaidJob | undefined;
    for (const service of this.services) job ??= service.behind(request.url);
    if (job === undefined) return { kind: 'refused', status: this.chance.pick([403, 404, 410]) };
    if (this.chance.happens(this.faults.cut / 4)) return { kind: 'refused', status: this.chance.pick([500, 503]) };
    return this.transfer(job, request, sink, signal);
  }

  private async transfer(
    job: PaidJob,
    request: DownloadRequest,
    sink: DownloadSink,
    signal: AbortSignal | undefined,
  ): Promise<DownloadEnd> {
    const whole = new TextEncoder().encode(videoOf(job.id));
    const etag = `"${job.id}"`;
    const offset = request.etag === etag ? Math.min(request.offset, whole.length) : 0;
    const tellsLength = this.chance.happens(0.8);
    const cut = this.chance.happens(this.faults.cut) ? this.chance.between(offset, whole.length - 1) : whole.length;
    const { asleep } = this.time;
    await sink.begin({ offset, etag, type: 'video/mp4', ...(tellsLength ? { total: whole.length } : {}) });
    for (let at = offset; at < cut;) {
      const next = Math.min(cut, at + this.chance.between(10, whole.length));
      await this.delay();
      if (signal?.aborted === true) return ended('aborted');
      if (asleep !== this.time.asleep) return ended('closed');
      await sink.write(whole.slice(at, next));
      at = next;
    }
    // A server that tells no length and closes early cannot be told from one that is done.
    return cut === whole.length || !tellsLength ? { kind: 'whole' } : ended('closed');
  }

  private delay(): Promise<void> {
    return this.wait(this.chance.between(5, this.faults.slowestMs));
  }

  private wait(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.time.after(milliseconds, resolve));
  }
}

function ended(failure: 'unreachable' | 'aborted' | 'closed'): DownloadEnd {
  return { kind: 'failure', failure, detail: '' };
}

/** What stands for a job's video. */
export function videoOf(id: string): string {
  return `video of ${id}: ${'frame '.repeat(5 + (id.length % 4))}whole`;
}

/** Whether a file is a video from its first byte to its last. */
export function isWholeVideo(text: string): boolean {
  return /^video of [a-z]+_\d+: (frame )+whole$/.test(text);
}
