// What windows that died have left behind: unfinished downloads, half-written files, journals. Removed once nobody can need them, never while somebody may.

import { join } from 'node:path';
import * as z from 'zod';
import type { Files } from '../ports';
import { journalOwners } from '../store/journal';
import { replaceWhole } from '../store/whole';
import type { Work } from './work';

/** A file that is written under a passing name has its own within moments; one that is still there a day later was given up. */
const givenUpAfterMs = 24 * 3_600_000;
const passingName = /^\.[0-9a-f]{16}\.tmp$/;
const trashName = /^\.trash-/;
const seenName = 'leftovers.json';

/** When a file was first seen under its passing name, in wall time. */
const seenSchema = z.record(z.string(), z.number());
type Seen = z.infer<typeof seenSchema>;

type IsGone = (owner: string) => boolean | undefined;

/** Looks once, as a window starts. Never rejects. @param isGone true only where the window is known to have ended */
export async function removeLeftovers(work: Work, isGone: IsGone): Promise<void> {
  if (work.store.readOnly) return;
  try {
    const owners = await journalOwners(work.ports.files, work.store.layout.journal);
    owners.delete(work.owner.window);
    const gone = [...owners].filter(([, owner]) => owner !== undefined && isGone(owner) === true);
    const ended = new Set(gone.map(([window]) => window));
    await removeParts(work, ended, new Set(owners.keys()));
    await removeGivenUp(work);
    // Last: it is what tells that the rest is nobody's.
    for (const window of ended) await work.ports.files.remove(join(work.store.layout.journal, `${window}.jsonl`));
  } catch (error) {
    work.ports.log.write('warn', 'leftovers were not removed', { error: String(error) });
  }
}

/** Unfinished downloads of windows that have ended, and those that nobody owns of jobs that are over. */
async function removeParts(work: Work, ended: ReadonlySet<string>, known: ReadonlySet<string>): Promise<void> {
  const { files } = work.ports;
  const { library } = work.store.layout;
  for (const name of await files.list(library)) {
    const [id = '', window = '', , part] = name.split('.');
    if (part !== 'part' || window === work.owner.window) continue;
    const job = work.store.get(id)?.records;
    const isNobodys = !known.has(window) && (job === undefined || job.done !== undefined);
    if (ended.has(window) || isNobodys) await files.remove(join(library, name));
  }
}

/** Files under passing names, at the second look that is a day after the first; jobs that were half taken away, at once. */
async function removeGivenUp(work: Work): Promise<void> {
  const { files, clock, random } = work.ports;
  const { root } = work.store.layout;
  const before = await readSeen(files, join(root, seenName));
  const now = clock.now();
  const seen: Seen = {};
  for (const folder of await foldersOf(work)) {
    for (const name of await files.list(folder).catch(() => [])) {
      const path = join(folder, name);
      if (folder === root && trashName.test(name)) await files.remove(path);
      if (!passingName.test(name)) continue;
      // A clock that was set back begins anew.
      const since = Math.min(before[path] ?? now, now);
      if (now - since >= givenUpAfterMs) await files.remove(path);
      else seen[path] = since;
    }
  }
  if (JSON.stringify(seen) === JSON.stringify(before)) return;
  await replaceWhole(files, random, join(root, seenName), new TextEncoder().encode(JSON.stringify(seen)));
}

async function readSeen(files: Files, path: string): Promise<Seen> {
  try {
    const parsed = seenSchema.safeParse(JSON.parse(new TextDecoder().decode(await files.read(path))));
    return parsed.success ? parsed.data : {};
  } catch {
    return {};
  }
}

/** Where files are written under passing names. Of the jobs only those that are open: ten thousand folders are not searched. */
async function foldersOf({ ports, store }: Work): Promise<string[]> {
  const { root, claims, leases, pictures, library, ledger } = store.layout;
  const lanes = await ports.files.list(leases);
  const jobs = store.open().map(({ id }) => store.folderOf(id));
  return [root, claims, pictures, library, ledger, ...lanes.map(lane => join(leases, lane)), ...jobs];
}
