// What is said of a doubt counts for the submission that it was said of, and for no other.

import { expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Decision } from '../../../src/core/engine';
import type { Ports } from '../../../src/core/ports';
import { answer, says } from '../pipeline/bench';
import { Racing, outcomeOf } from './racing';

const seconds = 1_000;
const noLonger = 'This job is no longer in doubt; look at its row.';

/** Two windows that both show a submission whose answer was lost. */
async function doubtful(bench: Racing): Promise<{ a: CoreEngine; b: CoreEngine; id: string; submittedAt: number }> {
  bench.on('GET /videos', answer(200, []));
  for (const id of ['job_2', 'job_3']) bench.on(`GET /videos/${id}`, says.processing(id));
  const [a, b] = [await bench.open(), await bench.open()];
  const [queued] = await a.generate(bench.request(), 'view');
  const id = queued?.id ?? '';
  await bench.untilState(a, id, 'inDoubt');
  const { submittedAt = 0 } = await bench.untilState(b, id, 'inDoubt');
  return { a, b, id, submittedAt };
}

/** The first window hangs over the answer: what the second one shows is in doubt. */
async function doubtfulAfterHang(bench: Racing): Promise<{ b: CoreEngine; id: string }> {
  bench.on('GET /videos', answer(200, [])).on('GET /videos/job_2', says.processing('job_2'));
  const [a, b] = [await bench.open(), await bench.open()];
  void a.generate(bench.request(), 'view');
  await bench.time.run(seconds);
  const id = b.jobs()[0]?.id ?? '';
  await bench.untilState(b, id, 'inDoubt');
  return { b, id };
}

const words: readonly Decision[] = [{ kind: 'submitAgain' }, { kind: 'drop' }, { kind: 'adopt', remoteId: 'job_1' }];

test.each(words)('while it is being sent again, a second word is refused: $kind', async word => {
  const bench = new Racing().on('POST /videos', 'lost', says.accepted('job_2'), says.accepted('job_3')) as Racing;
  bench.delaySubmit(2, 8 * seconds);
  const { a, b, id } = await doubtful(bench);
  await a.resolve(id, { kind: 'submitAgain' });
  await bench.until(a, id, job => job.state === 'submitting');
  const second = outcomeOf(b.resolve(id, word));
  await bench.time.run(60 * seconds);
  expect(await second).toBe(noLonger);
  expect(bench.asked('POST /videos')).toBe(2);
  expect(a.job(id)).toMatchObject({ state: 'running', remoteId: 'job_2' });
  expect(await bench.records(id)).not.toContain('refused-2.json');
});

test.each(words)('of another submission that came into doubt since, nothing was said: $kind', async word => {
  const bench = new Racing().on('POST /videos', 'lost', 'lost', says.accepted('job_3')) as Racing;
  const { a, b, id, submittedAt } = await doubtful(bench);
  await a.resolve(id, { kind: 'submitAgain' }, submittedAt);
  await bench.until(b, id, job => job.state === 'inDoubt' && job.submittedAt !== submittedAt);
  const second = outcomeOf(b.resolve(id, word, submittedAt));
  await bench.time.run(60 * seconds);
  expect(await second).toBe(noLonger);
  expect(bench.asked('POST /videos')).toBe(2);
  expect(b.job(id)?.state).toBe('inDoubt');
});

test('a second word that comes while the first one is being written changes nothing, and says so', async () => {
  const bench = new Racing().on('POST /videos', 'lost', says.accepted('job_2')) as Racing;
  const { a, b, id } = await doubtful(bench);
  const both = Promise.all([
    outcomeOf(a.resolve(id, { kind: 'submitAgain' })),
    outcomeOf(b.resolve(id, { kind: 'drop' })),
  ]);
  await bench.time.run(60 * seconds);
  expect([...(await both)].sort()).toEqual([noLonger, 'taken']);
  expect(a.job(id)?.state).toBe((await both)[0] === 'taken' ? 'running' : 'cancelled');
});

/** Has the second window wait for its key from now on, until that is told. */
function askingForKey(bench: Racing): { begin(): void; answer(): void } {
  let asks: (() => void)[] | undefined;
  const { spoil } = bench;
  bench.spoil = (ports: Ports, window: string): Ports => {
    const get: Ports['keys']['get'] = async (service, origin) => {
      if (window === 'window2' && asks !== undefined) await new Promise<void>(resolve => asks?.push(resolve));
      return ports.keys.get(service, origin);
    };
    return spoil({ ...ports, keys: { ...ports.keys, get } }, window);
  };
  return {
    begin: () => (asks = []),
    answer: () => {
      for (const answered of asks ?? []) answered();
      asks = undefined;
    },
  };
}

test.each(words)('while the editor is asked for the key, another submission may go out: $kind', async word => {
  const bench = new Racing().on('POST /videos', 'lost', says.accepted('job_2'), says.accepted('job_3')) as Racing;
  bench.delaySubmit(2, 8 * seconds);
  const asking = askingForKey(bench);
  const { a, b, id } = await doubtful(bench);
  asking.begin();
  const second = outcomeOf(b.resolve(id, word));
  await bench.time.run(100);
  await a.resolve(id, { kind: 'submitAgain' });
  await bench.until(a, id, job => job.state === 'submitting');
  await bench.time.run(100);
  asking.answer();
  await bench.time.run(60 * seconds);
  expect(await second).not.toBe('taken');
  expect(bench.asked('POST /videos')).toBe(2);
  expect(await bench.records(id)).not.toContain('refused-2.json');
  expect(a.job(id)).toMatchObject({ state: 'running', remoteId: 'job_2' });
});

test.each(['submitAgain', 'drop'] as const)('or its answer may come after all, and counts: %s', async kind => {
  const bench = new Racing();
  const hang = bench.hang('window1');
  bench.on('POST /videos', () => (hang.begin(), says.accepted('job_2')), says.accepted('job_3'));
  const asking = askingForKey(bench);
  const { b, id } = await doubtfulAfterHang(bench);
  asking.begin();
  const word = outcomeOf(b.resolve(id, { kind }));
  await bench.time.run(100);
  hang.end();
  await bench.time.run(100);
  asking.answer();
  await bench.time.run(60 * seconds);
  expect(await word).toBe(noLonger);
  expect(bench.asked('POST /videos')).toBe(1);
  expect(b.job(id)).toMatchObject({ state: 'running', remoteId: 'job_2' });
});

test('nothing is sent of a job that is being cancelled, whatever is said of it in another window', async () => {
  const bench = new Racing().on('POST /videos', 'lost', says.accepted('job_2')) as Racing;
  // Between the claim that bars the job and the record of its end.
  bench.hangAfter('window1', '/attempt-2.json');
  const { a, b, id } = await doubtful(bench);
  const { key } = bench;
  bench.setKey(undefined);
  await a.resolve(id, { kind: 'submitAgain' });
  await bench.untilState(b, id, 'queued');
  const cancelling = outcomeOf(a.cancel(id));
  await bench.time.run(seconds);
  const word = outcomeOf(b.resolve(id, { kind: 'submitAgain' }));
  await bench.time.run(seconds);
  expect(await word).toBe(noLonger);
  bench.setKey(key);
  await bench.time.run(60 * seconds);
  bench.hang('window1').end();
  await bench.time.run(60 * seconds);
  expect(await cancelling).toBe('taken');
  expect(bench.asked('POST /videos')).toBe(1);
  expect(b.job(id)?.state).toBe('cancelled');
});

test('a drop whose window ends between its two records is a drop: no failure, and nothing is sent again', async () => {
  const bench = new Racing().on('POST /videos', 'lost', says.accepted('job_2')) as Racing;
  bench.hangAfter('window1', '/refused-1.json');
  const { a, b, id } = await doubtful(bench);
  void outcomeOf(a.resolve(id, { kind: 'drop' }));
  const { error } = await bench.untilState(b, id, 'cancelled');
  expect(error?.code).toBe('dropped');
  await bench.time.run(600 * seconds);
  expect(bench.asked('POST /videos')).toBe(1);
});

test('a match that was found for one submission is not taken for the next', async () => {
  const bench = new Racing().on('POST /videos', 'lost', 'lost') as Racing;
  bench.on('GET /videos/job_1', says.processing('job_1'));
  let [isListed, hangs] = [false, false];
  // The first window hangs between what the list showed it and what it reads of the job before it writes.
  bench.spoil = (ports: Ports, window: string): Ports => {
    const list: Ports['files']['list'] = folder => {
      if (window === 'window1' && isListed && !hangs && folder.includes('/jobs/')) {
        hangs = true;
        bench.hang(window).begin();
      }
      return ports.files.list(folder);
    };
    return { ...ports, files: { ...ports.files, list } };
  };
  const { a, b, id } = await doubtful(bench);
  const item = { id: 'job_1', status: 'processing', prompt: 'A calm sea', created_at: isoOf(bench.time.now) };
  bench.now('GET /videos', () => {
    isListed = true;
    return answer(200, [item]);
  });
  await bench.time.run(120 * seconds, () => hangs);
  await b.resolve(id, { kind: 'submitAgain' });
  await bench.time.run(60 * seconds, () => bench.asked('POST /videos') === 2);
  bench.hang('window1').end();
  await bench.time.run(1 * seconds);
  expect(await bench.records(id)).not.toContain('accepted-2.json');
  expect(a.job(id)?.remoteId).toBeUndefined();
});

const isoOf = (time: number) => new Date(time).toISOString();

test('an id that another row follows is not adopted, though the window that was told it never claimed it', async () => {
  const bench = new Racing().on('POST /videos', says.accepted('job_1'), 'lost') as Racing;
  bench.on('GET /videos', answer(200, [])).on('GET /videos/job_1', says.processing('job_1'));
  // The first window hangs, for ever, as it is about to claim the id that it has written down.
  bench.spoil = (ports: Ports, window: string): Ports => {
    const link: Ports['files']['link'] = (from, to) =>
      window === 'window1' && to.includes('/claims/')
        ? new Promise<never>(() => undefined)
        : ports.files.link(from, to);
    return { ...ports, files: { ...ports.files, link } };
  };
  const a = await bench.open();
  const [one] = await a.generate(bench.request({ prompt: 'one' }), 'view');
  await bench.until(a, one?.id ?? '', job => job.remoteId === 'job_1');
  bench.hang('window1').begin();
  const b = await bench.open();
  const [two] = await b.generate(bench.request({ prompt: 'two' }), 'view');
  await bench.untilState(b, two?.id ?? '', 'inDoubt');
  const word = outcomeOf(b.resolve(two?.id ?? '', { kind: 'adopt', remoteId: 'job_1' }));
  await bench.time.run(seconds);
  expect(await word).toBe('The id job_1 belongs to another job in the list already.');
  expect(b.jobs().filter(({ remoteId }) => remoteId === 'job_1')).toHaveLength(1);
});
