// What this machine shows to the internet: one small file for each, so that whichever window has the port can serve all.

import { join } from 'node:path';
import * as z from 'zod';
import { hasCode } from '../file-error';
import type { Files, Random } from '../ports';
import { jobIdPattern } from '../store/layout';
import { randomHex, writeOnce } from '../store/whole';

const job = z.string().regex(jobIdPattern);

const entrySchema = z.discriminatedUnion('kind', [
  /** A picture that a service may fetch until the job has ended there. */
  z.object({
    v: z.literal(1),
    kind: z.literal('picture'),
    job,
    sha256: z.string().regex(/^[0-9a-f]{64}$/),
    at: z.number(),
  }),
  /** A place for callbacks: of one submission, or (without `job`) of all jobs of one key. */
  z.object({
    v: z.literal(1),
    kind: z.literal('callback'),
    job: job.optional(),
    service: z.string(),
    baseUrl: z.string(),
    dialect: z.string(),
    at: z.number(),
  }),
  /** A job that waits for a callback at such a common place. */
  z.object({ v: z.literal(1), kind: z.literal('waiting'), job, at: z.number() }),
]);
export type Entry = z.infer<typeof entrySchema>;
export type EntryOf<K extends Entry['kind']> = Extract<Entry, { kind: K }>;

export interface NamedEntry {
  readonly name: string;
  readonly token: string;
  readonly entry: Entry;
}

const letters = { picture: 'p', callback: 'c', waiting: 'w' } as const;
const namePattern = /^[pcw]-([0-9a-f]{32})\.json$/;
/** 128 bits: not to be guessed. */
const tokenPattern = /^[0-9a-f]{32}$/;

export class PublicEntries {
  private readonly known = new Map<string, NamedEntry>();

  constructor(
    private readonly ports: { readonly files: Files; readonly random: Random },
    readonly folder: string,
  ) {}

  /** Durable when it returns. @throws what the file system throws */
  async add(entry: Entry): Promise<NamedEntry> {
    const { files, random } = this.ports;
    const token = randomHex(random, 16);
    const name = `${letters[entry.kind]}-${token}.json`;
    await writeOnce(files, random, join(this.folder, name), new TextEncoder().encode(JSON.stringify(entry)));
    const named = { name, token, entry };
    this.known.set(name, named);
    return named;
  }

  /** The entry behind a token, from the disk; undefined for everything that is not exactly one. */
  async find<K extends Entry['kind']>(kind: K, token: string): Promise<EntryOf<K> | undefined> {
    if (!tokenPattern.test(token)) return undefined;
    const entry = await this.read(`${letters[kind]}-${token}.json`);
    return entry?.kind === kind ? (entry as EntryOf<K>) : undefined;
  }

  /** All entries, and the names of all files beside them. */
  async list(): Promise<{ readonly entries: readonly NamedEntry[]; readonly names: readonly string[] }> {
    const names = await this.names();
    const there = new Set(names);
    for (const name of this.known.keys()) if (!there.has(name)) this.known.delete(name);
    for (const name of names) {
      const token = namePattern.exec(name)?.[1];
      if (token === undefined || this.known.has(name)) continue;
      const entry = await this.read(name);
      if (entry !== undefined) this.known.set(name, { name, token, entry });
    }
    return { entries: [...this.known.values()], names };
  }

  /** No error where it is gone already. */
  async remove(name: string): Promise<void> {
    this.known.delete(name);
    await this.ports.files.remove(join(this.folder, name));
  }

  /** Jobs for which this window knows that something is shown or awaited, without looking at the disk. */
  jobs(): ReadonlySet<string> {
    return new Set([...this.known.values()].map(({ entry }) => entry.job).filter(job => job !== undefined));
  }

  private async names(): Promise<string[]> {
    try {
      return await this.ports.files.list(this.folder);
    } catch (error) {
      if (hasCode(error, 'ENOENT')) return [];
      throw error;
    }
  }

  private async read(name: string): Promise<Entry | undefined> {
    try {
      const text = new TextDecoder().decode(await this.ports.files.read(join(this.folder, name)));
      const parsed = entrySchema.safeParse(JSON.parse(text));
      return parsed.success ? parsed.data : undefined;
    } catch (error) {
      // Gone, torn or not ours: it shows nothing.
      if (hasCode(error, 'ENOENT') || error instanceof SyntaxError) return undefined;
      throw error;
    }
  }
}
