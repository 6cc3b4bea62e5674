// Registering one address for all callbacks of a key, once, where a service asks for that (seedance-tv.txt, *Webhook Integration*).

import { join } from 'node:path';
import { hasCode } from '../file-error';
import type { Dialect } from '../service';
import { digest } from '../store/layout';
import { randomHex, writeOnce } from '../store/whole';
import type { Wire, Work } from '../pipeline/work';
import { ask } from '../pipeline/work';

/** After a failure it is tried again with a later submission, not before. */
const triedAgainAfterMs = 10 * 60_000;
const timeoutMs = 15_000;

/**
 * Registers this editor's address with a secret of our own making, unless that was done before for this key and address: the
 * service has no way to list or remove one. Never throws; without it, everything works by polling. `spend` counts the request.
 */
export class Registrar {
  private readonly triedAt = new Map<string, number>();

  async ensure(work: Work, wire: Wire, dialect: Dialect, spend: () => void): Promise<void> {
    try {
      await this.register(work, wire, dialect, spend);
    } catch (error) {
      work.ports.log.write('warn', 'callbacks could not be registered', { error: String(error) });
    }
  }

  private async register(work: Work, wire: Wire, dialect: Dialect, spend: () => void): Promise<void> {
    const { door } = work;
    const { callbackSecrets, clock, files, random } = work.ports;
    const address = door?.addressFor(wire.baseUrl);
    if (door === undefined || address === undefined || callbackSecrets === undefined) return;
    if (dialect.registerCallback === undefined || (await commonPlaceOf(work, wire, address)) !== undefined) return;
    const name = registrationName(wire, address);
    const tried = this.triedAt.get(name);
    if (tried !== undefined && clock.elapsed() - tried < triedAgainAfterMs) return;
    this.triedAt.set(name, clock.elapsed());
    const origin = new URL(wire.baseUrl).origin;
    const known = await callbackSecrets.get(wire.service.id, origin);
    const secret = known ?? randomHex(random, 32);
    if (known === undefined) await callbackSecrets.set(wire.service.id, origin, secret);
    const place = await door.awaitCallback(
      { service: wire.service.id, baseUrl: wire.baseUrl, dialect: dialect.id },
      address,
    );
    spend();
    const exchange = await ask(work, wire, dialect.registerCallback(place.url, secret), { timeoutMs });
    const status = exchange.kind === 'answer' && exchange.sent ? exchange.answer.status : undefined;
    work.ports.log.write('info', 'callbacks registered', { service: wire.service.id, status });
    if (status === undefined || status < 200 || status > 299) return door.withdraw([place.name]);
    const bytes = new TextEncoder().encode(JSON.stringify({ v: 1, place: place.name }));
    await writeOnce(files, random, join(door.folder, name), bytes);
  }
}

/** The place that was registered for a key at an address; undefined: none was. */
export async function commonPlaceOf(work: Work, wire: Wire, address: string): Promise<string | undefined> {
  const path = join(work.store.layout.public, registrationName(wire, address));
  try {
    return new TextDecoder().decode(await work.ports.files.read(path));
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

function registrationName(wire: Wire, address: string): string {
  return `r-${digest([wire.service.id, wire.baseUrl, wire.key?.fingerprint ?? '', address].join('\n'))}.json`;
}
