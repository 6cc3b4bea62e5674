// Reading one callback: whether it can be the service's, and which job of ours it speaks of. It changes nothing by itself.

import { parseJson } from '../services/answers';
import type { Dialect } from '../service';
import { lastAttempt, remoteIdOf } from '../store/attempts';
import { attemptWire } from '../pipeline/attempt';
import type { Work } from '../pipeline/work';
import type { EntryOf } from './entries';
import { verifySignature } from './signature';

export interface CallbackReading {
  /** 204, also where it speaks of nothing that we know: a redelivery would not help. 400, 401 and 404 else. */
  readonly status: 204 | 400 | 401 | 404;
  /** The job of ours that the service should be asked about. */
  readonly job?: string;
}

/** @param headers names in lower case; @param body the bytes as they came */
export async function readCallback(
  work: Work,
  entry: EntryOf<'callback'>,
  headers: Readonly<Record<string, string>>,
  body: Uint8Array,
): Promise<CallbackReading> {
  const dialect = dialectOf(work, entry);
  if (dialect?.callback === undefined) return { status: 404 };
  if ((headers['content-encoding'] ?? 'identity') !== 'identity') return { status: 400 };
  const secret = await secretFor(work, entry);
  const signed = verifySignature(dialect.callback.signature, secret, headers, body);
  if (signed === 'forged') {
    work.ports.log.write('warn', 'a callback with a wrong signature was refused', { service: entry.service });
    return { status: 401 };
  }
  const json = parseObject(body);
  if (json === undefined) return { status: 400 };
  const job = jobOf(work, entry, dialect.callback.read(json)?.remoteId);
  work.ports.log.write('info', 'callback', { service: entry.service, signature: signed, job });
  return job === undefined ? { status: 204 } : { status: 204, job };
}

function dialectOf(work: Work, entry: EntryOf<'callback'>): Dialect | undefined {
  const service = work.services.find(candidate => candidate.id === entry.service);
  return service?.dialects.find(candidate => candidate.id === entry.dialect);
}

async function secretFor(work: Work, entry: EntryOf<'callback'>): Promise<string | undefined> {
  if (!URL.canParse(entry.baseUrl)) return undefined;
  return work.ports.callbackSecrets?.get(entry.service, new URL(entry.baseUrl).origin);
}

function parseObject(body: Uint8Array): object | undefined {
  try {
    const json = parseJson(new TextDecoder('utf-8', { fatal: true }).decode(body));
    return typeof json === 'object' && json !== null ? json : undefined;
  } catch {
    return undefined;
  }
}

/**
 * A place of one submission speaks of that job, also where the service's form of it is not documented (seedanceapi.txt, *Webhook
 * Callbacks*), but not where the callback names another one.
 */
function jobOf(work: Work, entry: EntryOf<'callback'>, remoteId: string | undefined): string | undefined {
  if (entry.job !== undefined) {
    const records = work.store.get(entry.job)?.records;
    const known = records === undefined ? undefined : remoteIdOf(records);
    return remoteId === undefined || known === undefined || remoteId === known ? entry.job : undefined;
  }
  if (remoteId === undefined) return undefined;
  return work.store.open().find(({ records }) => {
    const at = attemptWire(lastAttempt(records))?.baseUrl;
    return records.spec.body.service === entry.service && at === entry.baseUrl && remoteIdOf(records) === remoteId;
  })?.id;
}
