// What was heard of each job last, as the windows' journals have it: for a window that was opened since.

import { join } from 'node:path';
import type { Files } from '../ports';
import { isJournal, parseLine } from './journal';
import type { Live } from './journal';

/** Of each journal only the end is read. */
const tailBytes = 65_536;
const liveOf = /^\{"job":"([^"]+)","what":"live"/;

/** By job; the newest word of any window. Never rejects: it is only what rows show until more is heard. */
export async function lastSaid(files: Files, folder: string): Promise<ReadonlyMap<string, Live>> {
  const said = new Map<string, { readonly at: number; readonly live: Live }>();
  const names = await files.list(folder).catch((): string[] => []);
  for (const name of names.filter(isJournal)) {
    const heard = new Set<string>();
    // The newest line of a job is its last one here; most others need not be read.
    for (const text of (await tailOf(files, join(folder, name))).split('\n').reverse()) {
      const job = liveOf.exec(text)?.[1];
      if (job === undefined || heard.has(job)) continue;
      const line = parseLine(text);
      if (line?.at === undefined) continue;
      heard.add(job);
      if (line.at >= (said.get(job)?.at ?? 0)) said.set(job, { at: line.at, live: line.live ?? {} });
    }
  }
  return new Map([...said].map(([job, { live }]) => [job, live]));
}

async function tailOf(files: Files, path: string): Promise<string> {
  try {
    const file = await files.open(path, 'read');
    try {
      const size = await file.size();
      return new TextDecoder().decode(await file.read(Math.max(0, size - tailBytes), Math.min(size, tailBytes)));
    } finally {
      await file.close();
    }
  } catch {
    return '';
  }
}
