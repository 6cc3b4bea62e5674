// What other extensions get: the same engine as the views, with the editor's types.

import * as vscode from 'vscode';
import type { GenerateRequest, Job as PublicJob, ReelwrightApi, ServiceInfo } from '../api';
import type { Engine, ServiceState } from '../core/engine';
import { RequestError } from '../core/engine';
import type { Job } from '../core/job';
import type { GenerationRequest, OptionSpec, Picture } from '../core/request';
import type { App } from './app';

/** Lazy like everything: the engine is loaded at the first call. */
export function createExports(app: App): ReelwrightApi & vscode.Disposable {
  const changes = new JobChanges(app);
  return {
    apiVersion: 1,
    services: async () => {
      const engine = await app.engine();
      return Promise.all(engine.services().map(async service => serviceInfo(await engine.serviceState(service.id))));
    },
    estimate: async request => {
      const engine = await app.engine();
      return engine.estimate(withoutPicture(request));
    },
    generate: async request => {
      const engine = await app.engine();
      const jobs = await engine.generate(await withPicture(engine, request), 'export');
      app.log.info(`another extension queued ${jobs.length} × ${request.service}`);
      return jobs.map(publicJob);
    },
    job: async id => {
      const engine = await ready(app);
      const job = engine.job(String(id));
      return job === undefined ? undefined : publicJob(job);
    },
    jobs: async () => (await ready(app)).jobs().map(publicJob),
    settled: async id => publicJob(await (await ready(app)).settled(String(id))),
    cancel: async id => (await ready(app)).cancel(String(id)),
    retry: async id => {
      const job = await (await ready(app)).retry(String(id), 'export');
      app.log.info(`another extension retried ${String(id)}`);
      return publicJob(job);
    },
    save: async (id, target) => {
      const engine = await ready(app);
      const job = engine.job(String(id));
      if (job === undefined) throw unknownJob(String(id));
      return app.output.save(job, target);
    },
    onDidChangeJob: changes.event,
    dispose: () => changes.dispose(),
  };
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

function withoutPicture(request: GenerateRequest): GenerationRequest {
  const picture: Picture | undefined =
    request.image === undefined ? undefined : { sha256: '', bytes: 0, width: 0, height: 0, name: '' };
  return {
    service: String(request.service),
    prompt: typeof request.prompt === 'string' ? request.prompt : '',
    options: { ...request.options },
    ...(picture === undefined ? {} : { picture }),
    ...(request.takes === undefined ? {} : { takes: request.takes }),
  };
}

/** Checks everything else first: a picture is prepared only for a request that can be sent. */
async function withPicture(engine: Engine, request: GenerateRequest): Promise<GenerationRequest> {
  const plain = withoutPicture(request);
  if (request.image === undefined) return plain;
  const problems = await engine.validate(plain, 'export');
  if (problems.length > 0) {
    throw new RequestError('invalid-request', problems.map(problem => problem.message).join(' '), problems);
  }
  const { bytes, name } = await readImage(request.image);
  return { ...plain, picture: await engine.stagePicture(bytes, name) };
}

const largestImage = 100_000_000;

async function readImage(image: vscode.Uri | Uint8Array): Promise<{ bytes: Uint8Array; name: string }> {
  if (image instanceof Uint8Array) return { bytes: image, name: vscode.l10n.t('picture') };
  const name = image.path.slice(image.path.lastIndexOf('/') + 1);
  try {
    const { size } = await vscode.workspace.fs.stat(image);
    if (size > largestImage)
      throw pictureProblem(vscode.l10n.t('“{0}” is larger than 100 MB. Make it smaller first.', name));
    return { bytes: await vscode.workspace.fs.readFile(image), name };
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw pictureProblem(vscode.l10n.t('“{0}” cannot be read. Check that it is there and try again.', name));
  }
}

function pictureProblem(message: string): RequestError {
  return new RequestError('picture-unreadable', message, [{ field: 'picture', message }]);
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
  };
}
