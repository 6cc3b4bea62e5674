// A new service is one file and one line in the list: a fictitious one, written here, works in the production engine.

import * as z from 'zod';
import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../src/core/engine/core-engine';
import type { HttpAnswer } from '../../src/core/ports';
import type { Dialect, Service, StatusReading } from '../../src/core/service';
import { advice } from '../../src/core/services/advice';
import {
  amount,
  anything,
  given,
  id,
  link,
  parseJson,
  pathSegment,
  readAs,
  text,
} from '../../src/core/services/answers';
import { senseless, statusFailure, succeeded } from '../../src/core/services/asking';
import { allServices } from '../../src/core/services/catalog';
import { jobFailure } from '../../src/core/services/errors';
import { bareBase64, chosenText, resolution, someSeconds } from '../../src/core/services/requests';
import { stateReading } from '../../src/core/services/states';
import { verdict } from '../../src/core/services/verdict';
import { Bench, answer, aVideo } from './pipeline/bench';

// ── The new service: this part would be src/core/services/lantern.ts ────────────────────────────────────────────────

const shapes = ['error-object'] as const; // its errors: {"error": {"code": …, "message": …}}
const states = { waiting: 'pending', drawing: 'running', ready: 'completed', broken: 'failed' } as const;
const filmSchema = z.object({ film: id, state: anything, url: link, cents: amount, reason: text });

function readStatus(given200: HttpAnswer): StatusReading {
  if (!succeeded(given200)) return statusFailure(given200, shapes);
  const film = readAs(filmSchema, parseJson(given200.text));
  if (film === undefined) return senseless(given200);
  const cost = film.cents === undefined ? undefined : ({ amount: film.cents / 100, unit: 'USD' } as const);
  const result = given({ videoUrl: film.url, cost });
  const reading = stateReading({ word: film.state, states, result, failure: () => jobFailure(film.reason) });
  return reading ?? senseless(given200);
}

const lanternDialect: Dialect = {
  id: 'lantern',
  options: () => [resolution(['360p', '720p'], { default: '360p' }), someSeconds([3, 6], 3)],
  promptMaxLength: 200,
  picture: { kind: 'base64', maxBytes: 500_000, maxLongEdge: 720 },
  limits: { requestsPerMinute: 60, concurrentJobs: 2 },
  pollEveryMs: 4000,
  linkLifetimeMs: 60 * 60 * 1000,
  chargedOnFailure: 'no',
  submit: ({ prompt, options }, picture) => ({
    method: 'POST',
    path: '/films',
    json: given({
      text: prompt,
      size: chosenText(options, 'resolution'),
      length: chosenText(options, 'duration') ?? '3',
      still: bareBase64(picture),
    }),
  }),
  readSubmit: given200 => {
    const film = succeeded(given200) ? readAs(filmSchema, parseJson(given200.text)) : undefined;
    return film?.film === undefined ? verdict(given200, { shapes }) : { verdict: 'accepted', remoteId: film.film };
  },
  status: remoteId => ({ method: 'GET', path: `/films/${pathSegment(remoteId)}` }),
  readStatus,
  price: ({ options }) => ({ amount: options.resolution === '720p' ? 0.3 : 0.1, unit: 'USD', exact: false }),
  advise: error => advice(error, { TOO_DARK: () => 'The picture is too dark for a lantern. Choose a lighter one.' }),
};

const lantern: Service = {
  id: 'lantern',
  name: 'Lantern',
  defaultBaseUrl: 'https://lantern.example/v1',
  key: { environmentVariable: 'REELWRIGHT_LANTERN_API_KEY', looksLike: 'ln-…', createUrl: 'https://lantern.example' },
  dialectFor: () => lanternDialect,
  dialects: [lanternDialect],
};

// ── The list gets one line; nothing else knows of it ────────────────────────────────────────────────────────────────

const services = [...allServices, lantern];
const asked = {
  service: 'lantern',
  prompt: 'A lantern in the fog',
  options: { resolution: '720p', duration: 6 },
} as const;

async function opened(): Promise<{ bench: Bench; engine: CoreEngine }> {
  const bench = new Bench({ services });
  bench.key = { key: 'ln-0123456789abcdef', from: 'secrets', fingerprint: 'cccccccccccc' };
  return { bench, engine: await bench.open() };
}

describe('a service that is one file', () => {
  it('is offered with its form: its options, defaults and limits, and the key it needs', async () => {
    const { engine } = await opened();
    expect(engine.services().map(service => service.id)).toContain('lantern');
    const state = await engine.serviceState('lantern');
    expect(state).toMatchObject({ baseUrl: 'https://lantern.example/v1', key: 'secrets' });
    expect(state.options).toMatchObject([
      { name: 'resolution', default: '360p', choices: [{ value: '360p' }, { value: '720p' }] },
      { name: 'duration', default: 3, choices: [{ value: 3 }, { value: 6 }] },
    ]);
  });

  it('is priced and checked before anything is sent', async () => {
    const { bench, engine } = await opened();
    expect(await engine.estimate({ ...asked, takes: 2 })).toMatchObject({ amount: 0.6, text: 'about $0.60' });
    expect(await engine.validate(asked)).toEqual([]);
    const wrong = { ...asked, prompt: 'x'.repeat(201), options: { resolution: '4k', style: 'noir' } };
    expect((await engine.validate(wrong)).map(problem => problem.field)).toEqual(['prompt', 'resolution', 'style']);
    await expect(engine.generate(wrong, 'view')).rejects.toMatchObject({ code: 'invalid-request' });
    expect(bench.requests.filter(request => request.method === 'POST')).toEqual([]);
  });

  it('makes a video from a picture, and keeps what it cost', async () => {
    const { bench, engine } = await opened();
    const film = (state: string, more: object = {}) => answer(200, { film: 'f1', state, ...more });
    bench.on('POST /films', answer(202, { film: 'f1' }));
    bench.on(
      'GET /films/f1',
      film('waiting'),
      film('drawing'),
      film('ready', { url: 'https://media.example/f1.mp4', cents: 30 }),
    );
    const picture = await engine.stagePicture(new TextEncoder().encode('a picture'), 'lantern.png');
    const [job] = await engine.generate({ ...asked, picture }, 'view');
    const done = await bench.untilState(engine, job?.id ?? '', 'completed');
    expect(done).toMatchObject({ cost: { amount: 0.3, unit: 'USD' }, video: { bytes: aVideo.length } });
    const post = bench.requests.find(request => request.method === 'POST');
    expect(post).toMatchObject({ url: 'https://lantern.example/v1/films', once: true });
    expect(post?.headers['authorization']).toBe('Bearer ln-0123456789abcdef');
    const still = Buffer.from('a picture').toString('base64');
    expect(JSON.parse(post?.body ?? '')).toEqual({ text: asked.prompt, size: '720p', length: '6', still });
  });

  it('fails in its own words, with its own advice', async () => {
    const { bench, engine } = await opened();
    bench.on('POST /films', answer(400, { error: { code: 'TOO_DARK', message: 'Too dark.' } }));
    const [job] = await engine.generate(asked, 'view');
    const failed = await bench.untilState(engine, job?.id ?? '', 'failed');
    expect(failed.error).toEqual({
      code: 'TOO_DARK',
      message: 'Too dark.',
      advice: 'The picture is too dark for a lantern. Choose a lighter one.',
      httpStatus: 400,
    });
  });

  it('is in doubt as every service is: an answer that is lost is never sent again by itself', async () => {
    const { bench, engine } = await opened();
    bench.on('POST /films', 'lost');
    const [job] = await engine.generate(asked, 'view');
    await bench.untilState(engine, job?.id ?? '', 'inDoubt');
    await bench.time.run(10 * 60_000);
    expect(bench.asked('POST /films')).toBe(1);
  });
});
