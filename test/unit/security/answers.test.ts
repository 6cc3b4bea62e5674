// What a hostile service answers goes through the real codecs and the engine into every text that is shown: nothing throws, nothing is
// reached that was not meant, and no paid job ends by it.

import { describe, expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Job } from '../../../src/core/job';
import type { WireRequest } from '../../../src/core/ports';
import { allServices } from '../../../src/core/services/catalog';
import { noticeFor } from '../../../src/editor/notificationTexts';
import { usagePage } from '../../../src/editor/usagePage';
import { jobFacts } from '../../../src/editor/views/jobs/facts';
import { rowDescription, rowLabel, spokenLabel } from '../../../src/editor/views/jobs/rowTexts';
import { snapshotOf, tabTitle } from '../../../src/editor/views/preview/snapshot';
import { plainMarkdown } from '../../../src/editor/views/texts';
import * as protocol from '../../../src/protocol/preview';
import { readMessage } from '../../../src/protocol/shared';
import { answer, Bench } from '../pipeline/bench';

const deep = (open: string, close: string, levels = 100_000) => open.repeat(levels) + close.repeat(levels);
const good = '"id":"job_1","job_id":"job_1","task_id":"job_1"';

/** Bodies by what is wrong with them. */
const bodies: Readonly<Record<string, string>> = {
  'a prototype': `{"__proto__":{"status":"failed","polluted":1},"constructor":{"prototype":{"polluted":1}},${good},"status":"processing"}`,
  'prototypes all the way down': `{${good},"status":"processing","data":{"__proto__":{"status":"failed"},${good},"status":"processing"},"error":{"__proto__":{"message":"x"}}}`,
  'names of methods': `{"toString":"x","valueOf":1,"hasOwnProperty":0,"then":"x","toJSON":"x",${good},"status":"processing"}`,
  'depth of arrays': deep('[', ']'),
  'depth of objects': deep('{"data":', '}') + '1',
  'depth behind an escape': `{"detail":"\\u0041","data":${deep('[', ']')}}`,
  'a deep error': `{"detail":${deep('[', ']')},"message":${deep('[', ']')}}`,
  'the same field twice': `{"id":"job_0","id":"job_1","job_id":"job_1","task_id":"job_1","status":"failed","status":"processing"}`,
  'huge numbers': `{${good},"status":"processing","progress":1e999,"balance":-1e308,"credits_used":${'9'.repeat(400)},"created_at":1e300,"duration":-0,"retry_after":1e99}`,
  'lone surrogates': `{${good},"status":"\\ud800","prompt":"\\udfff\\ud800","error":"\\ud83d","message":"\\ud83d","detail":"\\udc00"}`,
  'control characters': `{${good},"status":"proc\\u0000essing","error":"\\u0000\\u0007\\u001b[31mred\\u001b]0;title\\u0007","message":"\\u202egnp.exe\\u2066","detail":"\\u202e\\u0000"}`,
  NULs: '\u0000'.repeat(1000),
  'an id that is a path': `{"id":"../../account","job_id":"../../account","task_id":"../../account","status":"processing"}`,
  'an id of dots': `{"id":"..","job_id":"..","task_id":"..","status":"processing"}`,
  'an id of lines': `{"id":"a\\r\\nX-Evil: 1","job_id":"a\\r\\nX: 1","task_id":"a\\nb","status":"processing"}`,
  'an endless word': `{${good},"status":"${'failed '.repeat(500_000)}","message":"${'x'.repeat(1_000_000)}"}`,
  markup: `{${good},"status":"<script>","error":"<img src=x onerror=alert(1)>","message":"[x](command:y)","detail":"$(alert)"}`,
  'a link of another kind': `{${good},"status":"completed","video_url":"javascript:alert(1)","output":["file:///etc/passwd"],"data":{${good},"status":"completed","video_url":"data:video/mp4;base64,AA"}}`,
  'a million jobs': `{"data":[${`{${good}},`.repeat(50_000)}{}]}`,
  'no JSON': '<!doctype html><title>502</title>',
  nothing: '',
};

function benchAnswering(toSubmit: string | undefined, toOthers: string): Bench {
  const bench = new Bench();
  const accepted = JSON.stringify({
    id: 'job_1',
    job_id: 'job_1',
    task_id: 'job_1',
    status: 'pending',
    success: true,
    data: { id: 'job_1', task_id: 'job_1', status: 'pending' },
  });
  const reply = ({ method }: WireRequest) => ({
    kind: 'answer',
    sent: true,
    answer: answer(200, method === 'POST' ? (toSubmit ?? accepted) : toOthers, {
      'retry-after': '1e9',
      date: 'x',
      'x-ratelimit-reset': '-1',
    }),
  });
  return Object.defineProperty(bench, 'reply', { value: reply });
}

/** Everything that is shown of a job, made. */
function show(engine: CoreEngine, job: Job): readonly string[] {
  const moment = { now: 1_800_000_000_000, usual: 40 };
  const around = { now: 0, serviceName: 'S', abilities: engine.abilities(job), remote: false, source: undefined };
  const snapshot = snapshotOf(job, around);
  expect(readMessage(protocol.toView, snapshot)).toBeDefined();
  const facts = jobFacts(job, moment).map(({ name, value }) => plainMarkdown(`${name}: ${value}`));
  const texts = [
    rowLabel(job),
    rowDescription(job, moment),
    spokenLabel(job, moment),
    tabTitle(job),
    noticeFor([job], true)?.message,
  ];
  return stringsIn([facts, texts, snapshot]);
}

/** Every text in a value. */
function stringsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : [];
}

async function asked(bench: Bench, work: () => Promise<unknown>): Promise<unknown> {
  let done = false;
  const result = work()
    .catch((error: unknown) => {
      if (error instanceof Error && error.name === 'RequestError') return error.message;
      throw error;
    })
    .finally(() => (done = true));
  await bench.time.run(120_000, () => done);
  return result;
}

const services = allServices.filter(({ key }) => key !== undefined).map(({ id }) => id);

describe.each(services)('%s', service => {
  test.each(Object.keys(bodies))('answers the submit with %s', async name => {
    const bench = benchAnswering(bodies[name], '{}');
    const engine = await bench.open();
    const [queued] = await engine.generate({ service, prompt: 'A calm sea', options: {} }, 'view');
    const { id } = queued as Job;
    await bench.until(engine, id, job => job.state !== 'queued' && job.state !== 'submitting');
    await bench.time.run(20_000);
    const job = engine.job(id) as Job;
    // A 2xx never proves that nothing was made: the job is followed, or a person decides.
    expect(['pending', 'running', 'inDoubt']).toContain(job.state);
    expect(bench.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
    for (const { url } of bench.requests)
      expect(new URL(url).pathname).not.toMatch(/\/(?:\.\.?)?$|\/account\/?\.\.|[\r\n]/);
    expect(show(engine, job).join('').length).toBeLessThan(200_000);
    await asked(bench, () => engine.stop());
  });

  test.each(Object.keys(bodies))('answers every question with %s', async name => {
    const bench = benchAnswering(undefined, bodies[name] ?? '');
    const engine = await bench.open();
    const [queued] = await engine.generate({ service, prompt: 'A calm sea', options: {} }, 'view');
    const { id } = queued as Job;
    await bench.time.run(120_000);
    const job = engine.job(id) as Job;
    expect(['pending', 'running', 'inDoubt', 'downloading']).toContain(job.state);
    expect(bench.downloads).toEqual([]);
    const texts = [...show(engine, job)];
    for (const look of [
      () => engine.testConnection(service),
      () => engine.sync(service),
      () => engine.importJob(service, 'job_7'),
      () => engine.usage(service, { start: '2026-01-01', end: '2026-12-31' }),
    ]) {
      texts.push(...stringsIn(await asked(bench, look)));
    }
    const state = await engine.serviceState(service);
    const usage = await engine.usage(service, { start: '2026-01-01', end: '2026-12-31' });
    const account = state.account === undefined ? {} : { account: state.account };
    texts.push(
      usagePage([{ name: service, spending: engine.spending(service), usage, ...account }], { start: '', end: '' }, 0),
    );
    for (const one of engine.jobs()) texts.push(...show(engine, one));
    for (const text of texts) expect(text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]|\p{Surrogate}|(?!\n)\p{Cc}/u);
    await asked(bench, () => engine.stop());
  });
});

test('no answer has reached the prototype of anything', () => {
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  expect(([] as { polluted?: unknown }).polluted).toBeUndefined();
  expect(Object.keys(Object.prototype)).toEqual([]);
});

test('the largest answer that passes the transport is read by every codec in a moment', () => {
  const huge = `{"data":[${'{"a":[1,2,3]},'.repeat(356_000)}{}]}`;
  expect(huge.length).toBeGreaterThan(4_900_000);
  for (const { dialectFor } of allServices) {
    const dialect = dialectFor('sd_x');
    const start = performance.now();
    expect(dialect.readStatus(answer(200, huge)).kind).toBe('later');
    expect(performance.now() - start).toBeLessThan(2000);
  }
});
