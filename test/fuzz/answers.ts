// What services answer: headers that say how long to wait and which bytes come, and bodies that say what became of a job.

import { ok } from 'node:assert';
import { contentLength, contentRange, isCloseDelimited, retryAfterMs, strongEtag } from '../../src/core/net/framing';
import { allServices } from '../../src/core/services/catalog';
import { askedWait, readRateLimit } from '../../src/core/services/waits';
import type { Chance } from '../simulation/world/chance';
import { damaged, nonsense } from './damage';

const second = 1_000;
const day = 86_400 * second;

const values = [
  '0',
  '1',
  '30',
  ' 12 ',
  '-5',
  '1e9',
  '0x10',
  '3.5',
  'NaN',
  'Infinity',
  '99999999999999999999',
  'Wed, 21 Oct 2026 07:28:00 GMT',
  'Sun, 06 Nov 1994 08:49:37 GMT',
  'Wed, 99 Foo 2026 07:28:00 GMT',
  '+275761-01-01T00:00:00Z',
  '1767603600',
  '1767603600000',
  'bytes 0-9/10',
  'bytes 5-4/10',
  'bytes 0-9/*',
  'bytes */10',
  'bytes 0-9/5',
  'bytes 999999999999999-999999999999999/999999999999999',
  '"abc"',
  'W/"abc"',
  '"a"b"',
  '"a\r\nx: y"',
  '',
] as const;
const names = [
  'retry-after',
  'date',
  'x-ratelimit-limit',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'content-range',
  'content-length',
  'transfer-encoding',
  'etag',
] as const;

function value(chance: Chance): string {
  const plain = chance.pick(values);
  return chance.happens(0.5) ? plain : latin(damaged(chance, Buffer.from(`${plain} `, 'latin1')));
}

function latin(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}

function someHeaders(chance: Chance): Record<string, string> {
  return Object.fromEntries(names.filter(() => chance.happens(0.6)).map(name => [name, value(chance)]));
}

/** Waits stay between a second and a day, ranges inside their file, and an ETag is sent back as it came or not at all. */
export async function headers(chance: Chance): Promise<void> {
  const given = someHeaders(chance);
  const answer = { status: chance.pick([200, 206, 416, 429, 503]), headers: given, text: '' };
  const inBody = chance.pick([undefined, Number.NaN, -1, 0, 30, 1e300, Number.POSITIVE_INFINITY]);
  const wait = askedWait(answer, inBody);
  ok(wait === undefined || (wait >= second && wait <= day), `waits ${wait}`);
  for (const figure of Object.values(readRateLimit(answer))) ok(Number.isFinite(figure) && figure >= 0, `${figure}`);
  const late = retryAfterMs(given, 1_767_603_600_000);
  ok(late === undefined || (Number.isFinite(late) && late >= 0), `retries after ${late}`);
  const range = contentRange(given);
  if (range !== undefined) {
    ok(range.first >= 0 && range.last >= range.first && Number.isSafeInteger(range.last));
    ok(range.total === undefined || range.last < range.total);
  }
  const length = contentLength(given);
  ok(length === undefined || (Number.isSafeInteger(length) && length >= 0));
  const etag = strongEtag(given['etag']);
  ok(etag === undefined || (etag === given['etag'] && !/[\r\n]/.test(etag)));
  ok(typeof isCloseDelimited('GET', answer.status, given) === 'boolean');
}

const bodies = [
  { id: 'job_1', status: 'pending', price: '$1.25' },
  { id: 'job_1', status: 'completed', video_url: 'https://media.example/1.mp4', duration: 5, cost_cents: 125 },
  {
    code: 200,
    message: 'success',
    data: { task_id: 't1', status: 'SUCCESS', response: ['https://media.example/1.mp4'] },
  },
  { success: false, error: { code: 'RATE_LIMITED', message: 'Slow down', retry_after: 5 } },
  { jobs: [{ id: 'job_1', status: 'processing', prompt: 'p', created_at: '2026-01-05T09:00:00Z' }], total: 1 },
  { detail: 'Generation was blocked by model safety checks.' },
  { balance: 12.5, credits: 300 },
  [],
].map(body => Buffer.from(JSON.stringify(body)));

const dialects = allServices.flatMap(service => service.dialects);

/** No answer stops a codec, and what it takes for accepted has an id. */
export async function answers(chance: Chance): Promise<void> {
  const status = chance.pick([200, 201, 202, 204, 301, 400, 401, 402, 404, 409, 413, 422, 429, 500, 502, 503, 599]);
  const bytes = chance.happens(0.2) ? nonsense(chance) : damaged(chance, chance.pick(bodies));
  const answer = { status, headers: someHeaders(chance), text: Buffer.from(bytes).toString('utf8') };
  for (const dialect of dialects) {
    const submit = dialect.readSubmit(answer);
    if (submit.verdict === 'accepted') ok(submit.remoteId.length > 0 && status < 300, `accepted at ${status}`);
    const reading = dialect.readStatus(answer);
    if (reading.kind === 'completed') ok(URL.canParse(reading.videoUrl), reading.videoUrl);
    dialect.readRequest?.(answer);
    dialect.readList?.(answer, { limit: 20, offset: 0 });
    dialect.readCancel?.(answer);
    dialect.readAccount?.(answer);
    dialect.readUsage?.(answer);
    dialect.readLivePrices?.(answer);
  }
  ok(!('v' in {}), 'an answer reached every object');
}
