// What of one submission leads back to this editor: the picture that the service fetches, and the place for its callback.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { JobError } from '../job';
import * as l10n from '@vscode/l10n';
import type { Dialect, PictureContent } from '../service';
import { compact } from '../store/job-folder';
import type { JobRecords } from '../store/job-folder';
import type { RecordBody } from '../store/records';
import { writeOnce } from '../store/whole';
import type { Wire, Work } from '../pipeline/work';
import { commonPlaceOf } from './registration';

/** How a picture is prepared once more after a 413. */
export const smallerPicture = { maxBytes: 400_000, maxLongEdge: 864 };

/** What goes with one submission, made for it alone. */
export interface Handover {
  readonly picture?: PictureContent;
  readonly callbackUrl?: string;
  /** What is shown or awaited for it; nothing of this is needed once the attempt is known to have made no job. */
  readonly names: readonly string[];
}

/** The submission cannot be made as its route asks; nothing was sent. */
export class HandoverError extends Error {
  override readonly name = 'HandoverError';
  constructor(readonly error: JobError) {
    super(error.message);
  }
}

/** Prepares the picture and the callback of a job's next submission. @throws HandoverError; `ENOENT` where the prepared picture is gone */
export async function handOver(work: Work, wire: Wire, dialect: Dialect, records: JobRecords): Promise<Handover> {
  const names: string[] = [];
  const picture = await pictureFor(work, wire, records, names);
  const callbackUrl = await callbackFor(work, wire, dialect, records.spec.body.id, names);
  return compact<Handover>({ picture, callbackUrl, names });
}

/** Whether a 413 can be answered with a smaller picture. */
export function canShrink(spec: RecordBody<'spec'>): boolean {
  return spec.picture !== undefined && spec.pictureRoute?.kind !== 'address';
}

async function pictureFor(
  work: Work,
  wire: Wire,
  records: JobRecords,
  names: string[],
): Promise<PictureContent | undefined> {
  const { picture, pictureRoute: route, id } = records.spec.body;
  if (route?.kind === 'address') return { kind: 'url', url: route.url };
  if (picture === undefined) return undefined;
  const staged = await work.ports.files.read(join(work.store.layout.pictures, `${picture.sha256}.jpg`));
  const shrink = records.attempts.some(attempt => attempt.refused?.body.then === 'shrink');
  const jpeg = shrink ? (await work.pictures.prepare(staged, picture.name, smallerPicture)).jpeg : staged;
  if (route?.kind !== 'public') return { kind: 'base64', data: Buffer.from(jpeg).toString('base64') };
  return { kind: 'url', url: await show(work, wire, id, jpeg, names) };
}

async function show(work: Work, wire: Wire, id: string, jpeg: Uint8Array, names: string[]): Promise<string> {
  const { door } = work;
  const address = door?.addressFor(wire.baseUrl);
  if (door === undefined || address === undefined) throw new HandoverError(addressGone());
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  await writeOnce(work.ports.files, work.ports.random, join(work.store.layout.pictures, `${sha256}.jpg`), jpeg);
  const shown = await door.showPicture(id, sha256, address);
  names.push(shown.name);
  const state = await door.open();
  if (state === 'here' || state === 'elsewhere') return shown.url;
  await door.withdraw(names);
  throw new HandoverError(doorShut());
}

/** Without a public address, or where the port is taken, everything works by polling. */
async function callbackFor(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  job: string,
  names: string[],
): Promise<string | undefined> {
  const { door } = work;
  const address = door?.addressFor(wire.baseUrl);
  if (door === undefined || address === undefined || dialect.callback === undefined) return undefined;
  if (dialect.registerCallback !== undefined) {
    if ((await commonPlaceOf(work, wire, address)) === undefined) return undefined;
    names.push((await door.awaitAtCommonPlace(job)).name);
    await door.open();
    return undefined;
  }
  const place = { job, service: wire.service.id, baseUrl: wire.baseUrl, dialect: dialect.id };
  const awaited = await door.awaitCallback(place, address);
  const state = await door.open();
  if (state === 'here' || state === 'elsewhere') {
    names.push(awaited.name);
    return awaited.url;
  }
  await door.withdraw([awaited.name]);
  return undefined;
}

function addressGone(): JobError {
  return {
    code: 'no-public-address',
    message: l10n.t(
      'The service should fetch the picture from your public address, but none is set that it could use.',
    ),
    advice: l10n.t(
      'Nothing was sent. Set “reelwright.publicAddress” again and retry, or send the picture another way.',
    ),
  };
}

function doorShut(): JobError {
  return {
    code: 'public-port-taken',
    message: l10n.t('The picture cannot be served: the port that your public address leads to is not free.'),
    advice: l10n.t('Nothing was sent. End the program that uses it, or change “reelwright.publicPort”, then retry.'),
  };
}
