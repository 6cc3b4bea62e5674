// One folder of the simulated disk: what is seen now, and what a power cut leaves of it.

import type { Chance } from './chance';

/** The content of a file, whatever names it has. Bytes once written never change in place. */
export class Inode {
  private buffer = new Uint8Array(64);
  length = 0;
  /** How many of the bytes survive a power cut for certain. */
  synced = 0;

  get content(): Uint8Array {
    return this.buffer.subarray(0, this.length);
  }

  append(bytes: Uint8Array): void {
    const length = this.length + bytes.length;
    if (length > this.buffer.length) {
      const larger = new Uint8Array(length * 2);
      larger.set(this.content);
      this.buffer = larger;
    }
    this.buffer.set(bytes, this.length);
    this.length = length;
  }

  /** What was not synced is cut off, or has its length and zeros for content, by chance. */
  tear(chance: Chance): void {
    if (this.synced === this.length) return;
    const kept = chance.between(this.synced, this.length);
    if (chance.happens(0.3)) this.buffer.fill(0, kept, this.length);
    else this.length = kept;
    this.synced = this.length;
  }
}

/** A change of names that is not durable yet. A rename is one change: no power cut leaves both names or none. */
interface Change {
  readonly gone?: string;
  readonly name?: string;
  readonly inode?: Inode;
}

export class Folder {
  readonly names = new Map<string, Inode>();
  /** The names of the folders in it. */
  readonly folders = new Set<string>();
  private durable = new Map<string, Inode>();
  private pending: Change[] = [];
  readonly watchers = new Set<(name: string) => void>();

  set(name: string, inode: Inode): void {
    this.names.set(name, inode);
    this.pending.push({ name, inode });
  }

  drop(name: string): void {
    if (this.names.delete(name)) this.pending.push({ gone: name });
  }

  rename(from: string, to: string, inode: Inode): void {
    this.names.delete(from);
    this.names.set(to, inode);
    this.pending.push({ gone: from, name: to, inode });
  }

  sync(): void {
    for (const change of this.pending) apply(this.durable, change);
    this.pending = [];
  }

  /** Of what was not synced, a file system that keeps the order keeps the beginning; others keep any part. */
  powerCut(chance: Chance): void {
    const ordered = chance.happens(0.5);
    const kept = chance.between(0, this.pending.length);
    this.pending.forEach((change, index) => {
      if (ordered ? index < kept : chance.happens(0.5)) apply(this.durable, change);
    });
    this.pending = [];
    this.names.clear();
    for (const [name, inode] of this.durable) this.names.set(name, inode);
    this.watchers.clear();
  }
}

function apply(names: Map<string, Inode>, change: Change): void {
  if (change.gone !== undefined) names.delete(change.gone);
  if (change.name !== undefined && change.inode !== undefined) names.set(change.name, change.inode);
}
