// Windows on a bench whose files are slow, or their last: for what happens between any two effects.

import { CoreEngine } from '../../../src/core/engine/core-engine';
import type { Work } from '../../../src/core/pipeline/work';
import type { Files, OpenFile } from '../../../src/core/ports';
import { JobStore } from '../../../src/core/store/store';
import { quiet } from '../../simulation/world/clock';
import type { Bench } from '../pipeline/bench';

/** Waits for windows whose files take their time: the clock stands still while they do. */
export async function settle(bench: Bench, promise: Promise<unknown>): Promise<void> {
  const state = { ended: false };
  const watched = promise.finally(() => {
    state.ended = true;
  });
  watched.catch(() => undefined);
  for (let round = 0; !state.ended && round < 20_000; round += 1) {
    await (round % 50 === 0 ? bench.time.run(250) : quiet());
  }
  await watched;
}

type Effect = <T>(act: () => Promise<T>) => Promise<T>;

/** A window whose every effect on files goes through `effect`. */
function windowOver(bench: Bench, name: string, effect: Effect, alive: () => boolean = () => true): CoreEngine {
  const work: Work = bench['work'](name);
  const { files } = work.ports;
  const opened = (file: OpenFile): OpenFile => ({
    write: bytes => effect(() => file.write(bytes)),
    read: (position, length) => effect(() => file.read(position, length)),
    size: () => effect(() => file.size()),
    sync: () => effect(() => file.sync()),
    close: () => effect(() => file.close()),
  });
  const through: Files = {
    open: (path, mode) => effect(async () => opened(await files.open(path, mode))),
    read: path => effect(() => files.read(path)),
    list: folder => effect(() => files.list(folder)),
    size: path => effect(() => files.size(path)),
    createFolder: path => effect(() => files.createFolder(path)),
    link: (from, to) => effect(() => files.link(from, to)),
    rename: (from, to) => effect(() => files.rename(from, to)),
    remove: path => effect(() => files.remove(path)),
    syncFolder: folder => effect(() => files.syncFolder(folder)),
    freeBytes: path => effect(() => files.freeBytes(path)),
    watch: (folder, changed) => files.watch(folder, entry => alive() && changed(entry)),
  };
  const ports = { ...work.ports, files: through, clock: bench.time.clockFor(callback => alive() && callback()) };
  const parts = { ...work, ports, store: new JobStore(ports, '/storage', name) };
  return new CoreEngine({ work: parts, ownerIsGone: owner => (owner.startsWith(name) ? !alive() : undefined) });
}

/** A window that dies after so many effects. */
export function mortal(bench: Bench): { engine: CoreEngine; dieAfter(effects: number): void; died(): boolean } {
  let left = Number.POSITIVE_INFINITY;
  const effect: Effect = act => {
    left -= 1;
    return left < 0 ? new Promise<never>(() => undefined) : act();
  };
  return {
    engine: windowOver(bench, 'mortal', effect, () => left > 0),
    dieAfter: effects => {
      left = effects;
    },
    died: () => left <= 0,
  };
}

/** Windows whose effects on files come in any order among them. */
export function interleaved(bench: Bench, count: number): CoreEngine[] {
  const effect: Effect = async act => {
    for (let turns = Math.floor(Math.random() * 3); turns > 0; turns -= 1) await quiet();
    return act();
  };
  return Array.from({ length: count }, (_, index) => windowOver(bench, `window-${index}`, effect));
}

/** A window that dies at a step of its sync, counted from 1; or comes to its end where there are fewer. */
export async function dyingOverSync(bench: Bench, dieAt: number): Promise<ReturnType<typeof mortal>> {
  const dying = mortal(bench);
  await bench.time.run(1_000);
  await dying.engine.ready;
  dying.dieAfter(dieAt);
  void dying.engine.sync('usvideo').catch(() => undefined);
  await bench.time.run(20_000);
  return dying;
}
