// A key's pace is kept over reloads beside its lease.

import { join } from 'node:path';
import * as z from 'zod';
import { replaceWhole } from '../store/whole';
import type { LaneParts } from './lane-parts';
import { renewEveryMs } from './lease';
import type { PaceState } from './pace';

const schema = z.object({ at: z.number(), tokens: z.number(), pausedUntil: z.number().optional() });

/** What a pace is kept under. */
export type PaceKeeper = Pick<LaneParts, 'work' | 'id' | 'pace'>;

function pathOf(parts: PaceKeeper): string {
  return join(parts.work.store.layout.leases, parts.id, 'pace.json');
}

/** Takes over what the last leader left; a missing or damaged file means a full bucket. */
export async function readPace(parts: PaceKeeper): Promise<void> {
  try {
    const bytes = await parts.work.ports.files.read(pathOf(parts));
    const parsed = schema.safeParse(JSON.parse(new TextDecoder().decode(bytes)));
    if (parsed.success) parts.pace.restore(parsed.data as PaceState);
  } catch {
    return;
  }
}

/**
 * Keeps the pace for the next leader. A leader that goes on writes what may be true at its next renewal, at worst:
 * all requests spent by then. So the rate holds also where it is killed before it can say more.
 */
export async function writePace(parts: PaceKeeper, leader: 'goesOn' | 'stops' = 'stops'): Promise<void> {
  const state = parts.pace.state();
  const atWorst = { ...state, at: state.at + renewEveryMs, tokens: Math.min(0, state.tokens) };
  const bytes = new TextEncoder().encode(JSON.stringify(leader === 'stops' ? state : atWorst));
  await replaceWhole(parts.work.ports.files, parts.work.ports.random, pathOf(parts), bytes);
}
