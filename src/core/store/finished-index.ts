// A cache of finished jobs, so that start-up need not open ten thousand folders. The folders are the truth: it may always be lost.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import type { Files, Log, Random } from '../ports';
import { costTold } from './attempts';
import type { AttemptRecords, JobRecords, RecordBody } from './job-folder';
import { compact } from './job-folder';
import { replaceWhole } from './whole';

/** Grows with any change of the records' shapes, so that no version shows what another one has left out. */
export const indexShape = 3;
/** Each shape has a file of its own: two versions side by side do not replace each other's for ever. */
export const indexName = `finished-${indexShape}.json`;
/** Fewer than this are read from their folders quickly enough. */
export const worthIndexing = 50;

interface Head {
  readonly v: number;
  readonly sum: string;
}

/** The index as one window keeps it: how far it lags behind what was read from the folders. */
export class FinishedIndex {
  private lag = 0;

  constructor(
    private readonly ports: { readonly files: Files; readonly random: Random; readonly log: Log },
    private readonly root: string,
  ) {}

  /** A finished job was read from its folder. */
  note(): void {
    this.lag += 1;
  }

  /** A job that it calls finished came back under its name. */
  outdate(): void {
    this.lag += worthIndexing;
  }

  get isStale(): boolean {
    return this.lag > 0;
  }

  /** Start-up would be slow without writing it anew. */
  get isFarBehind(): boolean {
    return this.lag >= worthIndexing;
  }

  read(): Promise<readonly JobRecords[]> {
    return readFinished(this.ports.files, this.root);
  }

  /** Never rejects. */
  async write(jobs: readonly JobRecords[]): Promise<void> {
    this.lag = 0;
    const finished = jobs.filter(({ done }) => done !== undefined);
    await writeFinished(this.ports, this.root, finished).catch((error: unknown) =>
      this.ports.log.write('warn', 'the index of finished jobs is not written', { error: String(error) }),
    );
  }
}

/** The finished jobs of the last index; none where it is missing, damaged, or of another shape. Never rejects. */
export async function readFinished(files: Files, root: string): Promise<readonly JobRecords[]> {
  try {
    const text = new TextDecoder().decode(await files.read(join(root, indexName)));
    const end = text.indexOf('\n');
    const head = JSON.parse(text.slice(0, end)) as Head;
    const body = text.slice(end + 1);
    if (head.v !== indexShape || head.sum !== sumOf(body)) return [];
    return JSON.parse(body) as JobRecords[];
  } catch {
    return [];
  }
}

/** Replaces the index. Two windows may do it at once: each writes what it knows, and either is right. */
export async function writeFinished(
  ports: { readonly files: Files; readonly random: Random },
  root: string,
  jobs: readonly JobRecords[],
): Promise<void> {
  const body = JSON.stringify(jobs.map(slim));
  const head: Head = { v: indexShape, sum: sumOf(body) };
  const text = `${JSON.stringify(head)}\n${body}`;
  await replaceWhole(ports.files, ports.random, join(root, indexName), new TextEncoder().encode(text));
}

function sumOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

/** What a list and its details show of a finished job; the rest is in its folder. */
function slim(records: JobRecords): JobRecords {
  const last = records.attempts.at(-1);
  return compact<JobRecords>({
    spec: records.spec,
    attempts: last === undefined ? [] : [slimAttempt(last)],
    deletion: records.deletion,
    results: slimResults(records.results),
    done: records.done,
    saved: records.saved,
  });
}

/** The first says when the video was ready; the cost may have been told later. */
function slimResults(results: JobRecords['results']): JobRecords['results'] {
  const [first] = results;
  if (first === undefined) return [];
  const body = compact<RecordBody<'result'>>({ ...first.body, videoUrl: '', cost: costTold({ results }) });
  return [{ at: first.at, body }];
}

function slimAttempt(last: AttemptRecords): AttemptRecords {
  const { number, attempt, accepted, corrected } = last;
  const kept =
    attempt === 'damaged'
      ? attempt
      : { at: attempt.at, body: { ...attempt.body, owner: { window: '' }, nonce: '', requestHash: '' } };
  return compact<AttemptRecords>({ number, attempt: kept, accepted, corrected });
}
