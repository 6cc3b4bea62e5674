// Which open job belongs to which lane: by its service, base URL and key. Makes lanes and ends them.

import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RequestError } from '../engine';
import type { Origin } from '../engine';
import type { JobState } from '../job';
import type { Disposable, HttpAnswer, ServiceKey } from '../ports';
import type { RemoteJob, Service } from '../service';
import type { StoredJob } from '../store/stored-job';
import { digest } from '../store/layout';
import { ReadOnlyStoreError } from '../store/read-only';
import { lastAttempt } from '../store/attempts';
import { Lane } from './lane';
import type { LaneParts } from './lane-parts';
import { LedElsewhere, placeWord } from './led-elsewhere';
import { Lease } from './lease';
import { Pace } from './pace';
import { keptPace } from './pace-file';
import { removeLeftovers } from '../pipeline/leftovers';
import { attemptWire } from '../pipeline/attempt';
import { isUnwatchedOrigin } from '../pipeline/due';
import { Turns } from './turns';
import { OwnWishes, WishCounter } from './wishes';
import { baseUrlOf } from '../pipeline/work';
import type { Wire, Work } from '../pipeline/work';

/** A service at one base URL, for one assignment of all jobs: asking the editor for a key takes a message each time. */
interface Place {
  readonly service: Service;
  readonly baseUrl: string;
  readonly key: ServiceKey | undefined;
  /** Another window has the key and takes care of it, though this one has none. */
  readonly isLedElsewhere: boolean;
  /** By the fingerprint of the key that a job is followed with. */
  readonly berths: Map<string, Berth>;
}

/** How soon a window without the key looks again who has it. */
const lookForKeysMs = 5_000;
/** Longer than from one page of a list to the next. */
const guestsStayMs = 10_000;

interface Berth {
  readonly id: string;
  readonly wire: Wire;
  readonly jobs: Set<string>;
}

export class Dispatcher implements Disposable {
  private readonly lanes = new Map<string, Lane>();
  private readonly laneIds = new Map<string, string>();
  private readonly wishes = new Map<string, OwnWishes>();
  /** Lanes that are wanted for a person's requests, and what ends that. */
  private readonly guests = new Map<string, Disposable>();
  private readonly subscriptions: Disposable[] = [];
  private syncing: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private looking: Disposable | undefined;
  private readonly elsewhere: LedElsewhere;

  constructor(
    private readonly work: Work,
    private readonly stateOf: (job: StoredJob) => JobState,
    private readonly expects: LaneParts['expects'],
    private readonly ownerIsGone: (owner: string) => boolean | undefined,
    private readonly changed: (service: string) => void,
  ) {
    this.elsewhere = new LedElsewhere(work, ownerIsGone);
  }

  start(): void {
    const { keys, settings } = this.work.ports;
    this.subscriptions.push(
      this.work.store.onDidChange(change => {
        for (const id of change.hurried ?? []) for (const lane of this.lanes.values()) lane.hurry(id);
        if (change.liveOnly !== true) this.sync();
      }),
      keys.onDidChange(service => this.resume(service)),
      settings.onDidChange(() => {
        for (const lane of this.lanes.values()) lane.mayBePaid();
        this.sync();
      }),
    );
    this.sync();
    void removeLeftovers(this.work, this.ownerIsGone);
  }

  dispose(): void {
    void this.stop();
  }

  /** Resolves when every lease is given back. */
  async stop(): Promise<void> {
    this.stopped = true;
    for (const subscription of this.subscriptions) subscription.dispose();
    this.lookAgain(false);
    for (const over of this.guests.values()) over.dispose();
    await this.syncing;
    await Promise.allSettled([...this.lanes.values()].map(lane => lane.stop()));
    this.lanes.clear();
  }

  lanesOf(service: string): Lane[] {
    return [...this.lanes.values()].filter(lane => lane.wire.service.id === service);
  }

  /** Turns for requests that no lane makes, inside the pace of the wire's key. */
  turnsFor(wire: Wire): Turns {
    const id = this.laneIdOf(`${wire.service.id}\n${wire.baseUrl}`, wire.key?.fingerprint);
    const { work } = this;
    return new Turns(work.ports.clock, {
      lane: () => this.laneForGuests(id, wire),
      wishes: () => {
        const own = this.wishes.get(id) ?? new OwnWishes(work, join(work.store.layout.leases, id));
        this.wishes.set(id, own);
        return own;
      },
      said: () => keptPace({ work, id }),
    });
  }

  /** Also where no job is open somebody must lead, for the count of requests: a lane without jobs, for a while. */
  private laneForGuests(id: string, wire: Wire): Lane {
    if (this.stopped) throw new RequestError('not-possible', l10n.t('This window is closing; nothing was asked.'));
    // A version that only shows cannot count for those that go on, nor do they for it.
    if (this.work.store.readOnly) throw new RequestError('store-read-only', new ReadOnlyStoreError().message);
    this.guests.get(id)?.dispose();
    const over = this.work.ports.clock.after(guestsStayMs, () => {
      this.guests.delete(id);
      this.sync();
    });
    this.guests.set(id, over);
    return this.laneFor({ id, wire, jobs: new Set() });
  }

  /** Waits for the turn of one such request; see `Turns.take`. */
  readonly takeTurn = (wire: Wire): Promise<number | undefined> => this.turnsFor(wire).take();

  /** A callback named a job. False: this window does not lead its lane. */
  ask(id: string): boolean {
    return [...this.lanes.values()].some(lane => lane.ask(id));
  }

  lookNow(service: string, ids: readonly string[]): void {
    for (const lane of this.lanesOf(service)) lane.lookNow(ids);
  }

  noteCandidates(service: string, candidates: ReadonlyMap<string, readonly RemoteJob[]>): void {
    for (const lane of this.lanesOf(service)) {
      for (const [id, list] of candidates) lane.run.candidates.set(id, list);
    }
    for (const id of candidates.keys()) this.work.store.touch(id);
  }

  /** Ends pauses that somebody may have mended: a key, the network, and, where it was a person, a balance. */
  resume(service: string, origin?: Origin): void {
    const isProgram = origin !== undefined && isUnwatchedOrigin(origin);
    for (const lane of this.lanesOf(service)) lane.resume(isProgram ? 'program' : 'person');
    this.sync();
  }

  /** A service answered a request with the wire's key, whoever made it. A key that is only tried has no lane. */
  heard(wire: Wire, answer: HttpAnswer): void {
    const id = this.laneIdOf(`${wire.service.id}\n${wire.baseUrl}`, wire.key?.fingerprint);
    this.lanes.get(id)?.run.heard(answer);
  }

  /** The wire on which a job is followed, or would be sent; undefined where its service needs a key and none is set. */
  async wireOf(job: StoredJob): Promise<Wire | undefined> {
    const service = this.serviceOf(job);
    if (service === undefined) return undefined;
    const baseUrl = this.baseUrlOf(service, job);
    const key = await this.keyFor(service, baseUrl);
    return service.key !== undefined && key === undefined ? undefined : { service, baseUrl, key };
  }

  /** Assigns every open job to its lane; many calls in a row become one. */
  sync(): void {
    if (this.stopped) return;
    if (this.syncing !== undefined) {
      this.again = true;
      return;
    }
    this.syncing = this.syncAll()
      .catch((error: unknown) =>
        this.work.ports.log.write('error', 'jobs could not be assigned', { error: String(error) }),
      )
      .finally(() => {
        this.syncing = undefined;
        if (this.again) {
          this.again = false;
          this.sync();
        }
      });
  }

  private async assigned(): Promise<void> {
    this.sync();
    while (this.syncing !== undefined) await this.syncing;
  }

  private async syncAll(): Promise<void> {
    // The rest of this turn's changes come first.
    await Promise.resolve();
    // A newer window goes on with what this one does not understand.
    if (this.work.store.readOnly) return this.leave(() => true);
    const berths = new Map<string, Berth>();
    const places: Place[] = [];
    for (const job of this.work.store.open()) {
      const service = this.serviceOf(job);
      if (service === undefined) continue;
      const baseUrl = this.baseUrlOf(service, job);
      const known = places.find(place => place.service === service && place.baseUrl === baseUrl);
      const place = known ?? (await this.placeOf(service, baseUrl));
      if (known === undefined) places.push(place);
      this.berth(job, place, berths);
    }
    for (const berth of berths.values()) this.laneFor(berth).assign(berth.jobs);
    for (const id of this.guests.keys()) if (!berths.has(id)) this.lanes.get(id)?.assign(new Set());
    await this.leave(id => !berths.has(id) && !this.guests.has(id));
    this.lookAgain(places.some(lacksKey));
  }

  private async placeOf(service: Service, baseUrl: string): Promise<Place> {
    const key = await this.keyFor(service, baseUrl);
    const place = { service, baseUrl, key, isLedElsewhere: false, berths: new Map<string, Berth>() };
    if (!lacksKey(place)) return place;
    const isLedElsewhere = (await this.elsewhere.words()).has(placeWord(`${service.id}\n${baseUrl}`));
    return { ...place, isLedElsewhere };
  }

  /** While jobs are open whose key another window has, or nobody: that window may end. */
  private lookAgain(needed: boolean): void {
    if (this.stopped || !needed) {
      this.looking?.dispose();
      this.looking = undefined;
      return;
    }
    this.looking ??= this.work.ports.clock.after(lookForKeysMs, () => {
      this.looking = undefined;
      this.sync();
    });
  }

  private async leave(which: (lane: string) => boolean): Promise<void> {
    for (const [id, lane] of this.lanes) {
      if (!which(id)) continue;
      this.lanes.delete(id);
      await lane.stop();
      this.changed(lane.wire.service.id);
    }
  }

  private berth(job: StoredJob, place: Place, berths: Map<string, Berth>): void {
    const { service, baseUrl, key, isLedElsewhere } = place;
    const needsKey = lacksKey(place);
    this.noteKey(job, needsKey && !isLedElsewhere);
    // Without the key only what needs none can be done, and only where nobody else does it: fetching.
    if (needsKey && (isLedElsewhere || this.stateOf(job) !== 'downloading')) return;
    const fingerprint = key?.fingerprint ?? attemptWire(lastAttempt(job.records))?.fingerprint;
    let berth = place.berths.get(fingerprint ?? '');
    if (berth === undefined) {
      const id = this.laneIdOf(`${service.id}\n${baseUrl}`, fingerprint) + (needsKey ? '-fetch' : '');
      berth = { id, wire: { service, baseUrl, key }, jobs: new Set<string>() };
      place.berths.set(fingerprint ?? '', berth);
      berths.set(id, berth);
    }
    berth.jobs.add(job.id);
  }

  private serviceOf(job: StoredJob): Service | undefined {
    return this.work.services.find(candidate => candidate.id === job.records.spec.body.service);
  }

  /** Every change of any job asks for it, so each is worked out once. */
  private laneIdOf(place: string, fingerprint: string | undefined): string {
    const name = `${place}\n${fingerprint ?? ''}`;
    const id = this.laneIds.get(name) ?? digest(name);
    this.laneIds.set(name, id);
    return id;
  }

  private baseUrlOf(service: Service, job: StoredJob): string {
    const last = lastAttempt(job.records);
    const made = last?.refused === undefined ? attemptWire(last)?.baseUrl : undefined;
    return made === undefined || made === '' ? baseUrlOf(this.work, service) : made;
  }

  private async keyFor(service: Service, baseUrl: string): Promise<ServiceKey | undefined> {
    if (service.key === undefined || !URL.canParse(baseUrl)) return undefined;
    return this.work.ports.keys.get(service.id, new URL(baseUrl).origin);
  }

  /** Said in this window alone: another one, in another browser, may hold the key. One that has just queued the job takes a moment to lead. */
  private noteKey(job: StoredJob, missing: boolean): void {
    const { store, ports } = this.work;
    const isSaid = job.live.waiting?.reason === 'key';
    const isNew = ports.clock.now() - job.records.spec.at < lookForKeysMs;
    if (missing === isSaid || (missing && isNew)) return;
    const { waiting: _before, ...live } = job.live;
    store.setLive(job.id, missing ? { ...live, waiting: { reason: 'key' } } : live, false);
  }

  private rateOf(wire: Wire): number | undefined {
    const limit = wire.service.dialectFor(wire.key?.key).limits.requestsPerMinute;
    return this.work.ports.settings.service(wire.service.id).requestsPerMinute ?? limit;
  }

  private laneFor(berth: Berth): Lane {
    const there = this.lanes.get(berth.id);
    // The setting may have been changed since.
    there?.parts.pace.setRate(this.rateOf(berth.wire));
    if (there !== undefined) return there;
    const { clock, files, random } = this.work.ports;
    const folder = join(this.work.store.layout.leases, berth.id);
    const { owner } = this.work;
    const { service, baseUrl } = berth.wire;
    const word = lacksKey(berth.wire) ? '' : placeWord(`${service.id}\n${baseUrl}`);
    const name = `${owner.window} ${owner.pid ?? ''} ${owner.host ?? ''} ${word}`;
    const pace = new Pace(clock, this.rateOf(berth.wire));
    const wishes = new WishCounter(this.work, folder, pace, this.ownerIsGone);
    const parts: LaneParts = {
      id: berth.id,
      work: this.work,
      wire: berth.wire,
      lease: new Lease({ clock, files, random, ownerIsGone: this.ownerIsGone }, folder, name),
      pace,
      wishes,
      stateOf: this.stateOf,
      expects: this.expects,
      changed: () => this.changed(berth.wire.service.id),
      assigned: () => this.assigned(),
      reachedAgain: () => {
        for (const lane of this.lanes.values()) lane.tryNow();
      },
    };
    const lane = new Lane(parts);
    this.lanes.set(berth.id, lane);
    return lane;
  }
}

function lacksKey({ service, key }: Pick<Wire, 'service' | 'key'>): boolean {
  return service.key !== undefined && key === undefined;
}
