// What an exchange promises beside its verdict: redirects, credentials, caps, encodings, limits.

import zlib from 'node:zlib';
import { afterEach, describe, expect, test } from 'vitest';
import { createNet } from '../../../src/core/net/transport';
import type { Net } from '../../../src/core/ports';
import { authority } from '../../faults/certificates';
import { answer, startFaultServer, type Fault, type FaultServer } from '../../faults/server';
import { get, manualClock, memoryLog, netOver, noOtherRoute, submit, summary, trustingHttps } from './world';

const opened: FaultServer[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

async function serve(fault: Fault, tls?: false): Promise<FaultServer> {
  const server = await startFaultServer(fault, tls === false ? { tls } : {});
  opened.push(server);
  return server;
}

function answering(...reply: Parameters<typeof answer>): Fault {
  return { onRequest: peer => peer.end(answer(...reply)) };
}

function direct(): Net {
  return netOver('direct', manualClock());
}

describe.each(['direct', 'editor'] as const)('redirects over %s', route => {
  const net = () => netOver(route, manualClock());

  test('a GET follows them and arrives', async () => {
    const target = await serve(answering('200 OK', '{"state":"done"}'));
    const start = await serve(answering('302 Found', '', [`location: ${target.origin}/moved?x=1`]));
    const result = await net().exchange(get(`${start.origin}/v1/videos/1`));
    expect(result).toMatchObject({ kind: 'answer', sent: true, answer: { status: 200, text: '{"state":"done"}' } });
    expect(target.visits[0]?.head).toMatch(/^GET \/moved\?x=1 HTTP/);
  });

  test.each([
    ['as it is', (key: string) => key],
    ['percent-encoded twice', (key: string) => encodeURIComponent(encodeURIComponent(key))],
    ['in base64', (key: string) => Buffer.from(`u:${key}`).toString('base64url')],
  ])('none is followed to another origin with the key in its address, %s', async (_name, written) => {
    const other = await serve(answering('200 OK', '{}'));
    const key = 'sd_test+/1234567890';
    const start = await serve(answering('302 Found', '', [`location: ${other.origin}/a?k=${written(key)}`]));
    const headers = { Authorization: `Bearer ${key}` };
    const result = await net().exchange(get(start.origin, { headers, credentialHeaders: ['authorization'] }));
    expect(result).toMatchObject({ kind: 'failure', failure: 'blocked', sent: true });
    expect(other.visits).toEqual([]);
  });

  test('no credential header reaches another origin, also not after a redirect back', async () => {
    const back: FaultServer = await serve({
      onRequest: (peer, visit) => {
        const isFirst = visit.head?.startsWith('GET /v1') === true;
        peer.end(
          isFirst ? answer('307 Temporary Redirect', '', [`location: ${other.origin}/a`]) : answer('200 OK', '{}'),
        );
      },
    });
    const other: FaultServer = await serve({
      onRequest: peer => peer.end(answer('307 Temporary Redirect', '', [`location: ${back.origin}/b`])),
    });
    const headers = {
      Authorization: 'Bearer sk-test-1234567890',
      'X-Service-Key': 'k-secret-1',
      accept: 'application/json',
    };
    const request = get(`${back.origin}/v1`, { headers, credentialHeaders: ['authorization', 'x-service-key'] });
    const result = await net().exchange(request);
    expect(summary(result)).toBe('answer 200, sent');
    // Whoever answered knows nothing of the key, and so of its jobs.
    expect(result).toMatchObject({ answer: { elsewhere: true } });
    expect(back.visits[0]?.head).toContain('sk-test-1234567890');
    for (const visit of [other.visits[0], back.visits[1]]) {
      expect(visit?.head).toContain('application/json');
      expect(visit?.head).not.toMatch(/sk-test|k-secret|authorization/i);
    }
  });

  test('credentials stay on the same origin', async () => {
    const server = await serve({
      onRequest: (peer, visit) =>
        peer.end(
          visit.head?.startsWith('GET /v1') ? answer('301 Moved', '', ['location: /v2']) : answer('200 OK', '{}'),
        ),
    });
    expect(await net().exchange(get(`${server.origin}/v1`))).not.toHaveProperty('answer.elsewhere');
    expect(server.visits[1]?.head).toContain('sk-test-1234567890');
  });

  test.each([
    ['https to http elsewhere', 'http://media.example/x'],
    ['a file', 'file:///etc/passwd'],
    ['a script', 'javascript:alert(1)'],
    ['an address that holds its data', 'data:application/json,{}'],
    ['a password in the address', 'https://user:pass@localhost/x'],
  ])('%s is blocked', async (_name, location) => {
    const server = await serve(answering('302 Found', '', [`location: ${location}`]));
    expect(summary(await net().exchange(get(`${server.origin}/v1`)))).toBe('failure blocked, sent');
  });

  test('one time limit is for all steps together', async () => {
    const silent = await serve({});
    const start = await serve(answering('302 Found', '', [`location: ${silent.origin}/moved`]));
    const clock = manualClock();
    const pending = netOver(route, clock).exchange(get(`${start.origin}/v1`, { timeoutMs: 9_000 }));
    await silent.requested;
    clock.advance(9_000);
    expect(summary(await pending)).toBe('failure timeout, sent');
    expect(clock.pending).toBe(0);
  });

  test('the body of a redirect is not waited for', async () => {
    const target = await serve(answering('200 OK', '{}'));
    const start = await serve({
      onRequest: async peer => {
        await peer.write(`HTTP/1.1 302 Found\r\nlocation: ${target.origin}/moved\r\n\r\n`);
        while (await peer.write('x'.repeat(50_000)));
      },
    });
    expect(summary(await net().exchange(get(`${start.origin}/v1`)))).toBe('answer 200, sent');
    await start.idle();
  });

  test('a loop ends after five', async () => {
    const server = await serve(answering('302 Found', '', ['location: /again']));
    expect(summary(await net().exchange(get(`${server.origin}/v1`)))).toBe('failure blocked, sent');
    expect(server.visits).toHaveLength(6);
  });

  test.each(['POST', 'DELETE'] as const)('a %s gets the redirect as its answer', async method => {
    const server = await serve(answering('308 Permanent Redirect', '', ['location: /again']));
    const result = await net().exchange(submit(`${server.origin}/v1`, { method, once: false }));
    expect(summary(result)).toBe('answer 308, sent');
    expect(server.visits).toHaveLength(1);
  });
});

describe.each(['direct', 'editor'] as const)('answers over %s', route => {
  const net = () => netOver(route, manualClock());

  test('arrive with lower-case names, repeated headers joined, and UTF-8 text', async () => {
    const server = await serve(
      answering('200 OK', '{"t":"Zürich 🎬"}', ['X-RateLimit-Remaining: 7', 'Via: a', 'VIA: b']),
    );
    const result = await net().exchange(get(`${server.origin}/v1`));
    expect(result).toMatchObject({
      answer: { headers: { 'x-ratelimit-remaining': '7', via: 'a, b' }, text: '{"t":"Zürich 🎬"}' },
    });
  });

  test('header names of JavaScript are only names', async () => {
    const server = await serve(answering('200 OK', '{}', ['__proto__: evil', 'constructor: evil']));
    const result = await net().exchange(get(`${server.origin}/v1`));
    const headers = result.kind === 'answer' ? result.answer.headers : {};
    expect(Object.keys(headers)).toContain('__proto__');
    expect(Object.getPrototypeOf(headers)).toBe(Object.prototype);
  });

  test.each([
    ['gzip', zlib.gzipSync('{"ok":true}')],
    ['deflate', zlib.deflateSync('{"ok":true}')],
    ['br', zlib.brotliCompressSync('{"ok":true}')],
  ])('compressed by %s although identity was asked for are read', async (encoding, bytes) => {
    const server = await serve(answering('200 OK', bytes, [`content-encoding: ${encoding}`]));
    expect(await net().exchange(get(`${server.origin}/v1`))).toMatchObject({ answer: { text: '{"ok":true}' } });
    expect(server.visits[0]?.head).toContain('accept-encoding: identity');
  });

  test('a small compressed answer that grows past the cap is too large', async () => {
    const bomb = zlib.gzipSync(Buffer.alloc(6_000_000));
    const server = await serve(answering('200 OK', bomb, ['content-encoding: gzip']));
    expect(summary(await net().exchange(get(`${server.origin}/v1`)))).toBe('failure too-large, sent');
  });

  test('compressed twice, or in a way that nobody knows, is malformed', async () => {
    for (const encoding of ['gzip, gzip', 'zstd', '__proto__']) {
      const twice = zlib.gzipSync(zlib.gzipSync('{}'));
      const server = await serve(answering('200 OK', twice, [`content-encoding: ${encoding}`]));
      expect(summary(await net().exchange(get(`${server.origin}/v1`)))).toBe('failure malformed, sent');
    }
  });

  test('a damaged compression is malformed', async () => {
    const server = await serve(answering('200 OK', 'not gzip', ['content-encoding: gzip']));
    expect(summary(await net().exchange(get(`${server.origin}/v1`)))).toBe('failure malformed, sent');
  });

  test('of exactly the cap are taken, one byte more is not', async () => {
    const server = await serve(answering('200 OK', 'x'.repeat(1000)));
    expect(summary(await net().exchange(get(`${server.origin}/v1`, { maxBytes: 1000 })))).toBe('answer 200, sent');
    expect(summary(await net().exchange(get(`${server.origin}/v1`, { maxBytes: 999 })))).toBe(
      'failure too-large, sent',
    );
  });

  test('without an end are given up at five million bytes', async () => {
    let written = 0;
    const server = await serve({
      onRequest: async peer => {
        await peer.write('HTTP/1.1 200 OK\r\n\r\n');
        // A product that reads on for ever shall fail this test, and not hang it.
        for (; written < 50_000_000; written += 50_000) if (!(await peer.write(Buffer.alloc(50_000, 32)))) return;
        peer.end('');
      },
    });
    expect(summary(await net().exchange(get(`${server.origin}/v1`)))).toBe('failure too-large, sent');
    await server.idle();
    expect(written).toBeLessThan(50_000_000);
  });

  test('without a body end at once', async () => {
    const server = await serve({ onRequest: peer => void peer.write('HTTP/1.1 204 No Content\r\n\r\n') });
    expect(summary(await net().exchange(get(`${server.origin}/v1`, { method: 'DELETE' })))).toBe('answer 204, sent');
  });

  test('to HEAD have no body whatever their length says', async () => {
    const server = await serve({ onRequest: peer => void peer.write('HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n') });
    expect(summary(await net().exchange(get(`${server.origin}/v1`, { method: 'HEAD' })))).toBe('answer 200, sent');
  });

  test('without a length and in chunks are read to their end', async () => {
    const bare = await serve({ onRequest: peer => peer.end('HTTP/1.1 200 OK\r\n\r\n{"a":1}') });
    expect(await net().exchange(get(`${bare.origin}/v1`))).toMatchObject({ answer: { text: '{"a":1}' } });
    const chunked = 'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n{"a\r\n4\r\n":1}\r\n0\r\n\r\n';
    const server = await serve({ onRequest: peer => void peer.write(chunked) });
    expect(await net().exchange(get(`${server.origin}/v1`))).toMatchObject({ answer: { text: '{"a":1}' } });
  });

  test('the request arrives as it was written, on a connection of its own', async () => {
    const server = await serve(answering('201 Created', '{}'));
    const request = submit(`${server.origin}/v1/videos?draft=1`, { body: '{"prompt":"Zürich"}' });
    await net().exchange(request);
    await net().exchange(request);
    expect(server.visits).toHaveLength(2);
    const [visit] = server.visits;
    expect(visit?.head).toMatch(/^POST \/v1\/videos\?draft=1 HTTP\/1\.1\r\n/);
    expect(visit?.head).toMatch(/connection: close/i);
    expect(visit?.head).toMatch(/content-length: 20/i);
    expect(visit?.body.toString()).toBe('{"prompt":"Zürich"}');
  });
});

describe('what is refused before a connection is made', () => {
  test.each([
    ['http://usvideoapi.com/v1', 'blocked'],
    ['http://192.168.1.5/v1', 'blocked'],
    ['http://localhost.example/v1', 'blocked'],
    ['ftp://usvideoapi.com/v1', 'blocked'],
    ['https://user:pw@usvideoapi.com/v1', 'blocked'],
    ['nonsense', 'blocked'],
  ])('%s', async (url, failure) => {
    expect(summary(await direct().exchange(get(url)))).toBe(`failure ${failure}, not sent`);
  });

  test.each([{ authorization: 'Bearer a\r\nx: y' }, { 'bad name': 'x' }, { authorization: 'Bearer „key“' }])(
    'the header %o',
    async headers => {
      const result = await direct().exchange(submit('https://localhost:9/v1', { headers: headers as never }));
      expect(summary(result)).toBe('failure malformed, not sent');
      expect(JSON.stringify(result)).not.toContain('Bearer');
    },
  );

  test('localhost over http must stand for this machine', async () => {
    const deps = { clock: manualClock(), log: memoryLog(), proxyFor: () => false, sendHttps: noOtherRoute };
    const net = createNet({ ...deps, resolve: async () => [{ address: '192.168.1.5', family: 4 }] });
    expect(summary(await net.exchange(submit('http://localhost:9/v1')))).toBe('failure blocked, not sent');
  });

  test('a request that was stopped before it began', async () => {
    const stop = new AbortController();
    stop.abort();
    expect(summary(await direct().exchange(get('https://localhost:9/v1'), stop.signal))).toBe(
      'failure aborted, not sent',
    );
  });
});

test('plain http on this machine works by name and by address', async () => {
  const server = await serve(answering('200 OK', '{}'), false);
  expect(summary(await direct().exchange(get(`http://127.0.0.1:${server.port}/v1`)))).toBe('answer 200, sent');
  expect(summary(await direct().exchange(get(`http://localhost:${server.port}/v1`)))).toBe('answer 200, sent');
});

test('the log tells the outcome and neither key, query, header nor body', async () => {
  const log = memoryLog();
  const server = await serve(answering('200 OK', '{"secret":"in the answer"}'));
  const deps = { clock: manualClock(), proxyFor: () => false, certificates: [authority], sendHttps: trustingHttps };
  await createNet({ ...deps, log }).exchange(submit(`${server.origin}/v1?sig=abcdef`, { body: '{"prompt":"mine"}' }));
  const text = JSON.stringify(log.lines);
  expect(text).toContain(server.origin);
  expect(text).not.toMatch(/sk-test|abcdef|in the answer|mine/);
});
