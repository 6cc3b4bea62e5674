// The sandbox's end of the line: answers in process what a paid service would answer over the network.

import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import type {
  Clock,
  Disposable,
  DownloadEnd,
  DownloadRequest,
  DownloadSink,
  Exchange,
  Files,
  Net,
  Random,
  WireRequest,
} from '../../ports';
import { sendFile } from './download';
import { SandboxJobs, isSandboxId } from './jobs';
import type { SandboxEnd, SandboxJob } from './jobs';
import type { Renderer } from './renderer';
import { SandboxRunner } from './runner';
import { seedOf } from './seed';
import { ToldRefusals, readBody, refusal } from './submit';
import type { Answer, Submit } from './submit';
import { toldIn, toldWords } from './told';

export interface SandboxEndpointDeps {
  readonly files: Files;
  /** Absolute; created when first used. Windows may share it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly renderer: Renderer;
}

const notFound = () => refusal(404, 'NOT_FOUND', l10n.t('The sandbox has no such job.'));

function exchange({ status, json, headers = {} }: Answer): Exchange {
  const all = { 'content-type': 'application/json', ...headers };
  return { kind: 'answer', sent: true, answer: { status, headers: all, text: JSON.stringify(json) } };
}

class SandboxEndpoint implements Net, Disposable {
  private readonly jobs: SandboxJobs;
  private readonly runner: SandboxRunner;
  private readonly refusals = new ToldRefusals();
  /** Downloads that were cut as told, so that the next try succeeds. */
  private readonly cut = new Set<string>();

  constructor(private readonly deps: SandboxEndpointDeps) {
    this.jobs = new SandboxJobs(deps);
    this.runner = new SandboxRunner(this.jobs, deps.renderer, deps.clock);
  }

  async exchange(request: WireRequest, signal?: AbortSignal): Promise<Exchange> {
    const url = addressed(request.url);
    if (!url) return { kind: 'failure', sent: false, failure: 'blocked', detail: request.url };
    if (signal?.aborted) return { kind: 'failure', sent: false, failure: 'aborted', detail: '' };
    try {
      await this.jobs.prepare();
      return await this.route(request, url);
    } catch (error) {
      const detail = error instanceof Error ? error.message : String(error);
      return exchange(refusal(507, 'STORAGE_FAILED', l10n.t('The sandbox cannot use its folder: {0}', detail)));
    }
  }

  async download(request: DownloadRequest, sink: DownloadSink, signal?: AbortSignal): Promise<DownloadEnd> {
    const id = /^\/videos\/([^/]+)\.mp4$/.exec(addressed(request.url)?.pathname ?? '')?.[1];
    if (id === undefined) return { kind: 'failure', failure: 'blocked', detail: request.url };
    if (!isSandboxId(id)) return { kind: 'refused', status: 404 };
    const failure = toldIn((await this.jobs.job(id).catch(() => undefined))?.prompt ?? '').failure;
    if (failure?.at === 'download' && failure.how === 'expired') return { kind: 'refused', status: 410 };
    const cut = failure?.at === 'download' && !this.cut.has(id);
    if (cut) this.cut.add(id);
    return sendFile(this.deps.files, this.jobs.videoPath(id), id, request, sink, {
      cut,
      ...(signal ? { signal } : {}),
    });
  }

  dispose(): void {
    this.runner.dispose();
  }

  private async route(request: WireRequest, url: URL): Promise<Exchange> {
    const { method } = request;
    if (url.pathname === '/jobs') {
      if (method === 'POST') return this.submit(request.body ?? '');
      if (method === 'GET') return exchange(await this.list(url.searchParams));
    }
    const id = /^\/jobs\/([^/]+)$/.exec(url.pathname)?.[1];
    if (id === undefined) return exchange(refusal(404, 'NOT_FOUND', l10n.t('The sandbox has no such address.')));
    const job = isSandboxId(id) ? await this.jobs.job(id) : undefined;
    if (!job) return exchange(notFound());
    if (method === 'GET') return exchange({ status: 200, json: await this.status(id, job, true) });
    if (method === 'DELETE') return exchange(await this.cancel(id));
    return exchange(refusal(405, 'NOT_ALLOWED', l10n.t('The sandbox does not do that.')));
  }

  private async submit(body: string): Promise<Exchange> {
    const reading = readBody(body);
    if ('refused' in reading) return exchange(reading.refused);
    const told = toldIn(reading.request.prompt);
    const refused = this.refusals.of(told, body);
    if (refused) return exchange(refused);
    const id = await this.create(reading.request);
    if (told.failure?.at === 'answer') {
      if (told.failure.lost === 'id') return exchange({ status: 202, json: { status: 'pending' } });
      return { kind: 'failure', sent: true, failure: 'closed', detail: toldWords('CONNECTION_LOST') };
    }
    return exchange({ status: 202, json: { id, status: 'pending' } });
  }

  private async create(request: Submit): Promise<string> {
    const { prompt, resolution, aspect_ratio: aspectRatio, duration } = request;
    const picture = request.image === undefined ? undefined : Buffer.from(request.image, 'base64');
    const hash = picture ? { picture: createHash('sha256').update(picture).digest('hex') } : {};
    const seed = request.seed ?? seedOf({ prompt, resolution, aspectRatio, duration, ...hash }, 1);
    const kept = { prompt, resolution, aspectRatio, duration, seed, withPicture: picture !== undefined };
    const id = await this.jobs.create(kept, picture);
    const job = await this.jobs.job(id);
    if (job) this.runner.begin(id, job);
    return id;
  }

  /** A job as the status and the list show it. A status request takes an unfinished job up again after a reload. */
  private async status(id: string, job: SandboxJob, resume: boolean): Promise<object> {
    const facts = {
      id,
      prompt: job.prompt,
      resolution: job.resolution,
      aspect_ratio: job.aspectRatio,
      duration: job.duration,
      seed: job.seed,
      with_picture: job.withPicture,
      created_at: job.createdAt,
    };
    let activity = this.runner.activity(id);
    if (!activity) {
      const end = (await this.jobs.end(id)) ?? this.runner.unwrittenEnd(id);
      if (end) return { ...facts, ...ended(id, end) };
      if (resume) activity = this.runner.begin(id, job);
    }
    return { ...facts, status: activity?.state ?? 'pending', progress: activity?.fraction ?? 0 };
  }

  private async list(query: URLSearchParams): Promise<Answer> {
    const limit = Math.min(100, Math.max(1, Number.parseInt(query.get('limit') ?? '', 10) || 20));
    const offset = Math.max(0, Number.parseInt(query.get('offset') ?? '', 10) || 0);
    const jobs: object[] = [];
    for (const id of (await this.jobs.ids()).slice(offset, offset + limit)) {
      const job = await this.jobs.job(id);
      if (job) jobs.push(await this.status(id, job, false));
    }
    return { status: 200, json: { jobs } };
  }

  private async cancel(id: string): Promise<Answer> {
    await this.runner.cancel(id);
    const end = await this.jobs.end(id);
    if (end?.status === 'cancelled') return { status: 200, json: { id, status: 'cancelled' } };
    return refusal(409, 'ALREADY_ENDED', l10n.t('The job has ended already.'));
  }
}

function ended(id: string, end: Omit<SandboxEnd, 'endedAt'> & { readonly endedAt?: number }): object {
  const times = end.endedAt === undefined ? {} : { completed_at: end.endedAt };
  if (end.status !== 'completed') return { status: end.status, ...times, ...(end.error ? { error: end.error } : {}) };
  return { status: 'completed', progress: 1, video_url: `sandbox://local/videos/${id}.mp4`, ...times };
}

/** The address, if it is one of ours. */
function addressed(address: string): URL | undefined {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url?.protocol === 'sandbox:' && url.host === 'local' ? url : undefined;
}

/** Answers `sandbox://local/…` without a network. Dispose it to stop what it renders; nothing is lost by that. */
export function createSandboxEndpoint(deps: SandboxEndpointDeps): Net & Disposable {
  return new SandboxEndpoint(deps);
}
