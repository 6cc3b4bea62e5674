// Requests of windows that do not lead: each asks with a byte in a file of its own, and the leader, who keeps the pace for
// all, says which of them it has counted.

import { join } from 'node:path';
import type { Work } from '../pipeline/work';
import type { Pace } from './pace';

const prefix = 'turns-';
/** Tokens that are left for submits and looks. */
const reserve = 2;
/** Longer than this nobody watches a progress message. */
export const longestWishMs = 75_000;

/** How many wishes of each file are counted. */
export type Granted = Readonly<Record<string, number>>;

/** This window's wishes for one lane. */
export class OwnWishes {
  readonly name: string;
  private made = 0;
  private writing: Promise<unknown> = Promise.resolve();

  /** @param folder the lane's; it is there */
  constructor(
    private readonly work: Pick<Work, 'ports' | 'owner'>,
    private readonly folder: string,
  ) {
    this.name = `${prefix}${work.owner.window}`;
  }

  /** Asks for one request more. Resolves to its number, once the leader can see it. */
  make(): Promise<number> {
    const written = this.writing.then(() => this.write());
    this.writing = written.catch(() => undefined);
    return written;
  }

  private async write(): Promise<number> {
    const { window, pid, host } = this.work.owner;
    const file = await this.work.ports.files.open(join(this.folder, this.name), 'append');
    try {
      const head = this.made === 0 ? `${window} ${pid ?? ''} ${host ?? ''}\n` : '';
      await file.write(new TextEncoder().encode(`${head}.`));
    } finally {
      await file.close();
    }
    return (this.made += 1);
  }
}

/** The leader's side: its own window's wishes, and those of the others. */
export class WishCounter {
  private readonly here: ((granted: boolean) => void)[] = [];
  /** By file: how many are made, as last read, and how many of them are counted. */
  private readonly made = new Map<string, number>();
  private counted = new Map<string, number>();
  private servedAt = Number.NEGATIVE_INFINITY;
  /** What was counted for other windows, which do not know it yet, as it was before. */
  private unsaidSince: ReadonlyMap<string, number> | undefined;

  constructor(
    private readonly work: Pick<Work, 'ports'>,
    private readonly folder: string,
    private readonly pace: Pace,
    private readonly ownerIsGone: (owner: string) => boolean | undefined,
  ) {}

  get granted(): Granted {
    return Object.fromEntries(this.counted);
  }

  /** Something was counted for another window, which does not know it yet. */
  get unsaid(): boolean {
    return this.unsaidSince !== undefined;
  }

  /** It was written down; or could not be: then it is counted once more, when it can, since nothing may come out late with more. */
  said(isWritten: boolean): void {
    if (!isWritten && this.unsaidSince !== undefined) this.counted = new Map(this.unsaidSince);
    this.unsaidSince = undefined;
  }

  /** Goes on where the last leader stopped. */
  restore(granted: Granted | undefined): void {
    this.counted = new Map(Object.entries(granted ?? {}));
  }

  /** Reads what others ask for. Resolves to whether that is more than before. @param names what is in the lane's folder */
  async read(names: readonly string[]): Promise<boolean> {
    const before = total(this.made);
    const files = names.filter(name => name.startsWith(prefix));
    for (const known of [this.made, this.counted]) {
      for (const name of known.keys()) if (!files.includes(name)) known.delete(name);
    }
    for (const name of files) this.made.set(name, await this.madeIn(name));
    return total(this.made) > before;
  }

  /** One request more that this window wants. Resolves to whether it is counted; false: this lane does not lead, or it would take too long. */
  ask(): Promise<boolean> {
    return new Promise(resolve => this.here.push(resolve));
  }

  /** Counts what is wanted, as far as the pace allows. Milliseconds until more of it can be; undefined: that was all. */
  count(): number | undefined {
    if (this.pace.waitMs() > longestWishMs) this.dismiss();
    for (let next = this.here[0]; next !== undefined && this.waitMs() <= 0; next = this.here[0]) {
      this.here.shift();
      this.spend();
      next(true);
    }
    const others = this.countOthers();
    return others || this.here.length > 0 ? Math.max(1, this.waitMs()) : undefined;
  }

  /** Nothing of what waits is counted here any more. */
  dismiss(): void {
    for (const next of this.here.splice(0)) next(false);
  }

  /** Whether something is left. */
  private countOthers(): boolean {
    let isLeft = false;
    const known = new Map(this.counted);
    for (const [name, made] of this.made) {
      const before = this.counted.get(name) ?? 0;
      let now = before;
      for (; now < made && this.waitMs() <= 0; now += 1) this.spend();
      this.counted.set(name, now);
      isLeft ||= now < made;
      if (now === before) continue;
      this.unsaidSince ??= known;
      this.work.ports.log.write('debug', 'requests counted for a window', { name, made, counted: now });
    }
    return isLeft;
  }

  /** A person's requests come first, but leave every second one to the jobs where both want all there is. */
  private waitMs(): number {
    const shareMs = this.servedAt + 2 * this.pace.tokenMs - this.work.ports.clock.elapsed();
    const share = Math.max(this.pace.waitMs(), shareMs);
    return this.pace.keepsSeveral ? Math.min(share, this.pace.waitMs(reserve)) : share;
  }

  private spend(): void {
    this.pace.spend();
    this.servedAt = this.work.ports.clock.elapsed();
  }

  /** How many a window has made; who is gone makes none, and leaves nothing behind. */
  private async madeIn(name: string): Promise<number> {
    const { files } = this.work.ports;
    const path = join(this.folder, name);
    try {
      const lines = new TextDecoder().decode(await files.read(path)).split('\n');
      // A disk that was full may have kept a part of a line.
      if (this.ownerIsGone(lines[0] ?? '') !== true)
        return Math.max(...lines.map(line => /^\.*/.exec(line)?.[0].length ?? 0));
      await files.remove(path);
    } catch {
      // Whatever is wrong with another window's file, this lane goes on.
    }
    return 0;
  }
}

function total(numbers: ReadonlyMap<string, number>): number {
  return [...numbers.values()].reduce((sum, number) => sum + number, 0);
}
