// A network that delays, loses and cuts, between the windows and the service.

import type { DownloadEnd, DownloadRequest, DownloadSink, Exchange, Net, WireRequest } from '../../../src/core/ports';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';
import type { PaidService } from './service';

export interface NetFaults {
  /** Chance that the connection cannot be made. */
  readonly unreachable: number;
  /** Chance that the request is lost after it was sent, or its answer. */
  readonly lost: number;
  readonly cut: number;
  readonly slowestMs: number;
}

export class FaultyNet {
  /** Everything that was ever sent, to look for secrets where none belong. */
  readonly downloads: string[] = [];
  down = false;

  constructor(
    private readonly time: VirtualTime,
    private readonly chance: Chance,
    private readonly service: PaidService,
    readonly faults: NetFaults,
  ) {}

  port(): Net {
    return { exchange: request => this.exchange(request), download: (request, sink) => this.download(request, sink) };
  }

  private async exchange(request: WireRequest): Promise<Exchange> {
    await this.delay();
    if (this.down || this.chance.happens(this.faults.unreachable)) {
      return { kind: 'failure', sent: false, failure: 'unreachable', detail: 'ECONNREFUSED' };
    }
    if (this.chance.happens(this.faults.lost / 2)) return lost();
    const answer = this.service.answer(request);
    await this.delay();
    return this.chance.happens(this.faults.lost / 2) ? lost() : { kind: 'answer', sent: true, answer };
  }

  private async download(request: DownloadRequest, sink: DownloadSink): Promise<DownloadEnd> {
    this.downloads.push(request.url);
    await this.delay();
    if (this.down || this.chance.happens(this.faults.unreachable)) {
      return { kind: 'failure', failure: 'unreachable', detail: 'ECONNREFUSED' };
    }
    const id = /job_\d+/.exec(request.url)?.[0];
    const job = this.service.paid.find(candidate => candidate.id === id);
    if (job === undefined || !this.service.alive(job)) return { kind: 'refused', status: 403 };
    const whole = new TextEncoder().encode(videoOf(job.id));
    const offset = request.etag === `"${job.id}"` ? request.offset : 0;
    await sink.begin({ offset, total: whole.length, etag: `"${job.id}"`, type: 'video/mp4' });
    const end = this.chance.happens(this.faults.cut) ? this.chance.between(offset, whole.length - 1) : whole.length;
    await sink.write(whole.slice(offset, end));
    return end === whole.length ? { kind: 'whole' } : { kind: 'failure', failure: 'closed', detail: 'cut' };
  }

  private delay(): Promise<void> {
    const wait = this.chance.between(5, this.faults.slowestMs);
    return new Promise(resolve => this.time.after(wait, resolve));
  }
}

/** What stands for a job's video. */
export function videoOf(id: string): string {
  return `video of ${id}, whole`;
}

function lost(): Exchange {
  return { kind: 'failure', sent: true, failure: 'closed', detail: 'ECONNRESET' };
}
