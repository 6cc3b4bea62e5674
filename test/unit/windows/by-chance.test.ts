// Three windows that hang by chance over what they do, and a person who decides by chance: whatever is told is kept and followed.

import { expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Decision } from '../../../src/core/engine';
import type { Job } from '../../../src/core/job';
import { isFinal } from '../../../src/core/job';
import { Chance } from '../../simulation/world/chance';
import { answer, says } from '../pipeline/bench';
import { Racing, outcomeOf } from './racing';

const seconds = 1_000;
const steps = 60;

interface Made {
  readonly prompt: string;
  readonly at: number;
  readonly readyAt: number;
}

class ByChance extends Racing {
  /** What the service has made and is to be paid for. */
  readonly made = new Map<string, Made>();
  readonly windows: CoreEngine[] = [];
  isCalm = false;

  constructor(private readonly dice: Chance) {
    super({ settings: { maxConcurrent: dice.between(1, 3) } });
    this.on('GET /videos', () => answer(200, { videos: dice.happens(0.5) ? [] : this.listed() }));
    this.on('POST /videos', ({ body = '' }) => {
      const id = this.make((JSON.parse(body) as { prompt: string }).prompt);
      if (!this.isCalm && dice.happens(0.4)) this.hang(this.anyName()).begin();
      return dice.happens(0.3) ? answer(502, 'bad gateway') : says.accepted(id);
    });
  }

  anyName = () => `window${this.dice.between(1, this.windows.length)}`;

  any<T>(list: readonly T[]): T | undefined {
    return list[this.dice.between(0, Math.max(0, list.length - 1))];
  }

  /** What is said of a doubt: that it is not there, or which one it is. */
  decision({ prompt, submittedAt = 0 }: Job): Decision {
    const own = [...this.made].filter(
      ([, job]) => job.prompt === prompt && Math.abs(job.at - submittedAt) < 10 * seconds,
    );
    const [found] = own.length === 1 && this.dice.happens(0.2) ? own : [];
    return found === undefined ? { kind: 'submitAgain' } : { kind: 'adopt', remoteId: found[0] };
  }

  private make(prompt: string): string {
    const id = `job_${this.made.size + 1}`;
    const readyAt = this.time.now + this.dice.between(1, 400) * seconds;
    this.made.set(id, { prompt, at: this.time.now, readyAt });
    this.on(`GET /videos/${id}`, () => (this.time.now < readyAt ? says.processing(id) : says.completed(id)));
    return id;
  }

  private listed(): object[] {
    return [...this.made].map(([id, { prompt, at }]) => {
      return { id, status: 'processing', prompt, created_at: new Date(at).toISOString() };
    });
  }
}

/** Everything that is wrong after one run of chance. */
async function play(seed: number): Promise<string[]> {
  const dice = new Chance(seed);
  const bench = new ByChance(dice);
  for (let opened = 0; opened < 3; opened += 1) bench.windows.push(await bench.open());
  for (const prompt of ['one', 'two', 'three'])
    void bench.any(bench.windows)?.generate(bench.request({ prompt }), 'view');
  for (let step = 0; step < steps; step += 1) {
    await bench.time.run(dice.between(10, 60 * seconds));
    act(bench, dice);
  }
  bench.isCalm = true;
  for (const name of ['window1', 'window2', 'window3']) bench.hang(name).end();
  await untilDecided(bench);
  return wrongIn(bench);
}

/** A window hangs or goes on, or somebody decides about a job or syncs, in a window that does not hang. */
function act(bench: ByChance, dice: Chance): void {
  const what = dice.between(0, 11);
  if (what === 0) return bench.hang(bench.anyName()).end();
  if (what === 1) return bench.hang(bench.anyName()).begin();
  const window = bench.any(bench.windows.filter((_, index) => !bench.hang(`window${index + 1}`).hangs));
  if (what === 2) void outcomeOf(window?.sync('usvideo') ?? Promise.resolve());
  const job = bench.any(window?.jobs().filter(({ state }) => state === 'inDoubt') ?? []);
  if (job !== undefined && what > 4)
    void outcomeOf(window?.resolve(job.id, bench.decision(job), job.submittedAt) ?? Promise.resolve());
}

/** What is in doubt still is dropped, and all the rest comes to its end. */
async function untilDecided(bench: ByChance): Promise<void> {
  const [window] = bench.windows;
  for (let turn = 0; turn < 60; turn += 1) {
    await bench.time.run(60 * seconds);
    const jobs = window?.jobs() ?? [];
    if (jobs.every(({ state }) => isFinal(state))) return;
    for (const { id, state, submittedAt } of jobs)
      if (state === 'inDoubt') void window?.resolve(id, { kind: 'drop' }, submittedAt).catch(() => undefined);
  }
}

function wrongIn(bench: ByChance): string[] {
  const kept = new Set<string>();
  for (const [path, bytes] of bench.disk.contents()) {
    if (!/\/(accepted|corrected)-\d+\.json$/.test(path)) continue;
    kept.add(/"remoteId":"([^"]+)"/.exec(new TextDecoder().decode(bytes))?.[1] ?? '');
  }
  return bench.windows.flatMap(window => {
    const jobs = window.jobs();
    const stuck = jobs.filter(({ state }) => !isFinal(state)).map(({ id, state }) => `${id} is ${state}`);
    const isDecided = ({ state, error }: Job) => state === 'completed' || error?.code === 'dropped';
    const forgotten = [...kept].filter(id => !jobs.some(job => job.remoteId === id && isDecided(job)));
    return [...stuck, ...forgotten];
  });
}

test('each id that was told has a row, whose video is fetched unless the person dropped it', async () => {
  const wrong: string[] = [];
  for (let seed = 1; seed <= 100; seed += 1) {
    const found = await play(seed);
    if (found.length > 0) wrong.push(`seed ${seed}: ${[...new Set(found)].join(', ')}`);
  }
  expect(wrong).toEqual([]);
});
