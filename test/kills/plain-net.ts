// A plain way to the loopback service in the parent process: this proof is about files, not about sockets.

import { request as open } from 'node:http';
import type { DownloadEnd, DownloadRequest, DownloadSink, Exchange, Net, WireRequest } from '../../src/core/ports';

interface Answer {
  readonly status: number;
  readonly bytes: Buffer;
}

function send(method: string, url: string, headers: Readonly<Record<string, string>>, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const request = open(url, { method, headers, agent: false }, response => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => resolve({ status: response.statusCode ?? 0, bytes: Buffer.concat(parts) }));
      response.on('error', reject);
    });
    request.on('error', reject);
    request.end(body);
  });
}

async function exchange(request: WireRequest): Promise<Exchange> {
  try {
    const { status, bytes } = await send(request.method, request.url, request.headers, request.body);
    return { kind: 'answer', sent: true, answer: { status, headers: {}, text: bytes.toString('utf8') } };
  } catch (error) {
    return { kind: 'failure', sent: true, failure: 'closed', detail: String(error) };
  }
}

async function download(request: DownloadRequest, sink: DownloadSink): Promise<DownloadEnd> {
  const { status, bytes } = await send('GET', request.url, {});
  if (status !== 200) return { kind: 'refused', status };
  await sink.begin({ offset: 0, total: bytes.length, etag: '"whole"' });
  const half = bytes.length >> 1;
  await sink.write(bytes.subarray(0, half));
  await sink.write(bytes.subarray(half));
  return { kind: 'whole' };
}

export const plainNet: Net = { exchange, download };
