// The sandbox renders in a thread of its own: what the host's event loop feels of it, and how long a clip takes.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { fileURLToPath } from 'node:url';
import { nodeClock } from '../../src/core/node/clock';
import { createWorkerRenderer } from '../../src/core/services/sandbox/renderer';
import { atMost, timed, type Figure } from './figure';

const rounds = 3;

/** Uses the built worker; the shortest of three runs, since other processes hold a loop up, too. */
export async function sandboxFigures(dist: URL): Promise<readonly Figure[]> {
  const renderer = createWorkerRenderer({
    script: new URL('workers/sandbox.js', dist),
    letters: fileURLToPath(new URL('../media/sandbox/letters.bin', dist)),
    clock: nodeClock,
  });
  const spec = { prompt: 'A calm sea at dawn', resolution: '720p', aspectRatio: '16:9', seconds: 5, seed: 7 } as const;
  const render = (): Promise<unknown> => renderer.render(spec, () => undefined, new AbortController().signal);
  const held: number[] = [];
  const times: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    times.push(await timed(render));
    delay.disable();
    held.push(delay.max / 1e6);
  }
  renderer.dispose();
  return [
    { name: 'sandbox: a card of five seconds at 720p', value: Math.min(...times), unit: 'ms' },
    { name: '… event loop held up', value: Math.min(...held), unit: 'ms', limit: atMost(50) },
  ];
}
