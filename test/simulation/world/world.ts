// One run of the simulated world from a seed: windows, faults, kills; then calm.

import type { Job } from '../../../src/core/job';
import type { Exchange, WireRequest } from '../../../src/core/ports';
import { isFinal } from '../../../src/core/job';
import { build as today } from './build';
import type { Build } from './build';
import { Chance } from './chance';
import { VirtualTime, quietWithin } from './clock';
import { MemoryDisk } from './disk';
import { Fate } from './fate';
import type { Blow, Mortal } from './fate';
import { KeyRing } from './keys';
import { FaultyNet } from './net';
import { PaidService } from './service';
import { seedanceapiTongue, usvideoTongue } from './tongues';
import type { Tongue } from './tongues';
import { User } from './user';
import { Window, root } from './window';
import type { Surroundings } from './window';

const minute = 60_000;
const mostWindows = 4;

export class World {
  readonly chance: Chance;
  readonly time = new VirtualTime(quietWithin);
  readonly disk: MemoryDisk;
  readonly services: readonly PaidService[];
  readonly net: FaultyNet;
  readonly keys: KeyRing;
  readonly user: User;
  readonly fate: Fate;
  readonly limits: Surroundings['limits'];
  readonly log: string[] = [];
  kills = 0;
  disturbances = 0;
  freezes = 0;
  /** Ids that a living window was told by the answer to its submit. */
  readonly answers: { readonly id: string; readonly window: Window; readonly at: number }[] = [];
  /** Something held windows up: what they knew may come to the disk late. */
  heldUp = false;
  /** When the faults ended. */
  private calmSince = 0;
  private readonly windows: Window[] = [];
  private readonly jobsWanted: number;
  private readonly windowsWanted: number;
  private named = 0;

  /** @param builds the versions of the product that windows run, each window any of them */
  constructor(
    seed: number,
    private readonly builds: readonly Build[] = [today],
  ) {
    const chance = new Chance(seed);
    this.chance = chance;
    this.disk = new MemoryDisk(chance, root);
    this.disk.links = chance.happens(0.9);
    const rough = chance.next();
    const tongues = chance.happens(0.3) ? [usvideoTongue, seedanceapiTongue] : [usvideoTongue];
    this.services = tongues.map(tongue => this.makeService(tongue, rough));
    this.net = new FaultyNet(this.time, chance, this.services, {
      unreachable: 0.2 * rough * chance.next(),
      lost: 0.15 * rough * chance.next(),
      cut: 0.3 * rough * chance.next(),
      slowestMs: chance.between(20, 3_000),
    });
    this.keys = new KeyRing(tongues);
    this.user = new User(this.time, chance, this.disk, this.services);
    this.limits = this.makeLimits();
    this.jobsWanted = chance.between(4, 15);
    this.windowsWanted = chance.between(1, 4);
    const strokes = chance.pick([0, 1, 2, 3, 4, 5, chance.between(6, 20)]);
    this.fate = new Fate(chance, strokes, this.jobsWanted * 120, (blow, victim) => this.strike(blow, victim));
  }

  private makeService(tongue: Tongue, rough: number): PaidService {
    const { chance } = this;
    return new PaidService(tongue, this.time, chance, {
      refuses: 0.1 * rough * chance.next(),
      muddles: 0.15 * rough * chance.next(),
      limited: 0.1 * rough * chance.next(),
      fails: 0.1 * chance.next(),
      denies: chance.happens(0.3) ? 0.1 : 0,
      linkDies: chance.happens(0.2) ? 0.5 : 0,
      listLagMs: chance.between(0, minute),
      longestMs: chance.between(20_000, 90_000),
      listShows: chance.happens(0.65) ? 'all' : 'ids',
    });
  }

  /** Half of the users have lowered the limits. */
  private makeLimits(): Surroundings['limits'] {
    if (this.chance.happens(0.5)) return {};
    const one = () => ({
      requestsPerMinute: this.chance.pick([10, 20, 30, 60]),
      maxConcurrent: this.chance.between(1, 4),
    });
    return { usvideo: one(), seedanceapi: one() };
  }

  /** Jobs are queued, cancelled and decided while windows are killed, the power fails and the machine sleeps. */
  async trouble(): Promise<void> {
    for (let index = 0; index < this.windowsWanted; index += 1) this.openWindow();
    await this.time.run(this.chance.between(0, 500));
    const lasts = this.chance.between(30_000, 150_000);
    this.scheduleRequests(lasts / 2);
    this.scheduleEvents(lasts);
    await this.time.run(lasts);
  }

  private scheduleRequests(within: number): void {
    for (let left = this.jobsWanted; left > 0;) {
      const takes = Math.min(left, this.chance.between(1, 4));
      left -= takes;
      const at = this.chance.happens(0.4) ? 0 : this.chance.between(0, within);
      this.time.after(at, () => this.withWindow(window => this.user.generate(window, takes)));
    }
  }

  private scheduleEvents(within: number): void {
    const count = this.chance.between(0, 8);
    for (let index = 0; index < count; index += 1) {
      this.time.after(this.chance.between(0, within), () => this.event());
    }
  }

  private event(): void {
    const { chance } = this;
    const roll = chance.next();
    this.disturbances += 1;
    if (roll < 0.34) this.withWindow(window => this.user.act(window));
    else if (roll < 0.45) chance.pick(this.services).madeElsewhere(`something else ${this.disturbances}`);
    else if (roll < 0.55) this.time.sleep(chance.between(1, 360) * minute);
    else if (roll < 0.7) this.spell(down => (this.net.down = down));
    else if (roll < 0.85) this.fillDisk();
    else if (roll < 0.89) this.loseKey(chance.pick(this.services).tongue.service);
    else if (roll < 0.97) this.reload(chance.between(1, 8));
    else if (this.living().length < mostWindows) this.openWindow();
  }

  /** A window is closed and opened again, or all of them with the editor; and soon after once more. */
  private reload(times: number): void {
    if (this.calmSince > 0) return;
    const living = this.living();
    for (const window of this.chance.happens(0.5) ? living : living.slice(0, 1)) {
      this.disturbances += 1;
      window.close();
      this.time.after(this.chance.between(200, 3_000), () => this.openWindow());
    }
    if (times > 1) this.time.after(this.chance.between(4_000, 8_000), () => this.reload(times - 1));
  }

  /** Something is broken for a while. */
  private spell(set: (broken: boolean) => void): void {
    set(true);
    this.time.after(this.chance.between(1_000, 40_000), () => set(false));
  }

  private fillDisk(): void {
    this.heldUp = true;
    this.spell(full => (this.disk.full = full));
  }

  private loseKey(service: string): void {
    this.keys.remove(service);
    this.time.after(this.chance.between(1_000, 30_000), () => this.keys.set(service));
  }

  private withWindow(act: (window: Window) => void): void {
    const living = this.living();
    if (living.length > 0) act(this.chance.pick(living));
  }

  private strike(blow: Blow, victim: Mortal): void {
    this.log.push(`${this.time.now} -- ${blow} at effect ${this.fate.effects}`);
    if (blow === 'freeze') {
      this.heldUp = true;
      this.freezes += 1;
      this.disturbances += 1;
      victim.freeze(
        this.chance.happens(0.8) ? this.chance.between(1_000, minute) : this.chance.between(1, 20) * minute,
      );
      return;
    }
    this.kills += 1;
    victim.kill();
    if (blow === 'power') {
      for (const window of this.windows) window.kill();
      this.disk.powerCut();
    }
    this.time.after(this.chance.between(0, 8_000), () => {
      if (this.living().length < this.windowsWanted) this.openWindow();
    });
  }

  get opened(): number {
    return this.windows.length;
  }

  openWindow(): void {
    const surroundings: Surroundings = {
      ...this,
      isGone: name => this.isGone(name),
      log: line => this.log.push(`${this.time.now} ${line}`),
      delivered: (window, request, exchange) => this.noteAnswer(window, request, exchange),
    };
    this.windows.push(new Window(`w${(this.named += 1)}`, surroundings, this.nextBuild()));
  }

  private nextBuild(): Build {
    const builds = this.calmSince > 0 ? this.builds.filter(each => this.isUpToDate(each)) : this.builds;
    const [only = today] = builds;
    return builds.length > 1 ? this.chance.pick(builds) : only;
  }

  /** Whether it understands what all others write. */
  private isUpToDate({ recordVersion }: Build): boolean {
    return this.builds.every(other => other.recordVersion <= recordVersion);
  }

  private noteAnswer(window: Window, request: WireRequest, exchange: Exchange): void {
    if (request.method !== 'POST' || exchange.kind !== 'answer') return;
    const id = /"(?:id|task_id)":"([a-z]+_\d+)"/.exec(exchange.answer.text)?.[1];
    if (id !== undefined) this.answers.push({ id, window, at: this.time.elapsed });
  }

  /** Half of the time it can be told that a process has ended. */
  private isGone(name: string): boolean | undefined {
    // A lease that could not be read names nobody.
    if (name === '') return undefined;
    const window = this.windows.find(candidate => candidate.name === name);
    return this.chance.happens(0.5) ? window?.alive !== true : undefined;
  }

  living(): Window[] {
    return this.windows.filter(window => window.alive && !window.closing);
  }

  /** Those that may go on with every job: a version that does not understand the others only shows. */
  judges(): Window[] {
    return this.living().filter(({ build }) => this.isUpToDate(build));
  }

  /** The faults end, and everything that can end has time to. */
  async calm(): Promise<void> {
    this.fate.relent();
    this.calmSince = this.time.now;
    this.net.down = false;
    this.disk.full = false;
    Object.assign(this.net.faults, { unreachable: 0, lost: 0, cut: 0 });
    for (const { tongue, faults } of this.services) {
      Object.assign(faults, { refuses: 0, muddles: 0, limited: 0, denies: 0, linkDies: 0 });
      this.keys.set(tongue.service);
    }
    // What was closed is open again.
    await this.time.run(4_000);
    if (this.judges().length === 0) this.openWindow();
    // Every window has read the store, and no window hangs, before anything is judged.
    await this.time.run(21 * minute, () => this.living().every(window => !window.isFrozen));
    await this.time.run(2_000);
    await this.settle();
  }

  /** Lets time pass until nothing goes on by itself any more. */
  async settle(): Promise<void> {
    await this.time.run(120 * minute, () => this.settled());
    if (!this.mayBeFound()) return;
    // A doubt is looked up when it is new, and until a list that lags has caught up.
    await this.time.run(4 * minute, () => !this.mayBeFound());
    await this.time.run(5_000);
    await this.time.run(60 * minute, () => this.settled());
  }

  /** Something is in doubt, and its service's list may still show something new of it. */
  private mayBeFound(): boolean {
    return this.jobs().some(job => {
      const service = this.services.find(({ tongue }) => tongue.service === job.service);
      if (job.state !== 'inDoubt' || service?.tongue.lists !== true) return false;
      return service.listedAt < Math.max(this.calmSince, (job.submittedAt ?? 0) + minute);
    });
  }

  /** The user decides what is left to decide. */
  async decide(): Promise<void> {
    const window = this.judges()[0];
    for (const job of this.jobs()) if (window !== undefined && job.state === 'inDoubt') this.user.resolve(window, job);
    await this.time.run(2_000);
    await this.settle();
  }

  jobs(): readonly Job[] {
    return this.judges()[0]?.engine.jobs() ?? [];
  }

  private settled(): boolean {
    return this.judges().every(window => window.engine.jobs().every(job => isFinal(job.state) || waitsForWord(job)));
  }
}

/** Ended, or in front of the user. */
export function restsVisibly(job: Job): boolean {
  return isFinal(job.state) || waitsForWord(job) || job.needs === 'link';
}

/** In doubt, or of a batch that others in doubt hold up, or that no credits are left for. */
function waitsForWord(job: Job): boolean {
  const isHeld = job.waiting?.reason === 'doubts' || job.waiting?.reason === 'credits';
  return job.state === 'inDoubt' || (job.state === 'queued' && isHeld);
}
