// Whether a file is a whole video, and what it says of itself.

import { open } from 'node:fs/promises';
import type { VideoCheck } from '../pipeline/work';
import { compact } from '../store/job-folder';
import { readMp4 } from './mp4';

/** Reads a few kilobytes of the file. @throws what the file system throws */
export async function checkVideoFile(path: string): Promise<VideoCheck> {
  const file = await open(path, 'r');
  try {
    const { size } = await file.stat();
    const facts = await readMp4({
      size,
      read: async (position, length) => {
        const { bytesRead, buffer } = await file.read(new Uint8Array(length), 0, length, position);
        return buffer.subarray(0, bytesRead);
      },
    });
    if (!facts.whole) return { kind: 'broken', why: facts.problem ?? '' };
    const { seconds, width, height, hasAudio } = facts;
    return { kind: 'whole', video: compact({ bytes: size, seconds, width, height, hasAudio }) };
  } finally {
    await file.close();
  }
}
