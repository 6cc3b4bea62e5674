// One service key's lane: whoever leads it decides what is due for its jobs, and starts it. Nothing here waits for the network.

import type { Disposable } from '../ports';
import { isFinal } from '../job';
import type { RemoteJob } from '../service';
import type { StoredJob } from '../store/stored-job';
import { Agenda } from './agenda';
import { doubtsToLookUp, heldByDoubts, isBarred, runnersOf } from '../pipeline/due';
import type { LaneParts } from './lane-parts';
import { followEveryMs, renewEveryMs } from './lease';
import { readPace, writePace } from './pace-file';
import { LaneRun } from './run';
import type { LanePause } from './pauses';
import { SubmitOrder } from './submit-order';
import type { Wire } from '../pipeline/work';

const downloadsAtOnce = 3;
const dripCheckMs = 10_000;
const doubtsCheckMs = 60_000;
/** While another window asks for requests, a person waits for them there. */
const serveEveryMs = 1_000;

export class Lane {
  readonly run: LaneRun;
  private readonly jobs = new Set<string>();
  private readonly agenda: Agenda;
  private readonly order = new SubmitOrder();
  private timer: Disposable | undefined;
  private stepping = false;
  private again = false;
  private stopped = false;
  private renewAt = 0;
  private wallMinusElapsed: number;
  private led = false;
  /** The term of the lease since which the pace is this window's own. */
  private pacedSince: number | undefined;

  constructor(readonly parts: LaneParts) {
    const { clock } = parts.work.ports;
    this.agenda = new Agenda(clock);
    this.run = new LaneRun(parts, this.agenda, () => this.wake());
    this.wallMinusElapsed = clock.now() - clock.elapsed();
  }

  get wire(): Wire {
    return this.parts.wire;
  }

  get pause(): LanePause | undefined {
    return this.run.shownPause;
  }

  candidates(id: string): readonly RemoteJob[] {
    return this.run.candidates.get(id) ?? [];
  }

  /** Which jobs are this lane's now. */
  assign(ids: ReadonlySet<string>): void {
    for (const id of this.jobs) {
      if (ids.has(id)) continue;
      this.agenda.forget(id);
      this.run.hints.forget(id);
      this.run.asking.forget(id);
      this.run.lists.forget(id);
    }
    this.jobs.clear();
    for (const id of ids) this.jobs.add(id);
    this.wake();
  }

  /** Looks at what is due, soon. */
  wake(): void {
    if (this.stopped) return;
    if (this.stepping) {
      this.again = true;
      return;
    }
    this.stepping = true;
    void this.stepAll();
  }

  /** Has these jobs asked about as soon as the pace allows. */
  lookNow(ids: readonly string[]): void {
    for (const id of ids) this.agenda.now(id);
    this.wake();
  }

  /** A callback named a job: looks at it soon, within the pace. False: it is not this lane's, or another window leads. */
  ask(id: string): boolean {
    if (!this.led || !this.parts.lease.held || !this.jobs.has(id)) return false;
    this.run.hints.add(id);
    this.wake();
    return true;
  }

  /** Waits for the turn of one request that a person asked for. False: this window does not lead, or it would take too long. */
  async turn(): Promise<boolean> {
    if (this.stopped) return false;
    const turn = this.parts.wishes.ask();
    this.wake();
    return turn;
  }

  /** Something was done that may have ended a pause. */
  resume(by: 'person' | 'program'): void {
    this.run.resume(by);
    this.wake();
  }

  /** A person wants this job tried at once. */
  hurry(id: string): void {
    if (!this.jobs.has(id)) return;
    this.mayBePaid();
    this.run.tryNow();
    this.lookNow([id]);
  }

  /** A person did something after which the account may have money. */
  mayBePaid(): void {
    this.parts.pace.unpaid.mayBeMended();
    this.wake();
  }

  /** Tries at once what waits because it could not be reached. */
  tryNow(): void {
    this.run.tryNow();
    for (const id of this.jobs) {
      if (this.parts.work.store.get(id)?.live.waiting?.reason === 'offline') this.agenda.now(id);
    }
    this.wake();
  }

  /** Stops starting things, ends downloads, and gives the lease back. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.parts.wishes.dismiss();
    this.timer?.dispose();
    await this.run.stop();
    // Not after a hang: what another window that leads has kept since is not to be replaced.
    if (this.led && this.parts.lease.held) await writePace(this.parts, 'stops').catch(() => undefined);
    await this.parts.lease.release();
  }

  private async stepAll(): Promise<void> {
    const { clock, log } = this.parts.work.ports;
    try {
      do {
        this.again = false;
        this.timer?.dispose();
        const next = await this.step();
        if (!this.stopped && next !== undefined) this.timer = clock.after(next, () => this.wake());
      } while (this.again && !this.stopped);
    } catch (error) {
      log.write('error', 'a lane stumbled', { service: this.wire.service.id, error: String(error) });
      this.parts.wishes.dismiss();
      if (!this.stopped) this.timer = clock.after(renewEveryMs, () => this.wake());
    } finally {
      this.stepping = false;
    }
  }

  /** Starts what is due. Resolves to the milliseconds until something else is. */
  private async step(): Promise<number | undefined> {
    await this.noticeSleep();
    if (!(await this.lead())) {
      this.parts.wishes.dismiss();
      return this.jobs.size === 0 ? undefined : Math.max(1, this.renewAt - this.parts.work.ports.clock.elapsed());
    }
    const wanted = await this.countWishes();
    // Its key was taken away, or its window closes: it starts nothing more, and leaves what it has just taken.
    if (this.stopped) {
      await this.parts.lease.release();
      return undefined;
    }
    // It hung meanwhile, and another may lead by now.
    if (!this.parts.lease.held) return 1;
    const open = this.openJobs();
    if (open.length === 0) return wanted;
    for (const job of open) {
      this.run.noteAbandoned(job, this.parts.stateOf(job));
      this.run.followPassed(job);
    }
    const now = this.parts.work.ports.clock.elapsed();
    const waits = [Math.max(0, this.renewAt - now), ...(wanted === undefined ? [] : [wanted])];
    this.startDownloads(open, waits);
    if (this.wire.service.key === undefined || this.wire.key !== undefined) {
      this.startLookups(open, waits);
      // Where nobody answers, a look finds out without the claim that a submission needs.
      if (this.run.isOffline) this.startLooks(open, waits);
      this.startSubmits(open, waits);
      if (!this.run.isOffline) this.startLooks(open, waits);
    }
    return Math.max(1, Math.min(...waits));
  }

  /** After a sleep, everything is read again before anything is sent. */
  private async noticeSleep(): Promise<void> {
    const { clock } = this.parts.work.ports;
    const difference = clock.now() - clock.elapsed();
    const passed = difference - this.wallMinusElapsed;
    const slept = Math.abs(passed) > 20_000;
    this.wallMinusElapsed = difference;
    if (!slept) return;
    this.renewAt = 0;
    // What came due meanwhile is due now.
    this.agenda.pass(passed);
    this.run.tryNow();
    await this.readAgain();
  }

  /** Before anything is sent: what other windows have queued and sent meanwhile counts against the jobs at a time. */
  private async readAgain(): Promise<void> {
    await this.parts.work.store.rescan();
    await this.parts.assigned();
  }

  private async lead(): Promise<boolean> {
    const { lease, work } = this.parts;
    const now = work.ports.clock.elapsed();
    if (now < this.renewAt && (!this.led || lease.held)) return this.led;
    const held = await lease.renew();
    // Also after a hang through which this window never knew that it did not lead: another may have used the rate.
    if (held && lease.term !== this.pacedSince) {
      const { term } = lease;
      await readPace(this.parts);
      await this.readAgain();
      this.agenda.forgetMisses();
      work.store.tellAgain(this.jobs);
      this.pacedSince = term;
    }
    const asked = held && (await this.parts.wishes.read(lease.beside));
    // Each of these may have hung for so long that another window leads by now.
    if (held && lease.held) await this.keepPace();
    this.renewAt = work.ports.clock.elapsed() + (asked ? serveEveryMs : held ? renewEveryMs : followEveryMs);
    // For where no watch tells of what other windows wrote.
    await work.store.catchUp();
    this.led = held && lease.held;
    return this.led;
  }

  /** Counts what persons ask for, here and in other windows. Resolves to the milliseconds until more of it can be counted. */
  private async countWishes(): Promise<number | undefined> {
    const wait = this.parts.wishes.count();
    if (this.parts.wishes.unsaid) await this.keepPace();
    return wait;
  }

  /** Who cannot write down what is spent (a full disk) must not go on spending: until it is written, each step comes here. */
  private async keepPace(): Promise<void> {
    let isWritten = false;
    try {
      await writePace(this.parts, 'goesOn');
      isWritten = true;
    } finally {
      this.parts.wishes.said(isWritten);
    }
  }

  private openJobs(): StoredJob[] {
    const jobs = [...this.jobs].map(id => this.parts.work.store.get(id)).filter(job => job !== undefined);
    return jobs.filter(job => !isFinal(this.parts.stateOf(job)));
  }

  private startDownloads(open: readonly StoredJob[], waits: number[]): void {
    const ready = open.filter(job => this.parts.stateOf(job) === 'downloading').sort((a, b) => expiry(a) - expiry(b));
    let running = ready.filter(job => this.run.busy.has(job.id) && !this.run.drips(job)).length;
    if (running >= downloadsAtOnce) waits.push(dripCheckMs);
    for (const job of ready) {
      if (this.run.busy.has(job.id)) continue;
      const wait = this.agenda.waitMs(job.id);
      if (wait > 0) waits.push(wait);
      else if (running < downloadsAtOnce) {
        running += 1;
        this.run.fetch(job.id);
      }
    }
  }

  private startLookups(open: readonly StoredJob[], waits: number[]): void {
    const doubtful = doubtsToLookUp(open, this.parts.stateOf);
    if (doubtful.length === 0 || this.run.lookups.running) return;
    const wait = this.run.lookups.waitMs(doubtful);
    if (wait === undefined) return;
    const paced = Math.max(wait, this.parts.pace.waitMs());
    if (paced > 0) waits.push(paced);
    else this.run.lookUp();
  }

  private startSubmits(open: readonly StoredJob[], waits: number[]): void {
    const waiting = open.filter(job => this.parts.stateOf(job) === 'queued');
    if (waiting.length === 0) return;
    const queue = this.order.sort(waiting);
    // What is in hand keeps its place until its outcome was drawn: a refusal for want of credits must not let the next one out.
    const others = open.filter(job => !this.run.isSubmitting(job.id));
    const taken = runnersOf(others, this.parts.stateOf, this.parts.work.ports.clock.now()) + this.run.inHand;
    let room = this.run.maxConcurrent - taken;
    const waitsForWord = heldByDoubts(open, this.parts.stateOf);
    for (const job of queue) {
      if (this.run.busy.has(job.id)) continue;
      if (job.records.cancel !== undefined || isBarred(job)) {
        if (this.agenda.waitMs(job.id) === 0) this.run.endWished(job.id);
        continue;
      }
      const wait = Math.max(this.run.pauses.submitMs, this.parts.pace.waitMs(), this.agenda.waitMs(job.id));
      const held = waitsForWord(job) ? 'doubts' : this.parts.pace.unpaid.keeps(job) ? 'credits' : undefined;
      this.run.noteWaiting(job.id, held ?? (room <= 0 ? 'turn' : undefined));
      if (held !== undefined) waits.push(doubtsCheckMs);
      if (held !== undefined || room <= 0) continue;
      if (wait > 0) {
        waits.push(wait);
        continue;
      }
      if (this.run.holdsSubmits) continue;
      room -= 1;
      this.order.note(job);
      this.run.submit(job.id);
    }
  }

  private startLooks(open: readonly StoredJob[], waits: number[]): void {
    // A wish to cancel may be all that the key is refused for: then each job has its turn to find out.
    const { triesKey } = this.run.pauses;
    const accepted = open
      .filter(job => ['pending', 'running'].includes(this.parts.stateOf(job)))
      // Where the pace holds them up, who has waited longest comes first.
      .sort((a, b) => (triesKey ? 0 : wish(b) - wish(a)) || this.agenda.dueAt(a.id) - this.agenda.dueAt(b.id));
    const { lists } = this.run;
    this.run.asking.spread(lists.requestsFor(accepted));
    for (const job of accepted) {
      this.run.noteOffline(job);
      if (this.run.busy.has(job.id) || this.run.isProbing) continue;
      const wait = Math.max(this.run.pauses.lookMs, this.run.lookWaitMs(job));
      const paced = Math.max(wait, this.parts.pace.waitMs());
      if (paced > 0) waits.push(paced);
      // A callback named it: most likely it has ended. And no list says whether the key is good.
      else if (
        this.run.pauses.triesKey ||
        this.run.hints.waitMs(job.id) !== undefined ||
        !lists.covers(job, accepted.length)
      )
        this.run.look(job.id);
      else if (!lists.busy) this.run.lookAtList(accepted.filter(other => lists.covers(other, accepted.length)));
    }
  }
}

/** A person who wants a job cancelled comes first: it may still be free. */
function wish({ records }: StoredJob): number {
  return records.cancel !== undefined && records.uncancelled === undefined ? 1 : 0;
}

function expiry(job: StoredJob): number {
  return job.records.results.at(-1)?.body.expiresAt ?? Number.MAX_SAFE_INTEGER;
}
