// Things that only one window may do: a file per thing, which only one window can create.

import { mkdir, open, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../core/file-error';

export class Claims {
  readonly #unsure = new Set<string>();

  /** @param folder in the storage that all windows of this machine share */
  constructor(private readonly folder: string) {}

  /**
   * True for exactly one caller per name, over all windows. Where the disk cannot say, `unsure`; with `yes` true once per
   * name and window.
   */
  async take(name: string, unsure: 'yes' | 'no' = 'no'): Promise<boolean> {
    try {
      await mkdir(this.folder, { recursive: true });
      await (await open(join(this.folder, encodeURIComponent(name)), 'wx')).close();
      return true;
    } catch (error) {
      if (unsure === 'no' || hasCode(error, 'EEXIST') || this.#unsure.has(name)) return false;
      this.#unsure.add(name);
      return true;
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
