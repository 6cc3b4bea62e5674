// A key goes into one header of requests to its own service. A service that gives it back in every answer, however spelt, does not get it
// written, logged, shown, exported or sent anywhere else.

import { describe, expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import { isFinal } from '../../../src/core/job';
import type { WireRequest } from '../../../src/core/ports';
import { asCurl } from '../../../src/core/services/copy/curl';
import { asPython } from '../../../src/core/services/copy/python';
import { asTypeScript } from '../../../src/core/services/copy/typescript';
import { jobFacts } from '../../../src/editor/views/jobs/facts';
import { rowDescription, spokenLabel } from '../../../src/editor/views/jobs/rowTexts';
import { noticeFor } from '../../../src/editor/notificationTexts';
import { snapshotOf } from '../../../src/editor/views/preview/snapshot';
import { formsOf, traces } from '../../support/canary';
import { answer, Bench } from '../pipeline/bench';

const speakers = [
  ['usvideo', 'sd_canary_4f7be2c81d09'],
  ['usvideo', 'usv_live_canary_4f7be2c81d'],
  ['usvideo', 'usv_test_canary_4f7be2c81d'],
  ['seedance-tv', 'stv+canary/4f7be2c81d=='],
  ['vibegen', 'sk-video-canary:4f7"b\\e2c8'],
  ['seedanceapi', 'sapi_canary_4f7be2c81d09'],
] as const;

/** A key in JSON as it is, or letter by letter: `\\u0073\\u0064…`. */
type Spelt = 'plainly' | 'in escapes';

/** All that a service may say of a job or an account, with the key in every place that takes text. */
function echoing(key: string, request: WireRequest, status: number, spelt: Spelt) {
  const bytes = Buffer.from(key);
  const words = [
    `Key ${key} is not good`,
    bytes.toString('base64'),
    Buffer.from(`Bearer ${key}`).toString('base64'),
    bytes.toString('hex').toUpperCase(),
    encodeURIComponent(key),
  ].join(' and ');
  const job = {
    id: 'job_1',
    job_id: 'job_1',
    task_id: 'job_1',
    status: 'failed',
    prompt: words,
    created_at: '2026-01-05T09:00:00Z',
    video_url: `https://media.example/${encodeURIComponent(key)}.mp4?token=${encodeURIComponent(key)}`,
    error: { code: key, message: words },
    error_message: words,
    email: `${key}@example.com`,
    balance: 5,
    text: words,
    description: words,
  };
  const body = {
    ...job,
    detail: words,
    message: words,
    success: true,
    data: { ...job, tasks: [job], [key]: words },
    videos: [job],
  };
  const said = JSON.stringify(body);
  const escaped = [...`Key ${key}`].map(letter => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
  const text =
    spelt === 'plainly' ? said : said.replaceAll(`Key ${JSON.stringify(key).slice(1, -1)}`, escaped.join(''));
  return answer(request.method === 'POST' ? status : 200, text, {
    'x-request-id': key,
    'retry-after': key,
    location: `https://elsewhere.example/${encodeURIComponent(key)}`,
  });
}

/** The production engine against a service that answers everything so. */
function benchFor(key: string, status: number, spelt: Spelt): Bench {
  const bench = new Bench();
  bench.key = { key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
  const reply = (request: WireRequest) => ({
    kind: 'answer',
    sent: true,
    answer: echoing(key, request, status, spelt),
  });
  return Object.defineProperty(bench, 'reply', { value: reply });
}

/** Everything that can be asked of the engine, as text: what views, exports and notifications are made from. */
async function everythingSaid(bench: Bench, engine: CoreEngine, service: string, key: string): Promise<string[]> {
  const said: unknown[] = [];
  const ask = async (work: () => Promise<unknown>): Promise<void> => {
    let done = false;
    const asked = work()
      .catch((error: unknown) => (error instanceof Error ? [error.message, error.stack, { ...error }] : error))
      .then(what => said.push(what))
      .finally(() => (done = true));
    await bench.time.run(300_000, () => done);
    await asked;
  };
  await ask(() => engine.generate({ service, prompt: 'A calm sea', options: {} }, 'export'));
  await bench.time.run(120_000, () => engine.jobs().every(job => isFinal(job.state) || job.needs !== undefined));
  await ask(() => engine.testConnection(service));
  await ask(() => engine.testConnection(service, key));
  await ask(() => engine.sync(service));
  await ask(() => engine.importJob(service, 'job_2'));
  await ask(() => engine.usage(service, { start: '2026-01-01', end: '2026-12-31' }));
  engine.refreshService(service);
  await bench.time.run(60_000);
  await ask(() => engine.serviceState(service));
  await ask(() => engine.estimate({ service, prompt: 'A calm sea', options: {} }));
  for (const job of engine.jobs()) {
    said.push(job, engine.candidates(job.id));
    const moment = { now: bench.time.now, usual: undefined };
    said.push(jobFacts(job, moment), rowDescription(job, moment), spokenLabel(job, moment), noticeFor([job], true));
    const around = { now: 0, serviceName: service, abilities: engine.abilities(job), remote: true, source: undefined };
    said.push(snapshotOf(job, around));
    await ask(async () => {
      const request = await engine.sentRequest(job.id);
      return [request, asCurl(request), asPython(request), asTypeScript(request)];
    });
  }
  return said.map(what => String(JSON.stringify(what)));
}

describe.each(speakers)('%s with the key %s', (service, key) => {
  const forms = formsOf(key);

  const answers = [200, 400, 401, 500].flatMap(status => [
    [status, 'plainly'] as const,
    [status, 'in escapes'] as const,
  ]);
  test.each(answers)('a service that echoes it with %i, %s', async (status, spelt) => {
    const bench = benchFor(key, status, spelt);
    const engine = await bench.open();
    const said = await everythingSaid(bench, engine, service, key);
    expect(said.join().length).toBeGreaterThan(2000);
    for (const text of said) expect([text, traces(text, forms)]).toEqual([text, []]);
    for (const line of bench.logged) expect([line, traces(line, forms)]).toEqual([line, []]);
    for (const [path, bytes] of bench.disk.contents())
      expect([path, traces(path, forms), traces(bytes, forms)]).toEqual([path, [], []]);
    for (const url of bench.downloads) expect(traces(url, forms)).toEqual([]);
    expect(bench.requests.length).toBeGreaterThan(3);
    for (const { url, body, headers, method } of bench.requests) {
      const { authorization, ...others } = headers;
      expect([method, url, authorization ?? `Bearer ${key}`]).toEqual([method, url, `Bearer ${key}`]);
      expect(traces(JSON.stringify([url, body, others]), forms)).toEqual([]);
    }
    await engine.stop();
  });
});

test.each(['prompt', 'negativePrompt'] as const)(
  'a key pasted into the %s is refused, and kept nowhere',
  async field => {
    const key = 'stv_canary_4f7be2c81d09';
    const bench = new Bench();
    bench.key = { key, from: 'secrets', fingerprint: 'cccccccccccc' };
    const engine = await bench.open();
    const text = `A calm sea ${key}`;
    const request =
      field === 'prompt'
        ? { service: 'seedance-tv', prompt: text, options: {} }
        : { service: 'vibegen', prompt: 'A calm sea', options: { negativePrompt: text } };
    await expect(engine.generate(request, 'export')).rejects.toMatchObject({
      code: 'invalid-request',
      fields: expect.arrayContaining([
        { field, message: expect.stringMatching(/^This text holds your API key for .*\. Take the key out of it\.$/) },
      ]),
    });
    const written = bench.disk.written.map(bytes => Buffer.from(bytes).toString()).join('\n');
    expect(traces(written, formsOf(key))).toEqual([]);
    expect(bench.requests).toEqual([]);
  },
);
