// The engine that the editor holds: snapshots out of the store, intents into the pipeline.

import type {
  ConnectionReport,
  Decision,
  Engine,
  JobsChange,
  Origin,
  ServiceState,
  Spending,
  SyncReport,
} from '../engine';
import { RequestError } from '../engine';
import type { Estimate, Job, JobAbilities, JobState } from '../job';
import { isFinal } from '../job';
import * as l10n from '@vscode/l10n';
import { estimateOf } from '../money/estimate';
import { Ledger } from '../money/ledger';
import type { Disposable } from '../ports';
import type { FieldProblem, GenerationRequest, Picture } from '../request';
import { pictureFacts, routeFacts } from '../public/routes';
import type { RemoteJob, Service } from '../service';
import type { SentRequest } from '../services/copy/sent';
import { isImported } from '../store/attempts';
import { compact } from '../store/job-folder';
import { abilitiesOf, stateOf, toJob } from '../store/fold';
import type { FoldContext } from '../store/fold';
import { ReadOnlyStoreError } from '../store/read-only';
import type { StoreChange, StoredJob } from '../store/stored-job';
import { AccountBook } from './account-book';
import { connectionReport } from './accounts';
import { Dispatcher } from '../lanes/dispatcher';
import { foldContext } from './fold-context';
import { History, spendingOf } from './history';
import { queueJobs, requestProblems, storeProblem } from '../pipeline/intake';
import type { Priced } from '../pipeline/intake';
import * as intents from '../pipeline/intents';
import { importJob } from '../remote/import-job';
import { lookUpDoubts } from '../remote/look-up';
import { JobList } from './job-list';
import { limitsLeftAt } from './limits-left';
import { LinkWatch } from './link-watch';
import { priced } from './priced';
import { requestAgain } from './request-again';
import { requestOfForm, requestOfJob } from './sent-request';
import { hasSettled, untilSettled } from './settled';
import { videoLinkOf } from './video-link';
import { ServiceSync } from '../remote/sync';
import { allOf, ownUsage, toldUsage } from './usage';
import type { Days, Usage } from './usage';
import { presentWire, wireWithKey } from '../pipeline/present-wire';
import { readStaged, stagePicture } from '../pipeline/staging';
import type { Work } from '../pipeline/work';

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
  private readonly accounts: AccountBook;
  private readonly ledger: Ledger;
  private readonly dispatcher: Dispatcher;
  private readonly syncs: ServiceSync;
  private readonly links: LinkWatch;
  private readonly subscriptions: Disposable[] = [];
  private readonly work: Work;
  /** One for all: every step of every lane asks for the state of each of its jobs. */
  private readonly context: FoldContext;

  constructor(private readonly parts: EngineParts) {
    this.work = { ...parts.work, heard: (wire, answer) => this.dispatcher.heard(wire, answer) };
    this.context = foldContext(parts);
    this.dispatcher = new Dispatcher(
      this.work,
      job => this.stateOf(job),
      records => this.history.expectation(records),
      owner => parts.ownerIsGone(owner),
      service => this.tellService(service),
    );
    this.syncs = new ServiceSync(this.work, this.dispatcher, job => this.stateOf(job));
    this.links = new LinkWatch(this.work.ports.clock, this.work.store);
    this.ledger = new Ledger(this.work.ports, this.work.store.layout.ledger);
    this.accounts = new AccountBook(this.work, service => this.tellService(service), this.dispatcher);
    const { keys, settings } = this.work.ports;
    this.subscriptions.push(
      this.work.store.onDidChange(change => this.storeChanged(change)),
      keys.onDidChange(service => this.accounts.forget(service)),
      settings.onDidChange(() => {
        for (const service of this.work.services) this.accounts.forget(service.id);
        this.work.door?.noteSettings();
      }),
    );
    this.ready = this.start();
  }

  private async start(): Promise<void> {
    await this.work.store.load();
    await this.loadLedger();
    this.dispatcher.start();
    this.work.door?.start(id => this.dispatcher.ask(id));
  }

  /** This month's entries are all that anybody counts. */
  private async loadLedger(): Promise<void> {
    const now = new Date(this.work.ports.clock.now());
    await this.ledger.load(new Date(now.getFullYear(), now.getMonth(), 1).getTime()).catch(() => undefined);
    for (const service of this.work.services) this.tellService(service.id);
  }

  dispose(): void {
    void this.stop();
  }

  /** Resolves when leases are given back and files are closed. */
  async stop(): Promise<void> {
    for (const subscription of this.subscriptions) subscription.dispose();
    this.links.dispose();
    await this.work.door?.stop();
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
    const wire = await presentWire(this.work, id);
    const dialect = wire.service.dialectFor(wire.key?.key);
    const lane = this.dispatcher.lanesOf(id).find(candidate => candidate.wire.baseUrl === wire.baseUrl);
    return compact<ServiceState>({
      service: wire.service,
      dialect,
      options: dialect.options(),
      baseUrl: wire.baseUrl,
      key: wire.service.key === undefined ? undefined : (wire.key?.from ?? 'missing'),
      ...this.accounts.of(id),
      paused: lane?.pause,
      limitsLeft: limitsLeftAt(this.work, wire),
      ...pictureFacts(dialect, routeFacts(this.work, wire)),
    });
  }

  onDidChangeServices(listener: (service: string) => void): Disposable {
    this.serviceListeners.add(listener);
    return { dispose: () => this.serviceListeners.delete(listener) };
  }

  async testConnection(id: string, candidate?: string): Promise<ConnectionReport> {
    const wire = await presentWire(this.work, id);
    const report = await connectionReport(this.work, wire, candidate, this.dispatcher.takeTurn);
    if (report.account !== undefined && candidate === undefined) {
      this.accounts.learn(id, { account: report.account, accountAt: this.work.ports.clock.now() });
    }
    return report;
  }

  refreshService(id: string): void {
    this.accounts.refresh(id);
  }

  freshenService(id: string): void {
    this.accounts.freshen(id);
  }

  livePrices(service: string): Promise<void> {
    return this.accounts.prices(service);
  }

  spending(service: string): Spending {
    return spendingOf(this.jobs(), this.ledger.all(), service, this.work.ports.clock.now());
  }

  async validate(request: GenerationRequest, origin?: Origin): Promise<readonly FieldProblem[]> {
    return requestProblems(await this.priced(request, origin), request);
  }

  async allowDataUrl(service: string, allowed = true): Promise<void> {
    await this.work.ports.consents?.allowDataUrl(service, allowed);
    this.tellService(service);
  }

  async estimate(request: GenerationRequest): Promise<Estimate> {
    const { price, creditPrice } = await this.priced(request);
    return estimateOf(price, request.takes ?? 1, creditPrice);
  }

  async generate(request: GenerationRequest, origin: Origin): Promise<readonly Job[]> {
    await this.ready;
    await wireWithKey(this.work, request.service);
    const jobs = await this.queue(request, origin);
    // Somebody acts: a pause for want of credits or of the network is tried again.
    this.dispatcher.resume(request.service, origin);
    return jobs;
  }

  async stagePicture(bytes: Uint8Array, name: string): Promise<Picture> {
    await this.ready;
    return stagePicture(this.work, bytes, name);
  }

  readPicture(picture: Picture): Promise<Uint8Array> {
    return readStaged(this.work, picture);
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
    await wireWithKey(this.work, job.service);
    const [again] = await this.queue(requestAgain(job, this.work.store.get(id)), origin, id);
    if (again === undefined) throw new Error('no job was queued');
    this.dispatcher.resume(job.service, origin);
    return again;
  }

  async resolve(id: string, decision: Decision, submittedAt?: number): Promise<void> {
    await this.ready;
    await this.work.store.refresh(id);
    const job = this.mustKnow(id);
    intents.mustBeOpen(job, decision, this.abilities(job), submittedAt);
    const stored = this.work.store.get(id);
    const wire = stored === undefined ? undefined : await this.dispatcher.wireOf(stored);
    await intents.resolve(this.work, job, stored, decision, wire);
    this.dispatcher.resume(job.service);
  }

  tryNow(id: string): void {
    this.work.store.hurry(this.mustKnow(id).id);
  }

  videoLink(id: string): string | undefined {
    return videoLinkOf(this.work, id);
  }

  async lookUp(id: string): Promise<readonly string[]> {
    await this.ready;
    const job = this.mustKnow(id);
    const stored = this.work.store.get(id);
    const wire = stored && (await this.dispatcher.wireOf(stored));
    return lookUpDoubts(this.work, this.dispatcher, wire ?? (await wireWithKey(this.work, job.service)));
  }

  candidates(id: string): readonly RemoteJob[] {
    const job = this.job(id);
    return job === undefined ? [] : this.dispatcher.lanesOf(job.service).flatMap(lane => [...lane.candidates(id)]);
  }

  async remove(ids: readonly string[]): Promise<void> {
    await this.ready;
    if (this.work.store.readOnly) throw storeProblem(new ReadOnlyStoreError());
    for (const id of ids) {
      const job = this.mustKnow(id);
      if (isFinal(job.state)) await this.ledger.note(job);
      await intents.remove(this.work, job);
    }
  }

  async noteSaved(id: string, uri: string): Promise<void> {
    await intents.noteSaved(this.work, id, uri);
  }

  async settled(id: string): Promise<Job> {
    await this.ready;
    const now = this.mustKnow(id);
    if (hasSettled(now)) return now;
    return untilSettled(
      listener => this.onDidChangeJobs(listener),
      id,
      () => unknownJob(id),
    );
  }

  async sync(service: string): Promise<SyncReport> {
    await this.ready;
    return this.syncs.run(await wireWithKey(this.work, service));
  }

  async importJob(service: string, remoteId: string, evenInDoubt = false): Promise<Job> {
    await this.ready;
    const wire = await wireWithKey(this.work, service);
    return this.mustKnow(await importJob(this.work, this.dispatcher, wire, remoteId, evenInDoubt));
  }

  async usage(service: string, days: Days): Promise<Usage> {
    await this.ready;
    const told = await toldUsage(this.work, await presentWire(this.work, service), days, this.dispatcher.takeTurn);
    return { own: ownUsage(await allOf(this.jobs(), this.ledger, days), service, days), ...told };
  }

  async sentRequest(of: string | GenerationRequest): Promise<SentRequest> {
    await this.ready;
    if (typeof of !== 'string') return requestOfForm(this.work, await presentWire(this.work, of.service), of);
    const wire = await presentWire(this.work, this.mustKnow(of).service);
    const stored = this.work.store.get(of);
    if (stored === undefined) throw unknownJob(of);
    return requestOfJob(this.work, wire, stored);
  }

  usualSeconds(job: Pick<Job, 'service' | 'effective'>): number | undefined {
    return this.history.usualSeconds(job);
  }

  private async queue(request: GenerationRequest, origin: Origin, retryOf?: string): Promise<readonly Job[]> {
    const ids = await queueJobs(this.work, request, await this.priced(request, origin), origin, retryOf);
    return ids.map(id => this.mustKnow(id));
  }

  private priced(request: GenerationRequest, origin?: Origin): Promise<Priced> {
    return priced(this.work, this.accounts, request, origin);
  }

  private mustKnow(id: string): Job {
    const job = this.job(id);
    if (job === undefined) throw unknownJob(id);
    return job;
  }

  private tellService(id: string): void {
    for (const listener of this.serviceListeners) listener(id);
  }

  private stateOf(job: StoredJob): JobState {
    return stateOf(job.records, this.context);
  }

  private storeChanged(change: StoreChange): void {
    const changed: Job[] = [];
    for (const id of change.changed) {
      const stored = this.work.store.get(id);
      if (stored === undefined) continue;
      const job = toJob(stored, this.context);
      this.list.set(job);
      if (!isImported(stored.records)) this.history.note(job, stored.records);
      changed.push(job);
    }
    for (const id of change.removed) this.list.delete(id);
    // Another window may have taken them away, and noted what they cost.
    if (change.removed.length > 0) void this.loadLedger();
    for (const listener of this.jobListeners) listener({ changed, removed: change.removed });
    this.work.door?.noteChange(change.changed);
    this.links.look(change.changed);
  }
}

function unknownJob(id: string): RequestError {
  return new RequestError('unknown-job', l10n.t('There is no job “{0}”. It may have been removed.', id));
}

function notPossible(message: string): RequestError {
  return new RequestError('not-possible', message);
}
