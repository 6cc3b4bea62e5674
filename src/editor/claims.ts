// Things that only one window may do: a file per thing, which only one window can create.

import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';

export class Claims {
  /** @param folder in the storage that all windows of this machine share */
  constructor(private readonly folder: string) {}

  /** True for exactly one caller per name, over all windows; false also where the disk cannot say. */
  async take(name: string): Promise<boolean> {
    try {
      await mkdir(this.folder, { recursive: true });
      await (await open(join(this.folder, encodeURIComponent(name)), 'wx')).close();
      return true;
    } catch {
      return false;
    }
  }

  /** Removes claims that are older than this; what they were about is long over. */
  async forgetOlderThan(milliseconds: number): Promise<void> {
    const names = await readdir(this.folder).catch(() => []);
    const before = Date.now() - milliseconds;
    for (const name of names) {
      const path = join(this.folder, name);
      const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Infinity }));
      if (mtimeMs < before) await rm(path, { force: true }).catch(() => undefined);
    }
  }
}
