// Fetching a file: whole or in parts, at the sink's pace, from links that are not trusted.

import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { Net } from '../../../src/core/ports';
import { startProxy } from '../../faults/proxy';
import { etag, file, keep, serve, serving, want } from './served';
import { manualClock, memorySink, netOver } from './world';

function direct(): Net {
  return netOver('direct', manualClock());
}

const rest = (offset: number, extra: readonly string[] = []) =>
  serving('206 Partial Content', file.subarray(offset), [
    `content-range: bytes ${offset}-${file.length - 1}/${file.length}`,
    ...extra,
  ]);

describe.each(['direct', 'editor', 'editor through a proxy'] as const)('over %s', route => {
  async function net(): Promise<Net> {
    return netOver(
      route,
      manualClock(),
      route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined,
    );
  }

  test('a whole file arrives byte for byte, with its head', async () => {
    const server = await serve(serving('200 OK', file, ['content-type: video/mp4', `etag: ${etag}`]));
    const sink = memorySink();
    expect(await (await net()).download(want(`${server.origin}/v.mp4?sig=a%2Fb`), sink)).toEqual({ kind: 'whole' });
    expect(sink.heads).toEqual([{ offset: 0, total: file.length, etag, type: 'video/mp4' }]);
    expect(sink.bytes.equals(file)).toBe(true);
    expect(server.visits[0]?.head).toMatch(/^GET \/v\.mp4\?sig=a%2Fb HTTP/);
    expect(server.visits[0]?.head).toMatch(/accept-encoding: identity/i);
    expect(server.visits[0]?.head).not.toMatch(/authorization|cookie|range/i);
  });

  test('a part is continued under its strong ETag', async () => {
    const server = await serve(rest(100_000, [`etag: ${etag}`]));
    const sink = memorySink();
    const end = await (await net()).download(want(`${server.origin}/v.mp4`, { offset: 100_000, etag }), sink);
    expect(end).toEqual({ kind: 'whole' });
    expect(sink.heads).toMatchObject([{ offset: 100_000, total: file.length }]);
    expect(sink.bytes.equals(file.subarray(100_000))).toBe(true);
    expect(server.visits[0]?.head).toMatch(/range: bytes=100000-/i);
    expect(server.visits[0]?.head).toMatch(/if-range: "v1-strong"/i);
  });

  test('a file cut short is not whole, and what arrived was given to the sink', async () => {
    const head = `HTTP/1.1 200 OK\r\ncontent-length: ${file.length}\r\n\r\n`;
    const server = await serve({
      onRequest: async peer => {
        await peer.write(head);
        peer.end(file.subarray(0, 200_000));
      },
    });
    const sink = memorySink();
    const end = await (await net()).download(want(`${server.origin}/v.mp4`), sink);
    expect(end).toMatchObject({ kind: 'failure', failure: 'closed' });
    expect(sink.bytes.equals(file.subarray(0, 200_000))).toBe(true);
  });

  test('a file without a length that ends in a reset is not whole', async () => {
    let reset: () => void = () => undefined;
    const server = await serve({
      onRequest: async peer => {
        reset = () => peer.reset();
        await peer.write('HTTP/1.1 200 OK\r\n\r\n12345');
      },
    });
    // Only once the bytes are here: a reset that comes together with them looks like an end to Node 22.
    const sink = { begin: async () => undefined, write: async () => reset() };
    const end = await (await net()).download(want(`${server.origin}/v.mp4`), sink);
    expect(end).toMatchObject({ kind: 'failure', failure: 'closed' });
  });

  test('silence ends it after the stall time, however long it ran before', async () => {
    const sink = memorySink();
    const clock = manualClock();
    let more: () => void = () => undefined;
    const server = await serve({
      onRequest: async peer => {
        await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${file.length}\r\n\r\n`);
        more = () => void peer.write('x'.repeat(100));
      },
    });
    const proxy = route === 'editor through a proxy' ? keep(await startProxy('tunnel')) : undefined;
    let arrived: () => void = () => undefined;
    const slow = { ...sink, begin: async () => arrived(), write: async () => arrived() };
    const next = () => new Promise<void>(resolve => (arrived = resolve));
    const begun = next();
    const pending = netOver(route, clock, proxy).download(want(`${server.origin}/v.mp4`, { stallMs: 30_000 }), slow);
    await begun;
    for (let round = 0; round < 4; round++) {
      clock.advance(20_000);
      const piece = next();
      more();
      await piece;
      // The sink's own promise is still being waited for: let the reader go back to the connection.
      await new Promise(setImmediate);
    }
    clock.advance(29_999);
    clock.advance(1);
    expect(await pending).toMatchObject({ kind: 'failure', failure: 'timeout' });
    await server.idle();
    expect(clock.pending).toBe(0);
  });

  test('the sink sets the pace: the server is held back while it is busy', async () => {
    const piece = Buffer.alloc(64_000, 1);
    const pieces = 1500;
    let written = 0;
    const server = await serve({
      onRequest: async peer => {
        await peer.write(`HTTP/1.1 200 OK\r\ncontent-length: ${piece.length * pieces}\r\n\r\n`);
        for (let index = 0; index < pieces && (await peer.write(piece)); index++) written += piece.length;
      },
    });
    let received = 0;
    let ahead = 0;
    const sink = {
      begin: async () => undefined,
      write: async (bytes: Uint8Array) => {
        // Turns of the event loop in which an unrestrained connection would bring everything.
        for (let turn = received === 0 ? 8 * pieces : 1; turn > 0; turn--) await new Promise(setImmediate);
        received += bytes.byteLength;
        ahead = Math.max(ahead, written - received);
      },
    };
    expect(await (await net()).download(want(`${server.origin}/v.mp4`), sink)).toEqual({ kind: 'whole' });
    expect(received).toBe(piece.length * pieces);
    expect(ahead).toBeLessThan(30_000_000);
  });
});

describe('an answer to a part', () => {
  test.each<[string, string[]]>([
    ['that begins elsewhere', [`content-range: bytes 50000-249999/300000`]],
    ['without Content-Range', []],
    ['that makes no sense', ['content-range: bytes 100000-5/300000']],
    ['in another unit', ['content-range: items 100000-299999/300000']],
    ['of another version', [`content-range: bytes 100000-299999/300000`, 'etag: "v2"']],
    ['in compressed form', [`content-range: bytes 100000-299999/300000`, 'content-encoding: gzip']],
    ['whose length differs', [`content-range: bytes 100000-299998/300000`]],
  ])('%s is refused before a byte reaches the sink', async (_name, headers) => {
    const server = await serve(serving('206 Partial Content', file.subarray(100_000), headers));
    const sink = memorySink();
    const end = await direct().download(want(`${server.origin}/v.mp4`, { offset: 100_000, etag }), sink);
    expect(end).toMatchObject({ kind: 'failure', failure: 'malformed' });
    expect(sink.heads).toEqual([]);
  });

  test('with the whole file begins again at 0', async () => {
    const server = await serve(serving('200 OK', file));
    const sink = memorySink();
    const end = await direct().download(want(`${server.origin}/v.mp4`, { offset: 100_000, etag }), sink);
    expect(end).toEqual({ kind: 'whole' });
    expect(sink.heads).toEqual([{ offset: 0, total: file.length }]);
    expect(sink.bytes.equals(file)).toBe(true);
  });

  test('that stops before the end of the file is not the whole', async () => {
    const headers = [`content-range: bytes 100000-199999/300000`];
    const server = await serve(serving('206 Partial Content', file.subarray(100_000, 200_000), headers));
    const end = await direct().download(want(`${server.origin}/v.mp4`, { offset: 100_000, etag }), memorySink());
    expect(end).toMatchObject({ kind: 'failure', failure: 'closed' });
  });

  test.each([undefined, 'W/"v1"', 'v1'])('is not asked for under the ETag %s', async weak => {
    const server = await serve(serving('200 OK', file));
    const sink = memorySink();
    await direct().download(want(`${server.origin}/v.mp4`, { offset: 100_000, ...(weak && { etag: weak }) }), sink);
    expect(server.visits[0]?.head).not.toMatch(/range/i);
    expect(sink.heads).toMatchObject([{ offset: 0 }]);
  });

  test('to a request for the whole counts where it is the whole', async () => {
    const sink = memorySink();
    const end = await direct().download(want(`${(await serve(rest(0))).origin}/v.mp4`), sink);
    expect(end).toEqual({ kind: 'whole' });
    expect(sink.heads).toMatchObject([{ offset: 0, total: file.length }]);
  });

  test('to a request for the whole that begins later is refused', async () => {
    const end = await direct().download(want(`${(await serve(rest(1_000))).origin}/v.mp4`), memorySink());
    expect(end).toMatchObject({ kind: 'failure', failure: 'malformed' });
  });
});

describe('a status', () => {
  test.each([
    '403 Forbidden',
    '404 Not Found',
    '410 Gone',
    '416 Range Not Satisfiable',
    '500 Oops',
    '204 No Content',
    '304 Not Modified',
  ])('%s is refused with its number', async status => {
    const server = await serve(serving(status, ''));
    const end = await direct().download(want(`${server.origin}/v.mp4`, { offset: 5, etag }), memorySink());
    expect(end).toEqual({ kind: 'refused', status: Number(status.slice(0, 3)) });
  });

  test.each([
    ['7', 7000],
    ['Thu, 01 Jan 2026 00:01:00 GMT', 60_000],
    ['Wed, 31 Dec 2025 00:00:00 GMT', 0],
  ])('503 with Retry-After %s says how long', async (value, milliseconds) => {
    const server = await serve(serving('503 Busy', '', [`retry-after: ${value}`]));
    const end = await direct().download(want(`${server.origin}/v.mp4`), memorySink());
    expect(end).toEqual({ kind: 'refused', status: 503, retryAfterMs: milliseconds });
  });
});

describe.each(['direct', 'editor'] as const)('size over %s', route => {
  const net = () => netOver(route, manualClock());

  test('a file that says it is too large is not begun', async () => {
    const server = await serve(serving('200 OK', file));
    const sink = memorySink();
    const end = await net().download(want(`${server.origin}/v.mp4`, { maxBytes: file.length - 1 }), sink);
    expect(end).toMatchObject({ kind: 'failure', failure: 'too-large' });
    expect(sink.heads).toEqual([]);
  });

  test('an endless body ends at the cap', async () => {
    const server = await serve({
      onRequest: async peer => {
        await peer.write('HTTP/1.1 200 OK\r\n\r\n');
        while (await peer.write(Buffer.alloc(50_000)));
      },
    });
    const sink = memorySink();
    const end = await net().download(want(`${server.origin}/v.mp4`, { maxBytes: 1_000_000 }), sink);
    expect(end).toMatchObject({ kind: 'failure', failure: 'too-large' });
    expect(sink.bytes.byteLength).toBeLessThanOrEqual(1_000_000);
    await server.idle();
  });

  test('what comes beyond the length that was told is not part of the file', async () => {
    const head = 'HTTP/1.1 200 OK\r\ncontent-length: 5\r\nconnection: close\r\n\r\n';
    const server = await serve({ onRequest: peer => peer.end(`${head}12345678`) });
    const sink = memorySink();
    expect(await net().download(want(`${server.origin}/v.mp4`), sink)).toEqual({ kind: 'whole' });
    expect(sink.bytes.toString()).toBe('12345');
  });

  test('a compressed file is refused before a byte of it, so that no bomb is ever unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(1_000_000));
    const server = await serve(serving('200 OK', bomb, ['content-encoding: gzip']));
    const sink = memorySink();
    const end = await net().download(want(`${server.origin}/v.mp4`), sink);
    expect(end).toMatchObject({ kind: 'failure', failure: 'malformed' });
    expect(sink.heads).toEqual([]);
  });

  test('an empty file is whole', async () => {
    const server = await serve(serving('200 OK', ''));
    const sink = memorySink();
    expect(await net().download(want(`${server.origin}/v.mp4`), sink)).toEqual({ kind: 'whole' });
    expect(sink.heads).toEqual([{ offset: 0, total: 0 }]);
  });
});

describe('the caller', () => {
  test('gets an error of the sink as it was thrown, and the connection ends', async () => {
    const server = await serve({
      onRequest: async peer => {
        await peer.write('HTTP/1.1 200 OK\r\n\r\n');
        while (await peer.write(Buffer.alloc(50_000)));
      },
    });
    const full = Object.assign(new Error('no space left'), { code: 'ENOSPC' });
    const sink = { begin: async () => undefined, write: () => Promise.reject(full) };
    await expect(direct().download(want(`${server.origin}/v.mp4`), sink)).rejects.toBe(full);
    const early = { begin: () => Promise.reject(full), write: async () => undefined };
    await expect(direct().download(want(`${server.origin}/v.mp4`), early)).rejects.toBe(full);
    await server.idle();
  });

  test('can stop it', async () => {
    const stop = new AbortController();
    const server = await serve({ onRequest: peer => void peer.write('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nx') });
    const sink = { begin: async () => undefined, write: async () => stop.abort() };
    const end = await direct().download(want(`${server.origin}/v.mp4`), sink, stop.signal);
    expect(end).toMatchObject({ kind: 'failure', failure: 'aborted' });
    await server.idle();
  });

  test('may take as long as it likes: a slow sink is no stall', async () => {
    const clock = manualClock();
    const server = await serve(serving('200 OK', file));
    const sink = memorySink();
    const slow = {
      ...sink,
      write: async (bytes: Uint8Array) => {
        clock.advance(100_000);
        await sink.write(bytes);
      },
    };
    expect(await netOver('direct', clock).download(want(`${server.origin}/v.mp4`), slow)).toEqual({ kind: 'whole' });
    expect(createHash('sha256').update(sink.bytes).digest('hex')).toBe(createHash('sha256').update(file).digest('hex'));
  });
});
