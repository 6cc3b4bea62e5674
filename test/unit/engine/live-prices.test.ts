import { describe, expect, it } from 'vitest';
import { Bench, answer } from '../pipeline/bench';

const dearer = answer(200, { '720p': { per_second: 2.5 } });

describe('what a service says of its prices', () => {
  it('is in the first estimate, once it was waited for', async () => {
    const bench = new Bench().on('GET /pricing', dearer);
    const engine = await bench.open();
    const known = engine.livePrices('usvideo');
    await bench.time.run(1_000);
    await known;
    expect((await engine.estimate(bench.request())).amount).toBe(12.5);
    await engine.livePrices('usvideo');
    expect(bench.asked('GET /pricing')).toBe(1);
  });

  it('is waited for two seconds at most: then the documented table has it', async () => {
    const bench = new Bench({ silent: ['GET /pricing'] });
    const engine = await bench.open();
    let waited = false;
    void engine.livePrices('usvideo').then(() => (waited = true));
    await bench.time.run(1_900);
    expect(waited).toBe(false);
    await bench.time.run(200);
    expect(waited).toBe(true);
    expect((await engine.estimate(bench.request())).amount).toBe(1.25);
  });

  it('is not asked for without a key', async () => {
    const bench = new Bench().on('GET /pricing', dearer);
    bench.key = undefined;
    const engine = await bench.open();
    await engine.livePrices('usvideo');
    expect(bench.asked('GET /pricing')).toBe(0);
  });
});
