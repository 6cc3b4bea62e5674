// Each window's own append-only file of what happened, and the tailing of the others'. Hints only: the records are the truth.

import { join } from 'node:path';
import * as z from 'zod';
import { hasCode } from '../file-error';
import type { Disposable, Files, OpenFile } from '../ports';

/** What is known of a job between records; lost without harm. A word that only a newer version knows is passed over, and the rest kept. */
export const liveSchema = z.object({
  remote: z.enum(['pending', 'running']).optional().catch(undefined),
  fraction: z.number().optional(),
  word: z.string().optional(),
  wordSince: z.number().optional(),
  received: z.number().optional(),
  total: z.number().optional(),
  submitting: z.boolean().optional(),
  /** What keeps going wrong, while it is tried again. */
  trouble: z.object({ code: z.string(), message: z.string(), advice: z.string() }).optional(),
  /** The service says that the job is not there, under another key than it was made with. */
  elsewhere: z.boolean().optional(),
  waiting: z
    .discriminatedUnion('reason', [
      z.object({ reason: z.enum(['turn', 'doubts', 'key', 'credits', 'offline', 'disk']) }),
      z.object({ reason: z.literal('rate'), until: z.number() }),
    ])
    .optional()
    .catch(undefined),
});
export type Live = z.infer<typeof liveSchema>;

const lineSchema = z.object({
  job: z.string(),
  /**
   * `records`: read the folder again, as for a word that only a newer version knows. `gone`: the job was removed. `live`: see `live`.
   * `now`: a person wants it tried at once.
   */
  what: z.enum(['records', 'gone', 'live', 'now']).catch('records'),
  live: liveSchema.optional(),
  /** When it was heard, in wall time: which of two windows' words is the newer one. */
  at: z.number().optional(),
});
export type JournalLine = z.infer<typeof lineSchema>;

const headSchema = z.object({ owner: z.string() });
const longestOwner = 1_000;
const suffix = '.jsonl';
/** A line longer than this is not ours. */
const longestLine = 65_536;

/** Appends to this window's journal and reads what the others append. */
export class Journal {
  private file: OpenFile | undefined;
  private queue: Promise<void> = Promise.resolve();
  private isTorn = false;
  /** The first line says whose it is. */
  private isHeaded = false;
  private readonly positions = new Map<string, number>();
  private readonly rests = new Map<string, string>();
  private reading: Promise<void> = Promise.resolve();
  /** A reading that has not begun: whatever was written before it begins, it will see. */
  private nextReading: Promise<void> | undefined;
  /** Which journals that reading looks at; undefined: all. */
  private wanted: Set<string> | undefined = new Set();

  constructor(
    private readonly files: Files,
    private readonly folder: string,
    private readonly window: string,
    private readonly onLine: (line: JournalLine) => void,
    /** This window as leases name it. */
    private readonly owner = window,
    /** A journal is gone that may not have been read to its end. */
    private readonly missed: () => void = () => undefined,
  ) {}

  /** Begins at the present end of every journal: read the records afterwards. */
  async start(): Promise<void> {
    for (const name of await this.others()) {
      this.positions.set(name, (await this.files.size(join(this.folder, name))) ?? 0);
    }
  }

  /** Calls for a reading whenever another window has written. */
  watch(): Disposable {
    return this.files.watch(this.folder, name => {
      if (name === undefined) void this.catchUp();
      else if (this.isAnothers(name)) void this.catchUp(name);
    });
  }

  /** Never rejects: a journal that cannot be written only makes other windows slower to notice. */
  append(line: JournalLine): Promise<void> {
    this.queue = this.queue.then(async () => {
      try {
        this.file ??= await this.files.open(join(this.folder, this.ownName), 'append');
        const head = this.isHeaded ? '' : `${JSON.stringify({ owner: this.owner })}\n`;
        // After a failed write the last line may be half there: it must not swallow this one.
        const start = this.isTorn ? `\n${head}` : head;
        await this.file.write(new TextEncoder().encode(`${start}${JSON.stringify(line)}\n`));
        this.isTorn = false;
        this.isHeaded = true;
      } catch {
        this.isTorn = true;
        this.file = undefined;
      }
    });
    return this.queue;
  }

  /** Reads what was appended since the last time, to all journals or to the one named. Never rejects. */
  catchUp(name?: string): Promise<void> {
    if (name === undefined) this.wanted = undefined;
    else this.wanted?.add(name);
    if (this.nextReading !== undefined) return this.nextReading;
    this.reading = this.reading
      .then(() => {
        this.nextReading = undefined;
        const wanted = this.wanted;
        this.wanted = new Set();
        return this.readThese(wanted);
      })
      .catch(() => undefined);
    this.nextReading = this.reading;
    return this.reading;
  }

  async close(): Promise<void> {
    await this.queue;
    await this.file?.close().catch(() => undefined);
    this.file = undefined;
  }

  private get ownName(): string {
    return `${this.window}${suffix}`;
  }

  private async others(): Promise<string[]> {
    const names = await this.files.list(this.folder);
    return names.filter(name => this.isAnothers(name));
  }

  private isAnothers(name: string): boolean {
    return isJournal(name) && name !== this.ownName;
  }

  private async readThese(wanted: ReadonlySet<string> | undefined): Promise<void> {
    for (const name of wanted ?? (await this.others())) {
      try {
        await this.readOne(name);
      } catch (error) {
        if (!hasCode(error, 'ENOENT')) throw error;
      }
    }
  }

  private async readOne(name: string): Promise<void> {
    const path = join(this.folder, name);
    const position = this.positions.get(name) ?? 0;
    const size = await this.files.size(path);
    // Its window has ended. This one may have hung meanwhile, and not have heard all of it.
    if (size === undefined) this.missed();
    if (size === undefined || size <= position) return;
    const file = await this.files.open(path, 'read');
    let bytes: Uint8Array;
    try {
      bytes = await file.read(position, Math.min(size - position, 4_000_000));
    } finally {
      await file.close();
    }
    this.positions.set(name, position + bytes.length);
    const text = (this.rests.get(name) ?? '') + new TextDecoder('latin1').decode(bytes);
    const lines = text.split('\n');
    const rest = lines.pop() ?? '';
    this.rests.set(name, rest.length > longestLine ? '' : rest);
    for (const line of lines) this.take(line);
    if (position + bytes.length < size) await this.readOne(name);
  }

  private take(text: string): void {
    // Bytes were read as Latin-1 so that a cut inside a character does no harm.
    const line = parseLine(Buffer.from(text, 'latin1').toString('utf8'));
    if (line !== undefined) this.onLine(line);
  }
}

/** Whether a file of the journals' folder is one. */
export function isJournal(name: string): boolean {
  return name.endsWith(suffix);
}

/** The windows that have a journal, each with its owner as leases name it; without one where the journal does not say. */
export async function journalOwners(files: Files, folder: string): Promise<Map<string, string | undefined>> {
  const owners = new Map<string, string | undefined>();
  for (const name of await files.list(folder)) {
    if (isJournal(name)) owners.set(name.slice(0, -suffix.length), await ownerIn(files, join(folder, name)));
  }
  return owners;
}

async function ownerIn(files: Files, path: string): Promise<string | undefined> {
  try {
    const file = await files.open(path, 'read');
    try {
      const [first = ''] = new TextDecoder().decode(await file.read(0, longestOwner)).split('\n');
      return headSchema.parse(JSON.parse(first)).owner;
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/** A line as any version writes it; undefined: none of ours, or cut. */
export function parseLine(text: string): JournalLine | undefined {
  if (text.length === 0 || text.length > longestLine) return undefined;
  try {
    const parsed = lineSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : undefined;
  } catch {
    return undefined;
  }
}
