// A disk that forgets what was not synced: what a power cut leaves is chance, within what POSIX allows.

import type { Disposable, Files, OpenFile } from '../../../src/core/ports';
import type { Chance } from './chance';
import { Folder, Inode } from './folder';

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

export class MemoryDisk {
  private readonly folders = new Map<string, Folder>([['', new Folder()]]);
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
      const folder = this.folders.get(to);
      if (folder === undefined || this.chance.happens(0.5)) continue;
      this.folders.delete(to);
      this.folders.set(from, folder);
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
    return {
      open: async (path, mode) => this.open(path, mode),
      read: async path => this.mustHave(path).content,
      list: async folder => this.list(folder),
      size: async path => this.find(path)?.length,
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
    const there = this.find(path);
    if (mode === 'read') return this.handle(path, this.mustHave(path));
    if (there !== undefined && mode === 'new') throw new FileProblem('EEXIST', path);
    if (there !== undefined) return this.handle(path, there);
    this.mustHaveRoom(path);
    const inode = new Inode();
    this.folderOf(path).set(nameOf(path), inode);
    this.tell(path);
    return this.handle(path, inode);
  }

  private handle(path: string, inode: Inode): OpenFile {
    return {
      write: async bytes => {
        if (this.full) {
          // A full disk may have room for a part.
          inode.append(bytes.subarray(0, this.chance.between(0, bytes.length - 1)));
          throw new FileProblem('ENOSPC', path);
        }
        this.written.push(bytes);
        inode.append(bytes);
        this.tell(path);
      },
      read: async (position, length) => inode.content.subarray(position, position + length),
      size: async () => inode.length,
      sync: async () => {
        inode.synced = inode.length;
      },
      close: async () => undefined,
    };
  }

  private list(path: string): string[] {
    const folder = this.folders.get(path);
    if (folder === undefined) throw new FileProblem('ENOENT', path);
    const names = [...folder.names.keys()];
    for (const other of this.folders.keys()) if (parentOf(other) === path) names.push(nameOf(other));
    return names;
  }

  private createFolder(path: string): void {
    if (this.folders.has(path)) return;
    this.createFolder(parentOf(path));
    this.folders.set(path, new Folder());
    this.unsafe.add(path);
  }

  private link(from: string, to: string): void {
    const inode = this.mustHave(from);
    if (this.find(to) !== undefined) throw new FileProblem('EEXIST', to);
    if (!this.links) throw new FileProblem('EPERM', to);
    this.mustHaveRoom(to);
    this.folderOf(to).set(nameOf(to), inode);
    this.tell(to);
  }

  private rename(from: string, to: string): void {
    const folder = this.folders.get(from);
    if (folder === undefined) {
      const inode = this.mustHave(from);
      if (parentOf(from) !== parentOf(to)) throw new FileProblem('EXDEV', to);
      this.folderOf(to).rename(nameOf(from), nameOf(to), inode);
      this.tell(to);
      return;
    }
    this.folders.delete(from);
    this.folders.set(to, folder);
    this.moves.push({ from, to });
  }

  private remove(path: string): void {
    this.folders.get(parentOf(path))?.drop(nameOf(path));
    if (this.folders.has(path)) this.dropFolder(path);
  }

  private dropFolder(path: string): void {
    for (const other of this.folders.keys()) {
      if (other === path || other.startsWith(`${path}/`)) this.folders.delete(other);
    }
  }

  private syncFolder(path: string): void {
    const folder = this.folders.get(path);
    if (folder === undefined) throw new FileProblem('ENOENT', path);
    folder.sync();
    for (const other of this.unsafe) if (parentOf(other) === path) this.unsafe.delete(other);
    this.moves = this.moves.filter(({ from, to }) => parentOf(from) !== path && parentOf(to) !== path);
  }

  private watch(path: string, changed: (name: string | undefined) => void): Disposable {
    const { watchers } = this.folderOf(`${path}/.`);
    watchers.add(changed);
    return { dispose: () => watchers.delete(changed) };
  }

  private tell(path: string): void {
    const { watchers } = this.folderOf(path);
    if (watchers.size === 0) return;
    const name = nameOf(path);
    for (const watcher of watchers) queueMicrotask(() => watcher(name));
  }

  private mustHaveRoom(path: string): void {
    if (this.full && this.chance.happens(0.5)) throw new FileProblem('ENOSPC', path);
  }

  private folderOf(path: string): Folder {
    const folder = this.folders.get(parentOf(path));
    if (folder === undefined) throw new FileProblem('ENOENT', path);
    return folder;
  }

  private find(path: string): Inode | undefined {
    return this.folders.get(parentOf(path))?.names.get(nameOf(path));
  }

  private mustHave(path: string): Inode {
    const inode = this.find(path);
    if (inode === undefined) throw new FileProblem('ENOENT', path);
    return inode;
  }
}

function parentOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf('/')));
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
