// The engine that the editor holds: snapshots out of the store, intents into the pipeline.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { ConnectionReport, Engine, JobsChange, Origin, ServiceState, Spending } from '../engine';
import { RequestError } from '../engine';
import { hasCode } from '../file-error';
import type { Estimate, Job, JobAbilities, JobState } from '../job';
import { isFinal } from '../job';
import { l10n } from '../l10n';
import { estimateOf } from '../money/estimate';
import type { Disposable } from '../ports';
import type { FieldProblem, GenerationRequest, Picture } from '../request';
import type { RemoteJob, Service } from '../service';
import { compact } from '../store/job-folder';
import { abilitiesOf, stateOf, submissionMayLastMs, toJob } from '../store/fold';
import type { FoldContext } from '../store/fold';
import type { StoreChange, StoredJob } from '../store/store';
import { writeOnce } from '../store/whole';
import type { Known } from './accounts';
import { readKnown, testWire } from './accounts';
import { Dispatcher } from './dispatcher';
import { History, spendingOf } from './history';
import { queueJobs, requestProblems, storeProblem } from './intake';
import type { Priced } from './intake';
import * as intents from './intents';
import { JobList } from './job-list';
import { baseUrlOf } from './work';
import type { Wire, Work } from './work';

export interface EngineParts {
  readonly work: Work;
  /** Whether the window named in a claim or lease is known to be gone; undefined: cannot tell. */
  ownerIsGone(owner: string): boolean | undefined;
  /** Called when the engine has stopped. */
  ended?(): void;
}

export class CoreEngine implements Engine {
  readonly ready: Promise<void>;
  private readonly list = new JobList();
  private readonly history = new History();
  private readonly jobListeners = new Set<(change: JobsChange) => void>();
  private readonly serviceListeners = new Set<(service: string) => void>();
  private readonly known = new Map<string, Known>();
  private readonly dispatcher: Dispatcher;
  private readonly subscriptions: Disposable[] = [];
  private readonly work: Work;

  constructor(private readonly parts: EngineParts) {
    this.work = parts.work;
    this.dispatcher = new Dispatcher(
      this.work,
      job => this.stateOf(job),
      owner => parts.ownerIsGone(owner),
      service => this.tellService(service),
    );
    const { keys, settings } = this.work.ports;
    this.subscriptions.push(
      this.work.store.onDidChange(change => this.storeChanged(change)),
      keys.onDidChange(service => this.forgetKnown(service)),
      settings.onDidChange(() => {
        for (const service of this.work.services) this.forgetKnown(service.id);
      }),
    );
    this.ready = this.start();
  }

  private async start(): Promise<void> {
    await this.work.store.load();
    this.dispatcher.start();
  }

  dispose(): void {
    void this.stop();
  }

  /** Resolves when leases are given back and files are closed. */
  async stop(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.dispose();
    await this.dispatcher.stop();
    await this.work.store.close();
    this.parts.ended?.();
  }

  jobs(): readonly Job[] {
    return this.list.all();
  }

  job(id: string): Job | undefined {
    return this.list.get(id);
  }

  abilities(job: Job): JobAbilities {
    const service = this.work.services.find(candidate => candidate.id === job.service);
    const dialect = service?.dialects.find(candidate => candidate.id === job.dialect);
    return abilitiesOf(job, dialect?.cancels);
  }

  onDidChangeJobs(listener: (change: JobsChange) => void): Disposable {
    this.jobListeners.add(listener);
    return { dispose: () => this.jobListeners.delete(listener) };
  }

  services(): readonly Service[] {
    return this.work.services;
  }

  async serviceState(id: string): Promise<ServiceState> {
    const wire = await this.presentWire(id);
    const dialect = wire.service.dialectFor(wire.key?.key);
    const lane = this.dispatcher.lanesOf(id).find(candidate => candidate.wire.baseUrl === wire.baseUrl);
    return compact<ServiceState>({
      service: wire.service,
      dialect,
      options: dialect.options(),
      baseUrl: wire.baseUrl,
      key: wire.service.key === undefined ? undefined : (wire.key?.from ?? 'missing'),
      ...(this.known.get(id) ?? {}),
      paused: lane?.pause,
      limitsLeft: this.limitsLeft(id),
    });
  }

  private limitsLeft(id: string): ServiceState['limitsLeft'] {
    const left = this.work.limitsLeft.get(id);
    if (left === undefined) return undefined;
    const { limit, remaining, at, resetInMs } = left;
    return compact({
      limit,
      remaining,
      resetAt: left.resetAt ?? (resetInMs === undefined ? undefined : at + resetInMs),
    });
  }

  onDidChangeServices(listener: (service: string) => void): Disposable {
    this.serviceListeners.add(listener);
    return { dispose: () => this.serviceListeners.delete(listener) };
  }

  async testConnection(id: string, candidate?: string): Promise<ConnectionReport> {
    const wire = await this.presentWire(id);
    if (wire.service.key === undefined) {
      return {
        ok: true,
        reached: true,
        text: l10n.t('{0} works on this machine and needs no key.', wire.service.name),
      };
    }
    const key = candidate === undefined ? wire.key : { key: candidate, from: 'secrets' as const, fingerprint: '' };
    if (key === undefined)
      return { ok: false, reached: false, text: l10n.t('No API key is set for {0}.', wire.service.name) };
    const report = await testWire(this.work, { ...wire, key });
    if (report.account !== undefined && candidate === undefined) {
      this.learn(id, { account: report.account, accountAt: this.work.ports.clock.now() });
    }
    return report;
  }

  refreshService(id: string): void {
    void this.presentWire(id)
      .then(wire => readKnown(this.work, wire))
      .then(known => this.learn(id, known))
      .catch((error: unknown) =>
        this.work.ports.log.write('warn', 'account not read', { service: id, error: String(error) }),
      );
  }

  spending(service: string): Spending {
    return spendingOf(this.jobs(), service, this.work.ports.clock.now());
  }

  async validate(request: GenerationRequest): Promise<readonly FieldProblem[]> {
    const { dialect } = await this.priced(request);
    return requestProblems(dialect, request);
  }

  async estimate(request: GenerationRequest): Promise<Estimate> {
    const { price, creditPrice } = await this.priced(request);
    return estimateOf(price, request.takes ?? 1, creditPrice);
  }

  async generate(request: GenerationRequest, origin: Origin): Promise<readonly Job[]> {
    await this.ready;
    await this.mustHaveKey(request.service);
    const jobs = await this.queue(request, origin);
    // Somebody acts: a pause for want of credits or of the network is tried again.
    this.dispatcher.resume(request.service);
    return jobs;
  }

  async stagePicture(bytes: Uint8Array, name: string): Promise<Picture> {
    await this.ready;
    const { jpeg, width, height } = await this.work.pictures.prepare(bytes, name).catch((error: unknown) => {
      throw new RequestError('picture-unreadable', error instanceof Error ? error.message : String(error), [
        { field: 'picture', message: error instanceof Error ? error.message : String(error) },
      ]);
    });
    const sha256 = createHash('sha256').update(jpeg).digest('hex');
    const path = join(this.work.store.layout.pictures, `${sha256}.jpg`);
    await writeOnce(this.work.ports.files, this.work.ports.random, path, jpeg).catch((error: unknown) => {
      throw storeProblem(error);
    });
    return { sha256, bytes: jpeg.length, width, height, name };
  }

  async readPicture(picture: Picture): Promise<Uint8Array> {
    try {
      return await this.work.ports.files.read(join(this.work.store.layout.pictures, `${picture.sha256}.jpg`));
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      throw new RequestError(
        'picture-unreadable',
        l10n.t('The prepared picture “{0}” is gone. Choose it again.', picture.name),
      );
    }
  }

  async cancel(id: string): Promise<void> {
    await this.ready;
    await intents.cancel(this.work, this.mustKnow(id), job => this.abilities(job));
    this.dispatcher.sync();
  }

  async stopFollowing(id: string): Promise<void> {
    await this.ready;
    await intents.stopFollowing(this.work, this.mustKnow(id));
  }

  async retry(id: string, origin: Origin): Promise<Job> {
    await this.ready;
    const job = this.mustKnow(id);
    if (!isFinal(job.state)) throw notPossible(l10n.t('This job has not ended yet; cancel it first, or wait.'));
    await this.mustHaveKey(job.service);
    const request = compact<GenerationRequest>({
      service: job.service,
      prompt: job.prompt,
      options: job.options,
      picture: job.picture,
    });
    const [again] = await this.queue(request, origin, id);
    if (again === undefined) throw new Error('no job was queued');
    this.dispatcher.resume(job.service);
    return again;
  }

  async resolve(id: string, decision: Parameters<Engine['resolve']>[1]): Promise<void> {
    await this.ready;
    const job = this.mustKnow(id);
    const stored = this.work.store.get(id);
    const wire = stored === undefined ? undefined : await this.dispatcher.wireOf(stored);
    await intents.resolve(this.work, job, decision, wire);
    this.dispatcher.resume(job.service);
  }

  candidates(id: string): readonly RemoteJob[] {
    const job = this.job(id);
    return job === undefined ? [] : this.dispatcher.lanesOf(job.service).flatMap(lane => [...lane.candidates(id)]);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.ready;
    for (const id of ids) await intents.remove(this.work, this.mustKnow(id));
  }

  async noteSaved(id: string, uri: string): Promise<void> {
    await intents.noteSaved(this.work, id, uri);
  }

  async settled(id: string): Promise<Job> {
    await this.ready;
    const now = this.mustKnow(id);
    if (isFinal(now.state) || now.state === 'inDoubt') return now;
    return new Promise((resolve, reject) => {
      const subscription = this.onDidChangeJobs(({ changed, removed }) => {
        const job = changed.find(candidate => candidate.id === id);
        if (removed.includes(id)) {
          subscription.dispose();
          reject(unknownJob(id));
        } else if (job !== undefined && (isFinal(job.state) || job.state === 'inDoubt')) {
          subscription.dispose();
          resolve(job);
        }
      });
    });
  }

  usualSeconds(job: Pick<Job, 'service' | 'effective'>): number | undefined {
    return this.history.usualSeconds(job);
  }

  private async queue(request: GenerationRequest, origin: Origin, retryOf?: string): Promise<readonly Job[]> {
    const ids = await queueJobs(this.work, request, await this.priced(request), origin, retryOf);
    return ids.map(id => this.mustKnow(id));
  }

  private async priced(request: GenerationRequest): Promise<Priced> {
    const wire = await this.presentWire(request.service);
    const dialect = wire.service.dialectFor(wire.key?.key);
    const { creditPrice } = this.work.ports.settings.service(request.service);
    const price = dialect.price(request, this.known.get(request.service)?.live);
    return compact<Priced>({ dialect, price, creditPrice });
  }

  /** The service as a new request would reach it. @throws RequestError `unknown-service` */
  private async presentWire(id: string): Promise<Wire> {
    const service = this.work.services.find(candidate => candidate.id === id);
    if (service === undefined) {
      const names = this.work.services.map(candidate => candidate.id).join(', ');
      const message = l10n.t('There is no service “{0}”. It is one of: {1}.', id, names);
      throw new RequestError('unknown-service', message, [{ field: 'service', message }]);
    }
    const baseUrl = baseUrlOf(this.work, service);
    const origin = URL.canParse(baseUrl) ? new URL(baseUrl).origin : undefined;
    const key =
      service.key === undefined || origin === undefined ? undefined : await this.work.ports.keys.get(id, origin);
    return { service, baseUrl, key };
  }

  private async mustHaveKey(id: string): Promise<void> {
    const { service, key } = await this.presentWire(id);
    if (service.key === undefined || key !== undefined) return;
    const message = l10n.t(
      'No API key is set for {0}. Run “Reelwright: Set API Key…”, then generate again.',
      service.name,
    );
    throw new RequestError('key-missing', message, [{ field: 'service', message }]);
  }

  private mustKnow(id: string): Job {
    const job = this.job(id);
    if (job === undefined) throw unknownJob(id);
    return job;
  }

  private learn(id: string, known: Known): void {
    this.known.set(id, { ...this.known.get(id), ...known });
    this.tellService(id);
  }

  private forgetKnown(id: string): void {
    this.known.delete(id);
    this.tellService(id);
  }

  private tellService(id: string): void {
    for (const listener of this.serviceListeners) listener(id);
  }

  private stateOf(job: StoredJob): JobState {
    return stateOf(job.records, this.context());
  }

  private context(): FoldContext {
    return {
      now: this.work.ports.clock.now(),
      library: this.work.store.layout.library,
      mayStillAnswer: (id, { attempt }) => {
        if (attempt === 'damaged') return false;
        const { owner } = attempt.body;
        if (owner.window === this.work.owner.window) return this.work.submitting.has(id);
        const name = `${owner.window} ${owner.pid ?? ''} ${owner.host ?? ''}`;
        if (this.parts.ownerIsGone(name) === true) return false;
        return this.work.ports.clock.now() - attempt.at < submissionMayLastMs;
      },
    };
  }

  private storeChanged(change: StoreChange): void {
    const context = this.context();
    const changed: Job[] = [];
    for (const id of change.changed) {
      const stored = this.work.store.get(id);
      if (stored === undefined) continue;
      const job = toJob(stored, context);
      this.list.set(job);
      this.history.note(job);
      changed.push(job);
    }
    for (const id of change.removed) this.list.delete(id);
    for (const listener of this.jobListeners) listener({ changed, removed: change.removed });
  }
}

function unknownJob(id: string): RequestError {
  return new RequestError('unknown-job', l10n.t('There is no job “{0}”. It may have been removed.', id));
}

function notPossible(message: string): RequestError {
  return new RequestError('not-possible', message);
}
