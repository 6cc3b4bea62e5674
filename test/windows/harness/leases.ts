// Who leads, as the files say.

import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** The process that leads the storage's one lane; undefined: nobody does. */
export async function leader(storage: string): Promise<number | undefined> {
  const folder = join(storage, 'leases');
  for (const lane of await readdir(folder).catch(() => [])) {
    const names = await readdir(join(folder, lane));
    const epochs = names.flatMap(name => (name.endsWith('.lease') ? [Number.parseInt(name, 10)] : []));
    const last = Math.max(...epochs);
    if (epochs.length === 0 || names.includes(`${last}.released`)) continue;
    const text = await readFile(join(folder, lane, `${last}.lease`), 'utf8').catch(() => '');
    return Number(text.split(' ')[1]);
  }
  return undefined;
}
