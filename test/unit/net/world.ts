// A clock that moves only when told, and the transport set up over one route at a time.

import https from 'node:https';
import type { Clock, DownloadSink, Exchange, Log, Net, WireRequest } from '../../../src/core/ports';
import { createNet, type NetDeps } from '../../../src/core/net/transport';
import { authority } from '../../faults/certificates';
import { throughProxy, type TestProxy } from '../../faults/proxy';

export interface ManualClock extends Clock {
  advance(milliseconds: number): void;
  /** Timers that would still fire. */
  readonly pending: number;
}

export function manualClock(): ManualClock {
  let elapsed = 0;
  let timers: { readonly due: number; readonly callback: () => void }[] = [];
  return {
    now: () => Date.UTC(2026, 0, 1) + elapsed,
    elapsed: () => elapsed,
    after: (milliseconds, callback) => {
      const timer = { due: elapsed + milliseconds, callback };
      timers.push(timer);
      return { dispose: () => (timers = timers.filter(other => other !== timer)) };
    },
    advance: milliseconds => {
      elapsed += milliseconds;
      const due = timers.filter(timer => timer.due <= elapsed);
      timers = timers.filter(timer => timer.due > elapsed);
      for (const timer of due) timer.callback();
    },
    get pending() {
      return timers.length;
    },
  };
}

export interface Line {
  readonly message: string;
  readonly facts: Readonly<Record<string, unknown>>;
}

export function memoryLog(): Log & { readonly lines: Line[] } {
  const lines: Line[] = [];
  return { lines, write: (_level, message, facts = {}) => void lines.push({ message, facts }) };
}

export type RouteName = 'direct' | 'editor' | 'editor through a proxy';

/** A transport that has this one route alone, so that no other one repairs what it does wrong. */
export function netOver(route: RouteName, clock: Clock, proxy?: TestProxy): Net {
  return createNet({ clock, log: memoryLog(), ...routeDeps(route, proxy) });
}

function routeDeps(route: RouteName, proxy?: TestProxy): Omit<NetDeps, 'clock' | 'log'> {
  if (route === 'direct') return { proxyFor: () => false, certificates: [authority], sendHttps: noOtherRoute };
  if (proxy !== undefined) return { proxyFor: () => true, sendHttps: throughProxy(proxy, authority) };
  return { proxyFor: () => true, sendHttps: trustingHttps };
}

/** The editor's route where the editor trusts the test authority. */
export const trustingHttps: NonNullable<NetDeps['sendHttps']> = options => https.request({ ...options, ca: authority });

export const noOtherRoute: NonNullable<NetDeps['sendHttps']> = () => {
  throw Object.assign(new Error('there is no other route in this test'), { code: 'ENETUNREACH' });
};

export function submit(url: string, extra: Partial<WireRequest> = {}): WireRequest {
  const body = JSON.stringify({ prompt: 'a lighthouse', image: 'A'.repeat(3000) });
  const headers = { authorization: 'Bearer sk-test-1234567890', 'content-type': 'application/json' };
  return { method: 'POST', url, headers, body, credentialHeaders: ['authorization'], once: true, ...extra };
}

export function get(url: string, extra: Partial<WireRequest> = {}): WireRequest {
  const headers = { authorization: 'Bearer sk-test-1234567890' };
  return { method: 'GET', url, headers, credentialHeaders: ['authorization'], ...extra };
}

export function summary(result: Exchange): string {
  const end = result.kind === 'answer' ? result.answer.status : result.failure;
  return `${result.kind} ${end}, ${result.sent ? 'sent' : 'not sent'}`;
}

export interface MemorySink extends DownloadSink {
  readonly heads: Parameters<DownloadSink['begin']>[0][];
  readonly pieces: Uint8Array[];
  readonly bytes: Buffer;
}

export function memorySink(): MemorySink {
  const heads: MemorySink['heads'] = [];
  const pieces: Uint8Array[] = [];
  return {
    heads,
    pieces,
    begin: async head => void heads.push(head),
    write: async bytes => void pieces.push(bytes.slice()),
    get bytes() {
      return Buffer.concat(pieces);
    },
  };
}
