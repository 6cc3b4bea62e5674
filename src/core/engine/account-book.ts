// What the services last said of accounts and prices, and when it is time to ask again.

import type { Known, TakeTurn } from './accounts';
import { readKnown } from './accounts';
import { presentWire } from '../pipeline/present-wire';
import type { Work } from '../pipeline/work';
import type { Disposable } from '../ports';

/** A form that shows a price asks again after this long; nobody asks by the clock. */
const freshForMs = 10 * 60_000;
/** Nobody who waits for a price waits longer for a service to tell it. */
const patienceMs = 2_000;

export class AccountBook {
  private readonly known = new Map<string, Known>();
  private readonly askedAt = new Map<string, number>();
  private readonly asking = new Map<string, Promise<void>>();

  constructor(
    private readonly work: Work,
    private readonly changed: (service: string) => void,
    private readonly lanes: { readonly takeTurn: TakeTurn; resume(service: string): void },
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
    const asked = presentWire(this.work, service).then(wire =>
      readKnown(this.work, wire, known => this.learn(service, known), this.lanes.takeTurn),
    );
    const failed = (error: unknown) =>
      this.work.ports.log.write('warn', 'account not read', { service, error: String(error) });
    void asked.then(({ account }) => account).catch(failed);
    this.asking.set(service, asked.then(({ prices }) => prices).catch(failed));
  }

  /** Resolves when the prices are what the service said lately, or after two seconds. At once where it tells none, or no key is set. */
  async prices(service: string): Promise<void> {
    const { service: its, key } = await presentWire(this.work, service);
    if (key === undefined || its.dialectFor(key.key).livePrices === undefined) return;
    this.freshen(service);
    const { clock } = this.work.ports;
    let patience: Disposable | undefined;
    const enough = new Promise<void>(resolve => (patience = clock.after(patienceMs, resolve)));
    await Promise.race([this.asking.get(service), enough]);
    patience?.dispose();
  }

  learn(service: string, known: Known): void {
    const before = this.known.get(service)?.account?.balance;
    this.known.set(service, { ...this.known.get(service), ...known });
    this.changed(service);
    const now = known.account?.balance;
    const isMore = before !== undefined && now?.unit === before.unit && now.amount > before.amount;
    if (isMore) this.lanes.resume(service);
  }

  /** Another key or address: what was known is another account's. */
  forget(service: string): void {
    this.known.delete(service);
    this.askedAt.delete(service);
    this.changed(service);
  }
}
