// One run of the simulated world from a seed: windows, faults, kills; then calm; then the invariants.

import type { Job } from '../../src/core/job';
import { isFinal } from '../../src/core/job';
import type { Work } from '../../src/core/pipeline/work';
import { Chance } from './world/chance';
import { VirtualTime } from './world/clock';
import { MemoryDisk } from './world/disk';
import { FaultyNet } from './world/net';
import { PaidService, canaryKey } from './world/service';
import { Window, root, videoOf } from './world/window';

export interface RunReport {
  readonly seed: number;
  readonly violations: readonly string[];
  readonly jobs: number;
  readonly paid: number;
  readonly kills: number;
  readonly log: readonly string[];
}

const minute = 60_000;

export async function runSeed(seed: number, mutate?: (work: Work) => Work): Promise<RunReport> {
  const world = new World(seed, mutate);
  await world.trouble();
  await world.calm();
  return world.report();
}

class World {
  private readonly chance: Chance;
  private readonly time = new VirtualTime();
  private readonly disk: MemoryDisk;
  private readonly service: PaidService;
  private readonly net: FaultyNet;
  private readonly windows: Window[] = [];
  private readonly gone = new Set<string>();
  private readonly queued = new Map<string, string>();
  private readonly logs: string[] = [];
  private kills = 0;
  private named = 0;

  constructor(
    private readonly seed: number,
    private readonly mutate: ((work: Work) => Work) | undefined,
  ) {
    const chance = new Chance(seed);
    this.chance = chance;
    this.disk = new MemoryDisk(chance);
    const rough = chance.next();
    this.service = new PaidService(this.time, chance, {
      refuses: 0.15 * rough * chance.next(),
      limited: 0.1 * rough * chance.next(),
      fails: 0.1 * chance.next(),
      listLagMs: chance.between(0, minute),
      linkLifeMs: 24 * 60 * minute,
      longestMs: chance.between(10_000, 90_000),
    });
    this.net = new FaultyNet(this.time, chance, this.service, {
      unreachable: 0.2 * rough * chance.next(),
      lost: 0.15 * rough * chance.next(),
      cut: 0.3 * rough * chance.next(),
      slowestMs: chance.between(20, 3_000),
    });
  }

  /** Jobs are queued and cancelled while windows are killed, the power fails and the machine sleeps. */
  async trouble(): Promise<void> {
    const count = this.chance.between(1, 4);
    for (let index = 0; index < count; index += 1) this.openWindow();
    const steps = this.chance.between(4, 10);
    for (let step = 0; step < steps; step += 1) {
      await this.time.run(this.chance.between(100, 20_000));
      await this.step();
    }
  }

  private async step(): Promise<void> {
    this.replaceDead();
    const roll = this.chance.next();
    const window = this.chance.pick(this.living());
    if (roll < 0.5) await this.queueJobs(window);
    else if (roll < 0.65) window.effectsLeft = this.chance.between(1, 60);
    else if (roll < 0.7) this.powerCut();
    else if (roll < 0.76) this.time.sleep(this.chance.between(1, 360) * minute);
    else if (roll < 0.82) this.net.down = !this.net.down;
    else if (roll < 0.86) this.disk.full = !this.disk.full;
    else if (roll < 0.92) await this.cancelOne(window);
    this.replaceDead();
  }

  private async queueJobs(window: Window): Promise<void> {
    const takes = this.chance.between(1, 4);
    const prompt = this.chance.happens(0.3) ? 'the same prompt' : `prompt ${this.queued.size}`;
    const request = { service: 'usvideo', prompt, options: { duration: 5 }, takes };
    const attempt = window.engine.generate(request, 'view').then(
      jobs => jobs.forEach(job => this.queued.set(job.id, prompt)),
      () => undefined,
    );
    await Promise.race([attempt, this.time.run(200)]);
  }

  private async cancelOne(window: Window): Promise<void> {
    const open = window.engine.jobs().filter(job => !isFinal(job.state));
    if (open.length === 0) return;
    void window.engine.cancel(this.chance.pick(open).id).catch(() => undefined);
    await this.time.run(50);
  }

  private powerCut(): void {
    for (const window of this.windows) window.kill();
    this.disk.powerCut();
  }

  private openWindow(): void {
    const window = new Window(
      `w${(this.named += 1)}`,
      { time: this.time, chance: this.chance, disk: this.disk, net: this.net },
      owner => (this.chance.happens(0.5) ? this.gone.has(owner.split(' ')[0] ?? '') || undefined : undefined),
      this.mutate,
    );
    window.engine.ready.catch(() => undefined);
    this.windows.push(window);
  }

  private living(): Window[] {
    return this.windows.filter(window => window.alive);
  }

  private replaceDead(): void {
    for (const window of this.windows.filter(candidate => !candidate.alive && !this.gone.has(candidate.name))) {
      this.gone.add(window.name);
      this.kills += 1;
      this.logs.push(...window.logged);
    }
    if (this.living().length === 0) this.openWindow();
  }

  /** The faults end, and everything that can end has time to. */
  async calm(): Promise<void> {
    this.net.down = false;
    this.disk.full = false;
    Object.assign(this.net.faults, { unreachable: 0, lost: 0, cut: 0 });
    Object.assign(this.service.faults, { refuses: 0, limited: 0 });
    for (const window of this.windows) window.effectsLeft = Number.POSITIVE_INFINITY;
    this.replaceDead();
    // Every window has read the store before anything is judged.
    await this.time.run(2_000);
    await this.time.run(200 * minute, () => this.settled());
    // Doubts are looked up for ten minutes; what was adopted then has its time, too.
    await this.time.run(15 * minute);
    await this.time.run(60 * minute, () => this.settled());
    await this.time.run(3_000);
  }

  private jobs(): readonly Job[] {
    return this.living()[0]?.engine.jobs() ?? [];
  }

  private settled(): boolean {
    return this.living().every(window =>
      window.engine.jobs().every(job => isFinal(job.state) || job.state === 'inDoubt'),
    );
  }

  report(): RunReport {
    const violations = [
      ...this.paidTwice(),
      ...this.notFinished(),
      ...this.lostJobs(),
      ...this.halfWritten(),
      ...this.limits(),
      ...this.secrets(),
      ...this.disagreements(),
    ];
    const log = [...this.logs, ...this.living().flatMap(window => window.logged)].sort();
    const paid = this.service.paid.length;
    return { seed: this.seed, violations, jobs: this.queued.size, paid, kills: this.kills, log };
  }

  /** Every job carries its own seed to the service: two paid jobs with one seed were paid twice. */
  private paidTwice(): string[] {
    const bySeed = new Map<number | undefined, string[]>();
    for (const { seed, id } of this.service.paid) bySeed.set(seed, [...(bySeed.get(seed) ?? []), id]);
    return [...bySeed.values()].filter(ids => ids.length > 1).map(ids => `paid twice: ${ids.join(' and ')}`);
  }

  private notFinished(): string[] {
    return this.jobs()
      .filter(job => !isFinal(job.state) && job.state !== 'inDoubt')
      .map(job => `stuck: ${job.id} is ${job.state} ${JSON.stringify(job.waiting ?? {})}`);
  }

  /** Every paid job whose video exists is on disk, or a job of ours says what became of it. */
  private lostJobs(): string[] {
    const known = this.jobs();
    const doubts = known.filter(job => job.state === 'inDoubt').length;
    const orphans = this.service.paid.filter(paid => !known.some(job => job.remoteId === paid.id));
    const lost: string[] = [];
    if (orphans.length > doubts) lost.push(`lost: ${orphans.map(paid => paid.id).join(', ')} with ${doubts} in doubt`);
    for (const id of this.queued.keys()) if (!known.some(job => job.id === id)) lost.push(`queued job is gone: ${id}`);
    return lost;
  }

  private halfWritten(): string[] {
    const wrong: string[] = [];
    const files = new Map(this.disk.contents());
    for (const job of this.jobs()) {
      if (job.state !== 'completed') continue;
      const bytes = files.get(`${root}/library/${job.id}.mp4`);
      const text = bytes === undefined ? 'nothing' : new TextDecoder().decode(bytes);
      if (text !== videoOf(job.remoteId ?? '')) wrong.push(`wrong file of ${job.id}: ${text}`);
    }
    for (const [path, bytes] of files) {
      const whole = /^video of job_\d+, whole$/.test(new TextDecoder().decode(bytes));
      if (path.endsWith('.mp4') && !whole) wrong.push(`half-written: ${path}`);
    }
    return wrong;
  }

  private limits(): string[] {
    const { requests, mostAtOnce } = this.service;
    const tooMany = requests.some((at, index) => {
      const later = requests[index + 60];
      return later !== undefined && later - at < minute;
    });
    return [
      ...(tooMany ? ['more than 60 requests in a minute'] : []),
      ...(mostAtOnce > 10 ? [`${mostAtOnce} jobs at once`] : []),
    ];
  }

  private secrets(): string[] {
    const found = [...this.disk.contents()].filter(([, bytes]) => new TextDecoder().decode(bytes).includes(canaryKey));
    const logged = [...this.logs, ...this.windows.flatMap(window => window.logged)].some(line =>
      line.includes(canaryKey),
    );
    const sent = this.net.downloads.some(url => url.includes(canaryKey));
    return [
      ...found.map(([path]) => `the key is in ${path}`),
      ...(logged ? ['the key is in the log'] : []),
      ...(sent ? ['the key went to the media host'] : []),
    ];
  }

  /** All windows show the same. */
  private disagreements(): string[] {
    const pictures = this.living().map(window =>
      JSON.stringify(window.engine.jobs().map(job => [job.id, job.state, job.remoteId])),
    );
    return new Set(pictures).size > 1 ? [`windows disagree: ${pictures.join(' | ')}`] : [];
  }
}
