// Windows of which each may hang or be spoiled by itself, over one disk: for what happens when two of them act at once.

import type { Exchange, Ports, WireRequest } from '../../../src/core/ports';
import type { JobStore } from '../../../src/core/store/store';
import { Hang } from '../lanes/hanging';
import { Bench } from '../pipeline/bench';
import type { Reply } from '../pipeline/bench';

export class Racing extends Bench {
  /** Changes what a window is given; `window1` is the first. */
  spoil: (ports: Ports, window: string) => Ports = ports => ports;
  /** Which window sent each request, as `window1 POST`. */
  readonly senders: string[] = [];
  private readonly hangs = new Map<string, Hang>();
  private hangsAfter: { readonly window: string; readonly end: string } | undefined;

  hang(window: string): Hang {
    const hang = this.hangs.get(window) ?? new Hang();
    this.hangs.set(window, hang);
    return hang;
  }

  /** Replaces what a request is answered with from now on. */
  now(what: string, ...replies: Reply[]): this {
    this['replies'].set(what, replies);
    return this;
  }

  /** The names in a job's folder. */
  async records(id: string): Promise<string[]> {
    return (await this.disk.files().list(`/storage/jobs/${id}`)).sort();
  }

  /** Has the answer to the `nth` submission come only after so long. */
  delaySubmit(nth: number, milliseconds: number): void {
    let count = 0;
    this.spoil = (ports: Ports): Ports => {
      const exchange = async (request: WireRequest, signal?: AbortSignal): Promise<Exchange> => {
        const isLate = request.method === 'POST' && (count += 1) === nth;
        const answered = await ports.net.exchange(request, signal);
        if (isLate) await new Promise<void>(resolve => this.time.after(milliseconds, resolve));
        return answered;
      };
      return { ...ports, net: { ...ports.net, exchange } };
    };
  }

  /** Has a window hang, once, as soon as it has written a file whose path ends so. */
  hangAfter(window: string, end: string): void {
    this.hangsAfter = { window, end };
  }

  protected override seams(ports: Ports, window: string): Ports {
    const exchange: Ports['net']['exchange'] = (request, signal) => {
      this.senders.push(`${window} ${request.method}`);
      return ports.net.exchange(request, signal);
    };
    const hung = this.hang(window).ports({ ...ports, net: { ...ports.net, exchange } });
    const link: Ports['files']['link'] = (from, to) => {
      if (this.hangsAfter?.window === window && to.endsWith(this.hangsAfter.end)) {
        this.hangsAfter = undefined;
        this.hang(window).begin();
      }
      return hung.files.link(from, to);
    };
    return this.spoil({ ...hung, files: { ...hung.files, link } }, window);
  }
}

/** The store of a window. */
export const storeOf = (engine: unknown) => (engine as { work: { store: JobStore } }).work.store;

/** What a refusal says, or `taken`. */
export function outcomeOf(promise: Promise<unknown>): Promise<string> {
  return promise.then(
    () => 'taken',
    (error: unknown) => (error instanceof Error ? error.message : String(error)),
  );
}
