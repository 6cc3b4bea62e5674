// What tests of downloads share: servers that are closed after each test, and one file that they serve.

import { randomBytes } from 'node:crypto';
import { afterEach } from 'vitest';
import type { DownloadRequest } from '../../../src/core/ports';
import { answer, startFaultServer, type Fault, type FaultServer } from '../../faults/server';

const opened: { close(): Promise<void> }[] = [];

afterEach(async () => {
  for (const closable of opened.splice(0)) await closable.close();
});

/** Closes something after the test. */
export function keep<T extends { close(): Promise<void> }>(closable: T): T {
  opened.push(closable);
  return closable;
}

export const file = randomBytes(300_000);
export const etag = '"v1-strong"';

export async function serve(fault: Fault, tls?: false): Promise<FaultServer> {
  return keep(await startFaultServer(fault, tls === false ? { tls } : {}));
}

export function serving(status: string, body: string | Uint8Array, headers: readonly string[] = []): Fault {
  return { onRequest: peer => peer.end(answer(status, body, headers)) };
}

export function want(url: string, extra: Partial<DownloadRequest> = {}): DownloadRequest {
  return { url, offset: 0, allowLoopback: true, ...extra };
}
