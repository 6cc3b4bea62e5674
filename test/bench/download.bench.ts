// Fetching a video from this machine: as fast as curl, nearly, and in as little memory however long it is.

import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { DownloadTold } from './download-side';
import { atLeast, atMost, type Figure } from './figure';

/** See run.mjs. */
const side = fileURLToPath(new URL('bench/download-side.mjs', import.meta.url));
const rounds = 5;
const shortBytes = 300_000_000;
const longBytes = 1_000_000_000;
const megabyte = 1_000_000;

interface Way {
  readonly name: string;
  readonly role: 'direct' | 'editor' | 'bare';
  readonly secure: boolean;
}

const ways: readonly Way[] = [
  { name: 'over http', role: 'direct', secure: false },
  { name: 'over https', role: 'direct', secure: true },
  { name: 'over https, the editor’s route', role: 'editor', secure: true },
];
const bareWays: readonly Way[] = [
  { name: 'over http, a bare loop of Node’s', role: 'bare', secure: false },
  { name: 'over https, a bare loop of Node’s', role: 'bare', secure: true },
];

export async function downloadFigures(): Promise<readonly Figure[]> {
  const folder = await mkdtemp(join(tmpdir(), 'reelwright-download-'));
  const servers = { plain: await serve('plain'), secure: await serve('secure') };
  const urlOf = ({ secure }: Pick<Way, 'secure'>) =>
    secure ? `https://localhost:${servers.secure.port}/v.mp4` : `http://127.0.0.1:${servers.plain.port}/v.mp4`;
  try {
    const run = (way: Way, bytes: number) => fetched(way.role, urlOf(way), folder, bytes);
    const other = hasCurl() ? 'curl' : 'a bare loop of Node’s';
    const compared = (way: Way): number =>
      hasCurl() ? curl(urlOf(way), folder, shortBytes) : run({ ...way, role: 'bare' }, shortBytes).milliseconds;
    return [
      ...ways.flatMap(way =>
        rates(
          way,
          other,
          () => run(way, shortBytes).milliseconds,
          () => compared(way),
        ),
      ),
      ...ways.flatMap(way => memory(way, run(way, longBytes), true)),
      ...bareWays.flatMap(way => memory(way, run(way, longBytes), false)),
    ];
  } finally {
    for (const { child } of Object.values(servers)) child.kill();
    await rm(folder, { recursive: true, force: true });
  }
}

/** The quickest of each, taken in turns: whatever else the machine does only ever slows one of them down. */
function rates(way: Way, against: string, ours: () => number, theirs: () => number): Figure[] {
  const pairs = Array.from({ length: rounds }, () => ({ theirs: theirs(), ours: ours() }));
  const [best, other] = [Math.min(...pairs.map(pair => pair.ours)), Math.min(...pairs.map(pair => pair.theirs))];
  const rate = (milliseconds: number) => shortBytes / megabyte / (milliseconds / 1_000);
  return [
    { name: `a video of 300 MB ${way.name}`, value: rate(best), unit: 'MB/s' },
    { name: `… ${against}`, value: rate(other), unit: 'MB/s' },
    { name: '… ratio', value: other / best, unit: '×', limit: atLeast(0.7) },
  ];
}

function memory(way: Way, told: DownloadTold, limited: boolean): Figure[] {
  const limit = limited ? { limit: atMost(64) } : {};
  return [
    { name: `a video of 1 GB ${way.name}: memory over before`, value: told.peak / megabyte, unit: 'MB', ...limit },
    { name: '… over the most of the first 100 MB', value: told.peakLater / megabyte, unit: 'MB' },
  ];
}

async function serve(kind: 'plain' | 'secure'): Promise<{ readonly child: ChildProcess; readonly port: number }> {
  const child = spawn(process.execPath, [side, 'server', kind], { stdio: ['ignore', 'pipe', 'inherit'] });
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  return { child, port: Number(port.toString()) };
}

function fetched(role: Way['role'], url: string, folder: string, bytes: number): DownloadTold {
  const path = join(folder, `${role}.mp4`);
  const { stdout, status } = spawnSync(process.execPath, [side, role, url, path, String(bytes)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for (const left of [path, `${path}.warm`]) rmSync(left, { force: true });
  if (status !== 0) throw new Error(`the download ended with ${status}`);
  return JSON.parse(stdout) as DownloadTold;
}

/** Milliseconds by its own watch, which begins when it has started. */
function curl(url: string, folder: string, bytes: number): number {
  const path = join(folder, 'curl.mp4');
  const { status, stdout } = spawnSync(
    'curl',
    ['--silent', '--insecure', '--write-out', '%{time_total}', '--output', path, `${url}?bytes=${bytes}`],
    { encoding: 'utf8' },
  );
  rmSync(path, { force: true });
  if (status !== 0) throw new Error(`curl ended with ${status}`);
  return Number(stdout) * 1_000;
}

function hasCurl(): boolean {
  return spawnSync('curl', ['--version']).status === 0;
}
