// What tests of several windows look at: a job's way through all of them, what each says, and what lies in the storage.

import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'vitest';
import { readClip } from '../../services/clip';
import type { StandInJob } from '../../services/jobs';
import type { StandIn } from '../../services/stand-in';
import { startUsvideoReference } from '../../services/usvideo-reference';
import type { Fleet } from './fleet';
import type { SeenJob } from './words';

/** Each job's video is its own: a clip, and a box at its end with the job's id. */
export function clipOf({ id }: Pick<StandInJob, 'id'>): Buffer {
  const note = Buffer.from(id);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + note.length, 0);
  head.write('free', 4);
  return Buffer.concat([readClip('clip-silent.mp4'), head, note]);
}

/** What the service allows, and the windows are told. */
export const limits = { perMinute: 3_000, concurrent: 60 };

/** The paid service of these tests. @param waiting milliseconds of a job before it is rendered, @param rendering and of that */
export function startService(key: string, waiting: number, rendering: number): Promise<StandIn> {
  const pace = { by: 'time', waiting, rendering } as const;
  return startUsvideoReference({ key, limits, clip: clipOf, balance: 1_000_000, pace });
}

/** The settings of a person who uses it. */
export function settingsFor({ baseUrl }: StandIn): Readonly<Record<string, string | number>> {
  return {
    'reelwright.services.usvideo.baseUrl': baseUrl,
    'reelwright.services.usvideo.requestsPerMinute': limits.perMinute,
    'reelwright.services.usvideo.maxConcurrent': limits.concurrent,
  };
}

export function say(text: string): void {
  process.stdout.write(`  ${text}\n`);
}

export const seconds = (milliseconds: number) => `${(milliseconds / 1_000).toFixed(2)} s`;

export function describeJob({ prompt, state, error }: SeenJob): string {
  return `${prompt}: ${state} ${error ?? ''}`;
}

/** Queues jobs in one window. @throws what the window answers */
export async function queueIn(fleet: Fleet, name: string, prompts: readonly string[]): Promise<readonly SeenJob[]> {
  const requests = prompts.map(prompt => ({
    service: 'usvideo',
    prompt,
    options: { duration: 4, resolution: '480p' },
  }));
  return (await fleet.place(name).host?.ask({ kind: 'generate', requests })) as readonly SeenJob[];
}

/** When each window first showed a job as wanted. */
export function firstSeenIn(fleet: Fleet, id: string, wanted: (job: SeenJob) => boolean): Promise<number[]> {
  return Promise.all(
    fleet.places.map(async ({ host }) => {
      await expect
        .poll(async () => (await host?.jobs())?.some(job => job.id === id && wanted(job)), { interval: 30 })
        .toBe(true);
      return performance.now();
    }),
  );
}

export function spread(times: readonly number[]): number {
  return Math.max(...times) - Math.min(...times);
}

/** How many windows' notification lists say something, each as often as it does. */
export async function noticesIn(fleet: Fleet, text: string): Promise<number> {
  const lists = await Promise.all(
    fleet.places.map(async ({ host, workbench }) => {
      await host?.ask({ kind: 'command', command: 'notifications.showList' });
      const texts = await workbench.listedNotifications();
      await host?.ask({ kind: 'command', command: 'notifications.hideList' });
      return texts;
    }),
  );
  return lists.flat().filter(each => each.includes(text)).length;
}

/** Every file that matters, with what is in it. */
export async function digestOf(storage: string): Promise<readonly string[]> {
  const found: string[] = [];
  for (const part of ['jobs', 'open', 'claims', 'library', 'ledger']) {
    for (const entry of await readdir(join(storage, part), { recursive: true, withFileTypes: true })) {
      if (!entry.isFile()) continue;
      const path = join(entry.parentPath, entry.name);
      const sum = createHash('sha256').update(await readFile(path));
      found.push(`${path} ${sum.digest('hex')}`);
    }
  }
  return found.sort();
}
