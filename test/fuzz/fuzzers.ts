// Readers of what others wrote: each is given damaged and foreign content, and must neither throw nor be fooled.

import { deepStrictEqual } from 'node:assert';
import { Chance } from '../simulation/world/chance';
import { answers, headers } from './answers';
import { callbacks } from './callbacks';
import { tryNames } from './names';
import { messages, settings } from './screens';
import { caches, jobFolders, journals, leases, records, sums } from './stored';
import { videos } from './videos';

export interface Fuzzer {
  readonly name: string;
  /** One round; throws where the reader did. */
  round(chance: Chance): Promise<void>;
}

/** A saved video stays in its folder, under a plain name. */
async function fileNames(chance: Chance): Promise<void> {
  deepStrictEqual(tryNames(chance.between(1, 2 ** 30), 50), []);
}

export const fuzzers: readonly Fuzzer[] = [
  { name: 'records', round: records },
  { name: 'job folders', round: jobFolders },
  { name: 'journals', round: journals },
  { name: 'leases', round: leases },
  { name: 'caches', round: caches },
  { name: 'paces and sums', round: sums },
  { name: 'videos', round: videos },
  { name: 'headers', round: headers },
  { name: 'answers', round: answers },
  { name: 'callbacks', round: callbacks },
  { name: 'settings', round: settings },
  { name: 'messages', round: messages },
  { name: 'file names (50 each)', round: fileNames },
];

/** Plays rounds for `milliseconds`. @throws with the seed of the round that failed */
export async function fuzz(fuzzer: Fuzzer, milliseconds: number, first = 1): Promise<number> {
  const end = performance.now() + milliseconds;
  let seed = first;
  for (; performance.now() < end; seed += 1) {
    try {
      await fuzzer.round(new Chance(seed));
    } catch (error) {
      throw new Error(`${fuzzer.name}, seed ${seed}: ${String(error)}`, { cause: error });
    }
  }
  return seed - first;
}
