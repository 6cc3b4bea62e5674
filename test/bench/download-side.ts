// One side of a download, in a process of its own, so that its memory can be told: the server, the product, or a bare loop to compare with.

import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { nodeClock } from '../../src/core/node/clock';
import { nodeFiles } from '../../src/core/node/files';
import { createNet } from '../../src/core/net/transport';
import type { OpenFile } from '../../src/core/ports';
import { authority, localhostIdentity } from '../faults/certificates';

/** What the process prints when it is done. */
export interface DownloadTold {
  readonly milliseconds: number;
  /** The most that the process held over what it held before, in bytes; and over what it held after the first hundred million bytes. */
  readonly peak: number;
  readonly peakLater: number;
  readonly bytes: number;
}

const piece = Buffer.alloc(256 * 1024, 'reelwright');

async function serve(secure: boolean): Promise<void> {
  const answer = async (request: http.IncomingMessage, response: http.ServerResponse): Promise<void> => {
    const total = Number(new URL(request.url ?? '/', 'http://localhost').searchParams.get('bytes'));
    response.writeHead(200, { 'content-type': 'video/mp4', 'content-length': total });
    for (let left = total; left > 0; left -= piece.length) {
      if (!response.write(left >= piece.length ? piece : piece.subarray(0, left))) await once(response, 'drain');
    }
    response.end();
  };
  const listener: http.RequestListener = (request, response) => void answer(request, response).catch(() => undefined);
  const server = secure ? https.createServer(localhostIdentity, listener) : http.createServer(listener);
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
}

/** Bytes are counted as they are written. */
type Fetch = (url: string, path: string, wrote: (bytes: number) => void) => Promise<void>;

function product(way: 'direct' | 'editor'): Fetch {
  const net = createNet({
    clock: nodeClock,
    log: { write: () => undefined },
    proxyFor: () => way === 'editor',
    certificates: [authority],
    sendHttps: options => https.request({ ...options, ca: authority }),
  });
  return async (url, path, wrote) => {
    let file: OpenFile | undefined;
    const end = await net.download(
      { url, offset: 0, allowLoopback: true },
      {
        begin: async () => {
          file = await nodeFiles.open(path, 'append');
        },
        write: async bytes => {
          await file?.write(bytes);
          wrote(bytes.length);
        },
      },
    );
    await file?.close();
    if (end.kind !== 'whole') throw new Error(JSON.stringify(end));
  };
}

/** What anybody would write with Node's own client. */
const bare: Fetch = async (url, path, wrote) => {
  const get = url.startsWith('https:') ? https.get : http.get;
  const request = get(url, { ca: authority, agent: false });
  const [incoming] = (await once(request, 'response')) as [http.IncomingMessage];
  const file = createWriteStream(path);
  for await (const bytes of incoming as AsyncIterable<Buffer>) {
    if (!file.write(bytes)) await once(file, 'drain');
    wrote(bytes.length);
  }
  file.end();
  await once(file, 'finish');
};

async function measure(fetch: Fetch, url: string, path: string, bytes: number): Promise<DownloadTold> {
  // Modules are loaded and code is compiled once in a session, not for each video.
  await fetch(`${url}?bytes=20000000`, `${path}.warm`, () => undefined);
  const before = process.memoryUsage.rss();
  let [peak, peakLater, early, written] = [before, 0, 0, 0];
  const sample = (): void => {
    const now = process.memoryUsage.rss();
    peak = Math.max(peak, now);
    if (written < 100_000_000) early = Math.max(early, now);
    else peakLater = Math.max(peakLater, now);
  };
  let next = 0;
  const start = performance.now();
  await fetch(`${url}?bytes=${bytes}`, path, count => {
    written += count;
    if (written < next) return;
    next = written + 2_000_000;
    sample();
  });
  const milliseconds = performance.now() - start;
  sample();
  return { milliseconds, peak: peak - before, peakLater: peakLater - early, bytes: written };
}

const [role, ...rest] = process.argv.slice(2);
if (role === 'server') await serve(rest[0] === 'secure');
else {
  const [url = '', path = '', bytes = ''] = rest;
  const fetch = role === 'bare' ? bare : product(role === 'editor' ? 'editor' : 'direct');
  process.stdout.write(`${JSON.stringify(await measure(fetch, url, path, Number(bytes)))}\n`);
}
