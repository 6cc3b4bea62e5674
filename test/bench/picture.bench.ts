// A 24-megapixel photograph made ready to send, held against one plain sharp resize-and-encode of it in the same run.

import { monitorEventLoopDelay } from 'node:perf_hooks';
import { createPicturePreparer } from '../../src/core/media/picture-worker';
import type { Sharp } from '../../src/core/media/sharp';
import { seeded } from '../support/random';
import { atMost, median, timed, type Figure } from './figure';

const rounds = 9;

/** Uses the built worker and the sharp that the package carries. */
export async function pictureFigures(dist: URL): Promise<readonly Figure[]> {
  const sharp = await sharpAt(new URL('node_modules/sharp/index.mjs', dist));
  const photo = await photograph(sharp);
  const url = new URL('workers/picture.js', dist);
  const cold = (): Promise<unknown> => freshly(url, photo);
  const preparer = createPicturePreparer(url);
  const prepare = (): Promise<unknown> => preparer.prepare(photo, 'photo.jpg');
  const plain = (): Promise<unknown> => plainly(sharp, photo);
  try {
    await Promise.all([plain(), prepare()]);
    const [plainTime, preparedTime] = await alternating(plain, prepare);
    const junk = new Uint8Array(199_000_000);
    return [
      { name: '24-megapixel picture ready to send', value: preparedTime, unit: 'ms' },
      { name: '… plain sharp resize and encode (WebAssembly)', value: plainTime, unit: 'ms' },
      { name: '… ratio', value: preparedTime / plainTime, unit: '×', limit: atMost(2) },
      { name: '… with the start of a thread', value: await timed(cold), unit: 'ms' },
      { name: '… event loop held up', value: await heldUp(prepare), unit: 'ms', limit: atMost(50) },
      {
        name: '… event loop held up, with the start of a thread',
        value: await heldUp(cold),
        unit: 'ms',
        limit: atMost(50),
      },
      {
        name: '… event loop held up by a file of 199 MB',
        value: await heldUp(() => preparer.prepare(junk, 'junk.bin').catch(() => undefined)),
        unit: 'ms',
        limit: atMost(50),
      },
    ];
  } finally {
    preparer.dispose();
  }
}

async function freshly(url: URL, photo: Uint8Array): Promise<void> {
  const preparer = createPicturePreparer(url);
  await preparer.prepare(photo, 'photo.jpg');
  preparer.dispose();
}

async function sharpAt(url: URL): Promise<Sharp> {
  const { default: sharp } = (await import(url.href)) as { default: Sharp };
  sharp.cache(false);
  return sharp;
}

async function plainly(sharp: Sharp, photo: Uint8Array): Promise<unknown> {
  return sharp(photo).resize({ width: 1080, height: 1080, fit: 'inside' }).jpeg({ quality: 90 }).toBuffer();
}

/** Medians of both, taken in turns so that a busy machine is unfair to neither. */
async function alternating(
  first: () => Promise<unknown>,
  second: () => Promise<unknown>,
): Promise<readonly [first: number, second: number]> {
  const times: [number[], number[]] = [[], []];
  for (let round = 0; round < rounds; round++) {
    times[0].push(await timed(first));
    times[1].push(await timed(second));
  }
  return [median(times[0]), median(times[1])];
}

/**
 * The longest time in milliseconds for which this thread's event loop stands still during a step: the shortest of five runs, since
 * a busy machine holds up every thread now and then.
 */
async function heldUp(step: () => Promise<unknown>): Promise<number> {
  const delays: number[] = [];
  for (let run = 0; run < 5; run++) {
    const monitor = monitorEventLoopDelay({ resolution: 1 });
    monitor.enable();
    await step();
    monitor.disable();
    delays.push(monitor.max / 1e6);
  }
  return Math.min(...delays);
}

/** 6000 × 4000 pixels of soft shapes with film grain; about 10 MB, the same in every run. */
async function photograph(sharp: Sharp): Promise<Uint8Array> {
  const random = seeded(24);
  const noise = (edge: number, from: number, range: number): Uint8Array =>
    Uint8Array.from({ length: edge * edge * 3 }, () => from + range * random());
  const raw = (edge: number) => ({ raw: { width: edge, height: edge, channels: 3 as const } });
  const grain = await sharp(noise(512, 108, 40), raw(512))
    .png()
    .toBuffer();
  const shapes = await sharp(noise(64, 0, 255), raw(64))
    .resize(6000, 4000, { fit: 'fill' })
    .raw()
    .toBuffer();
  const photo = await sharp(shapes, { raw: { width: 6000, height: 4000, channels: 3 } })
    .composite([{ input: grain, tile: true, blend: 'overlay' }])
    .jpeg({ quality: 92 })
    .toBuffer();
  return new Uint8Array(photo);
}
