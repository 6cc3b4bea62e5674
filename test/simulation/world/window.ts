// One window: the production engine over ports that can be killed before or after any effect.

import { CoreEngine } from '../../../src/core/pipeline/core-engine';
import type { Work } from '../../../src/core/pipeline/work';
import type { Files, Net, OpenFile, Ports } from '../../../src/core/ports';
import { usvideo } from '../../../src/core/services/usvideo';
import { JobStore } from '../../../src/core/store/store';
import type { Chance } from './chance';
import type { VirtualTime } from './clock';
import type { MemoryDisk } from './disk';
import type { FaultyNet } from './net';
import { videoOf } from './net';
import { canaryKey } from './service';

export const root = '/storage';
const never = new Promise<never>(() => undefined);

export class Window {
  readonly engine: CoreEngine;
  readonly logged: string[] = [];
  alive = true;
  /** Effects until it is killed; half of the time the last one still happens. */
  effectsLeft = Number.POSITIVE_INFINITY;

  constructor(
    readonly name: string,
    private readonly world: { time: VirtualTime; chance: Chance; disk: MemoryDisk; net: FaultyNet },
    isGone: (owner: string) => boolean | undefined,
    makeWork: (work: Work) => Work = work => work,
  ) {
    const ports = this.ports();
    const work: Work = makeWork({
      ports,
      store: new JobStore(ports, root, name),
      services: [usvideo],
      pictures: { prepare: async bytes => ({ jpeg: bytes, width: 64, height: 36 }) },
      checkVideo: async path => {
        const text = new TextDecoder().decode(await ports.files.read(path));
        return /^video of job_\d+, whole$/.test(text)
          ? { kind: 'whole', video: { bytes: text.length } }
          : { kind: 'broken', why: 'cut' };
      },
      owner: { window: name },
      submitting: new Set(),
      limitsLeft: new Map(),
    });
    this.engine = new CoreEngine({ work, ownerIsGone: isGone });
  }

  kill(): void {
    this.alive = false;
  }

  private ports(): Ports {
    const { time, chance, disk, net } = this.world;
    return {
      clock: time.clockFor(() => this.alive),
      random: { bytes: count => chance.bytes(count) },
      files: this.mortalFiles(disk.files()),
      net: this.mortalNet(net.port()),
      keys: {
        get: async () => ({ key: canaryKey, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' }),
        onDidChange: () => ({ dispose: () => undefined }),
      },
      settings: {
        service: () => ({ baseUrl: 'https://usvideoapi.com/v1' }),
        onDidChange: () => ({ dispose: () => undefined }),
      },
      log: {
        write: (level, message, facts) => {
          this.logged.push(`${time.now} ${level} ${message} ${JSON.stringify(facts ?? {})}`);
        },
      },
    };
  }

  /** One effect: dead windows have none, and a window may die at this one. */
  private async effect<T>(act: () => Promise<T>): Promise<T> {
    if (!this.alive) return never;
    this.effectsLeft -= 1;
    if (this.effectsLeft <= 0 && this.world.chance.happens(0.5)) {
      this.kill();
      return never;
    }
    const result = await act();
    if (this.effectsLeft <= 0) this.kill();
    return this.alive ? result : never;
  }

  private mortalFiles(files: Files): Files {
    const file = (open: OpenFile): OpenFile => ({
      write: bytes => this.effect(() => open.write(bytes)),
      read: (position, length) => this.effect(() => open.read(position, length)),
      size: () => this.effect(() => open.size()),
      sync: () => this.effect(() => open.sync()),
      close: () => this.effect(() => open.close()),
    });
    return {
      open: (path, mode) => this.effect(async () => file(await files.open(path, mode))),
      read: path => this.effect(() => files.read(path)),
      list: folder => this.effect(() => files.list(folder)),
      size: path => this.effect(() => files.size(path)),
      createFolder: path => this.effect(() => files.createFolder(path)),
      link: (from, to) => this.effect(() => files.link(from, to)),
      rename: (from, to) => this.effect(() => files.rename(from, to)),
      remove: path => this.effect(() => files.remove(path)),
      syncFolder: folder => this.effect(() => files.syncFolder(folder)),
      freeBytes: path => this.effect(() => files.freeBytes(path)),
      watch: (folder, changed) => files.watch(folder, name => this.alive && changed(name)),
    };
  }

  private mortalNet(net: Net): Net {
    return {
      exchange: (request, signal) => this.effect(() => net.exchange(request, signal)),
      download: (request, sink, signal) =>
        this.effect(() =>
          net.download(
            request,
            {
              begin: head => this.effect(() => sink.begin(head)),
              write: bytes => this.effect(() => sink.write(bytes)),
            },
            signal,
          ),
        ),
    };
  }
}

export { videoOf };
