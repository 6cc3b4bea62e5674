// The reader of MP4 files, over clips that were cut, altered or put together wrongly.

import { ok } from 'node:assert';
import { looksLikeMp4, readMp4 } from '../../src/core/media/mp4';
import { readClip } from '../services/clip';
import type { Chance } from '../simulation/world/chance';
import { damaged, nonsense } from './damage';

const clips = (['clip-silent.mp4', 'clip-with-sound.mp4'] as const).map(name => Uint8Array.from(readClip(name)));

/** No bytes stop it, nothing cut counts as whole, and what it says of any file are figures that can be. */
export async function videos(chance: Chance): Promise<void> {
  const clip = chance.pick(clips);
  const cut = chance.happens(0.2);
  const bytes = cut ? clip.subarray(0, chance.between(0, clip.length - 1)) : altered(chance, clip);
  let read = 0;
  const facts = await readMp4({
    size: bytes.length,
    read: async (position, length) => {
      read += length;
      ok(position >= 0 && length > 0 && position + length <= bytes.length, `reads ${position}+${length}`);
      return bytes.subarray(position, position + length);
    },
  });
  looksLikeMp4(bytes);
  ok(read <= 4 * bytes.length + 4_000_000, `read ${read} bytes of ${bytes.length}`);
  if (cut) ok(!facts.whole, `cut at ${bytes.length} of ${clip.length}, and whole`);
  ok(facts.whole === (facts.problem === undefined));
  for (const figure of [facts.seconds, facts.width, facts.height, facts.frames]) {
    ok(figure === undefined || (Number.isFinite(figure) && figure >= 0), `says ${figure}`);
  }
}

/** Most of the damage goes where the boxes are, at the beginning. */
function altered(chance: Chance, clip: Uint8Array): Uint8Array {
  if (chance.happens(0.1)) return nonsense(chance);
  if (chance.happens(0.2)) return damaged(chance, clip);
  const bytes = Uint8Array.from(clip);
  const view = new DataView(bytes.buffer);
  for (let count = chance.between(1, 6); count > 0; count -= 1) {
    const at = chance.between(0, Math.min(4_000, bytes.length - 8));
    if (chance.happens(0.5)) bytes[at] = chance.between(0, 255);
    else view.setUint32(at, chance.pick([0, 1, 7, 8, 0x7fffffff, 0xffffffff, chance.between(0, bytes.length)]));
  }
  return bytes;
}
