// Callbacks as the internet sends them: whatever comes, only the service's own bytes name a job once there is a secret.

import { ok, strictEqual } from 'node:assert';
import { createHmac } from 'node:crypto';
import type { Work } from '../../src/core/pipeline/work';
import { readCallback } from '../../src/core/public/callback';
import { allServices } from '../../src/core/services/catalog';
import type { Chance } from '../simulation/world/chance';
import { damaged, nonsense } from './damage';

const secret = 'whsec_fuzz';
const job = '0mk0xjmt1-0011223344';

const said = [
  { event: 'job.completed', job_id: 'job_1', output: { duration: 8 } },
  { event: 'video.completed', job_id: 'job_1', status: 'completed', cost: '$1.25' },
  { event: 'task.failed', task_id: 'job_1', status: 'failed', error_message: 'no' },
  { code: 200, message: 'success', data: { task_id: 'job_1', status: 'SUCCESS' } },
].map(body => Buffer.from(JSON.stringify(body)));

const called = allServices.flatMap(service =>
  service.dialects.filter(({ callback }) => callback !== undefined).map(dialect => ({ service, dialect })),
);

export async function callbacks(chance: Chance): Promise<void> {
  const { service, dialect } = chance.pick(called);
  const whole = chance.pick(said);
  const same = chance.happens(0.2);
  const body = same ? whole : chance.happens(0.2) ? nonsense(chance) : damaged(chance, whole);
  const header = dialect.callback?.signature?.headers[0] ?? 'x-signature';
  const signature = createHmac('sha256', secret)
    .update(whole)
    .digest(chance.pick(['hex', 'base64']));
  const spoilt = Buffer.from(damaged(chance, Buffer.from(signature))).toString('latin1');
  const sent = chance.pick([signature, `sha256=${signature}`, spoilt, '']);
  const known = chance.happens(0.7);
  const entry = {
    v: 1,
    kind: 'callback',
    service: service.id,
    baseUrl: service.defaultBaseUrl,
    dialect: dialect.id,
    at: 1,
    ...(chance.happens(0.5) ? { job } : {}),
  } as const;
  const reading = await readCallback(work(known), entry, sent === '' ? {} : { [header]: sent }, body);
  ok([204, 400, 401, 404].includes(reading.status), `${reading.status}`);
  if (reading.job !== undefined) strictEqual(reading.job, job);
  const isSigned = dialect.callback?.signature !== undefined && known;
  if (isSigned && reading.status === 204) ok(Buffer.compare(body, whole) === 0, 'forged, and believed');
}

function work(known: boolean): Work {
  return {
    services: allServices,
    store: { get: () => undefined, open: () => [] },
    ports: {
      log: { write: () => undefined },
      callbackSecrets: { get: async () => (known ? secret : undefined), set: async () => undefined },
    },
  } as unknown as Work;
}
