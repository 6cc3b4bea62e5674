// A rate that is set anew while jobs wait.

import { expect, it } from 'vitest';
import type { ServiceSettings } from '../../../src/core/ports';
import { Bench, says } from '../pipeline/bench';

class Adjustable extends Bench {
  private requestsPerMinute = 3;
  private readonly listeners = new Set<() => void>();

  protected override seams(ports: Parameters<Bench['seams']>[0]): Parameters<Bench['seams']>[0] {
    const service = (): ServiceSettings => ({ baseUrl: '', requestsPerMinute: this.requestsPerMinute });
    const onDidChange = (listener: () => void) => {
      this.listeners.add(listener);
      return { dispose: () => this.listeners.delete(listener) };
    };
    return { ...ports, settings: { ...ports.settings, service, onDidChange } };
  }

  set(requestsPerMinute: number): void {
    this.requestsPerMinute = requestsPerMinute;
    for (const listener of this.listeners) listener();
  }
}

it('counts at once, whether it is higher or lower', async () => {
  const bench = new Adjustable().on(
    'POST /videos',
    ...[1, 2, 3, 4, 5, 6].map(number => says.accepted(`job_${number}`)),
  );
  const engine = await bench.open();
  await engine.generate(bench.request({ takes: 4 }), 'view');
  await bench.time.run(10_000);
  expect(bench.asked('POST /videos')).toBeLessThan(3);
  bench.set(600);
  await bench.time.run(10_000);
  expect(bench.asked('POST /videos')).toBe(4);
  bench.set(3);
  const before = bench.requests.length;
  await bench.time.run(60_000);
  expect(bench.requests.length - before).toBeLessThanOrEqual(3);
  engine.dispose();
});
