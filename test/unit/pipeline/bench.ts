// A pipeline on a bench: the production engine over a virtual clock, a disk in memory, and a service whose every answer is written down.

import { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Work } from '../../../src/core/pipeline/work';
import type {
  DownloadEnd,
  Exchange,
  HttpAnswer,
  Net,
  ServiceKey,
  ServiceSettings,
  WireRequest,
} from '../../../src/core/ports';
import type { Job } from '../../../src/core/job';
import type { GenerationRequest } from '../../../src/core/request';
import type { Service } from '../../../src/core/service';
import { allServices } from '../../../src/core/services/catalog';
import { JobStore } from '../../../src/core/store/store';
import { Chance } from '../../simulation/world/chance';
import { VirtualTime } from '../../simulation/world/clock';
import { MemoryDisk } from '../../simulation/world/disk';

export const aKey = 'sd_bench_0123456789abcdef';
export const aVideo = 'a whole video';

/** What a request meets: an answer, or one of the ways to get none. */
export type Reply = HttpAnswer | 'unreachable' | 'lost' | ((request: WireRequest) => HttpAnswer);

export function answer(status: number, body: unknown, headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** The documented answers of US Video API, reference dialect. */
export const says = {
  accepted: (id = 'job_1') => answer(200, { id, status: 'pending', price: '$1.25' }),
  processing: (id = 'job_1') => answer(200, { id, status: 'processing' }),
  pending: (id = 'job_1') => answer(200, { id, status: 'pending' }),
  completed: (id = 'job_1') =>
    answer(200, {
      id,
      status: 'completed',
      video_url: `https://media.example/${id}.mp4`,
      duration: 5,
      cost_cents: 120,
    }),
};

export interface BenchOptions {
  /** The list of services; default: the product's. */
  readonly services?: readonly Service[];
  /** The user allowed pictures as `data:` URLs. */
  readonly allowsDataUrl?: boolean;
  /** Of every service. */
  readonly settings?: Partial<ServiceSettings>;
  /** What is never answered, as `GET /pricing`. */
  readonly silent?: readonly string[];
}

export class Bench {
  readonly time = new VirtualTime();
  readonly disk: MemoryDisk;
  readonly requests: WireRequest[] = [];
  readonly downloads: string[] = [];
  readonly logged: string[] = [];
  key: ServiceKey | undefined = { key: aKey, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
  /** Downloads end so, in order; then whole. */
  readonly downloadEnds: DownloadEnd[] = [];
  video = aVideo;
  /** False: no request reaches anybody. */
  online = true;
  private readonly replies = new Map<string, Reply[]>();
  private readonly keyListeners = new Set<(service: string) => void>();
  private readonly chance = new Chance(1);
  private opened = 0;

  constructor(private readonly options: BenchOptions = {}) {
    this.disk = new MemoryDisk(this.chance, '/storage');
  }

  /** Replies to `GET /videos/job_1` and the like, in order; the last one stays. */
  on(what: string, ...replies: Reply[]): this {
    this.replies.set(what, [...(this.replies.get(what) ?? []), ...replies]);
    return this;
  }

  /** How often something was asked. */
  asked(what: string): number {
    return this.requests.filter(request => nameOf(request) === what).length;
  }

  setKey(key: ServiceKey | undefined): void {
    this.key = key;
    for (const listener of this.keyListeners) listener('usvideo');
  }

  /** A window over this disk; the one before need not be gone. */
  async open(): Promise<CoreEngine> {
    this.opened += 1;
    const engine = new CoreEngine({ work: this.work(`window${this.opened}`), ownerIsGone: () => undefined });
    await this.time.run(100);
    await engine.ready;
    return engine;
  }

  request(change: Partial<GenerationRequest> = {}): GenerationRequest {
    return { service: 'usvideo', prompt: 'A calm sea', options: { duration: 5 }, ...change };
  }

  /** Lets time pass until a job is as wanted. @throws after ten minutes, with the job */
  async until(engine: CoreEngine, id: string, wanted: (job: Job) => boolean): Promise<Job> {
    const now = () => engine.job(id);
    await this.time.run(600_000, () => {
      const job = now();
      return job !== undefined && wanted(job);
    });
    const job = now();
    if (job === undefined || !wanted(job)) throw new Error(`still ${JSON.stringify(job)}\n${this.logged.join('\n')}`);
    return job;
  }

  /** Lets time pass until a job is in a state. */
  untilState(engine: CoreEngine, id: string, state: Job['state']): Promise<Job> {
    return this.until(engine, id, job => job.state === state);
  }

  /** What a window is given: for benches that count or spoil it. */
  protected seams(ports: Work['ports'], _window: string): Work['ports'] {
    return ports;
  }

  private work(window: string): Work {
    const files = this.disk.files();
    const plain: Work['ports'] = {
      clock: this.time.clockFor(callback => callback()),
      random: { bytes: count => this.chance.bytes(count) },
      files,
      net: this.net(),
      keys: {
        get: async () => this.key,
        onDidChange: listener => {
          this.keyListeners.add(listener);
          return { dispose: () => this.keyListeners.delete(listener) };
        },
      },
      settings: {
        service: () => ({ baseUrl: '', ...this.options.settings }),
        onDidChange: () => ({ dispose: () => undefined }),
      },
      consents: { allowsDataUrl: () => this.options.allowsDataUrl === true, allowDataUrl: async () => undefined },
      log: { write: (level, message, facts) => this.logged.push(`${level} ${message} ${JSON.stringify(facts ?? {})}`) },
    };
    const ports = this.seams(plain, window);
    return {
      ports,
      store: new JobStore(ports, '/storage', window),
      services: this.options.services ?? allServices,
      pictures: {
        prepare: async (bytes, _name, limits) => ({
          jpeg: limits === undefined ? bytes : bytes.slice(0, 4),
          width: 64,
          height: 36,
        }),
      },
      checkVideo: async path => {
        const text = new TextDecoder().decode(await files.read(path));
        return text === aVideo ? { kind: 'whole', video: { bytes: text.length } } : { kind: 'broken', why: 'cut' };
      },
      beginsVideo: firstBytes => !new TextDecoder().decode(firstBytes).startsWith('<'),
      owner: { window },
      submitting: new Set(),
      fetching: new Map(),
      limitsLeft: new Map(),
    };
  }

  private net(): Net {
    return {
      exchange: async request => {
        this.requests.push(request);
        if (this.options.silent?.includes(nameOf(request))) await new Promise<never>(() => undefined);
        await new Promise<void>(resolve => this.time.after(50, resolve));
        return this.reply(request);
      },
      download: async (request, sink) => {
        this.downloads.push(request.url);
        const end = this.downloadEnds.shift() ?? { kind: 'whole' as const };
        if (end.kind === 'refused') return end;
        const bytes = new TextEncoder().encode(this.video);
        await sink.begin({ offset: 0, total: bytes.length });
        await sink.write(end.kind === 'whole' ? bytes : bytes.slice(0, 3));
        return end;
      },
    };
  }

  private reply(request: WireRequest): Exchange {
    if (!this.online) return { kind: 'failure', sent: false, failure: 'unreachable', detail: 'ENOTFOUND' };
    const list = this.replies.get(nameOf(request)) ?? [];
    const reply = list.length > 1 ? list.shift() : list[0];
    if (reply === undefined) return { kind: 'answer', sent: true, answer: answer(404, { detail: 'Not found' }) };
    if (reply === 'unreachable')
      return { kind: 'failure', sent: false, failure: 'unreachable', detail: 'ECONNREFUSED' };
    if (reply === 'lost') return { kind: 'failure', sent: true, failure: 'closed', detail: 'ECONNRESET' };
    return { kind: 'answer', sent: true, answer: typeof reply === 'function' ? reply(request) : reply };
  }
}

/** A window with one job that the service has taken as `job_1`. */
export async function accepted(bench: Bench): Promise<{ engine: CoreEngine; id: string }> {
  bench.on('POST /videos', says.accepted());
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request(), 'view');
  const id = job?.id ?? '';
  await bench.until(engine, id, now => now.remoteId === 'job_1');
  return { engine, id };
}

/** `POST /videos`: the method, and the path below the base URL. */
function nameOf(request: WireRequest): string {
  return `${request.method} ${new URL(request.url).pathname.replace(/^\/v1/, '')}`;
}
