// An empty file for each job that is not done: start-up and other windows look at these, not at every job that ever was.

import { join } from 'node:path';
import { hasCode } from '../file-error';
import type { Files } from '../ports';

export class OpenMarkers {
  constructor(
    private readonly files: Files,
    private readonly folder: string,
  ) {}

  /** The ids of the jobs that are marked; some may be done, or never have come to be. */
  async all(): Promise<Set<string>> {
    return new Set(await this.files.list(this.folder));
  }

  /** Durable when it returns. */
  async set(id: string): Promise<void> {
    try {
      const file = await this.files.open(join(this.folder, id), 'new');
      await file.close();
      await this.files.syncFolder(this.folder);
    } catch (error) {
      if (!hasCode(error, 'EEXIST')) throw error;
    }
  }

  remove(id: string): Promise<void> {
    return this.files.remove(join(this.folder, id));
  }
}
