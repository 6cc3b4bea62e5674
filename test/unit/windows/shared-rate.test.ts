// One rate for all windows: what a person asks for in a window that does not lead is counted by the one that does.

import { expect, test } from 'vitest';
import { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Ports } from '../../../src/core/ports';
import { Bench, answer, says } from '../pipeline/bench';

const perMinute = 30;

/** Windows that can die, beside a service that lists without end, and when it was asked for what. */
class Windows extends Bench {
  readonly at: { readonly ms: number; readonly window: string; readonly what: string }[] = [];
  readonly dead = new Set<string>();
  private accepted = 0;
  private listed = 0;

  constructor(requestsPerMinute = perMinute) {
    super({ settings: { requestsPerMinute, maxConcurrent: 60 } });
    this.on('POST /videos', () => {
      this.accepted += 1;
      this.on(`GET /videos/job_${this.accepted}`, says.processing(`job_${this.accepted}`));
      return says.accepted(`job_${this.accepted}`);
    });
    this.on('GET /videos', () =>
      answer(
        200,
        Array.from({ length: 50 }, () => ({ id: `other_${(this.listed += 1)}`, status: 'cancelled' })),
      ),
    );
  }

  async window(name: string): Promise<CoreEngine> {
    const engine = new CoreEngine({ work: this['work'](name), ownerIsGone: () => undefined });
    await this.time.run(100);
    await engine.ready;
    return engine;
  }

  /** The most requests in any minute. */
  get most(): number {
    return Math.max(...this.at.map(({ ms }, index) => this.at.slice(index).filter(at => at.ms < ms + 60_000).length));
  }

  by(window: string): number {
    return this.at.filter(at => at.window === window).length;
  }

  protected override seams(ports: Ports, window: string): Ports {
    return {
      ...ports,
      clock: this.time.clockFor(callback => this.dead.has(window) || callback()),
      net: {
        ...ports.net,
        exchange: (request, signal) => {
          this.at.push({ ms: this.time.elapsed, window, what: request.url });
          return ports.net.exchange(request, signal);
        },
      },
    };
  }
}

async function busy(): Promise<{ bench: Windows; other: CoreEngine }> {
  const bench = new Windows();
  const leader = await bench.window('leader');
  await leader.generate(bench.request(), 'view');
  await bench.time.run(5_000);
  const other = await bench.window('other');
  for (let left = 40; left > 0; left -= 8) await leader.generate(bench.request({ takes: 8 }), 'view');
  await bench.time.run(120_000);
  expect(bench.by('other')).toBe(0);
  return { bench, other };
}

test('a sync beside a busy leader, and tests of the connection, stay within the rate of both, and get on', async () => {
  const { bench, other } = await busy();
  const syncing = other.sync('usvideo');
  for (let minute = 0; minute < 4; minute += 1) {
    await bench.time.run(60_000);
    void other.testConnection('usvideo');
  }
  await bench.time.run(60_000);
  expect(bench.most).toBeLessThanOrEqual(perMinute);
  // What is at hand goes first: the list's twenty pages took no longer than their share of the rate.
  await expect(Promise.race([syncing, bench.time.run(60_000)])).resolves.toMatchObject({ listed: 1_000 });
  expect(bench.by('leader')).toBeGreaterThan(100);
});

test('somebody who tests the connection again and again at a low rate keeps no job from being sent', async () => {
  const bench = new Windows(3);
  const engine = await bench.window('only');
  await engine.generate(bench.request({ takes: 4 }), 'view');
  for (let press = 0; press < 60; press += 1) {
    void engine.testConnection('usvideo');
    await bench.time.run(10_000);
  }
  expect(bench.most).toBeLessThanOrEqual(3);
  expect(bench.asked('POST /videos')).toBe(4);
});

test('a sync goes on where the leader dies, and the next leader keeps count', async () => {
  const { bench, other } = await busy();
  const syncing = other.sync('usvideo');
  await bench.time.run(9_000);
  bench.dead.add('leader');
  await bench.time.run(240_000);
  await expect(syncing).resolves.toMatchObject({ listed: 1_000 });
  expect(bench.most).toBeLessThanOrEqual(perMinute);
});

test('what a window that is gone asked for is cleared away', async () => {
  const { bench, other } = await busy();
  const files = () => [...bench.disk.contents()].filter(([path]) => path.includes('/turns-'));
  void other.sync('usvideo').catch(() => undefined);
  await bench.time.run(10_000);
  expect(files()).toHaveLength(1);
  const [path = '', bytes] = files()[0] ?? [];
  expect(new TextDecoder().decode(bytes)).toMatch(/^other [^\n]*\n\.+$/);
  bench.dead.add('leader').add('other');
  const next = new CoreEngine({ work: bench['work']('next'), ownerIsGone: () => true });
  await bench.time.run(60_000);
  await next.ready;
  expect(bench.disk.contentOf(path)).toBeUndefined();
});
