// What a power cut would leave of a folder: the contents that were synced, under the names that were synced.

import { mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { join } from 'node:path';

interface Names {
  readonly folder: string;
  readonly files: Readonly<Record<string, number>>;
  readonly folders: readonly string[];
}

export class Shadow {
  constructor(private readonly place: string) {
    mkdirSync(join(place, 'contents'), { recursive: true });
    mkdirSync(join(place, 'names'), { recursive: true });
  }

  /** The content of a file was synced. */
  keepContent(inode: number, bytes: Uint8Array): void {
    writeWhole(join(this.place, 'contents', String(inode)), bytes);
  }

  /** A new file: its number may have been another's. */
  forgetContent(inode: number): void {
    rmSync(join(this.place, 'contents', String(inode)), { force: true });
  }

  /** The names in a folder were synced. */
  keepNames(folder: string): void {
    const files: Record<string, number> = {};
    const folders: string[] = [];
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) folders.push(entry.name);
      else files[entry.name] = statSync(join(folder, entry.name)).ino;
    }
    const names: Names = { folder, files, folders };
    const name = createHash('sha256').update(folder).digest('hex');
    writeWhole(join(this.place, 'names', name), Buffer.from(JSON.stringify(names)));
  }

  /** Puts in the place of `root` what a power cut leaves of it. */
  materialise(root: string): void {
    const known = new Map<string, Names>();
    for (const name of readdirSync(join(this.place, 'names'))) {
      const names = JSON.parse(readFileSync(join(this.place, 'names', name), 'utf8')) as Names;
      known.set(names.folder, names);
    }
    rmSync(root, { recursive: true, force: true });
    this.fill(root, known);
  }

  private fill(folder: string, known: ReadonlyMap<string, Names>): void {
    mkdirSync(folder, { recursive: true });
    const names = known.get(folder);
    for (const [name, inode] of Object.entries(names?.files ?? {})) {
      writeFileSync(join(folder, name), this.contentOf(inode));
    }
    for (const name of names?.folders ?? []) this.fill(join(folder, name), known);
  }

  private contentOf(inode: number): Uint8Array {
    try {
      return readFileSync(join(this.place, 'contents', String(inode)));
    } catch {
      return new Uint8Array();
    }
  }
}

/** The process may be killed at any moment. */
function writeWhole(path: string, bytes: Uint8Array): void {
  writeFileSync(`${path}.new`, bytes);
  renameSync(`${path}.new`, path);
}
