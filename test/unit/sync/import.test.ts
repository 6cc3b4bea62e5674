// Import by id: what the service knows comes into the list, with all that its status tells, and nothing is sent for it.

import { describe, expect, it } from 'vitest';
import { Bench, answer, says } from '../pipeline/bench';
import { during } from './lists';

describe('an import by id', () => {
  it('is refused for what is there already, what the service does not know, and what is no id', async () => {
    const bench = new Bench();
    bench.on('GET /videos/job_a', says.processing('job_a'));
    const engine = await bench.open();
    await during(bench, engine.importJob('usvideo', ' job_a '));
    expect(bench.asked('GET /videos/job_a')).toBeGreaterThan(0);
    await expect(during(bench, engine.importJob('usvideo', 'job_a'))).rejects.toThrow(/in the list already/);
    await expect(during(bench, engine.importJob('usvideo', 'job_b'))).rejects.toThrow(/does not know the job job_b/);
    await expect(during(bench, engine.importJob('usvideo', '..'))).rejects.toThrow(/not an id/);
    await expect(during(bench, engine.importJob('usvideo', 'a b'))).rejects.toThrow(/not an id/);
  });

  it('without a key says what to do', async () => {
    const bench = new Bench();
    bench.setKey(undefined);
    const engine = await bench.open();
    await expect(during(bench, engine.importJob('usvideo', 'job_a'))).rejects.toMatchObject({ code: 'key-missing' });
  });

  it('works for a service without a list', async () => {
    const bench = new Bench();
    const data = { task_id: 't1', status: 'SUCCESS', response: ['https://media.example/t1.mp4'], consumed_credits: 28 };
    bench.on('GET /status', answer(200, { code: 200, data }));
    const engine = await bench.open();
    const job = await during(bench, engine.importJob('seedanceapi', 't1'));
    expect(await bench.untilState(engine, job.id, 'completed')).toMatchObject({
      cost: { amount: 28, unit: 'credits' },
      prompt: '',
    });
  });
});

describe('an import from a service whose status shows the request', () => {
  const data = (request: unknown) => ({
    task_id: 't1',
    status: 'SUCCESS',
    consumed_credits: 28,
    response: ['https://media.example/t1.mp4'],
    request,
  });
  const imported = async (request: unknown) => {
    const bench = new Bench().on('GET /status', answer(200, { code: 200, message: 'success', data: data(request) }));
    const engine = await bench.open();
    return during(bench, engine.importJob('seedanceapi', 't1'));
  };

  it('knows its prompt and options, as far as they are documented ones', async () => {
    const asked = { prompt: 'Mountains at sunrise', aspect_ratio: '16:9', resolution: '480p', duration: '12' };
    expect(await imported({ ...asked, generate_audio: true, fixed_lens: false })).toMatchObject({
      prompt: 'Mountains at sunrise',
      options: { aspectRatio: '16:9', resolution: '480p', duration: 12, audio: true, fixedLens: false },
    });
    expect((await imported({ ...asked, resolution: '8k', duration: 'long' })).options).toEqual({ aspectRatio: '16:9' });
  });

  it.each([null, 'text', [], { prompt: 7, duration: {} }])('takes %j for nothing told', async request => {
    expect(await imported(request)).toMatchObject({ prompt: '', options: {} });
  });
});
