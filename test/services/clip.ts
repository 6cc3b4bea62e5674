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
