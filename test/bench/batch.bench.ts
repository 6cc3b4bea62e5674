// A thousand jobs through the production engine in simulated time, held against what ten jobs at a time and sixty requests a minute allow.

import { seeded } from '../support/random';
import { TimedService } from '../unit/lanes/timed-service';
import { Bench } from '../unit/pipeline/bench';
import { atMost, type Figure } from './figure';

const jobs = 1_000;
const atOnce = 10;
const requestsPerMinute = 60;
const takes = 8;
const minute = 60_000;

/** usvideo-docs.txt, *Response*: 30 to 120 seconds. The page's limits are these: 60 requests a minute, 10 jobs at a time. */
export async function batchFigures(): Promise<readonly Figure[]> {
  return [...(await batch('its list helps', 0)), ...(await batch('it has no list', undefined))];
}

async function batch(how: string, lists: number | undefined): Promise<readonly Figure[]> {
  const random = seeded(11);
  const durations = Array.from({ length: jobs }, () => 1_000 * (30 + 90 * random()));
  const began = performance.now();
  const world = new Bench();
  const service = new TimedService(world, index => durations[index] ?? 0, lists);
  const engine = await world.open();
  for (let count = 0; count < jobs; count += takes) {
    void engine.generate({ ...world.request(), takes }, 'csv').catch(() => undefined);
    await world.time.run(1);
  }
  const done = () => engine.jobs().filter(job => job.state === 'completed').length === jobs;
  let ended = false;
  const watch = engine.onDidChangeJobs(({ changed }) => {
    if (changed.some(job => job.state === 'completed')) ended = done();
  });
  await world.time.run(6 * 60 * minute, () => ended);
  watch.dispose();
  const total = service.lastSeen - service.firstSubmit;
  const bound = boundOf(durations);
  await Promise.race([engine.stop(), world.time.run(10_000)]);
  return [
    {
      name: `${jobs} jobs, ${atOnce} at a time: the bound of jobs at a time`,
      value: bound.concurrency / minute,
      unit: 'min',
    },
    {
      name: '… the bound of sixty requests a minute (a submit and a status each)',
      value: bound.rate / minute,
      unit: 'min',
    },
    { name: '… in all', value: total / minute, unit: 'min' },
    {
      name: '… against the higher bound',
      value: total / Math.max(bound.concurrency, bound.rate),
      unit: '×',
      limit: atMost(1.05),
    },
    { name: '… requests per job', value: world.requests.length / jobs, unit: '' },
    { name: '… an end was noticed after', value: service.delay / jobs / 1_000, unit: 's' },
    { name: '… most jobs at a time', value: service.most, unit: '', limit: atMost(atOnce) },
    { name: '… most requests in a minute', value: service.busiest(), unit: '', limit: atMost(requestsPerMinute) },
    { name: '… simulated in', value: performance.now() - began, unit: 'ms' },
  ];
}

/** Who knew every end at once, and sent the next job in the same moment, needed so long. */
function boundOf(durations: readonly number[]): { readonly concurrency: number; readonly rate: number } {
  const free = Array.from({ length: atOnce }, () => 0);
  for (const duration of durations) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + duration;
  }
  return { concurrency: Math.max(...free), rate: (2 * durations.length * minute) / requestsPerMinute };
}
