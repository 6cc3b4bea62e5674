// The log follows a job by its id through every step, and says of it nothing that is the person's own.

import { describe, expect, it } from 'vitest';
import { Bench, aKey, answer, says } from './bench';

const prompt = 'A canary in a coal mine';

/** The messages of the lines about one job, in order. */
const stepsOf = (bench: Bench, id: string) =>
  bench.logged.flatMap(line => {
    const [, message = '', facts = '{}'] = /^\w+ (.*?) (\{.*\})$/.exec(line) ?? [];
    return (JSON.parse(facts) as { job?: string }).job === id ? [message] : [];
  });

async function queued(bench: Bench) {
  const engine = await bench.open();
  const [job] = await engine.generate(bench.request({ prompt }), 'view');
  return { engine, id: job?.id ?? '' };
}

describe('the log of one job', () => {
  it('from the request to the saved copy', async () => {
    const bench = new Bench().on('POST /videos', says.accepted());
    bench.on('GET /videos/job_1', says.processing(), says.completed());
    const { engine, id } = await queued(bench);
    await bench.untilState(engine, id, 'completed');
    await engine.noteSaved(id, 'file:///home/marie/videos/canary.mp4');
    expect(stepsOf(bench, id)).toEqual([
      'queued',
      'submitting',
      'submit answered',
      'accepted',
      'status',
      'status',
      'ready',
      'fetching',
      'fetched',
      'saved',
    ]);
    expect(bench.logged.join('\n')).not.toMatch(/canary|coal|marie|media\.example\/|sd_bench/i);
    expect(bench.logged.join('\n')).not.toContain(aKey);
  });

  it('in doubt, found again, and in doubt, decided', async () => {
    const bench = new Bench().on('POST /videos', 'lost');
    const { engine, id } = await queued(bench);
    await bench.untilState(engine, id, 'inDoubt');
    await engine.resolve(id, { kind: 'adopt', remoteId: 'job_7' });
    bench.on('GET /videos/job_7', says.processing('job_7'));
    await bench.untilState(engine, id, 'running');
    expect(stepsOf(bench, id)).toEqual(
      expect.arrayContaining(['queued', 'submitting', 'in doubt', 'decided', 'adopted', 'status']),
    );
  });

  it('closed with its window: says that it is in doubt', async () => {
    const bench = new Bench().on('POST /videos', 'lost');
    const { id } = await queued(bench);
    await bench.time.run(1);
    const next = await bench.open();
    await bench.untilState(next, id, 'inDoubt');
    expect(stepsOf(bench, id).filter(step => step === 'in doubt').length).toBeGreaterThan(0);
  });

  it('refused, failed, cancelled, dropped and removed: each says so, with its code', async () => {
    const bench = new Bench().on('POST /videos', answer(402, { detail: 'Insufficient credits' }));
    const { engine, id } = await queued(bench);
    await bench.untilState(engine, id, 'failed');
    await engine.remove([id]);
    expect(stepsOf(bench, id)).toEqual(['queued', 'submitting', 'submit answered', 'not created', 'ended', 'removed']);

    const other = new Bench().on('POST /videos', 'unreachable');
    const second = await queued(other);
    await other.until(second.engine, second.id, job => job.waiting?.reason === 'offline');
    await second.engine.cancel(second.id);
    expect(stepsOf(other, second.id).filter(step => step !== 'not sent')).toEqual([
      'queued',
      'submitting',
      'cancel wished',
      'ended',
    ]);

    const third = new Bench().on('POST /videos', 'lost');
    const doubtful = await queued(third);
    await third.untilState(doubtful.engine, doubtful.id, 'inDoubt');
    await doubtful.engine.resolve(doubtful.id, { kind: 'drop' });
    expect(stepsOf(third, doubtful.id)).toEqual(['queued', 'submitting', 'in doubt', 'decided']);
  });
});
