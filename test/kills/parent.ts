// Starts windows as processes of their own, lets them be killed, and holds what is left against the service's own count.

import { fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { bundle } from '../simulation/bundle';
import type { Errand } from './child';
import { hastyTime } from './haste';
import { Shadow } from './shadow';
import { videoOf } from './video';

/** A child has so long, in milliseconds, before it counts as stuck. */
const patienceMs = 30_000;

/** What a child said before it ended. */
export interface Said {
  readonly queued?: boolean;
  readonly calls?: number;
  readonly jobs?: readonly { readonly id: string; readonly state: string }[];
  readonly won?: readonly number[];
}

export class Parent {
  private constructor(
    readonly folder: string,
    private readonly script: string,
  ) {}

  /** @param root the repository */
  static async begin(root: string): Promise<Parent> {
    const folder = await mkdtemp(join(tmpdir(), 'reelwright-kills-'));
    const script = join(folder, 'child.mjs');
    await bundle(root, 'test/kills/child.ts', script);
    return new Parent(folder, script);
  }

  async end(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Runs an errand in a process of its own. @throws where it does not come to an end */
  run(errand: Errand): Promise<Said> {
    return new Promise((resolve, reject) => {
      const child = fork(this.script, { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
      let said: Said = {};
      const timer = setTimeout(() => {
        child.kill('SIGKILL');
        reject(new Error(`stuck: ${JSON.stringify(errand)}`));
      }, patienceMs);
      child.on('message', (message: Said) => (said = { ...said, ...message }));
      child.on('error', reject);
      child.on('exit', () => {
        clearTimeout(timer);
        resolve(said);
      });
      child.send(errand);
    });
  }

  /** The calls that a window makes from its start to a finished video. */
  async countCalls(): Promise<number> {
    const { said } = await this.killedAt(0, 'processes');
    return said.calls ?? 0;
  }

  /**
   * A window is killed at its `killAt`th step, a second one goes on. Answers what is wrong then.
   * With `power`, what was not synced is lost in between.
   */
  async killedAt(killAt: number, what: 'processes' | 'power'): Promise<{ said: Said; wrong: string[] }> {
    const place = await mkdtemp(join(this.folder, 'run-'));
    const root = join(place, 'storage');
    const shadow = join(place, 'shadow');
    await mkdir(root);
    const service = await CountingService.open();
    try {
      const { baseUrl, epoch } = service;
      const first = await this.run({ kind: 'window', root, baseUrl, epoch, killAt, generate: true, shadow });
      if (what === 'power' && killAt > 0) new Shadow(shadow).materialise(root);
      const second = await this.run({ kind: 'window', root, baseUrl, epoch, killAt: 0, generate: false });
      return { said: first, wrong: await wrongWith(root, service, first, second) };
    } finally {
      await service.close();
      await rm(place, { recursive: true, force: true });
    }
  }
}

async function wrongWith(root: string, service: CountingService, first: Said, second: Said): Promise<string[]> {
  const wrong: string[] = [];
  const jobs = second.jobs ?? [];
  if (service.made > 1) wrong.push(`paid ${service.made} times`);
  if (first.queued === true && jobs.length === 0) wrong.push('the queued job is gone');
  if (service.made > 0 && jobs.length === 0) wrong.push('the paid job is gone');
  for (const { id, state } of jobs) {
    // Killed between the claim and the first byte: nothing was made, and only a person can say so.
    if (state === 'inDoubt' && service.made === 0) continue;
    if (state !== 'completed') wrong.push(`${id} is ${state}`);
    const path = join(root, 'library', `${id}.mp4`);
    const text = existsSync(path) ? await readFile(path, 'utf8') : 'nothing';
    if (state === 'completed' && text !== videoOf('job_1')) wrong.push(`the video of ${id} is ${text.slice(0, 40)}`);
  }
  for (const name of await readdir(join(root, 'library'))) {
    if (name.endsWith('.mp4') && !jobs.some(({ id }) => `${id}.mp4` === name)) wrong.push(`${name} belongs to no job`);
  }
  return wrong;
}

/** A loopback service that counts what it was asked to make. */
class CountingService {
  made = 0;
  /** When time began to run fast. */
  readonly epoch = Date.now();
  private readonly createdAt: number[] = [];

  private constructor(private readonly server: Server) {}

  static async open(): Promise<CountingService> {
    const server = createServer();
    const service = new CountingService(server);
    server.on('request', (request, response) => {
      const answer = service.answer(request.method ?? '', request.url ?? '');
      request.resume();
      // Its own clock is not the one that runs fast here.
      response.sendDate = false;
      request.on('end', () => response.writeHead(answer === undefined ? 404 : 200).end(answer ?? '{}'));
    });
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get baseUrl(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/v1`;
  }

  close(): Promise<void> {
    return new Promise(resolve => this.server.close(() => resolve()));
  }

  private answer(method: string, url: string): string | undefined {
    if (method === 'POST' && url === '/v1/videos') return this.create();
    const video = /^\/media\/(job_\d+)\.mp4$/.exec(url)?.[1];
    if (video !== undefined) return videoOf(video);
    if (url.startsWith('/v1/videos?')) return JSON.stringify(this.createdAt.map((at, index) => this.item(at, index)));
    const number = Number(/^\/v1\/videos\/job_(\d+)$/.exec(url)?.[1] ?? 0);
    if (number < 1 || number > this.made) return undefined;
    const video_url = `${this.baseUrl.replace('/v1', '')}/media/job_${number}.mp4`;
    return JSON.stringify({ id: `job_${number}`, status: 'completed', video_url, cost_cents: 125 });
  }

  private create(): string {
    this.made += 1;
    this.createdAt.push(hastyTime(this.epoch));
    return JSON.stringify({ id: `job_${this.made}`, status: 'pending' });
  }

  private item(at: number, index: number): object {
    const created_at = new Date(at).toISOString();
    return { id: `job_${index + 1}`, status: 'processing', prompt: 'a shoe', created_at };
  }
}
