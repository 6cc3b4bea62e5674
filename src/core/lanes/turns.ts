// Taking turns inside a key's pace, for requests that a person asked for and that no lane makes.

import * as l10n from '@vscode/l10n';
import { RequestError } from '../engine';
import type { Clock } from '../ports';
import type { Lane } from './lane';
import type { KeptPace } from './pace-file';
import type { OwnWishes } from './wishes';
import { longestWishMs } from './wishes';

const lookEveryMs = 250;
/** Later than this a request is not the one that was counted. */
const freshMs = 2_000;
/** So long after its last word a leader is taken over; one that still says nothing of wishes counts none. */
const patienceMs = 25_000;

/** Where turns come from. */
export interface TurnParts {
  /** This window's lane, kept for a while. @throws RequestError while the window closes, or may not write */
  lane(): Lane;
  /** What this window asks of another that leads. */
  wishes(): OwnWishes;
  /** What the leader last wrote. */
  said(): Promise<KeptPace | undefined>;
}

export class Turns {
  constructor(
    private readonly clock: Clock,
    private readonly parts: TurnParts,
  ) {}

  /**
   * Waits until one request may go out, and counts it. A number: so many milliseconds would have to pass, which is too long, since
   * the service asked to wait or the rate is used up. @throws RequestError `not-possible` where it cannot be counted
   */
  async take(): Promise<number | undefined> {
    const since = this.clock.elapsed();
    while (this.clock.elapsed() - since < patienceMs) {
      const lane = this.parts.lane();
      if (await lane.turn()) return undefined;
      const { lease, pace } = lane.parts;
      const wait = pace.waitMs();
      if (wait > longestWishMs) return wait;
      // What this window was told itself, its leader may not know.
      if (!lease.held && wait > 0) await this.sleep(wait);
      if (!lease.held) return this.ask();
      // It has just taken the lead, or stumbled over its files.
      await this.sleep(lookEveryMs);
    }
    throw notCounted('');
  }

  /** The service asked to wait, or cannot answer now. Where this window leads, the next turn waits for the first by itself. */
  async hold(retryAfterMs: number | undefined, limited: boolean): Promise<void> {
    if (limited && this.parts.lane().parts.lease.held) return;
    await this.sleep(Math.min(retryAfterMs ?? 3_000, longestWishMs));
  }

  /** Who leads, this window or another, says within a few seconds whether it has counted the request. */
  private async ask(): Promise<number | undefined> {
    const wishes = this.parts.wishes();
    let mine = await wish(wishes);
    const since = this.clock.elapsed();
    for (;;) {
      const lookedAt = this.clock.elapsed();
      await this.sleep(lookEveryMs);
      // Where nobody leads any more, this window will.
      this.parts.lane().wake();
      const kept = await this.parts.said();
      // This window hung: what was counted for it meanwhile is out of date, and must not go out all at once.
      if (this.clock.elapsed() - lookedAt > freshMs) mine = await wish(wishes);
      else if ((kept?.granted?.[wishes.name] ?? 0) >= mine) return undefined;
      const pausedMs = (kept?.restsUntil ?? kept?.pausedUntil ?? 0) - this.clock.now();
      if (pausedMs > longestWishMs) return pausedMs;
      const patience = kept?.granted === undefined ? patienceMs : longestWishMs;
      if (this.clock.elapsed() - since > patience) return longestWishMs;
    }
  }

  private sleep(milliseconds: number): Promise<void> {
    return new Promise(resolve => this.clock.after(milliseconds, resolve));
  }
}

async function wish(wishes: OwnWishes): Promise<number> {
  try {
    return await wishes.make();
  } catch (error) {
    throw notCounted(String(error));
  }
}

/** Without its count, a request could exceed what the service allows. */
function notCounted(detail: string): RequestError {
  const why = detail === '' ? '' : ` (${detail})`;
  return new RequestError(
    'not-possible',
    l10n.t('Nothing was asked, since this window cannot write beside its jobs{0}. Look whether the disk is full.', why),
  );
}
