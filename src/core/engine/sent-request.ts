// A job's request as it was or will be sent, for copying. Nothing is sent, shown or registered by it.

import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RequestError } from '../engine';
import { smallerPicture } from '../public/handover';
import { chooseRoute, routeFacts } from '../public/routes';
import type { RouteFacts } from '../public/routes';
import type { Picture, PictureRoute } from '../request';
import type { Dialect, PictureContent, Service } from '../service';
import { sentRequest } from '../services/copy/sent';
import type { SentRequest } from '../services/copy/sent';
import { compact } from '../store/job-folder';
import type { JobRecords } from '../store/job-folder';
import { drawnSeed, lastAttempt } from '../store/attempts';
import type { StoredJob } from '../store/stored-job';
import { adoptedOrigin } from '../remote/adoption';
import { attemptWire } from '../pipeline/attempt';
import { writeRequest } from '../pipeline/submit';
import type { Wire, Work } from '../pipeline/work';

/** Stands for an address that only this editor's public address had. */
const pictureAddress = 'https://example.com/first-frame.jpg';

/** Everything that a request is written from. */
type Asked = Parameters<typeof writeRequest>[1];

/** The request of a job of ours. `present`: where its service would be reached now. @throws RequestError `not-possible` */
export async function requestOfJob(work: Work, present: Wire, { records }: StoredJob): Promise<SentRequest> {
  const spec = records.spec.body;
  if (spec.origin === adoptedOrigin && spec.prompt === '') {
    throw notPossible(l10n.t('This job was made elsewhere, and {0} does not tell its prompt.', present.service.name));
  }
  const last = lastAttempt(records);
  const made = attemptWire(last);
  const dialects = present.service.dialects;
  const dialect =
    dialects.find(({ id }) => id === made?.dialect) ?? dialects.find(({ id }) => id === spec.dialect) ?? dialects[0];
  if (dialect === undefined) throw notPossible(noRequest(present.service));
  const shrunk = records.attempts.some(attempt => attempt.refused?.body.then === 'shrink');
  const baseUrl = made === undefined || made.baseUrl === '' ? present.baseUrl : made.baseUrl;
  const asked = { ...spec, ...compact({ seed: drawnSeed(records) }) };
  return copied(work, { ...present, baseUrl }, dialect, asked, {
    shrunk,
    notes: [noteOf(work, present, dialect, records)],
  });
}

function noteOf(work: Work, present: Wire, dialect: Dialect, records: JobRecords): string | undefined {
  if (records.spec.body.origin === adoptedOrigin) return l10n.t('Made elsewhere: only what the service tells of it.');
  if (!isCalledBack(dialect, routeFacts(work, present))) return undefined;
  return records.attempts.length === 0
    ? l10n.t('When it is sent, an address for the callback is added, which is good for this job alone.')
    : l10n.t(
        'If your public address was set when it was sent, an address for the callback went with it, which was good for this job alone.',
      );
}

/** Whether a submission names its own place for the callback. */
function isCalledBack(dialect: Dialect, { publicAddress }: RouteFacts): boolean {
  return dialect.callback !== undefined && dialect.registerCallback === undefined && publicAddress !== undefined;
}

/** The request of a form as it would be sent now. @throws RequestError `not-possible`, `picture-unreadable` */
export function requestOfForm(
  work: Work,
  wire: Wire,
  asked: Pick<Asked, 'prompt' | 'options' | 'picture' | 'pictureRoute'>,
): Promise<SentRequest> {
  const dialect = wire.service.dialectFor(wire.key?.key);
  const facts = routeFacts(work, wire);
  const spec = {
    ...asked,
    pictureRoute: chooseRoute(dialect, asked, facts).route,
    id: '',
    service: wire.service.id,
    dialect: dialect.id,
    take: 1,
    takes: 1,
    group: '',
    origin: '',
  };
  const seeds = dialect.options().some(({ name }) => name === 'seed') && asked.options.seed === undefined;
  const notes = [
    seeds ? l10n.t('When Generate sends it, a random seed is added.') : undefined,
    isCalledBack(dialect, facts)
      ? l10n.t('When Generate sends it, an address for the callback is added, which is good for that job alone.')
      : undefined,
  ];
  return copied(work, wire, dialect, spec, { shrunk: false, notes });
}

async function copied(
  work: Work,
  wire: Wire,
  dialect: Dialect,
  spec: Asked,
  how: { readonly shrunk: boolean; readonly notes: readonly (string | undefined)[] },
): Promise<SentRequest> {
  const { service, baseUrl } = wire;
  if (service.key === undefined || !/^https?:/i.test(baseUrl)) throw notPossible(noRequest(service));
  const content = await contentOf(work, spec.picture, spec.pictureRoute, how.shrunk);
  const served = spec.pictureRoute?.kind === 'public' ? servedFromHere() : undefined;
  const note = [...how.notes, served].filter(sentence => sentence !== undefined).join(' ');
  return sentRequest(
    writeRequest(dialect, spec, compact({ picture: content })),
    compact({ baseUrl, keyVariable: service.key.environmentVariable, note: note === '' ? undefined : note }),
  );
}

async function contentOf(
  work: Work,
  picture: Picture | undefined,
  route: PictureRoute | undefined,
  shrunk: boolean,
): Promise<PictureContent | undefined> {
  if (route?.kind === 'address') return { kind: 'url', url: route.url };
  if (picture === undefined) return undefined;
  // An address that dies with its job, and that nobody else may learn.
  if (route?.kind === 'public') return { kind: 'url', url: pictureAddress };
  const path = join(work.store.layout.pictures, `${picture.sha256}.jpg`);
  const staged = await work.ports.files.read(path).catch(() => {
    throw new RequestError(
      'picture-unreadable',
      l10n.t('The prepared picture “{0}” is gone, so the request cannot be copied whole.', picture.name),
    );
  });
  const jpeg = shrunk ? (await work.pictures.prepare(staged, picture.name, smallerPicture)).jpeg : staged;
  return { kind: 'base64', data: Buffer.from(jpeg).toString('base64') };
}

function servedFromHere(): string {
  return l10n.t(
    'The picture is fetched from this editor, for one job; put an https address of your own in place of {0}.',
    pictureAddress,
  );
}

function noRequest(service: Service): string {
  return l10n.t('{0} makes no request that could be copied. Choose a job of another service.', service.name);
}

function notPossible(message: string): RequestError {
  return new RequestError('not-possible', message);
}
