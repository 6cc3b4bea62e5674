// The link to a video that could not be fetched yet, for the person whose video it is.

import { linkRefusal } from '../net/addresses';
import { isLoopback } from '../pipeline/library';
import { attemptWire } from '../pipeline/attempt';
import type { Work } from '../pipeline/work';
import { lastAttempt } from '../store/attempts';

/** Undefined where there is none, or where it is not one that may be followed. */
export function videoLinkOf(work: Work, id: string): string | undefined {
  const records = work.store.get(id)?.records;
  const url = records?.results.at(-1)?.body.videoUrl;
  if (records === undefined || records.done !== undefined || url === undefined || !URL.canParse(url)) return undefined;
  const base = attemptWire(lastAttempt(records))?.baseUrl ?? '';
  return linkRefusal(new URL(url), isLoopback(base)) === undefined ? url : undefined;
}
