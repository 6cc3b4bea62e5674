// The sign on the door: which window has the port, so that another one can tell it from a stranger's program.

import { join } from 'node:path';
import { hasCode } from '../file-error';
import type { Files, Random } from '../ports';
import { replaceWhole } from '../store/whole';

export class Sign {
  constructor(
    private readonly ports: { readonly files: Files; readonly random: Random },
    private readonly folder: string,
    /** What `ownerIsGone` understands. */
    private readonly owner: string,
    private readonly ownerIsGone: (owner: string) => boolean | undefined,
  ) {}

  /** This window has the port. */
  async hang(port: number): Promise<void> {
    const { files, random } = this.ports;
    await replaceWhole(files, random, this.path(port), new TextEncoder().encode(this.owner));
  }

  async takeDown(port: number): Promise<void> {
    await this.ports.files.remove(this.path(port));
  }

  /** Whether a port that is taken is taken by a window of ours. */
  async isOurs(port: number): Promise<boolean> {
    try {
      const owner = new TextDecoder().decode(await this.ports.files.read(this.path(port)));
      return this.ownerIsGone(owner) !== true;
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return false;
      throw error;
    }
  }

  private path(port: number): string {
    return join(this.folder, `server-${port}`);
  }
}
