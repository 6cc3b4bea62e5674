// A thousand jobs through the production engine in simulated time, held against what ten jobs at a time and sixty requests a minute allow.

import { seeded } from '../support/random';
import { TimedService } from '../unit/lanes/timed-service';
import { Bench } from '../unit/pipeline/bench';
import { atMost, type Figure } from './figure';

const atOnce = 10;
const requestsPerMinute = 60;
const takes = 8;
const minute = 60_000;
/** usvideo-docs.txt, *Response*: 30 to 120 seconds. Its limits are these: 60 requests a minute, 10 jobs at a time. */
const shortestMs = 30_000;
const spreadMs = 90_000;

export async function batchFigures(): Promise<readonly Figure[]> {
  return [...(await batch(1_000, 'listed')), ...(await batch(400, 'unlisted'))];
}

async function batch(jobs: number, kind: 'listed' | 'unlisted'): Promise<readonly Figure[]> {
  const random = seeded(11);
  const durations = Array.from({ length: jobs }, () => shortestMs + spreadMs * random());
  const began = performance.now();
  const world = new Bench();
  const service = new TimedService(world, index => durations[index] ?? 0, kind === 'listed' ? 0 : undefined);
  await through(world, jobs);
  const total = service.lastSeen - service.firstSubmit;
  const [slots, rate] = [slotsBound(durations), (2 * jobs * minute) / requestsPerMinute];
  const asking = slots * (1 + askingShare());
  const name = `${jobs} jobs of 30 to 120 s, ${atOnce} at a time, ${requestsPerMinute} requests a minute`;
  const times = (bound: number): Pick<Figure, 'value' | 'unit'> => ({ value: total / bound, unit: '×' });
  return [
    {
      name: kind === 'listed' ? `${name}, at a service that lists` : `… ${jobs} jobs at a service that does not list`,
      value: total / minute,
      unit: 'min',
    },
    {
      name: '… the bound of jobs at a time: every end known, and the next job sent, at once',
      value: slots / minute,
      unit: 'min',
    },
    { name: '… the bound of requests: a submit and a status for each job', value: rate / minute, unit: 'min' },
    ...(kind === 'listed'
      ? [{ name: '… against the higher of both', ...times(Math.max(slots, rate)), limit: atMost(1.05) }]
      : [
          { name: '… against the higher of both', ...times(Math.max(slots, rate)) },
          {
            name: '… against the bound of both together: ends known as soon as so many status requests can',
            ...times(asking),
            limit: atMost(1.05),
          },
        ]),
    { name: '… an end was noticed after', value: service.delay / jobs / 1_000, unit: 's' },
    { name: '… requests per job', value: world.requests.length / jobs, unit: '' },
    { name: '… most jobs at a time', value: service.most, unit: '', limit: atMost(atOnce) },
    { name: '… most requests in a minute', value: service.busiest(), unit: '', limit: atMost(requestsPerMinute) },
    { name: '… simulated in', value: performance.now() - began, unit: 'ms' },
  ];
}

async function through(world: Bench, jobs: number): Promise<void> {
  const engine = await world.open();
  let left = jobs;
  const watch = engine.onDidChangeJobs(({ changed }) => {
    if (changed.some(job => job.state === 'completed')) {
      left = jobs - engine.jobs().filter(job => job.state === 'completed').length;
    }
  });
  for (let count = 0; count < jobs; count += takes) {
    void engine.generate({ ...world.request(), takes }, 'csv').catch(() => undefined);
    await world.time.run(1);
  }
  await world.time.run(6 * 60 * minute, () => left === 0);
  watch.dispose();
  await Promise.race([engine.stop(), world.time.run(10_000)]);
}

/** Who knew every end at once, and sent the next job in the same moment, needed so long. */
function slotsBound(durations: readonly number[]): number {
  const free = Array.from({ length: atOnce }, () => 0);
  for (const duration of durations) {
    const first = free.indexOf(Math.min(...free));
    free[first] = (free[first] ?? 0) + duration;
  }
  return Math.max(...free);
}

/**
 * By how much asking must lengthen a job, on average: with N status requests for each, no schedule notices ends sooner than after
 * (∫ √(density · survival))² / 2N, and for times that are equally likely over a spread that is 4/9 of the spread over 2N.
 */
function askingShare(): number {
  const mean = shortestMs + spreadMs / 2;
  const perJob = (mean / atOnce / minute) * requestsPerMinute - 1;
  return ((4 / 9) * spreadMs) / (2 * perJob) / mean;
}
