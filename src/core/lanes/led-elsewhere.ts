// Which services other windows take care of: for a window without the key, which leads none of their lanes itself.

import { join } from 'node:path';
import { digest } from '../store/layout';
import type { Work } from '../pipeline/work';
import { silenceBeforeTakeoverMs } from './lease';

interface Seen {
  readonly name: string;
  readonly size: number;
  readonly since: number;
}

/** What a lease says of the lane's service, base URL included; the key's fingerprint alone would not tell. */
export function placeWord(place: string): string {
  return digest(place);
}

export class LedElsewhere {
  private readonly seen = new Map<string, Seen>();

  constructor(
    private readonly work: Work,
    private readonly ownerIsGone: (owner: string) => boolean | undefined,
  ) {}

  /** The place words of lanes that living windows lead, with a key; what is first seen counts as living. */
  async words(): Promise<ReadonlySet<string>> {
    const { files } = this.work.ports;
    const { leases } = this.work.store.layout;
    const words = new Set<string>();
    for (const lane of await files.list(leases)) {
      const word = await this.ledWith(join(leases, lane)).catch(() => undefined);
      if (word !== undefined) words.add(word);
    }
    return words;
  }

  private async ledWith(folder: string): Promise<string | undefined> {
    const { files, clock } = this.work.ports;
    const names = await files.list(folder);
    const top = Math.max(0, ...names.map(name => Number(/^(\d{1,9})\.lease$/.exec(name)?.[1] ?? 0)));
    if (top === 0 || names.includes(`${top}.released`)) return undefined;
    const now = clock.elapsed();
    const bytes = await files.read(join(folder, `${top}.lease`));
    const owner = new TextDecoder().decode(bytes).split('\n')[0] ?? '';
    const word = owner.split(' ')[3];
    if (owner.startsWith(`${this.work.owner.window} `) || this.ownerIsGone(owner) === true) return undefined;
    const last = this.seen.get(folder);
    const name = `${top}.lease`;
    const isSilent = last !== undefined && last.name === name && last.size === bytes.length;
    if (!isSilent) this.seen.set(folder, { name, size: bytes.length, since: now });
    return isSilent && now - last.since >= silenceBeforeTakeoverMs ? undefined : word;
  }
}
