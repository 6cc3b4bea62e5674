// All windows show the same: two may differ for two seconds and no longer.

import type { World } from './world/world';

const everyMs = 500;
const samples = 50;
/** Two seconds, in samples. */
const tolerance = 4;

type Picture = ReadonlyMap<string, string>;

/** Queues a job in quiet times and watches how every window shows it and all others. */
export async function agreement(world: World): Promise<string[]> {
  const windows = world.judges();
  const first = windows[0];
  if (first === undefined || windows.length < 2) return [];
  world.user.generate(first, 1);
  const films = windows.map((): Picture[] => []);
  for (let sample = 0; sample < samples; sample += 1) {
    await world.time.run(everyMs);
    windows.forEach((window, index) => {
      films[index]?.push(new Map(window.engine.jobs().map(job => [job.id, `${job.state} ${job.remoteId ?? ''}`])));
    });
  }
  const wrong = films.flatMap(mine => films.flatMap(theirs => (mine === theirs ? [] : differences(mine, theirs))));
  await world.settle();
  return wrong.slice(0, 1);
}

function differences(mine: readonly Picture[], theirs: readonly Picture[]): string[] {
  for (let at = tolerance; at < mine.length - tolerance; at += 1) {
    const near = theirs.slice(at - tolerance, at + tolerance + 1);
    const after = mine.slice(at, at + tolerance + 1);
    for (const [job, shown] of mine[at] ?? []) {
      // What passes sooner, another window may skip.
      if (after.some(picture => picture.get(job) !== shown)) continue;
      if (near.every(picture => picture.get(job) !== shown)) {
        return [`windows disagree for two seconds: ${job} is ${shown}, and elsewhere ${near[0]?.get(job)}`];
      }
    }
  }
  return [];
}
