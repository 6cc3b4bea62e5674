// Who leads for one service key: a numbered claim, kept by a growing file, taken over after silence.
// Leading is for efficiency (one poller, one rate); the claims of attempts give safety.

import { dirname, join } from 'node:path';
import { hasCode } from '../file-error';
import type { Clock, Files, Random } from '../ports';
import { writeOnce } from '../store/whole';

export const renewEveryMs = 5_000;
/** Who does not lead looks this often: a leader whose process cannot be asked after is followed within 15 + 3 s, and a little. */
export const followEveryMs = 3_000;
export const silenceBeforeTakeoverMs = 15_000;

export interface LeasePorts {
  readonly clock: Clock;
  readonly files: Files;
  readonly random: Random;
  /** Whether the window named in a lease is known to be gone (its process died); undefined: cannot tell. */
  ownerIsGone(owner: string): boolean | undefined;
}

interface Seen {
  readonly epoch: number;
  readonly size: number;
  readonly since: number;
}

const epochPattern = /^(\d{1,9})\.lease$/;

/** The latest lead; 0: nobody has led yet. */
function topOf(names: readonly string[]): number {
  return Math.max(0, ...names.map(name => Number(epochPattern.exec(name)?.[1] ?? 0)));
}

export class Lease {
  private epoch: number | undefined;
  private renewedAt = 0;
  private seen: Seen | undefined;
  /** What was in the folder at the last look. */
  beside: readonly string[] = [];

  /** @param folder this key's own folder; @param owner what `ownerIsGone` understands */
  constructor(
    private readonly ports: LeasePorts,
    private readonly folder: string,
    private readonly owner: string,
  ) {}

  /** Whether this window leads, by what it knew at its last look; stale after `silenceBeforeTakeoverMs` without a renewal. */
  get held(): boolean {
    return this.epoch !== undefined && this.ports.clock.elapsed() - this.renewedAt < silenceBeforeTakeoverMs;
  }

  /** Tells, whenever it is asked, whether this very lead lasts: what was decided under it counts no more once another window may have led. */
  lead(): () => boolean {
    const { epoch } = this;
    return () => this.held && this.epoch === epoch;
  }

  /** Which lead this is; another number than before: another window may have led meanwhile. Undefined: this window does not lead. */
  get term(): number | undefined {
    return this.epoch;
  }

  /** Renews a held lease, or takes one that is free, released or silent. Call every `renewEveryMs`, or `followEveryMs` while another leads. Resolves to `held`. */
  async renew(): Promise<boolean> {
    const names = await this.names();
    this.beside = names;
    const top = topOf(names);
    if (this.epoch !== undefined && top === this.epoch && !names.includes(`${top}.released`)) {
      if (await this.keep()) return true;
      // Silent for so long that another may be taking over right now: a new epoch, which only one window gets, settles it.
      this.epoch = undefined;
      await this.take(top);
      return this.held;
    }
    this.epoch = undefined;
    if (await this.isFree(top, names)) await this.take(top);
    return this.held;
  }

  /** Gives the lease back, so that another window need not wait. Never rejects. */
  async release(): Promise<void> {
    const epoch = this.epoch;
    this.epoch = undefined;
    if (epoch === undefined) return;
    const { files, random } = this.ports;
    await writeOnce(files, random, join(this.folder, `${epoch}.released`), new Uint8Array()).catch(() => undefined);
  }

  private async names(): Promise<string[]> {
    const { files } = this.ports;
    try {
      return await files.list(this.folder);
    } catch (error) {
      if (!hasCode(error, 'ENOENT')) throw error;
      await files.createFolder(this.folder);
      // What is kept beside the lease (how much of the rate is spent) must not go with the folder's name in a power cut.
      await files.syncFolder(dirname(this.folder));
      return [];
    }
  }

  private path(epoch: number): string {
    return join(this.folder, `${epoch}.lease`);
  }

  /** Says that this window lives. False: it said nothing for too long before, or hung while it did. */
  private async keep(): Promise<boolean> {
    if (!this.held) return false;
    const { clock } = this.ports;
    const [silentFrom, beganAt] = [this.renewedAt, clock.elapsed()];
    await this.beat();
    if (clock.elapsed() - silentFrom >= silenceBeforeTakeoverMs) return false;
    this.renewedAt = beganAt;
    return true;
  }

  private async beat(): Promise<void> {
    const file = await this.ports.files.open(this.path(this.epoch ?? 0), 'append');
    try {
      await file.write(new TextEncoder().encode('.'));
    } finally {
      await file.close();
    }
  }

  private async isFree(top: number, names: readonly string[]): Promise<boolean> {
    if (top === 0 || names.includes(`${top}.released`)) return true;
    const { files, clock } = this.ports;
    // Before the file is read: a window that hangs until after it must not take its own silence for the other's.
    const lookedAt = clock.elapsed();
    const bytes = await files.read(this.path(top)).catch(() => new Uint8Array());
    const owner = new TextDecoder().decode(bytes).split('\n')[0] ?? '';
    if (this.ports.ownerIsGone(owner) === true) return true;
    const last = this.seen;
    if (last === undefined || last.epoch !== top || last.size !== bytes.length) {
      this.seen = { epoch: top, size: bytes.length, since: lookedAt };
      return false;
    }
    return lookedAt - last.since >= silenceBeforeTakeoverMs;
  }

  private async take(top: number): Promise<void> {
    const { files, random, clock } = this.ports;
    const next = top + 1;
    const beganAt = clock.elapsed();
    const outcome = await writeOnce(files, random, this.path(next), new TextEncoder().encode(`${this.owner}\n`));
    if (outcome === 'exists') return;
    const names = await this.names();
    // This window hung between its look and its claim, so long that others took the name, left it and cleared it away.
    if (topOf(names) > next) return;
    this.epoch = next;
    this.renewedAt = beganAt;
    for (const name of names) {
      const number = Number(/^(\d{1,9})\./.exec(name)?.[1] ?? next);
      if (number < next) {
        await files.remove(join(this.folder, name)).catch((error: unknown) => {
          if (!hasCode(error, 'ENOENT')) throw error;
        });
      }
    }
  }
}
