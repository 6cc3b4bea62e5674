// A thousand jobs through the production engine in simulated time, held against what ten jobs at a time and sixty requests a minute allow.

import { Bench, answer, says } from '../unit/pipeline/bench';
import { seeded } from '../support/random';
import { atMost, type Figure } from './figure';

const jobs = 1_000;
const atOnce = 10;
const requestsPerMinute = 60;
const takes = 8;
const minute = 60_000;

/** usvideo-docs.txt, *Response*: 30 to 120 seconds. The page's limits are these: 60 requests a minute, 10 jobs at a time. */
export async function batchFigures(): Promise<readonly Figure[]> {
  const random = seeded(11);
  const durations = Array.from({ length: jobs }, () => 1_000 * (30 + 90 * random()));
  const began = performance.now();
  const world = new Bench();
  const service = new Service(world, durations);
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

/** US Video API as its reference page describes it. */
class Service {
  firstSubmit = Number.NaN;
  lastSeen = 0;
  most = 0;
  delay = 0;
  private readonly ends = new Map<string, number>();
  private readonly seen = new Set<string>();
  private readonly times: number[] = [];

  constructor(
    private readonly world: Bench,
    private readonly durations: readonly number[],
  ) {
    world.on('POST /videos', () => this.submitted());
  }

  busiest(): number {
    let [most, from] = [0, 0];
    this.times.forEach((time, index) => {
      while ((this.times[from] ?? 0) <= time - minute) from += 1;
      most = Math.max(most, index - from + 1);
    });
    return most;
  }

  private submitted() {
    const now = this.note();
    if (Number.isNaN(this.firstSubmit)) this.firstSubmit = now;
    const index = this.ends.size;
    const id = `job_${index + 1}`;
    this.ends.set(id, now + (this.durations[index] ?? 0));
    this.most = Math.max(this.most, [...this.ends.values()].filter(end => end > now).length);
    this.world.on(`GET /videos/${id}`, () => this.asked(id));
    return says.accepted(id);
  }

  private asked(id: string) {
    const now = this.note();
    const end = this.ends.get(id) ?? 0;
    if (now < end) return says.processing(id);
    if (!this.seen.has(id)) {
      this.seen.add(id);
      this.delay += now - end;
      this.lastSeen = now;
    }
    return answer(200, {
      id,
      status: 'completed',
      video_url: `https://media.example/${id}.mp4`,
      duration: 5,
      cost_cents: 120,
    });
  }

  private note(): number {
    const now = this.world.time.elapsed;
    this.times.push(now);
    return now;
  }
}
