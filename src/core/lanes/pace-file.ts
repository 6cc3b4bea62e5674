// A key's pace is kept over reloads beside its lease.

import { join } from 'node:path';
import * as z from 'zod';
import { replaceWhole } from '../store/whole';
import type { LaneParts } from './lane-parts';
import { renewEveryMs } from './lease';
import type { PaceState } from './pace';

const schema = z.object({
  at: z.number(),
  tokens: z.number(),
  pausedUntil: z.number().optional(),
  restsUntil: z.number().optional().catch(undefined),
  limitedUntil: z.number().optional().catch(undefined),
  unpaidAt: z.number().optional().catch(undefined),
  /** Which requests of windows that do not lead are counted. */
  granted: z.record(z.string(), z.number()).optional().catch(undefined),
});
export type KeptPace = z.infer<typeof schema>;

/** What a pace is kept under. */
export type PaceKeeper = Pick<LaneParts, 'work' | 'id' | 'pace'> & Partial<Pick<LaneParts, 'wishes'>>;

function pathOf({ work, id }: Pick<PaceKeeper, 'work' | 'id'>): string {
  return join(work.store.layout.leases, id, 'pace.json');
}

/** What the last leader wrote; undefined where nothing is there, or nothing that can be read. */
export async function keptPace(of: Pick<PaceKeeper, 'work' | 'id'>): Promise<KeptPace | undefined> {
  try {
    const bytes = await of.work.ports.files.read(pathOf(of));
    return schema.safeParse(JSON.parse(new TextDecoder().decode(bytes))).data;
  } catch {
    return undefined;
  }
}

/** Takes over what the last leader left; a missing or damaged file means a full bucket. */
export async function readPace(parts: PaceKeeper): Promise<void> {
  const kept = await keptPace(parts);
  if (kept === undefined) return;
  parts.pace.restore(kept as PaceState);
  parts.wishes?.restore(kept.granted);
}

/**
 * Keeps the pace for the next leader. A leader that goes on writes what may be true at its next renewal, at worst:
 * all requests spent by then. So the rate holds also where it is killed before it can say more.
 */
export async function writePace(parts: PaceKeeper, leader: 'goesOn' | 'stops' = 'stops'): Promise<void> {
  const { work, pace, wishes } = parts;
  const state = pace.state();
  const atWorst = { ...state, at: state.at + renewEveryMs, tokens: Math.min(0, state.tokens) };
  const granted = wishes === undefined ? {} : { granted: wishes.granted };
  const kept = { ...(leader === 'stops' ? state : atWorst), ...granted };
  await replaceWhole(
    work.ports.files,
    work.ports.random,
    pathOf(parts),
    new TextEncoder().encode(JSON.stringify(kept)),
  );
}
