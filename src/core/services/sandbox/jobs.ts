// The sandbox's own memory of its jobs: a few small files per job, so that a reload finds them again.

import { join } from 'node:path';
import * as z from 'zod';
import { hasCode } from '../../file-error';
import type { Clock, Files, Random } from '../../ports';
import { randomHex, replaceWhole, writeOnce } from '../../store/whole';
import { aspectRatios, linkLifetimeMs, resolutions } from './clip';

/** When a job that nobody asked about any more is forgotten. */
const abandonedMs = 7 * linkLifetimeMs;

const recordSchema = z.object({
  version: z.literal(1),
  createdAt: z.number(),
  prompt: z.string(),
  resolution: z.enum(resolutions),
  aspectRatio: z.enum(aspectRatios),
  duration: z.number(),
  seed: z.number(),
  withPicture: z.boolean(),
});
/** What was asked for; written before the id is answered. */
export type SandboxJob = z.infer<typeof recordSchema>;

const endSchema = z.object({
  status: z.enum(['completed', 'failed', 'cancelled']),
  endedAt: z.number(),
  error: z.object({ code: z.string(), message: z.string() }).optional(),
});
/** How a job ended; written once and never changed. */
export type SandboxEnd = z.infer<typeof endSchema>;

/** An id begins with the time, so that names alone tell order and age. */
const idPattern = /^sbx_([0-9a-z]{9})_[0-9a-f]{12}$/;

export function isSandboxId(text: string): boolean {
  return idPattern.test(text);
}

function bornAt(id: string): number {
  return Number.parseInt(idPattern.exec(id)?.[1] ?? '', 36) || 0;
}

interface Folder {
  readonly files: Files;
  readonly clock: Clock;
  readonly random: Random;
  readonly folder: string;
}

/** The folder of the sandbox's jobs. Several windows may share it: each file is written whole, and ends are exclusive. */
export class SandboxJobs {
  private prepared: Promise<void> | undefined;
  private preparedAt = 0;

  constructor(private readonly at: Folder) {}

  /** Creates the folder and removes what is too old to be asked for; at the first use, and once a day after that. */
  prepare(): Promise<void> {
    const now = this.at.clock.now();
    if (now - this.preparedAt > linkLifetimeMs) this.prepared = undefined;
    if (!this.prepared) this.preparedAt = now;
    this.prepared ??= this.clean().catch((error: unknown) => {
      this.prepared = undefined;
      throw error;
    });
    return this.prepared;
  }

  /** @throws what `Files` throws */
  async create(job: Omit<SandboxJob, 'version' | 'createdAt'>, picture: Uint8Array | undefined): Promise<string> {
    const createdAt = this.at.clock.now();
    const id = `sbx_${createdAt.toString(36).padStart(9, '0')}_${randomHex(this.at.random, 6)}`;
    if (picture) await this.write(`${id}.picture`, picture);
    await this.write(`${id}.job.json`, encoded({ version: 1, createdAt, ...job }));
    return id;
  }

  /** Newest first. */
  async ids(): Promise<string[]> {
    const names = await this.at.files.list(this.at.folder);
    const ids = names.filter(name => name.endsWith('.job.json')).map(name => name.slice(0, -'.job.json'.length));
    return ids.filter(isSandboxId).sort().reverse();
  }

  job(id: string): Promise<SandboxJob | undefined> {
    return this.record(`${id}.job.json`, recordSchema);
  }

  end(id: string): Promise<SandboxEnd | undefined> {
    return this.record(`${id}.end.json`, endSchema);
  }

  picture(id: string): Promise<Uint8Array> {
    return this.at.files.read(this.path(`${id}.picture`));
  }

  videoPath(id: string): string {
    return this.path(`${id}.mp4`);
  }

  /** The clip first, then the record that says that it is there. */
  async complete(id: string, video: Uint8Array): Promise<void> {
    await replaceWhole(this.at.files, this.at.random, this.videoPath(id), video);
    await this.finish(id, { status: 'completed' });
  }

  /** Does nothing where the job has ended already. */
  async finish(id: string, end: Omit<SandboxEnd, 'endedAt'>): Promise<void> {
    await this.write(`${id}.end.json`, encoded({ ...end, endedAt: this.at.clock.now() }));
  }

  private path(name: string): string {
    return join(this.at.folder, name);
  }

  private write(name: string, bytes: Uint8Array): Promise<unknown> {
    return writeOnce(this.at.files, this.at.random, this.path(name), bytes);
  }

  /** A record that is not there, or that makes no sense, is no record. */
  private async record<T>(name: string, schema: z.ZodType<T>): Promise<T | undefined> {
    try {
      const text = new TextDecoder().decode(await this.at.files.read(this.path(name)));
      return schema.parse(JSON.parse(text));
    } catch (error) {
      if (hasCode(error, 'ENOENT') || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
      throw error;
    }
  }

  private async clean(): Promise<void> {
    await this.at.files.createFolder(this.at.folder);
    const names = await this.at.files.list(this.at.folder);
    const now = this.at.clock.now();
    for (const id of new Set(names.map(name => name.split('.')[0] ?? '').filter(isSandboxId))) {
      if (now - bornAt(id) < linkLifetimeMs) continue;
      const end = await this.end(id);
      const old = end ? now - end.endedAt > linkLifetimeMs : now - bornAt(id) > abandonedMs;
      if (!old) continue;
      // The job's record last: without it, nobody would find the rest again.
      for (const kind of ['mp4', 'picture', 'end.json', 'job.json'])
        await this.at.files.remove(this.path(`${id}.${kind}`));
    }
  }
}

function encoded(record: object): Uint8Array {
  return new TextEncoder().encode(JSON.stringify(record));
}
