// The seed of a submission where the user gave none: it tells our jobs apart in a list that shows seeds.

import type { Random } from '../ports';
import type { GenerationRequest } from '../request';
import type { Dialect } from '../service';
import type { JobRecords } from '../store/job-folder';

/** The first submission's; undefined where the user gave one or the service takes none. */
export function firstSeed(
  random: Random,
  dialect: Dialect,
  request: GenerationRequest,
  take: number,
): number | undefined {
  if (request.options.seed !== undefined) return undefined;
  if (!dialect.options().some(option => option.name === 'seed')) return undefined;
  return dialect.ownSeed?.(request, take) ?? randomSeed(random);
}

/** The next submission's: another one each time, unless the service needs a certain one. */
export function nextSeed(random: Random, dialect: Dialect, { spec, attempts }: JobRecords): number | undefined {
  const isRandom = spec.body.seed !== undefined && dialect.ownSeed === undefined;
  return isRandom && attempts.length > 0 ? randomSeed(random) : spec.body.seed;
}

function randomSeed(random: Random): number {
  return Buffer.from(random.bytes(4)).readUInt32BE() >>> 1;
}
