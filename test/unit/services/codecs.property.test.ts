// Whatever a server answers: no codec throws, ends a job wrongly, or shows more than a plain sentence.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../../../src/core/ports';
import type { Options } from '../../../src/core/request';
import type { Dialect, ServiceError } from '../../../src/core/service';
import { seedanceTvDialect } from '../../../src/core/services/seedance-tv';
import { seedanceapiDialect } from '../../../src/core/services/seedanceapi';
import { usvideoPlatform, usvideoPlatformTest } from '../../../src/core/services/usvideo-platform';
import { usvideoReference } from '../../../src/core/services/usvideo-reference';
import { vibegenDialect } from '../../../src/core/services/vibegen';
import { page, proves } from './conformance/proves';
import type { Speaking } from './conformance/proves';
import { answer } from './wire';

const dialects: readonly Dialect[] = [
  usvideoReference,
  usvideoPlatform,
  usvideoPlatformTest,
  seedanceTvDialect,
  vibegenDialect,
  seedanceapiDialect,
];

/** Values of every type where the documents promise one. */
const scalar = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.double(),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(null, '', '$1.25', 'https://cdn/x.mp4', 'javascript:x', '2026-04-21T14:30:00Z', '..', '\u202Ex'),
);
const loose = fc.oneof({ weight: 4, arbitrary: scalar }, { weight: 1, arbitrary: fc.jsonValue() });
const word = fc.oneof(
  fc.constantFrom(
    'pending',
    'queued',
    'processing',
    'completed',
    'failed',
    'IN_PROGRESS',
    'SUCCESS',
    'FAILED',
    'Cancelled',
  ),
  scalar,
);
const names = `id job_id task_id video_url thumbnail_url duration duration_actual cost_cents cost price credits_used
  consumed_credits response error error_message message detail code prompt refunded created_at completed_at estimated_time
  estimated_completion email balance balance_cents retry_after total pagination success cancelled __proto__ constructor
  toString 480p per_second`.split(/\s+/);
const fields = fc.dictionary(fc.constantFrom(...names), loose, { maxKeys: 12, noNullPrototype: false });
const job = fc.tuple(fields, word).map(([rest, status]) => ({ ...rest, status }));
const wrapped = fc.oneof(
  job,
  job.map(data => ({ success: true, data })),
  job.map(output => ({ status: 'completed', output, error: output })),
  fc.array(job, { maxLength: 5 }),
  fc.array(job, { maxLength: 5 }).map(jobs => ({ jobs })),
  fc.array(job, { maxLength: 5 }).map(tasks => ({ data: { tasks, pagination: { total: tasks.length } } })),
  fields.map(error => ({ error })),
);
const text = fc.oneof(
  { weight: 6, arbitrary: wrapped.map(value => JSON.stringify(value)) },
  { weight: 2, arbitrary: wrapped.chain(value => fc.nat(200).map(length => JSON.stringify(value).slice(0, length))) },
  { weight: 1, arbitrary: fc.json() },
  { weight: 1, arbitrary: fc.string({ unit: 'binary', maxLength: 300 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '',
      '<!doctype html><title>502</title>',
      '{"__proto__":{"status":"failed"}}',
      '\uFEFF{}',
    ),
  },
);
const status = fc.oneof(
  fc.constantFrom(200, 201, 202, 204, 400, 401, 402, 403, 404, 409, 413, 422, 429, 500, 502, 503, 504),
  fc.integer({ min: 0, max: 999 }),
);
const headers = fc.dictionary(
  fc.constantFrom(
    'retry-after',
    'date',
    'x-ratelimit-limit',
    'x-ratelimit-remaining',
    'x-ratelimit-reset',
    'content-type',
  ),
  fc.oneof(fc.nat().map(String), fc.string(), fc.constant('Tue, 21 Apr 2026 14:30:00 GMT')),
);
const answers: fc.Arbitrary<HttpAnswer> = fc.record({ status, headers, text });

function expectSentence(dialect: Dialect, error: ServiceError): void {
  expect(error.message.length).toBeGreaterThan(0);
  expect(error.message.length).toBeLessThanOrEqual(2000);
  expect(error.message).not.toMatch(/[\p{Cs}\u202A-\u202E]|(?!\n)\p{Cc}/u);
  expect(error.code).toMatch(/^[A-Za-z][\w.-]{0,63}$/);
  expect(dialect.advise(error)).toMatch(/\.$/);
}

function expectWait(reading: object): void {
  if (!('retryAfterMs' in reading)) return;
  expect(reading.retryAfterMs).toBeGreaterThanOrEqual(1000);
  expect(reading.retryAfterMs).toBeLessThanOrEqual(86_400_000);
}

const good = (code: number) => code >= 200 && code < 300;
const runs = { numRuns: 400 };
const patient = { timeout: 60_000 };

describe.each(dialects.map(dialect => [dialect.id, dialect] as const))('%s', (name, dialect) => {
  const id = page(name as Speaking);
  it(
    'gives every answer to a submit a verdict that its status allows',
    { ...patient, ...proves(id, 'status decides first') },
    () => {
      fc.assert(
        fc.property(answers, given => {
          const reading = dialect.readSubmit(given);
          expectWait(reading);
          if (reading.verdict === 'accepted') {
            expect(good(given.status)).toBe(true);
            expect(reading.remoteId).toMatch(/^(?!\.{1,2}$)[^\p{Cc}\p{Cs}]{1,200}$/u);
            return;
          }
          expectSentence(dialect, reading.error);
          if (reading.verdict === 'notCreated')
            expect(good(given.status) || given.status >= 504 || given.status === 500).toBe(false);
          if (reading.verdict === 'failed') expect([dialect.id, given.status]).toEqual(['seedance-tv', 500]);
        }),
        runs,
      );
    },
  );

  it(
    'ends a job only by a documented word or a link, and never by an error',
    { ...patient, ...proves(id, 'a question fails') },
    () => {
      fc.assert(
        fc.property(answers, given => {
          const reading = dialect.readStatus(given);
          const told = dialect.readRequest?.(given);
          expect(told?.prompt ?? '').toBeTypeOf('string');
          expectWait(reading);
          if ('error' in reading) expectSentence(dialect, reading.error);
          if (reading.kind === 'missing') expect(given.status).toBe(404);
          else if (reading.kind === 'keyRefused') expect([401, 403]).toContain(given.status);
          else if (reading.kind !== 'later') expect(good(given.status)).toBe(true);
          if (reading.kind === 'completed') expect(reading.videoUrl).toMatch(/^https?:\/\//i);
          if (reading.kind === 'failed') expect(given.text).toMatch(/failed/i);
          if (reading.kind === 'cancelled') expect(given.text).toMatch(/cancel/i);
        }),
        runs,
      );
    },
  );

  it('reads lists, cancels, accounts and prices without a crash', patient, () => {
    fc.assert(
      fc.property(answers, fc.integer({ min: 1, max: 50 }), (given, limit) => {
        const list = dialect.readList?.(given, { limit, offset: 0 });
        for (const listed of list?.kind === 'jobs' ? list.jobs : []) expect(listed.remoteId.length).toBeGreaterThan(0);
        const cancel = dialect.readCancel?.(given);
        if (cancel?.kind === 'cancelled') expect(good(given.status)).toBe(true);
        const account = dialect.readAccount?.(given);
        for (const reading of [list, cancel, account]) {
          if (reading && 'error' in reading) expectSentence(dialect, reading.error);
        }
        const rates = Object.values(dialect.readLivePrices?.(given)?.perSecond ?? {});
        expect(rates.every(rate => rate > 0)).toBe(true);
      }),
      runs,
    );
  });

  it('writes any request, with any id, without a crash', patient, () => {
    const option = fc.oneof(fc.string({ unit: 'binary' }), fc.double(), fc.boolean());
    const known = [
      'resolution',
      'duration',
      'aspectRatio',
      'negativePrompt',
      'seed',
      'style',
      'motionIntensity',
      'audio',
      'fixedLens',
    ];
    const options = fc.dictionary(fc.constantFrom(...known), option) as fc.Arbitrary<Options>;
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), options, fc.string({ unit: 'binary' }), (prompt, chosen, id) => {
        const request = { prompt, options: chosen };
        expect(JSON.stringify(dialect.submit(request, { kind: 'base64', data: id }).json)).toContain('{');
        const price = dialect.price(request);
        expect(price.amount === undefined || price.amount >= 0).toBe(true);
        const { path, query } = dialect.status(id);
        const resolved = new URL(`http://host/v1${path}`).pathname;
        expect(resolved.split('/')).toHaveLength(path.split('/').length + 1);
        expect(query?.['task_id'] ?? resolved).not.toMatch(/\/$/);
        expect(dialect.cancel?.(id).path ?? path).toBe(path);
      }),
      runs,
    );
  });

  it('survives five megabytes of depth, length and number', patient, () => {
    const hostile = [
      '['.repeat(2_500_000) + ']'.repeat(2_500_000),
      `{"data":${'{"data":'.repeat(500_000)}1${'}'.repeat(500_001)}`,
      `{"status":"failed","detail":"${'x'.repeat(5_000_000)}"}`,
      `[${'{},'.repeat(500_000)}{}]`,
      'x'.repeat(5_000_000),
    ];
    for (const body of hostile) {
      expect(dialect.readSubmit(answer(200, body)).verdict).toBe('inDoubt');
      expect(dialect.readSubmit(answer(500, body)).verdict).toBe('inDoubt');
      expect(['later', 'failed']).toContain(dialect.readStatus(answer(200, body)).kind);
      const list = dialect.readList?.(answer(200, body), { limit: 20, offset: 0 });
      if (list?.kind === 'jobs') expect(list.jobs).toEqual([]);
    }
  });
});
