// The sandbox's end of the line: answers in process what a paid service would answer over the network.

import { createHash } from 'node:crypto';
import * as l10n from '@vscode/l10n';
import * as z from 'zod';
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
import { aspectRatios, clipDefaults, largestSeed, longestPrompt, longestSeconds, resolutions, shortestSeconds } from './clip';
import { sendFile } from './download';
import { SandboxJobs, isSandboxId } from './jobs';
import type { SandboxEnd, SandboxJob } from './jobs';
import type { Renderer } from './renderer';
import { SandboxRunner } from './runner';
import { seedOf } from './seed';
import { tellableFailures, toldIn, toldWords } from './told';
import type { ToldInPrompt } from './told';

export interface SandboxEndpointDeps {
  readonly files: Files;
  /** Absolute; created when first used. Windows may share it. */
  readonly folder: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly renderer: Renderer;
}

const submitSchema = z.object({
  prompt: z.string().max(longestPrompt),
  resolution: z.enum(resolutions).default(clipDefaults.resolution),
  aspect_ratio: z.enum(aspectRatios).default(clipDefaults.aspectRatio),
  duration: z.int().min(shortestSeconds).max(longestSeconds).default(clipDefaults.duration),
  seed: z.int().min(0).max(largestSeed).optional(),
  image: z.base64().min(1).optional(),
});
type Submit = z.infer<typeof submitSchema>;

interface Answer {
  readonly status: number;
  readonly json: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

const refusal = (status: number, code: string, message: string, headers: Record<string, string> = {}): Answer => ({
  status,
  json: { error: { code, message } },
  headers,
});

const notFound = () => refusal(404, 'NOT_FOUND', l10n.t('The sandbox has no such job.'));

function exchange({ status, json, headers = {} }: Answer): Exchange {
  const all = { 'content-type': 'application/json', ...headers };
  return { kind: 'answer', sent: true, answer: { status, headers: all, text: JSON.stringify(json) } };
}

class SandboxEndpoint implements Net, Disposable {
  private readonly jobs: SandboxJobs;
  private readonly runner: SandboxRunner;
  /** How often a request was refused as told, and which downloads were cut, so that the next try succeeds. */
  private readonly refused = new Map<string, number>();
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
    return sendFile(this.deps.files, this.jobs.videoPath(id), id, request, sink, { cut, ...(signal ? { signal } : {}) });
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
    const request = readBody(body);
    if (typeof request === 'string') return exchange(refusal(400, 'INVALID_REQUEST', request));
    const told = toldIn(request.prompt);
    const refused = this.toldRefusal(told, body);
    if (refused) return exchange(refused);
    const id = await this.create(request);
    if (told.failure?.at === 'answer') {
      if (told.failure.lost === 'id') return exchange({ status: 202, json: { status: 'pending' } });
      return { kind: 'failure', sent: true, failure: 'closed', detail: toldWords('CONNECTION_LOST') };
    }
    return exchange({ status: 202, json: { id, status: 'pending' } });
  }

  private toldRefusal(told: ToldInPrompt, body: string): Answer | undefined {
    if (told.unknown !== undefined) {
      const known = tellableFailures.join(', ');
      const words = l10n.t('The sandbox cannot fail with “{0}”. It knows: {1}.', told.unknown, known);
      return refusal(400, 'UNKNOWN_FAILURE', words);
    }
    const { failure } = told;
    if (failure?.at !== 'submit') return undefined;
    const key = createHash('sha256').update(body).digest('hex');
    const times = this.refused.get(key) ?? 0;
    if (times >= (failure.times ?? Number.POSITIVE_INFINITY)) return undefined;
    if (failure.times !== undefined) this.refused.set(key, times + 1);
    const headers = failure.retryAfter === undefined ? {} : { 'retry-after': String(failure.retryAfter) };
    return refusal(failure.status, failure.code, toldWords(failure.code), headers);
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

/** The request, or a sentence that names the field which is wrong. */
function readBody(text: string): Submit | string {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    return l10n.t('The request is not JSON.');
  }
  const result = submitSchema.safeParse(body);
  if (!result.success) {
    const [issue] = result.error.issues;
    return l10n.t('The field “{0}” is not valid: {1}', issue?.path.join('.') ?? '', issue?.message ?? '');
  }
  if (result.data.prompt.trim() === '' && result.data.image === undefined) {
    return l10n.t('The field “{0}” is not valid: {1}', 'prompt', l10n.t('it is empty'));
  }
  return result.data;
}

/** Answers `sandbox://local/…` without a network. Dispose it to stop what it renders; nothing is lost by that. */
export function createSandboxEndpoint(deps: SandboxEndpointDeps): Net & Disposable {
  return new SandboxEndpoint(deps);
}
