// An account with nothing left: how few jobs find that out, what waits for whom, and what ends the wait.

import { describe, expect, it } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Origin } from '../../../src/core/engine';
import { Bench, answer, says } from '../pipeline/bench';

const minute = 60_000;

class Account {
  readonly bench: Bench;
  isEmpty = true;
  private made = 0;

  constructor(private readonly atOnce = 2) {
    this.bench = new Bench({ settings: { maxConcurrent: atOnce } });
    this.bench.on('POST /videos', () => {
      if (this.isEmpty) return answer(402, { detail: 'Insufficient balance' });
      const id = `job_${(this.made += 1)}`;
      this.bench.on(`GET /videos/${id}`, says.completed(id));
      return says.accepted(id);
    });
  }

  get posts(): number {
    return this.bench.asked('POST /videos');
  }

  async queue(engine: CoreEngine, origin: Origin, takes: number): Promise<readonly string[]> {
    const jobs = await engine.generate(this.bench.request({ takes }), origin);
    return jobs.map(({ id }) => id);
  }

  /** A window with jobs of a batch, and nothing to pay them with. */
  async broke(origin: Origin = 'csv', takes = 8): Promise<{ engine: CoreEngine; ids: readonly string[] }> {
    const engine = await this.bench.open();
    const ids = await this.queue(engine, origin, takes);
    await this.bench.time.run(5_000);
    expect(this.posts).toBe(this.atOnce);
    return { engine, ids };
  }

  async pass(minutes: number): Promise<void> {
    await this.bench.time.run(minutes * minute);
  }
}

const states = (engine: CoreEngine, ids: readonly string[], state: string): number =>
  ids.filter(id => engine.job(id)?.state === state).length;

describe('without money', () => {
  it.each(['csv', 'export', 'tool'] as const)('what comes from %s waits for a person, and says why', async origin => {
    const account = new Account();
    const { engine, ids } = await account.broke(origin);
    await account.pass(600);
    expect(account.posts).toBe(2);
    expect(states(engine, ids, 'failed')).toBe(2);
    expect(ids.filter(id => engine.job(id)?.waiting?.reason === 'credits')).toHaveLength(6);
    expect((await engine.serviceState('usvideo')).paused).toEqual({ reason: 'credits' });
    engine.dispose();
  });

  it('what a person waits for is tried every five minutes, one at a time', async () => {
    const account = new Account();
    const { engine, ids } = await account.broke('view');
    await account.pass(4);
    expect(account.posts).toBe(2);
    await account.pass(12);
    expect(account.posts).toBe(5);
    account.isEmpty = false;
    await account.pass(6);
    expect(states(engine, ids, 'completed')).toBe(3);
    engine.dispose();
  });

  it('a batch goes on as soon as something is taken, and until then one at a time', async () => {
    const account = new Account();
    const { engine, ids } = await account.broke();
    account.isEmpty = false;
    await account.pass(20);
    expect(account.posts).toBe(2);
    await account.queue(engine, 'view', 1);
    await account.pass(2);
    expect(states(engine, ids, 'completed')).toBe(6);
    expect((await engine.serviceState('usvideo')).paused).toBeUndefined();
    engine.dispose();
  });

  it('a batch goes on with the first submission that is taken by itself, too', async () => {
    const account = new Account(1);
    const { engine, ids } = await account.broke();
    await account.queue(engine, 'view', 2);
    await account.pass(2);
    expect(account.posts).toBe(2);
    account.isEmpty = false;
    await account.pass(6);
    expect(states(engine, ids, 'completed')).toBe(7);
    engine.dispose();
  });

  it('a program that asks again ends no wait', async () => {
    const account = new Account();
    const { engine, ids } = await account.broke('export');
    for (let more = 0; more < 5; more += 1) {
      await account.queue(engine, 'export', 1);
      await account.pass(10);
    }
    await engine.retry(ids.find(id => engine.job(id)?.state === 'failed') ?? '', 'export');
    await account.pass(10);
    expect(account.posts).toBe(2);
    engine.dispose();
  });

  it('a table that is queued later is somebody’s word: one of it finds out', async () => {
    const account = new Account();
    const { engine } = await account.broke();
    await account.pass(20);
    await account.queue(engine, 'csv', 8);
    await account.pass(60);
    expect(account.posts).toBe(3);
    engine.dispose();
  });
});

describe('a wait for money', () => {
  const failedOne = (engine: CoreEngine, ids: readonly string[]) =>
    ids.find(id => engine.job(id)?.state === 'failed') ?? '';
  const acts: readonly (readonly [
    string,
    (account: Account, engine: CoreEngine, ids: readonly string[]) => unknown,
  ])[] = [
    ['a retry', (_account, engine, ids) => engine.retry(failedOne(engine, ids), 'view')],
    ['a try of one of the jobs', (_account, engine, ids) => engine.tryNow(ids.at(-1) ?? '')],
    ['another key', ({ bench }) => bench.setKey(bench.key)],
  ];

  it.each(acts)('ends with %s: one finds out, and the others follow once it is taken', async (_what, act) => {
    const account = new Account();
    const { engine, ids } = await account.broke();
    await account.pass(20);
    await act(account, engine, ids);
    await account.pass(20);
    expect(account.posts).toBe(3);
    account.isEmpty = false;
    await act(account, engine, ids);
    await account.pass(20);
    expect(states(engine, ids, 'queued')).toBe(0);
    engine.dispose();
  });

  it('lasts over a restart, for the jobs that were refused it', async () => {
    const account = new Account();
    const { engine: first } = await account.broke();
    await account.pass(6);
    await first.stop();
    const engine = await account.bench.open();
    await account.pass(60);
    expect(account.posts).toBe(2);
    expect((await engine.serviceState('usvideo')).paused?.reason).toBe('credits');
    engine.dispose();
  });

  it('is forgotten after a day away', async () => {
    const account = new Account();
    const { engine: first } = await account.broke();
    await first.stop();
    await account.pass(25 * 60);
    account.isEmpty = false;
    const engine = await account.bench.open();
    await account.pass(2);
    expect(account.posts).toBe(8);
    engine.dispose();
  });

  it('ends when more is on the account than was', async () => {
    const account = new Account();
    const { bench } = account;
    bench.key = { key: 'usv_live_0123456789abcdef', from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
    let balance = '$0.40';
    bench.on('GET /balance', () => answer(200, { balance }));
    const { engine } = await account.broke();
    const read = async () => {
      engine.refreshService('usvideo');
      await account.pass(1);
    };
    await read();
    await read();
    expect(account.posts).toBe(2);
    balance = '$0.10';
    await read();
    await account.pass(10);
    expect(account.posts).toBe(2);
    balance = '$20.40';
    await read();
    expect(account.posts).toBe(3);
    engine.dispose();
  });
});
