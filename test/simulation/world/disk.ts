// A disk that forgets what was not synced: what a power cut leaves is chance, within what POSIX allows.

import { dirname } from 'node:path';
import type { Disposable, Files, OpenFile } from '../../../src/core/ports';
import type { Chance } from './chance';

class FileProblem extends Error {
  constructor(
    readonly code: string,
    path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

/** The content of a file, whatever names it has. */
class Inode {
  content = new Uint8Array();
  /** How many of the bytes survive a power cut for certain. */
  synced = 0;
}

interface Watcher {
  readonly folder: string;
  readonly changed: (name: string | undefined) => void;
}

export class MemoryDisk {
  /** What is seen now. */
  private names = new Map<string, Inode>();
  /** What a power cut leaves of the names for certain. */
  private durable = new Map<string, Inode>();
  private readonly folders = new Set<string>(['/']);
  /** Names by folder, for listing. */
  private readonly children = new Map<string, Set<string>>();
  private readonly watchers = new Set<Watcher>();
  full = false;

  constructor(private readonly chance: Chance) {}

  /** The whole text of every file, for looking for what must not be there. */
  contents(): Iterable<readonly [string, Uint8Array]> {
    return [...this.names].map(([path, inode]) => [path, inode.content] as const);
  }

  /** Everything unsynced is lost, kept or torn by chance. */
  powerCut(): void {
    const survivors = new Map(this.durable);
    for (const path of new Set([...this.names.keys(), ...this.durable.keys()])) {
      const now = this.names.get(path);
      if (now === this.durable.get(path) || this.chance.happens(0.5)) continue;
      if (now === undefined) survivors.delete(path);
      else survivors.set(path, now);
    }
    for (const inode of new Set(survivors.values())) {
      const kept = this.chance.between(inode.synced, inode.content.length);
      inode.content = inode.content.slice(0, kept);
      inode.synced = kept;
    }
    this.names = survivors;
    this.durable = new Map(survivors);
    this.children.clear();
    for (const path of survivors.keys()) this.childrenOf(dirname(path)).add(path.slice(dirname(path).length + 1));
    this.watchers.clear();
  }

  /** The port over this disk. */
  files(): Files {
    return {
      open: async (path, mode) => this.open(path, mode),
      read: async path => this.mustHave(path).content.slice(),
      list: async folder => this.list(folder),
      size: async path => this.names.get(path)?.content.length,
      createFolder: async path => this.createFolder(path),
      link: async (from, to) => this.link(from, to),
      rename: async (from, to) => this.rename(from, to),
      remove: async path => this.remove(path),
      syncFolder: async folder => this.syncFolder(folder),
      freeBytes: async () => (this.full ? 0 : 1e12),
      watch: (folder, changed) => this.watch(folder, changed),
    };
  }

  private open(path: string, mode: 'new' | 'append' | 'read'): OpenFile {
    if (mode === 'new' && this.names.has(path)) throw new FileProblem('EEXIST', path);
    if (mode === 'read') return this.handle(path, this.mustHave(path));
    if (!this.folders.has(dirname(path))) throw new FileProblem('ENOENT', path);
    const inode = this.names.get(path) ?? new Inode();
    this.setName(path, inode);
    return this.handle(path, inode);
  }

  private handle(path: string, inode: Inode): OpenFile {
    return {
      write: async bytes => {
        if (this.full) throw new FileProblem('ENOSPC', path);
        const next = new Uint8Array(inode.content.length + bytes.length);
        next.set(inode.content);
        next.set(bytes, inode.content.length);
        inode.content = next;
        this.tell(path);
      },
      read: async (position, length) => inode.content.slice(position, position + length),
      size: async () => inode.content.length,
      sync: async () => {
        inode.synced = inode.content.length;
      },
      close: async () => undefined,
    };
  }

  private list(folder: string): string[] {
    if (!this.folders.has(folder)) throw new FileProblem('ENOENT', folder);
    const below = [...this.folders].filter(path => dirname(path) === folder && path !== folder);
    return [...this.childrenOf(folder), ...below.map(path => path.slice(folder.length + 1))];
  }

  private createFolder(path: string): void {
    for (let at = path; !this.folders.has(at); at = dirname(at)) this.folders.add(at);
  }

  private link(from: string, to: string): void {
    const inode = this.mustHave(from);
    if (this.names.has(to)) throw new FileProblem('EEXIST', to);
    this.setName(to, inode);
  }

  private rename(from: string, to: string): void {
    if (this.folders.has(from)) {
      this.folders.add(to);
      for (const path of [...this.names.keys()].filter(name => name.startsWith(`${from}/`))) {
        const inode = this.mustHave(path);
        // Journalling file systems move a folder in one step.
        this.dropName(path);
        this.durable.delete(path);
        const moved = `${to}${path.slice(from.length)}`;
        this.setName(moved, inode);
        this.durable.set(moved, inode);
      }
      this.folders.delete(from);
      return;
    }
    const inode = this.mustHave(from);
    this.dropName(from);
    this.setName(to, inode);
  }

  private remove(path: string): void {
    this.dropName(path);
    if (!this.folders.has(path)) return;
    for (const name of [...this.names.keys()].filter(other => other.startsWith(`${path}/`))) this.dropName(name);
    for (const folder of [...this.folders].filter(other => other === path || other.startsWith(`${path}/`))) {
      this.folders.delete(folder);
    }
  }

  private syncFolder(folder: string): void {
    for (const path of this.durable.keys()) {
      if (dirname(path) === folder && !this.names.has(path)) this.durable.delete(path);
    }
    for (const name of this.childrenOf(folder)) {
      const inode = this.names.get(`${folder}/${name}`);
      if (inode !== undefined) this.durable.set(`${folder}/${name}`, inode);
    }
  }

  private watch(folder: string, changed: (name: string | undefined) => void): Disposable {
    const watcher = { folder, changed };
    this.watchers.add(watcher);
    return { dispose: () => this.watchers.delete(watcher) };
  }

  private setName(path: string, inode: Inode): void {
    this.names.set(path, inode);
    this.childrenOf(dirname(path)).add(path.slice(dirname(path).length + 1));
    this.tell(path);
  }

  private dropName(path: string): void {
    this.names.delete(path);
    this.childrenOf(dirname(path)).delete(path.slice(dirname(path).length + 1));
  }

  private childrenOf(folder: string): Set<string> {
    const set = this.children.get(folder) ?? new Set<string>();
    this.children.set(folder, set);
    return set;
  }

  private tell(path: string): void {
    const folder = dirname(path);
    for (const watcher of this.watchers) {
      if (watcher.folder === folder) queueMicrotask(() => watcher.changed(path.slice(folder.length + 1)));
    }
  }

  private mustHave(path: string): Inode {
    const inode = this.names.get(path);
    if (inode === undefined) throw new FileProblem('ENOENT', path);
    return inode;
  }
}
