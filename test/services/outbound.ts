// What a stand-in does of its own accord: it fetches pictures by their addresses, and calls back when a job has ended.

import { createHmac } from 'node:crypto';
import http from 'node:http';

/** A public address as the stand-in reaches it: its requests go to `to`, with the Host of `address`, as through a tunnel. */
export interface Tunnel {
  readonly address: string;
  /** An origin on loopback. */
  readonly to: string;
}

export interface FetchedPicture {
  readonly jobId: string;
  readonly url: string;
  /** 0: not reached. */
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
}

export interface Delivery {
  readonly jobId: string;
  readonly url: string;
  /** 1 for the first. */
  readonly number: number;
  /** 0: not reached. */
  readonly status: number;
}

export interface Callback {
  readonly jobId: string;
  readonly url: string;
  readonly body: object;
  /** How it is signed, where the document says so. */
  readonly sign?: { readonly header: string; readonly prefix: string; readonly secret: string };
}

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly bytes: Buffer;
}

const unreached: Reply = { status: 0, type: '', bytes: Buffer.alloc(0) };

/** What a `data:` URL holds; undefined for every other one. */
function inside(url: string): Reply | undefined {
  const [, type, data] = /^data:([^;,]+);base64,(.*)$/s.exec(url) ?? [];
  if (type === undefined || data === undefined) return undefined;
  return { status: 200, type, bytes: Buffer.from(data, 'base64') };
}

export class Outbound {
  readonly fetched: FetchedPicture[] = [];
  readonly deliveries: Delivery[] = [];
  private readonly timers = new Set<NodeJS.Timeout>();
  private readonly running = new Set<Promise<unknown>>();
  private readonly tunnel: Tunnel | undefined;
  private readonly redeliverAfterMs: readonly number[];

  constructor(tunnel: Tunnel | undefined, redeliverAfterMs: readonly number[]) {
    this.tunnel = tunnel;
    this.redeliverAfterMs = redeliverAfterMs;
  }

  fetchPicture(jobId: string, url: string): Promise<FetchedPicture> {
    return this.kept(async () => {
      const reply = inside(url) ?? (await this.request('GET', url));
      const fetched = { jobId, url, ...reply };
      this.fetched.push(fetched);
      return fetched;
    });
  }

  /** Delivers now; after a failure again, as the document says. Resolves after the first try. */
  deliver(callback: Callback, number = 1): Promise<Delivery> {
    return this.kept(async () => {
      const { status } = await this.post(callback);
      const delivery = { jobId: callback.jobId, url: callback.url, number, status };
      this.deliveries.push(delivery);
      const again = this.redeliverAfterMs[number - 1];
      if (again !== undefined && (status < 200 || status > 299)) {
        this.later(again, () => void this.deliver(callback, number + 1));
      }
      return delivery;
    });
  }

  later(milliseconds: number, act: () => void): void {
    const timer = setTimeout(() => {
      this.timers.delete(timer);
      act();
    }, milliseconds).unref();
    this.timers.add(timer);
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    while (this.running.size > 0) await Promise.allSettled(this.running);
  }

  close(): Promise<void> {
    for (const timer of this.timers) clearTimeout(timer);
    this.timers.clear();
    return this.idle();
  }

  private post(callback: Callback): Promise<Reply> {
    const body = JSON.stringify(callback.body);
    const { sign } = callback;
    const signature = sign && createHmac('sha256', sign.secret).update(body).digest('hex');
    const signed = sign ? { [sign.header]: `${sign.prefix}${signature}` } : {};
    return this.request('POST', callback.url, body, { 'content-type': 'application/json', ...signed });
  }

  /** Talks to loopback alone: what the tunnel does not lead to is not reached. */
  private request(
    method: string,
    url: string,
    body?: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<Reply> {
    const target = this.through(url);
    if (target === undefined) return Promise.resolve(unreached);
    return new Promise(resolve => {
      const all = { ...headers, host: new URL(url).host, ...(body && { 'content-length': Buffer.byteLength(body) }) };
      const outgoing = http.request(target, { method, headers: all, agent: false, timeout: 5_000 }, incoming => {
        const parts: Buffer[] = [];
        incoming.on('data', (part: Buffer) => parts.push(part));
        incoming.once('error', () => resolve(unreached));
        incoming.once('end', () => {
          const type = incoming.headers['content-type'] ?? '';
          resolve({ status: incoming.statusCode ?? 0, type, bytes: Buffer.concat(parts) });
        });
      });
      outgoing.once('timeout', () => outgoing.destroy());
      outgoing.once('error', () => resolve(unreached));
      outgoing.end(body);
    });
  }

  private through(url: string): URL | undefined {
    if (!URL.canParse(url)) return undefined;
    const { tunnel } = this;
    if (tunnel !== undefined && url.startsWith(`${tunnel.address}/`)) {
      return new URL(tunnel.to + url.slice(tunnel.address.length));
    }
    return /^http:\/\/127\.0\.0\.1:\d+\//.test(url) ? new URL(url) : undefined;
  }

  private kept<T>(act: () => Promise<T>): Promise<T> {
    const promise = act().finally(() => this.running.delete(promise));
    this.running.add(promise);
    return promise;
  }
}
