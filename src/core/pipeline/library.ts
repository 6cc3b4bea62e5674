// The library of finished videos: what stands beside each, and cleaning up what nobody finishes any more.

import { join } from 'node:path';
import type { JobRecords } from '../store/job-folder';
import { compact } from '../store/job-folder';
import type { RecordBody } from '../store/records';
import { drawnSeed, priceWhenTaken, remoteIdOf } from '../store/attempts';
import type { Work } from './work';

/** The JSON beside a video: how it was made, for people and for other tools. Names no path and no key. */
export function sidecarOf(work: Work, id: string, records: JobRecords, done: RecordBody<'done'>): Uint8Array {
  const spec = records.spec.body;
  const service = work.services.find(candidate => candidate.id === spec.service);
  const seed = drawnSeed(records) ?? spec.options['seed'];
  const sidecar = compact<Record<string, unknown>>({
    madeBy: 'Reelwright',
    format: 1,
    job: id,
    service: spec.service,
    serviceName: service?.name,
    dialect: spec.dialect,
    sandbox: spec.service === 'sandbox' ? 'Rendered on this machine as a placeholder; not a model’s work.' : undefined,
    remoteId: remoteIdOf(records),
    prompt: spec.prompt,
    options: spec.options,
    seed,
    firstFrame: firstFrameOf(spec),
    take: spec.take,
    takes: spec.takes,
    retryOf: spec.retryOf,
    estimate: spec.estimate,
    cost: done.cost,
    priceWhenSubmitted: priceWhenTaken(records),
    createdAt: iso(records.spec.at),
    acceptedAt: iso(records.attempts.at(-1)?.accepted?.at),
    readyAt: iso(records.results[0]?.at),
    fetchedAt: iso(work.ports.clock.now()),
    video: done.video,
  });
  return new TextEncoder().encode(`${JSON.stringify(sidecar, undefined, 2)}\n`);
}

/** The picture, and how it went where that is worth knowing: the address that the user gave, or inside the request. */
function firstFrameOf({ picture, pictureRoute: route }: RecordBody<'spec'>): Record<string, unknown> | undefined {
  if (picture === undefined && route?.kind !== 'address') return undefined;
  return compact<Record<string, unknown>>({
    sha256: picture?.sha256,
    name: picture?.name,
    width: picture?.width,
    height: picture?.height,
    sentAs: route?.kind,
    address: route?.kind === 'address' ? route.url : undefined,
  });
}

function iso(at: number | undefined): string | undefined {
  return at === undefined ? undefined : new Date(at).toISOString();
}

/** Removes a job's files from the library. Copies that were saved elsewhere stay. */
export async function removeFromLibrary(work: Work, id: string): Promise<void> {
  const { files } = work.ports;
  const { library } = work.store.layout;
  await files.remove(join(library, `${id}.mp4`));
  await files.remove(join(library, `${id}.json`));
  for (const name of await files.list(library)) {
    if (name.startsWith(`${id}.`)) await files.remove(join(library, name));
  }
}

/** Whether a service's base URL is on this machine: then its result links may be, too. */
export function isLoopback(baseUrl: string): boolean {
  try {
    const { hostname, protocol } = new URL(baseUrl);
    return (
      protocol === 'sandbox:' ||
      hostname === 'localhost' ||
      hostname === '[::1]' ||
      /^127(\.\d{1,3}){3}$/.test(hostname)
    );
  } catch {
    return false;
  }
}
