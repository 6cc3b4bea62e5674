// A window with nothing to do does nothing: no timer, no look at the disk, one watch.

import { expect, test } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Disposable, Files, Ports } from '../../../src/core/ports';
import { Bench, says } from '../pipeline/bench';
import { mortal } from '../sync/windows';

/** A bench that counts what its windows do. */
class CountingBench extends Bench {
  fileCalls: string[] = [];
  watches = 0;
  timers = 0;

  protected override seams(ports: Ports): Ports {
    return { ...ports, files: this.counted(ports.files), clock: { ...ports.clock, after: this.after } };
  }

  private readonly after = (milliseconds: number, callback: () => void): Disposable => {
    let running = true;
    this.timers += 1;
    const end = () => {
      if (running) this.timers -= 1;
      running = false;
    };
    const timer = this.time.after(milliseconds, () => {
      end();
      callback();
    });
    return {
      dispose: () => {
        end();
        timer.dispose();
      },
    };
  };

  private counted(files: Files): Files {
    const count = <A extends unknown[], T>(name: string, act: (...given: A) => T) => {
      return (...given: A): T => {
        this.fileCalls.push(`${name} ${String(given[0])}`);
        return act(...given);
      };
    };
    return {
      open: count('open', files.open),
      read: count('read', files.read),
      list: count('list', files.list),
      size: count('size', files.size),
      createFolder: count('createFolder', files.createFolder),
      link: count('link', files.link),
      rename: count('rename', files.rename),
      remove: count('remove', files.remove),
      syncFolder: count('syncFolder', files.syncFolder),
      freeBytes: count('freeBytes', files.freeBytes),
      watch: (folder, changed) => {
        this.watches += 1;
        const watch = files.watch(folder, changed);
        return {
          dispose: () => {
            this.watches -= 1;
            watch.dispose();
          },
        };
      },
    };
  }
}

async function expectIdle(bench: CountingBench): Promise<void> {
  await bench.time.run(120_000);
  bench.fileCalls = [];
  await bench.time.run(24 * 3_600_000);
  expect(bench.fileCalls).toEqual([]);
  expect(bench.timers).toBe(0);
}

async function finishOne(bench: Bench, engine: CoreEngine, id = 'job_1'): Promise<void> {
  bench.on('POST /videos', says.accepted(id)).on(`GET /videos/${id}`, says.processing(id), says.completed(id));
  const [job] = await engine.generate(bench.request(), 'view');
  await bench.untilState(engine, job?.id ?? '', 'completed');
}

test('a window without a job holds no timer and touches no file, but for one watch', async () => {
  const bench = new CountingBench();
  await bench.open();
  await expectIdle(bench);
  expect(bench.watches).toBe(1);
});

test('after its last job has ended a window is as quiet as before', async () => {
  const bench = new CountingBench();
  const engine = await bench.open();
  await finishOne(bench, engine);
  await expectIdle(bench);
  expect(bench.watches).toBe(1);
});

test('two windows are quiet when the job of one of them has ended, and gone when they are closed', async () => {
  const bench = new CountingBench();
  const engines = [await bench.open(), await bench.open()];
  await finishOne(bench, engines[0] as CoreEngine);
  await expectIdle(bench);
  expect(bench.watches).toBe(2);
  for (const engine of engines) {
    const stopping = engine.stop();
    await bench.time.run(10_000);
    await stopping;
  }
  expect(bench.watches).toBe(0);
  expect(bench.timers).toBe(0);
});

test('a window that was quiet takes over what another one wrote down before it died, wherever it died', async () => {
  let taken = 0;
  for (let effects = 1; effects < 40; effects += 1) {
    const bench = new Bench();
    bench.on('POST /videos', says.accepted()).on('GET /videos/job_1', says.completed());
    const quiet = await bench.open();
    const maker = mortal(bench);
    await bench.time.run(3_600_000);
    maker.dieAfter(effects);
    void maker.engine.generate(bench.request(), 'view').catch(() => undefined);
    await bench.time.run(300_000);
    const written = [...bench.disk.contents()].some(([path]) => path.endsWith('/spec.json'));
    if (!maker.died() || !written) continue;
    expect(quiet.jobs(), `died after ${effects} effects`).toHaveLength(1);
    if (quiet.jobs()[0]?.state === 'completed') taken += 1;
    else expect(quiet.jobs()[0]?.state, `died after ${effects} effects`).toBe('inDoubt');
    expect(bench.asked('POST /videos')).toBeLessThan(2);
  }
  expect(taken).toBeGreaterThan(3);
});
