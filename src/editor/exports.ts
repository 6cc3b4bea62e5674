// What other extensions get: the same engine as the views, with the editor's types.

import * as vscode from 'vscode';
import type { Estimate, GenerateRequest, Job as PublicJob, ReelwrightApi, ServiceInfo } from '../api';
import type { Engine, ServiceState } from '../core/engine';
import { RequestError } from '../core/engine';
import type { Job } from '../core/job';
import type { OptionSpec } from '../core/request';
import type { App } from './app';
import { inCallersWords, takeRequest, takeTarget, withPicture } from './exportRequest';

/** The exports, and how they end: that is ours alone, since one extension must not silence Reelwright for the others. */
export interface Exports extends vscode.Disposable {
  readonly api: ReelwrightApi;
}

/** Lazy like everything: the engine is loaded at the first call. Frozen: one extension must not change what the others get. */
export function createExports(app: App): Exports {
  const changes = new JobChanges(app);
  return { api: apiOver(app, changes.event), dispose: () => changes.dispose() };
}

function apiOver(app: App, onDidChangeJob: ReelwrightApi['onDidChangeJob']): ReelwrightApi {
  return Object.freeze<ReelwrightApi>({
    apiVersion: 1,
    services: async () => {
      const engine = await app.engine();
      return Promise.all(engine.services().map(async service => serviceInfo(await engine.serviceState(service.id))));
    },
    estimate: request => inCallersWords(() => estimate(app, request)),
    generate: request => inCallersWords(() => generate(app, request)),
    job: async id => {
      const engine = await ready(app);
      const job = engine.job(String(id));
      return job === undefined ? undefined : publicJob(job);
    },
    jobs: async () => (await ready(app)).jobs().map(publicJob),
    settled: async id => publicJob(await (await ready(app)).settled(String(id))),
    cancel: async id => (await ready(app)).cancel(String(id)),
    retry: id => inCallersWords(() => retry(app, String(id))),
    save: async (id, target) => {
      const place = takeTarget(target);
      const engine = await ready(app);
      const job = engine.job(String(id));
      if (job === undefined) throw unknownJob(String(id));
      return app.output.save(job, place);
    },
    onDidChangeJob,
  });
}

async function estimate(app: App, request: GenerateRequest): Promise<Estimate> {
  const { plain } = takeRequest(request);
  const { takesProblem } = await import('../core/pipeline/validate');
  const problem = takesProblem(plain.takes ?? 1);
  if (problem !== undefined) throw new RequestError('invalid-request', problem.message, [problem]);
  const engine = await app.engine();
  await engine.livePrices(plain.service);
  return engine.estimate(plain);
}

async function generate(app: App, request: GenerateRequest): Promise<readonly PublicJob[]> {
  // Before anything is waited for: the caller may change or use its object again.
  const taken = takeRequest(request);
  const engine = await app.engine();
  // For the next estimate; a queued job waits for no answer.
  void engine.livePrices(taken.plain.service).catch(() => undefined);
  const jobs = await engine.generate(await withPicture(engine, taken), 'export');
  app.log.info(`another extension queued ${jobs.length} × ${taken.plain.service}`);
  return jobs.map(publicJob);
}

async function retry(app: App, id: string): Promise<PublicJob> {
  const job = await (await ready(app)).retry(id, 'export');
  app.log.info(`another extension retried ${id}`);
  return publicJob(job);
}

async function ready(app: App): Promise<Engine> {
  const engine = await app.engine();
  await engine.ready;
  return engine;
}

/** Listens to the engine from the first listener on. */
class JobChanges implements vscode.Disposable {
  readonly #emitter = new vscode.EventEmitter<PublicJob>();
  #listening: Promise<vscode.Disposable> | undefined;

  constructor(private readonly app: App) {}

  readonly event: vscode.Event<PublicJob> = (listener, thisArgs, disposables) => {
    this.#listening ??= this.app.engine().then(engine =>
      engine.onDidChangeJobs(({ changed }) => {
        for (const job of changed) this.#emitter.fire(publicJob(job));
      }),
    );
    return this.#emitter.event(listener, thisArgs, disposables);
  };

  dispose(): void {
    void this.#listening?.then(subscription => subscription.dispose());
    this.#emitter.dispose();
  }
}

function unknownJob(id: string): RequestError {
  return new RequestError('unknown-job', vscode.l10n.t('There is no job “{0}”. It may have been removed.', id));
}

/** A job as other extensions see it. */
export function publicJob(job: Job): PublicJob {
  const { error, video } = job;
  return {
    id: job.id,
    service: job.service,
    state: job.state,
    prompt: job.prompt,
    options: { ...job.options },
    take: job.take,
    createdAt: job.createdAt,
    ...(job.retryOf === undefined ? {} : { retryOf: job.retryOf }),
    ...(job.remoteId === undefined ? {} : { remoteId: job.remoteId }),
    ...(job.finishedAt === undefined ? {} : { finishedAt: job.finishedAt }),
    ...(error === undefined ? {} : { error: publicError(error) }),
    ...(job.estimate === undefined ? {} : { estimate: { ...job.estimate } }),
    ...(job.cost === undefined ? {} : { cost: { ...job.cost } }),
    ...(video === undefined ? {} : { video: publicVideo(video) }),
  };
}

function publicError({
  code,
  message,
  advice,
  httpStatus,
}: NonNullable<Job['error']>): NonNullable<PublicJob['error']> {
  return { code, message, advice, ...(httpStatus === undefined ? {} : { httpStatus }) };
}

function publicVideo({ path, ...facts }: NonNullable<Job['video']>): NonNullable<PublicJob['video']> {
  return { uri: vscode.Uri.file(path), ...facts };
}

function serviceInfo({ service, dialect, options, key }: ServiceState): ServiceInfo {
  return {
    id: service.id,
    name: service.name,
    options: options.map(publicOption),
    hasKey: key === undefined || key !== 'missing',
    ...(dialect.promptMaxLength === undefined ? {} : { promptMaxLength: dialect.promptMaxLength }),
    ...(key === 'secrets' || key === 'environment' ? { keyFrom: key } : {}),
  };
}

function publicOption(option: OptionSpec): ServiceInfo['options'][number] {
  return {
    name: option.name,
    kind: option.kind,
    label: option.label,
    ...(option.default === undefined ? {} : { default: option.default }),
    ...(option.required === undefined ? {} : { required: option.required }),
    ...(option.only === undefined ? {} : { only: option.only }),
    ...(option.kind === 'choice' ? { choices: option.choices.map(choice => choice.value) } : {}),
    ...(option.kind === 'number' && option.min !== undefined ? { min: option.min } : {}),
    ...(option.kind === 'number' && option.max !== undefined ? { max: option.max } : {}),
    ...(option.kind === 'number' ? { integer: option.integer } : {}),
    ...(option.kind === 'text' && option.maxLength !== undefined ? { maxLength: option.maxLength } : {}),
  };
}
