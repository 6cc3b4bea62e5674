// The records of a job: small immutable files, each whole, versioned and checked. Together they are the truth.

import { hash } from 'node:crypto';
import * as z from 'zod';

/** Grows when a reader of the earlier version could misread a record. */
export const recordVersion = 1;

const cost = z.object({ amount: z.number(), unit: z.enum(['USD', 'credits']) });
const estimate = z.object({
  amount: z.number().optional(),
  unit: z.enum(['USD', 'credits', 'free']),
  exact: z.boolean(),
  usd: z.number().optional(),
  text: z.string(),
});
const error = z.object({
  code: z.string(),
  message: z.string(),
  advice: z.string(),
  httpStatus: z.number().optional(),
  safety: z.boolean().optional(),
});
const picture = z.object({
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  bytes: z.number(),
  width: z.number(),
  height: z.number(),
  name: z.string(),
});
const pictureRoute = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('address'), url: z.string() }),
  z.object({ kind: z.literal('public') }),
  z.object({ kind: z.literal('data') }),
]);
const owner = z.object({ window: z.string(), pid: z.number().optional(), host: z.string().optional() });
const video = z.object({
  bytes: z.number(),
  seconds: z.number().optional(),
  width: z.number().optional(),
  height: z.number().optional(),
  hasAudio: z.boolean().optional(),
});

/** One schema for each kind of record; the file's name is the kind, with the attempt's number where there is one. */
export const recordSchemas = {
  /** What was asked for. The job exists from here on. */
  spec: z.object({
    id: z.string(),
    service: z.string(),
    dialect: z.string(),
    prompt: z.string(),
    options: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    /** What the service does where nothing was chosen. */
    defaults: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
    /** Sent where the service takes one and the user gave none: it helps to recognise the job later. */
    seed: z.number().optional(),
    picture: picture.optional(),
    /** How the picture reaches a service that takes addresses only. */
    pictureRoute: pictureRoute.optional(),
    take: z.number(),
    takes: z.number(),
    group: z.string(),
    retryOf: z.string().optional(),
    origin: z.string(),
    estimate: estimate.optional(),
  }),
  /**
   * The claim of one submission, written before a socket is opened. `purpose: 'cancel'` claims it so that nobody ever
   * sends it; `'import'` stands for a submission that was made elsewhere.
   */
  attempt: z.object({
    purpose: z.enum(['submit', 'cancel', 'import']),
    owner,
    /** Tells two writers of the same record apart. */
    nonce: z.string(),
    requestHash: z.string(),
    baseUrl: z.string(),
    dialect: z.string(),
    keyFingerprint: z.string().optional(),
    /** Drawn for this submission, where it is not the spec's: no two submissions of a job are alike. */
    seed: z.number().optional(),
    estimate: estimate.optional(),
  }),
  /** The service's id: written before anything else is done with the answer. */
  accepted: z.object({
    remoteId: z.string(),
    price: cost.optional(),
    mock: z.boolean().optional(),
    /** How the id came to be known. */
    by: z.enum(['answer', 'list', 'user']),
  }),
  /** The answer itself named another id than the one that had been adopted meanwhile: this one counts. */
  corrected: z.object({ remoteId: z.string(), price: cost.optional() }),
  /** Proof, or the user's word, that the attempt created no job. Only this allows another attempt. */
  refused: z.object({
    reason: z.enum(['notSent', 'answer', 'user', 'cancelled']),
    error: error.optional(),
    then: z.enum(['fail', 'key', 'credits', 'shrink', 'wait']).optional(),
  }),
  /** The attempt may have created a job. */
  doubt: z.object({ reason: z.string(), error }),
  /** Somebody wished the job cancelled. */
  cancel: z.object({ owner }),
  /** The service was sent a DELETE of this job, and no answer says what became of it. */
  deletion: z.object({ remoteId: z.string() }),
  /** The service's final word on a wish to cancel: it goes on. */
  uncancelled: z.object({ error }),
  /** The service has the video. */
  result: z.object({
    videoUrl: z.string(),
    /** Whose video it is: a job that was sent again follows another one by then. */
    remoteId: z.string().optional(),
    thumbnailUrl: z.string().optional(),
    seconds: z.number().optional(),
    cost: cost.optional(),
    /** When the video was finished, which is when its link began to live. */
    completedAt: z.number().optional(),
    /** When the service last said that it still ran. */
    runningAt: z.number().optional(),
    expiresAt: z.number(),
  }),
  /** The end. `video` says what lies in the library. */
  done: z.object({
    state: z.enum(['completed', 'failed', 'cancelled', 'expired']),
    error: error.optional(),
    cost: cost.optional(),
    video: video.optional(),
    /** Of a failure: when the service last said that it still ran. */
    runningAt: z.number().optional(),
  }),
  /** A copy of the video was saved there. */
  saved: z.object({ uri: z.string() }),
} as const;

export type RecordKind = keyof typeof recordSchemas;
export type RecordBody<K extends RecordKind> = z.infer<(typeof recordSchemas)[K]>;

export interface Stored<K extends RecordKind> {
  readonly at: number;
  readonly body: RecordBody<K>;
}

const envelope = z.object({
  v: z.number(),
  kind: z.string(),
  at: z.number(),
  sum: z.string(),
  body: z.unknown(),
});

function checksum(kind: string, at: number, body: string): string {
  return hash('sha256', `${kind}\n${at}\n${body}`).slice(0, 32);
}

/** The bytes of a record. `at` is in milliseconds since 1970. */
export function encodeRecord<K extends RecordKind>(kind: K, at: number, body: RecordBody<K>): Uint8Array {
  const plain: unknown = JSON.parse(JSON.stringify(body));
  const sum = checksum(kind, at, JSON.stringify(plain));
  return new TextEncoder().encode(`${JSON.stringify({ v: recordVersion, kind, at, sum, body: plain })}\n`);
}

export type Decoded<K extends RecordKind> =
  | { readonly kind: 'record'; readonly record: Stored<K> }
  /** Torn, altered or not ours. */
  | { readonly kind: 'damaged'; readonly why: string }
  /** Written by a newer version of this product: not to be touched. */
  | { readonly kind: 'newer' };

/** Whether a record of a kind that this version does not know must not be passed over. */
export function isNewerRecord(bytes: Uint8Array): boolean {
  try {
    return isOfNewerVersion(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    return false;
  }
}

/** Asked before anything else: of a newer version's envelope only the version is known. */
function isOfNewerVersion(json: unknown): boolean {
  const version = typeof json === 'object' && json !== null && 'v' in json ? json.v : undefined;
  return typeof version === 'number' && version > recordVersion;
}

/** What was read lately, by its text: a window reads back each record that it writes, and the same text is the same record. */
const readLately = new Map<string, Decoded<RecordKind>>();
const mostReadLately = 64;

/** Reads a record; never throws. The record is shared: nobody may change it. */
export function decodeRecord<K extends RecordKind>(kind: K, bytes: Uint8Array): Decoded<K> {
  let text: string;
  try {
    text = strictUtf8.decode(bytes);
  } catch {
    return { kind: 'damaged', why: 'not JSON' };
  }
  const known = readLately.get(text);
  if (known?.kind === 'record' && text.startsWith(headOf(kind))) return known;
  const decoded = decodeText(kind, text);
  readLately.set(text, decoded);
  const [oldest] = readLately.keys();
  if (readLately.size > mostReadLately && oldest !== undefined) readLately.delete(oldest);
  return decoded;
}

const strictUtf8 = new TextDecoder('utf-8', { fatal: true });

/** How a record of this kind begins. */
function headOf(kind: RecordKind): string {
  return `{"v":${recordVersion},"kind":"${kind}",`;
}

function decodeText<K extends RecordKind>(kind: K, text: string): Decoded<K> {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { kind: 'damaged', why: 'not JSON' };
  }
  if (isOfNewerVersion(json)) return { kind: 'newer' };
  const head = envelope.safeParse(json);
  if (!head.success) return { kind: 'damaged', why: 'no envelope' };
  if (head.data.kind !== kind) return { kind: 'damaged', why: `is a ${head.data.kind} record` };
  if (checksum(kind, head.data.at, JSON.stringify(head.data.body)) !== head.data.sum) {
    return { kind: 'damaged', why: 'checksum' };
  }
  const body = recordSchemas[kind].safeParse(head.data.body);
  // Whole, as somebody wrote it: a version that knows words which this one does not.
  if (!body.success) return { kind: 'newer' };
  return { kind: 'record', record: { at: head.data.at, body: body.data as RecordBody<K> } };
}
