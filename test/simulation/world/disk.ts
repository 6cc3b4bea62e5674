// A disk that forgets what was not synced: what a power cut leaves is chance, within what POSIX allows.

import type { Disposable, Files, OpenFile } from '../../../src/core/ports';
import type { Chance } from './chance';
import { Folder, Inode } from './folder';
import { Places } from './places';

class FileProblem extends Error {
  constructor(
    readonly code: string,
    path: string,
  ) {
    super(`${code}: ${path}`);
  }
}

interface Move {
  readonly from: string;
  readonly to: string;
}

/** The port without its promises: what a call does is done when it returns. */
type Done<T> = T extends Promise<infer R> ? (R extends OpenFile ? OpenAtOnce : R) : T;
type AtOnce<T> = { [K in keyof T]: T[K] extends (...args: infer A) => infer R ? (...args: A) => Done<R> : never };
export type OpenAtOnce = AtOnce<OpenFile>;
export type FilesAtOnce = AtOnce<Files>;

export class MemoryDisk {
  private readonly folders = new Map<string, Folder>([['', new Folder()]]);
  private readonly places = new Places();
  /** Folders whose own name a power cut may take away. */
  private readonly unsafe = new Set<string>();
  /** Folders that were renamed and whose parents were not synced since. */
  private moves: Move[] = [];
  /** Every byte that was ever written, to look for what must not be there. */
  readonly written: Uint8Array[] = [];
  full = false;
  /** Some file systems have no hard links. */
  links = true;

  constructor(
    private readonly chance: Chance,
    /** A folder that is there before anything begins. */
    root: string,
  ) {
    this.createFolder(root);
    this.unsafe.clear();
  }

  /** All files as they are now. */
  *contents(): Iterable<readonly [string, Uint8Array]> {
    for (const [path, folder] of this.folders) {
      for (const [name, inode] of folder.names) yield [`${path}/${name}`, inode.content];
    }
  }

  contentOf(path: string): Uint8Array | undefined {
    return this.find(path)?.content;
  }

  /** Everything unsynced is lost, kept or torn by chance. Nobody may use the disk of before any more. */
  powerCut(): void {
    for (const { from, to } of this.moves.reverse()) {
      if (this.folders.has(to) && !this.chance.happens(0.5)) this.moveFolder(to, from);
    }
    this.moves = [];
    for (const path of this.unsafe) if (this.chance.happens(0.5)) this.dropFolder(path);
    this.unsafe.clear();
    const inodes = new Set<Inode>();
    for (const folder of this.folders.values()) {
      folder.powerCut(this.chance);
      for (const inode of folder.names.values()) inodes.add(inode);
    }
    for (const inode of inodes) inode.tear(this.chance);
  }

  /** The port over this disk. */
  files(): Files {
    const done = this.atOnce();
    return {
      open: async (path, mode) => inPromises(done.open(path, mode)),
      read: async path => done.read(path),
      list: async folder => done.list(folder),
      size: async path => done.size(path),
      createFolder: async path => done.createFolder(path),
      link: async (from, to) => done.link(from, to),
      rename: async (from, to) => done.rename(from, to),
      remove: async path => done.remove(path),
      syncFolder: async folder => done.syncFolder(folder),
      freeBytes: async path => done.freeBytes(path),
      watch: (folder, changed) => done.watch(folder, changed),
    };
  }

  /** The same for who brings promises of their own. */
  atOnce(): FilesAtOnce {
    return {
      open: (path, mode) => this.open(path, mode),
      read: path => this.mustHave(path).content,
      list: folder => this.list(folder),
      size: path => this.find(path)?.length,
      createFolder: path => this.createFolder(path),
      link: (from, to) => this.link(from, to),
      rename: (from, to) => this.rename(from, to),
      remove: path => this.remove(path),
      syncFolder: folder => this.syncFolder(folder),
      freeBytes: () => (this.full ? 0 : 1e12),
      watch: (folder, changed) => this.watch(folder, changed),
    };
  }

  private open(path: string, mode: 'new' | 'append' | 'read'): OpenAtOnce {
    const there = this.find(path);
    if (mode === 'read') return this.handle(path, this.mustHave(path));
    if (there !== undefined && mode === 'new') throw new FileProblem('EEXIST', path);
    if (there !== undefined) return this.handle(path, there);
    this.mustHaveRoom(path);
    const inode = new Inode();
    this.folderOf(path).set(this.nameOf(path), inode);
    this.tell(path);
    return this.handle(path, inode);
  }

  private handle(path: string, inode: Inode): OpenAtOnce {
    return {
      write: bytes => {
        if (this.full) {
          // A full disk may have room for a part.
          inode.append(bytes.subarray(0, this.chance.between(0, bytes.length - 1)));
          throw new FileProblem('ENOSPC', path);
        }
        this.written.push(bytes);
        inode.append(bytes);
        this.tell(path);
      },
      read: (position, length) => inode.content.subarray(position, position + length),
      size: () => inode.length,
      sync: () => {
        inode.synced = inode.length;
      },
      close: () => undefined,
    };
  }

  private list(path: string): string[] {
    const folder = this.folders.get(path);
    if (folder === undefined) throw new FileProblem('ENOENT', path);
    return [...folder.names.keys(), ...folder.folders];
  }

  private createFolder(path: string): void {
    if (this.folders.has(path)) return;
    this.createFolder(this.parentOf(path));
    this.putFolder(path, new Folder());
    this.unsafe.add(path);
  }

  private link(from: string, to: string): void {
    const inode = this.mustHave(from);
    if (this.find(to) !== undefined) throw new FileProblem('EEXIST', to);
    if (!this.links) throw new FileProblem('EPERM', to);
    this.mustHaveRoom(to);
    this.folderOf(to).set(this.nameOf(to), inode);
    this.tell(to);
  }

  private rename(from: string, to: string): void {
    const folder = this.folders.get(from);
    if (folder === undefined) {
      const inode = this.mustHave(from);
      if (this.parentOf(from) !== this.parentOf(to)) throw new FileProblem('EXDEV', to);
      this.folderOf(to).rename(this.nameOf(from), this.nameOf(to), inode);
      this.tell(to);
      return;
    }
    this.moveFolder(from, to);
    this.moves.push({ from, to });
  }

  private remove(path: string): void {
    this.folders.get(this.parentOf(path))?.drop(this.nameOf(path));
    if (this.folders.has(path)) this.dropFolder(path);
  }

  private putFolder(path: string, folder: Folder): void {
    this.folders.set(path, folder);
    this.folders.get(this.parentOf(path))?.folders.add(this.nameOf(path));
  }

  private takeFolder(path: string): void {
    this.folders.delete(path);
    this.folders.get(this.parentOf(path))?.folders.delete(this.nameOf(path));
  }

  /** Folders that are renamed hold files only. */
  private moveFolder(from: string, to: string): void {
    const folder = this.folders.get(from);
    if (folder === undefined) return;
    this.takeFolder(from);
    this.putFolder(to, folder);
  }

  private dropFolder(path: string): void {
    for (const other of this.folders.keys()) {
      if (other === path || other.startsWith(`${path}/`)) this.takeFolder(other);
    }
  }

  private syncFolder(path: string): void {
    const folder = this.folders.get(path);
    if (folder === undefined) throw new FileProblem('ENOENT', path);
    folder.sync();
    for (const other of this.unsafe) if (this.parentOf(other) === path) this.unsafe.delete(other);
    if (this.moves.length === 0) return;
    this.moves = this.moves.filter(({ from, to }) => this.parentOf(from) !== path && this.parentOf(to) !== path);
  }

  private watch(path: string, changed: (name: string | undefined) => void): Disposable {
    const { watchers } = this.folderOf(`${path}/.`);
    watchers.add(changed);
    return { dispose: () => watchers.delete(changed) };
  }

  private tell(path: string): void {
    const { watchers } = this.folderOf(path);
    if (watchers.size === 0) return;
    const name = this.nameOf(path);
    for (const watcher of watchers) queueMicrotask(() => watcher(name));
  }

  private mustHaveRoom(path: string): void {
    if (this.full && this.chance.happens(0.5)) throw new FileProblem('ENOSPC', path);
  }

  private folderOf(path: string): Folder {
    const folder = this.folders.get(this.parentOf(path));
    if (folder === undefined) throw new FileProblem('ENOENT', path);
    return folder;
  }

  private parentOf(path: string): string {
    return this.places.of(path).folder;
  }

  private nameOf(path: string): string {
    return this.places.of(path).name;
  }

  private find(path: string): Inode | undefined {
    const { folder, name } = this.places.of(path);
    return this.folders.get(folder)?.names.get(name);
  }

  private mustHave(path: string): Inode {
    const inode = this.find(path);
    if (inode === undefined) throw new FileProblem('ENOENT', path);
    return inode;
  }
}

function inPromises(open: OpenAtOnce): OpenFile {
  return {
    write: async bytes => open.write(bytes),
    read: async (position, length) => open.read(position, length),
    size: async () => open.size(),
    sync: async () => open.sync(),
    close: async () => open.close(),
  };
}
