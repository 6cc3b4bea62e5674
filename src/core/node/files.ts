// The file system of this machine, behind the `Files` port.

import { watch } from 'node:fs';
import * as fs from 'node:fs/promises';
import { hasCode } from '../file-error';
import type { Disposable, Files, OpenFile } from '../ports';

const flags = { new: 'wx', append: 'a', read: 'r' } as const;

class NodeFile implements OpenFile {
  constructor(private readonly handle: fs.FileHandle) {}

  async write(bytes: Uint8Array): Promise<void> {
    let done = 0;
    while (done < bytes.length) {
      const { bytesWritten } = await this.handle.write(bytes, done, bytes.length - done);
      done += bytesWritten;
    }
  }

  async read(position: number, length: number): Promise<Uint8Array> {
    const buffer = new Uint8Array(length);
    let filled = 0;
    while (filled < length) {
      const { bytesRead } = await this.handle.read(buffer, filled, length - filled, position + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  }

  async size(): Promise<number> {
    return (await this.handle.stat()).size;
  }

  sync(): Promise<void> {
    return this.handle.sync();
  }

  close(): Promise<void> {
    return this.handle.close();
  }
}

export const nodeFiles: Files = {
  async open(path, mode) {
    // Private to the user: records hold prompts.
    return new NodeFile(await fs.open(path, flags[mode], 0o600));
  },
  read: path => fs.readFile(path),
  list: folder => fs.readdir(folder),
  async size(path) {
    try {
      return (await fs.stat(path)).size;
    } catch (error) {
      if (hasCode(error, 'ENOENT', 'ENOTDIR')) return undefined;
      throw error;
    }
  },
  async createFolder(path) {
    await fs.mkdir(path, { recursive: true, mode: 0o700 });
  },
  link: (from, to) => fs.link(from, to),
  rename: (from, to) => fs.rename(from, to),
  remove: path => fs.rm(path, { recursive: true, force: true }),
  async syncFolder(folder) {
    // Windows cannot open a folder; there the file system's own journal keeps names.
    if (process.platform === 'win32') return;
    const handle = await fs.open(folder, 'r');
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
  async freeBytes(path) {
    try {
      const stat = await fs.statfs(path);
      return stat.bavail * stat.bsize;
    } catch {
      return undefined;
    }
  },
  watch(folder, changed): Disposable {
    try {
      const watcher = watch(folder, { persistent: false }, (_event, name) => changed(name ?? undefined));
      // A watch that breaks (a network home, too many watches) is made up for by the reading while jobs run.
      watcher.on('error', () => watcher.close());
      return { dispose: () => watcher.close() };
    } catch {
      return { dispose: () => undefined };
    }
  },
};
