// One window: the production engine over ports that can be killed before or after any effect.

import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Work } from '../../../src/core/pipeline/work';
import type { Exchange, Files, Net, OpenFile, Ports, WireRequest } from '../../../src/core/ports';
import type { Build } from './build';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';
import type { FilesAtOnce, MemoryDisk, OpenAtOnce } from './disk';
import type { Fate } from './fate';
import type { KeyRing } from './keys';
import type { FaultyNet } from './net';
import { isWholeVideo } from './net';

export const root = '/storage';

/** A promise of one's own each time: a shared one would keep everything that ever waited for it. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}

export interface Surroundings {
  readonly time: VirtualTime;
  readonly chance: Chance;
  readonly disk: MemoryDisk;
  readonly net: FaultyNet;
  readonly keys: KeyRing;
  readonly fate: Fate;
  /** The user's settings of a service's limits. */
  readonly limits: Readonly<Record<string, { readonly requestsPerMinute?: number; readonly maxConcurrent?: number }>>;
  isGone(window: string): boolean | undefined;
  log(line: string): void;
  /** An answer has reached a window that lives. */
  delivered(window: Window, request: WireRequest, exchange: Exchange): void;
}

export class Window {
  readonly engine: CoreEngine;
  alive = true;
  diedAt = Number.POSITIVE_INFINITY;
  /** It was closed: nobody looks at it any more. */
  closing = false;
  /** While it hangs, nothing of it goes on. */
  private thawed: Promise<void> | undefined;

  constructor(
    readonly name: string,
    private readonly world: Surroundings,
    /** Which version of the product it runs. */
    readonly build: Build,
  ) {
    const ports = this.ports();
    const work: Work = {
      ports,
      store: new build.JobStore(ports, root, name),
      services: build.services,
      pictures: { prepare: async bytes => ({ jpeg: bytes, width: 64, height: 36 }) },
      checkVideo: async path => {
        const text = new TextDecoder().decode(await ports.files.read(path));
        return isWholeVideo(text)
          ? { kind: 'whole', video: { bytes: text.length } }
          : { kind: 'broken', why: 'no end' };
      },
      owner: { window: name },
      submitting: new Set(),
      fetching: new Map(),
      limitsLeft: new Map(),
    };
    this.engine = new build.CoreEngine({ work, ownerIsGone: owner => world.isGone(owner.split(' ')[0] ?? '') });
    this.engine.ready.catch(() => undefined);
  }

  kill(): void {
    if (this.alive) this.diedAt = this.world.time.elapsed;
    this.alive = false;
  }

  /** Is closed by its user: it has five seconds to tidy up, as the editor gives. */
  close(): void {
    this.closing = true;
    const end = () => this.kill();
    this.engine.stop().then(end, end);
    this.world.time.after(5_000, end);
  }

  /** Hangs for a while, as an extension host does behind somebody else's long loop. */
  freeze(milliseconds: number): void {
    this.thawed ??= new Promise(resolve => {
      this.world.time.after(milliseconds, () => {
        this.thawed = undefined;
        resolve();
      });
    });
  }

  get isFrozen(): boolean {
    return this.thawed !== undefined;
  }

  private ports(): Ports {
    const { time, chance, disk, net, keys, limits, log } = this.world;
    return {
      clock: time.clockFor(callback => this.run(callback)),
      random: { bytes: count => chance.bytes(count) },
      files: this.mortalFiles(disk.atOnce()),
      net: this.mortalNet(net.port()),
      keys: keys.portFor(callback => this.run(callback)),
      settings: {
        service: id => ({ baseUrl: '', ...limits[id] }),
        onDidChange: () => ({ dispose: () => undefined }),
      },
      log: {
        write: (level, message, facts) => {
          if (this.alive) log(`${this.name} ${level} ${message} ${JSON.stringify(facts ?? {})}`);
        },
      },
    };
  }

  private run(callback: () => void): void {
    if (!this.alive) return;
    if (this.thawed === undefined) callback();
    else void this.thawed.then(() => this.run(callback));
  }

  /** One effect: dead windows have none, and a window may die just before or just after it. */
  private effect<T>(act: () => T | Promise<T>): Promise<T> {
    if (!this.alive || this.world.fate.isEndless) return never();
    const blow = this.world.fate.count(this);
    // Now and then one takes a little longer than the others, so that those of several windows mingle differently.
    if (blow !== undefined || this.thawed !== undefined || this.world.chance.happens(1 / 16))
      return this.mortal(act, blow);
    try {
      return Promise.resolve(act());
    } catch (error) {
      return Promise.reject(error as Error);
    }
  }

  private async mortal<T>(act: () => T | Promise<T>, blow: 'before' | 'after' | undefined): Promise<T> {
    const { fate, chance, time } = this.world;
    if (blow === 'before') fate.strike();
    if (!this.alive) return never();
    try {
      return await act();
    } finally {
      if (blow === 'after') fate.strike();
      for (let turns = chance.between(0, 4); turns > 0; turns -= 1) await Promise.resolve();
      // A disk has other things to do, too.
      if (chance.happens(0.1)) await new Promise<void>(resolve => time.after(chance.between(1, 150), resolve));
      while (this.thawed !== undefined) await this.thawed;
      if (!this.alive) await never();
    }
  }

  private mortalFiles(files: FilesAtOnce): Files {
    const file = (open: OpenAtOnce): OpenFile => ({
      write: bytes => this.effect(() => open.write(bytes)),
      read: (position, length) => this.effect(() => open.read(position, length)),
      size: () => this.effect(() => open.size()),
      sync: () => this.effect(() => open.sync()),
      close: () => this.effect(() => open.close()),
    });
    return {
      open: (path, mode) => this.effect(() => file(files.open(path, mode))),
      read: path => this.effect(() => files.read(path)),
      list: folder => this.effect(() => files.list(folder)),
      size: path => this.effect(() => files.size(path)),
      createFolder: path => this.effect(() => files.createFolder(path)),
      link: (from, to) => this.effect(() => files.link(from, to)),
      rename: (from, to) => this.effect(() => files.rename(from, to)),
      remove: path => this.effect(() => files.remove(path)),
      syncFolder: folder => this.effect(() => files.syncFolder(folder)),
      freeBytes: path => this.effect(() => files.freeBytes(path)),
      watch: (folder, changed) => files.watch(folder, name => this.run(() => changed(name))),
    };
  }

  /** What takes time: the window may die or hang meanwhile. */
  private mortalNet(net: Net): Net {
    return {
      exchange: async (request, signal) => {
        if (this.alive) this.world.log(`${this.name} asks ${request.method} ${request.url}`);
        const exchange = await this.journey(() => net.exchange(request, signal));
        this.world.delivered(this, request, exchange);
        return exchange;
      },
      download: (request, sink, signal) => {
        const mortal = {
          begin: (head: Parameters<typeof sink.begin>[0]) => this.journey(() => sink.begin(head)),
          write: (bytes: Uint8Array) => this.journey(() => sink.write(bytes)),
        };
        return this.journey(() => net.download(request, mortal, signal));
      },
    };
  }

  private async journey<T>(act: () => Promise<T>): Promise<T> {
    if (!this.alive || this.world.fate.isEndless) return never();
    return this.mortal(act, this.world.fate.count(this));
  }
}
