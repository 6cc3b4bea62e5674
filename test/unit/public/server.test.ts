// The server against what a stranger may send.

import net from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { nodeClock } from '../../../src/core/node/clock';
import type { Place, ServerLimits } from '../../../src/core/public/server';
import { startServer } from '../../../src/core/public/server';
import { memoryLog } from '../net/world';
import { ask, raw } from './wire';

const token = '0123456789abcdef0123456789abcdef';
const other = 'ffffffffffffffffffffffffffffffff';
const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3]);
const address = 'https://tunnel.example/path';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map(close => close()));
});

async function open(limits: Partial<ServerLimits> = {}) {
  const bodies: Buffer[] = [];
  const place = (kind: Place['kind']): Place =>
    kind === 'picture'
      ? { kind, jpeg }
      : {
          kind,
          take: async (_headers, body) => {
            bodies.push(Buffer.from(body));
            return 204;
          },
        };
  const server = await startServer(
    {
      clock: nodeClock,
      log: memoryLog(),
      address: () => address,
      find: async (kind, asked) => (asked === token ? place(kind) : undefined),
      limits,
    },
    0,
  );
  closing.push(() => server.close());
  return { port: server.port, bodies };
}

const post = { method: 'POST', path: `/c/${token}`, body: '{"task_id":"1"}' };

describe('a picture', () => {
  it('is served whole by its path alone, and nobody may keep, sniff or embed it', async () => {
    const { port } = await open();
    const { status, headers, body } = await ask(port, { path: `/p/${token}.jpg` });
    expect(status).toBe(200);
    expect(body).toEqual(jpeg);
    expect(headers).toMatchObject({
      'content-type': 'image/jpeg',
      'content-length': '7',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
    });
  });

  it('answers HEAD with its length and no byte of it', async () => {
    const { port } = await open();
    const { status, headers, body } = await ask(port, { method: 'HEAD', path: `/p/${token}.jpg` });
    expect([status, headers['content-length'], body.length]).toEqual([200, '7', 0]);
  });

  it('is reached by the public host and by loopback, with or without the path of the public address', async () => {
    const { port } = await open();
    for (const host of ['tunnel.example', 'TUNNEL.example:443', `localhost:${port}`, `[::1]:${port}`]) {
      expect((await ask(port, { path: `/p/${token}.jpg`, host })).status, host).toBe(200);
    }
    expect((await ask(port, { path: `/path/p/${token}.jpg` })).status).toBe(200);
  });
});

describe('everything else is 404, without words', () => {
  it.each([
    ['/', '/p/', '/c/', '/p', '/index.html', '/favicon.ico', '/robots.txt'],
    [
      `/p/${other}.jpg`,
      `/p/${token}`,
      `/p/${token}.png`,
      `/p/${token}.jpg/`,
      `/p/${token}.jpg?x=1`,
      `//p/${token}.jpg`,
    ],
    [`/p/../p/${token}.jpg`, `/p/%2e%2e/${token}.jpg`, '/p/../../etc/passwd', `/p/${token.slice(1)}.jpg`],
    [`/P/${token}.jpg`, `/p/${token.toUpperCase()}.jpg`, `/c/${token}`, `http://127.0.0.1/p/${token}.jpg`, '*'],
  ])('for paths like %s', async (...paths) => {
    const { port } = await open();
    for (const path of paths) {
      const { status, body } = await ask(port, { path });
      expect([path, status, body.length]).toEqual([path, 404, 0]);
    }
  });

  it('for methods that a path does not have', async () => {
    const { port } = await open({ perMinute: 1000 });
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PATCH']) {
      expect((await ask(port, { method, path: `/p/${token}.jpg` })).status, method).toBe(404);
    }
    for (const method of ['GET', 'PUT', 'OPTIONS']) {
      expect((await ask(port, { method, path: `/c/${token}` })).status, method).toBe(404);
    }
  });

  it('for other hosts: a name that was turned to 127.0.0.1 opens nothing', async () => {
    const { port } = await open();
    const hosts = ['evil.example', `evil.example:${port}`, '127.0.0.1', '127.0.0.1:1', 'tunnel.example.evil.example'];
    for (const host of [...hosts, 'tunnel.example:8443', 'tunnel.example@evil.example', 'x/tunnel.example']) {
      expect((await ask(port, { path: `/p/${token}.jpg`, host })).status, host).toBe(404);
    }
  });

  it('for pages in a browser', async () => {
    const { port, bodies } = await open();
    for (const headers of [
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
    ]) {
      expect((await ask(port, { ...post, headers })).status).toBe(404);
      expect((await ask(port, { path: `/p/${token}.jpg`, headers })).status).toBe(404);
    }
    expect(bodies).toEqual([]);
  });
});

describe('a callback', () => {
  it('is taken byte by byte', async () => {
    const { port, bodies } = await open();
    expect((await ask(port, post)).status).toBe(204);
    expect((await ask(port, { ...post, body: Buffer.from([0xff, 0, 1]) })).status).toBe(204);
    expect(bodies).toEqual([Buffer.from(post.body), Buffer.from([0xff, 0, 1])]);
  });

  it('has at most 64 kB, said or unsaid', async () => {
    const { port, bodies } = await open();
    // 0: the connection ended before the answer could be read.
    expect([0, 413]).toContain((await ask(port, { ...post, body: 'x'.repeat(65_537) })).status);
    const chunk = `8000\r\n${'x'.repeat(0x8000)}\r\n`;
    const chunked = `POST /c/${token} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ntransfer-encoding: chunked\r\n\r\n`;
    expect([0, 413]).toContain((await raw(port, `${chunked}${chunk.repeat(3)}0\r\n\r\n`)).status);
    expect((await ask(port, { ...post, body: 'x'.repeat(65_536) })).status).toBe(204);
    expect(bodies).toHaveLength(1);
  });

  it('that ends before its length is refused, and nothing is taken', async () => {
    const { port, bodies } = await open();
    const head = `POST /c/${token} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{"task_id":"1"}`;
    expect((await raw(port, head, true)).status).toBe(400);
    expect(bodies).toEqual([]);
  });

  it('with two lengths, or with what is no HTTP, is refused', async () => {
    const { port, bodies } = await open();
    const lines = `host: 127.0.0.1:${port}\r\ncontent-length: 2\r\ncontent-length: 3\r\n`;
    expect((await raw(port, `POST /c/${token} HTTP/1.1\r\n${lines}\r\n{} `)).status).toBe(400);
    const both = `host: 127.0.0.1:${port}\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n`;
    expect((await raw(port, `POST /c/${token} HTTP/1.1\r\n${both}\r\n0\r\n\r\n`)).status).toBe(400);
    expect((await raw(port, 'nonsense\r\n\r\n')).status).toBe(400);
    expect(bodies).toEqual([]);
  });
});

describe('limits', () => {
  it('60 requests a minute for each path', async () => {
    const { port } = await open();
    const statuses: number[] = [];
    for (let count = 0; count < 61; count += 1) statuses.push((await ask(port, post)).status);
    expect(statuses.slice(0, 60)).toEqual(Array.from({ length: 60 }, () => 204));
    expect(statuses[60]).toBe(429);
  });

  it('headers that never end lose their connection', async () => {
    const { port } = await open({ headersMs: 50 });
    const { status } = await raw(port, `GET /p/${token}.jpg HTTP/1.1\r\nhost: 127.0.0.1`);
    expect([0, 408]).toContain(status);
  });

  it('a body that never ends loses its connection', async () => {
    const { port, bodies } = await open({ headersMs: 50, requestMs: 60 });
    const head = `POST /c/${token} HTTP/1.1\r\nhost: 127.0.0.1:${port}\r\ncontent-length: 100\r\n\r\n{`;
    expect([0, 408]).toContain((await raw(port, head)).status);
    expect(bodies).toEqual([]);
  });

  it('silence and long life lose their connection, too', async () => {
    const silent = await open({ idleMs: 50 });
    expect((await raw(silent.port, '')).status).toBe(0);
    const long = await open({ connectionMs: 50 });
    expect((await raw(long.port, '')).status).toBe(0);
  });

  it('headers of 8 kB and no more', async () => {
    const { port } = await open();
    const { status } = await ask(port, { path: `/p/${token}.jpg`, headers: { x: 'y'.repeat(9_000) } });
    expect(status).toBe(431);
  });

  it('32 connections at once', async () => {
    const { port } = await open();
    const held = Array.from({ length: 32 }, () => net.connect(port, '127.0.0.1'));
    await Promise.all(held.map(socket => new Promise(resolve => socket.once('connect', resolve))));
    expect((await ask(port, { path: `/p/${token}.jpg` })).status).toBe(0);
    for (const socket of held) socket.destroy();
  });
});

it.each(['::1', '127.0.0.2'])('listens at 127.0.0.1 alone, and not at %s', async host => {
  const { port } = await open();
  const outside = net.connect({ port, host });
  const heard = await new Promise(resolve => {
    outside.once('connect', () => resolve('connected'));
    outside.once('error', () => resolve('refused'));
  });
  outside.destroy();
  expect(heard).toBe('refused');
});
