// The clips that stand-in servers hand out: real H.264 in MP4, 640×360, 24 fps, 5 s, moov first.

import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type ClipName = 'clip-silent.mp4' | 'clip-with-sound.mp4';

/** The bytes of a fixture, also from a bundle that is run from the repository's root. */
export function readClip(name: ClipName = 'clip-with-sound.mp4'): Buffer {
  try {
    return readFileSync(join(dirname(fileURLToPath(import.meta.url)), 'fixtures', name));
  } catch {
    return readFileSync(join('test', 'services', 'fixtures', name));
  }
}

/** A clip of a job's own, so that one job's file cannot pass for another's: the fixture, and a box of free space with the job's id. */
export function clipFor({ id }: { readonly id: string }): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + id.length, 0);
  head.write('free', 4, 'latin1');
  return Buffer.concat([readClip(), head, Buffer.from(id)]);
}
