import { beforeEach, describe, expect, test } from 'vitest';
import { Lease } from '../../../src/core/lanes/lease';
import type { Files, Ports } from '../../../src/core/ports';
import { Chance } from '../../simulation/world/chance';
import { VirtualTime } from '../../simulation/world/clock';
import { MemoryDisk } from '../../simulation/world/disk';
import { Bench, says } from '../pipeline/bench';
import { Hang } from './hanging';

const seconds = 1_000;
let time: VirtualTime;
let files: Files;
let leases: Lease[];

function lease(name: string, own: Files = files): Lease {
  const ports = {
    clock: time.clockFor(callback => callback()),
    files: own,
    random: { bytes: (count: number) => chance.bytes(count) },
    ownerIsGone: () => undefined,
  };
  const made = new Lease(ports, '/lease', name);
  leases.push(made);
  return made;
}

const chance = new Chance(1);
const leaders = () => leases.filter(({ held }) => held).length;

beforeEach(() => {
  time = new VirtualTime();
  files = new MemoryDisk(chance, '/lease').files();
  leases = [];
});

describe('who leads', () => {
  test('a window that said nothing for longer than others wait takes a new lead, which only one window gets', async () => {
    const a = lease('a');
    await a.renew();
    const before = a.term;
    await time.run(14 * seconds);
    expect(await a.renew()).toBe(true);
    expect(a.term).toBe(before);
    await time.run(15 * seconds);
    expect(a.held).toBe(false);
    expect(await a.renew()).toBe(true);
    expect(a.term).toBe((before ?? 0) + 1);
  });

  test('a leader that hangs over its renewal does not lead beside the window that took over', async () => {
    const hang = new Hang();
    const [a, b] = [lease('a', hang.files(files)), lease('b')];
    await a.renew();
    await b.renew();
    await time.run(14 * seconds);
    hang.begin();
    const late = a.renew();
    await time.run(2 * seconds);
    expect(await b.renew()).toBe(true);
    hang.end();
    expect(await late).toBe(false);
    expect(leaders()).toBe(1);
  });

  test('a window that hangs over its look does not take its own silence for the leader’s', async () => {
    const hang = new Hang();
    const hung = hang.files(files);
    let hangs = false;
    const read: Files['read'] = path => {
      if (hangs) hang.begin();
      return hung.read(path);
    };
    const [a, b] = [lease('a'), lease('b', { ...hung, read })];
    await a.renew();
    await b.renew();
    hangs = true;
    const look = b.renew();
    await time.run(0);
    for (let beat = 0; beat < 4; beat += 1) {
      await time.run(5 * seconds);
      await a.renew();
    }
    hang.end();
    expect(await look).toBe(false);
    expect(a.held).toBe(true);
  });

  test('a window that hangs between its look and its claim gets no lead that others have had and left', async () => {
    const hang = new Hang();
    const hung = hang.files(files);
    const open: Files['open'] = (path, mode) => {
      if (mode === 'new') hang.begin();
      return hung.open(path, mode);
    };
    const [a, b, late] = [lease('a'), lease('b'), lease('late', { ...hung, open })];
    await a.renew();
    await late.renew();
    await time.run(16 * seconds);
    const claim = late.renew();
    await time.run(0);
    // Two leads later, the name that it is about to claim has been cleared away.
    await a.release();
    for (const next of [b, a]) {
      await next.renew();
      if (next === b) await b.release();
    }
    expect(a.held).toBe(true);
    hang.end();
    expect(await claim).toBe(false);
    expect(leaders()).toBe(1);
  });
});

test('what lies beside a lease is not lost in a power cut with the name of its folder', async () => {
  for (let seed = 1; seed <= 20; seed += 1) {
    const disk = new MemoryDisk(new Chance(seed), '/leases');
    files = disk.files();
    const ports = {
      clock: time.clockFor(run => run()),
      files,
      random: { bytes: (count: number) => chance.bytes(count) },
    };
    await new Lease({ ...ports, ownerIsGone: () => undefined }, '/leases/lane', 'a').renew();
    disk.powerCut();
    expect(disk.contentOf('/leases/lane/1.lease'), `seed ${seed}`).toBeDefined();
  }
});

/** The first window hangs when it is told to. */
class HangingBench extends Bench {
  readonly hang = new Hang();
  readonly times: number[] = [];

  protected override seams(ports: Ports, window: string): Ports {
    const { exchange } = ports.net;
    const noted = { ...ports.net, exchange: this.noting(exchange) };
    const seen = { ...ports, net: noted };
    return window === 'window1' ? this.hang.ports(seen) : seen;
  }

  private noting(exchange: Ports['net']['exchange']): Ports['net']['exchange'] {
    return (request, signal) => {
      this.times.push(this.time.elapsed);
      return exchange(request, signal);
    };
  }
}

test('a window that hung while another led goes on at the pace that the other left', async () => {
  // Five requests a minute, one at a time: twelve seconds between any two.
  const bench = new HangingBench({ settings: { requestsPerMinute: 6 } });
  let ids = 0;
  bench.on('POST /videos', () => says.accepted(`job_${(ids += 1)}`));
  for (let id = 1; id <= 8; id += 1) bench.on(`GET /videos/job_${id}`, says.processing(`job_${id}`));
  const first = await bench.open();
  const second = await bench.open();
  await first.generate(bench.request({ takes: 8 }), 'view');
  await bench.time.run(20 * seconds);
  bench.hang.begin();
  const before = bench.times.length;
  // The other takes over, and ends just after a request.
  await bench.time.run(120 * seconds, () => bench.times.length >= before + 3);
  expect(bench.times.length).toBe(before + 3);
  await Promise.all([second.stop(), bench.time.run(4 * seconds)]);
  bench.hang.end();
  await bench.time.run(60 * seconds);
  expect(bench.times.length).toBeGreaterThan(before + 4);
  const gaps = bench.times.slice(1).map((at, index) => at - (bench.times[index] ?? 0));
  expect(Math.min(...gaps)).toBeGreaterThanOrEqual(11.9 * seconds);
});

/** Its first window hangs when it next opens a file there. */
class StumblingBench extends HangingBench {
  hangsAt: string | undefined;

  protected override seams(ports: Ports, window: string): Ports {
    const seen = super.seams(ports, window);
    const open: Ports['files']['open'] = async (path, mode) => {
      if (this.hangsAt !== undefined && window === 'window1' && path.includes(this.hangsAt)) this.hang.begin();
      return seen.files.open(path, mode);
    };
    return { ...seen, files: { ...seen.files, open } };
  }
}

test('what a window was about to send when it hung is not sent under a later lead of its own', async () => {
  const bench = new StumblingBench({ settings: { maxConcurrent: 2 } });
  let ids = 0;
  bench.on('POST /videos', () => says.accepted(`job_${(ids += 1)}`));
  for (const id of ['job_1', 'job_2', 'job_3']) bench.on(`GET /videos/${id}`, says.processing(id));
  const first = await bench.open();
  const second = await bench.open();
  await first.generate(bench.request(), 'view');
  await bench.time.run(10 * seconds);
  // In the middle of its next claim, before the other can see it.
  bench.hangsAt = '/jobs/';
  const [claimed] = await second.generate(bench.request({ prompt: 'of a program' }), 'export');
  await bench.time.run(2 * seconds);
  bench.hangsAt = undefined;
  await second.generate(bench.request({ prompt: 'of a person' }), 'view');
  // The other takes over, fills the last place with what comes first, and ends.
  await bench.time.run(60 * seconds, () => bench.asked('GET /videos/job_2') > 0);
  expect(bench.asked('POST /videos')).toBe(2);
  await Promise.all([second.stop(), bench.time.run(4 * seconds)]);
  const looks = bench.asked('GET /videos/job_2');
  bench.hang.end();
  await bench.time.run(30 * seconds);
  expect(bench.asked('GET /videos/job_2')).toBeGreaterThan(looks + 2);
  expect(bench.asked('POST /videos')).toBe(2);
  expect(first.job(claimed?.id ?? '')?.state).toBe('queued');
});

test('a window whose key is taken away while it hangs sends nothing more when it goes on', async () => {
  // Five requests a minute: the second take is due twelve seconds after the first.
  const bench = new StumblingBench({ settings: { requestsPerMinute: 6 } });
  bench.on('POST /videos', says.accepted('job_1'), says.accepted('job_2'));
  bench.on('GET /videos/job_1', says.processing('job_1'));
  const engine = await bench.open();
  await engine.generate(bench.request({ takes: 2 }), 'view');
  await bench.time.run(3 * seconds);
  expect(bench.asked('POST /videos')).toBe(1);
  // As it renews its lead, for so long that it takes a new one.
  bench.hangsAt = '/leases/';
  await bench.time.run(20 * seconds);
  bench.hangsAt = undefined;
  bench.setKey(undefined);
  bench.hang.end();
  await bench.time.run(120 * seconds);
  expect(bench.asked('POST /videos')).toBe(1);
});
