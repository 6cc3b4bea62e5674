// What the services last said of accounts and prices, and when it is time to ask again.

import type { Known } from './accounts';
import { readKnown } from './accounts';
import { presentWire } from '../pipeline/present-wire';
import type { Work } from '../pipeline/work';

/** A form that shows a price asks again after this long; nobody asks by the clock. */
const freshForMs = 10 * 60_000;

export class AccountBook {
  private readonly known = new Map<string, Known>();
  private readonly askedAt = new Map<string, number>();

  constructor(
    private readonly work: Work,
    private readonly changed: (service: string) => void,
  ) {}

  of(service: string): Known | undefined {
    return this.known.get(service);
  }

  /** Asks in the background unless that was done lately. */
  freshen(service: string): void {
    const asked = this.askedAt.get(service);
    if (asked === undefined || this.work.ports.clock.elapsed() - asked >= freshForMs) this.refresh(service);
  }

  /** Asks in the background, now. */
  refresh(service: string): void {
    this.askedAt.set(service, this.work.ports.clock.elapsed());
    void presentWire(this.work, service)
      .then(wire => readKnown(this.work, wire))
      .then(known => this.learn(service, known))
      .catch((error: unknown) =>
        this.work.ports.log.write('warn', 'account not read', { service, error: String(error) }),
      );
  }

  learn(service: string, known: Known): void {
    this.known.set(service, { ...this.known.get(service), ...known });
    this.changed(service);
  }

  /** Another key or address: what was known is another account's. */
  forget(service: string): void {
    this.known.delete(service);
    this.askedAt.delete(service);
    this.changed(service);
  }
}
