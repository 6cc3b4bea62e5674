// One port for several windows: whichever has it serves for all, and a stranger's program on it is said once.

import { createServer } from 'node:net';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { startVibegen } from '../../services/vibegen';
import type { StandIn } from '../../services/stand-in';
import { ask } from './wire';
import { closeAll, closeLater, freePort, jobThat, openWindow, publicAddress, temporaryFolder } from './window';
import type { TestWindow, WindowOptions } from './window';

afterEach(closeAll);

const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 9, 9, 9]);
const service = 'vibegen';

async function standIn(port: number): Promise<StandIn> {
  const tunnel = { address: publicAddress, to: `http://127.0.0.1:${port}` };
  const server = await startVibegen({ tunnel, pace: { by: 'looks', waiting: 1_000, rendering: 0 } });
  closeLater(() => server.close());
  return server;
}

async function generate(window: TestWindow, withPicture = true) {
  const picture = withPicture ? { picture: await window.engine.stagePicture(jpeg, 'hero.png') } : {};
  const [job] = await window.engine.generate({ service, prompt: 'A lake', options: {}, ...picture }, 'view');
  return job?.id ?? '';
}

describe('two windows', () => {
  async function two() {
    const port = await freePort();
    const server = await standIn(port);
    const folder = await temporaryFolder();
    const common: WindowOptions = { folder, service, access: { address: publicAddress, port } };
    // The first has no key: it serves, and cannot ask.
    const first = await openWindow({ ...common, name: 'w1' });
    expect(await first.door.open()).toBe('here');
    const second = await openWindow({ ...common, name: 'w2', server });
    return { port, server, folder, first, second };
  }

  it('share the port: the one that has it serves the other one’s picture and carries the callback on', async () => {
    const { server, first, second } = await two();
    const id = await generate(second);
    const job = await jobThat(second.engine, id, ({ state }) => state === 'pending');
    await server.outbound.idle();
    expect([first.door.port !== undefined, second.door.port]).toEqual([true, undefined]);
    expect(server.outbound.fetched.map(({ status }) => status)).toEqual([200]);
    const [delivery] = await server.finish(job.remoteId ?? '');
    expect(delivery?.status).toBe(204);
    await jobThat(second.engine, id, ({ state }) => state === 'completed');
    expect(server.requests.filter(({ endpoint }) => endpoint === 'status')).toHaveLength(1);
    expect([first.told, second.told]).toEqual([[], []]);
  });

  it('follow each other: the port goes to the one that is left', async () => {
    const { server, first, second, port } = await two();
    const id = await generate(second);
    await jobThat(second.engine, id, ({ state }) => state === 'pending');
    await server.outbound.idle();
    await first.engine.stop();
    expect(await second.door.open()).toBe('here');
    const path = server.outbound.fetched[0]?.url.slice(publicAddress.length) ?? '';
    expect((await ask(port, { path })).status).toBe(200);
  });

  it('know each other by a sign that is taken down with the door', async () => {
    const { first, folder, port } = await two();
    expect(await readFile(join(folder, 'public', `server-${port}`), 'utf8')).toMatch(/^w1 /);
    await first.engine.stop();
    expect(await readdir(join(folder, 'public'))).toEqual([]);
  });
});

describe('a port that another program has', () => {
  async function taken() {
    const stranger = createServer(socket => socket.destroy());
    await new Promise<void>(resolve => stranger.listen(0, '127.0.0.1', resolve));
    closeLater(() => new Promise<void>(resolve => stranger.close(() => resolve())));
    const { port } = stranger.address() as { port: number };
    const server = await standIn(port);
    const folder = await temporaryFolder();
    const window = await openWindow({ folder, service, server, access: { address: publicAddress, port } });
    return { port, server, window, folder };
  }

  it('is said once; a job that needs it ends unsent, and one that does not is followed by asking', async () => {
    const { server, window, port, folder } = await taken();
    for (let count = 0; count < 2; count += 1) {
      const id = await generate(window);
      const job = await jobThat(window.engine, id, ({ state }) => state === 'failed');
      expect(job.error?.code).toBe('public-port-taken');
    }
    expect(server.posts).toBe(0);
    const id = await generate(window, false);
    await jobThat(window.engine, id, ({ state }) => state === 'pending');
    const body = JSON.parse(server.requests[0]?.body.toString() ?? '{}') as object;
    expect(body).not.toHaveProperty('callback_url');
    expect(window.told).toEqual([expect.stringContaining(`Port ${port} `)]);
    expect(await readdir(join(folder, 'public'))).toEqual([]);
  });

  it('is no other window’s because a window that died left its sign', async () => {
    const port = await freePort();
    const folder = await temporaryFolder();
    const options = { folder, service, access: { address: publicAddress, port }, name: 'dead' };
    const dead = await openWindow(options);
    await dead.door.open();
    const server = await standIn(port);
    const gone = { ...options, name: 'alive', server, ownerIsGone: () => true };
    const alive = await openWindow(gone);
    expect(await alive.door.open()).toBe('taken');
  });
});

describe('settings', () => {
  it('that name another port move the door', async () => {
    const folder = await temporaryFolder();
    const [one, two] = [await freePort(), await freePort()];
    const server = await standIn(one);
    const window = await openWindow({ folder, service, server, access: { address: publicAddress, port: one } });
    await jobThat(window.engine, await generate(window), ({ state }) => state === 'pending');
    expect(window.door.port).toBe(one);
    window.access = { address: publicAddress, port: two };
    window.settingsChanged();
    expect(await window.door.open()).toBe('here');
    expect(window.door.port).toBe(two);
    window.access = {};
    window.settingsChanged();
    expect(await window.door.open()).toBe('off');
    expect(window.door.port).toBeUndefined();
  });

  it('without a public address open nothing at all', async () => {
    const folder = await temporaryFolder();
    const window = await openWindow({ folder, service });
    expect(await window.door.open()).toBe('off');
    expect(await readdir(join(folder, 'public'))).toEqual([]);
  });
});

it('a window that starts again shows what was shown before, until the job has ended', async () => {
  const port = await freePort();
  const server = await standIn(port);
  const folder = await temporaryFolder();
  const options = { folder, service, server, access: { address: publicAddress, port } };
  const before = await openWindow({ ...options, name: 'before' });
  const id = await generate(before);
  const job = await jobThat(before.engine, id, ({ state }) => state === 'pending');
  await server.outbound.idle();
  await before.engine.stop();
  const path = server.outbound.fetched[0]?.url.slice(publicAddress.length) ?? '';
  expect((await ask(port, { path })).status).toBe(0);
  const after = await openWindow({ ...options, name: 'after' });
  await after.logged('the public door is open');
  expect((await ask(port, { path })).status).toBe(200);
  await server.finish(job.remoteId ?? '');
  await jobThat(after.engine, id, ({ state }) => state === 'completed');
  await after.logged('the public door is shut');
});

it.each([
  [true, 'keeps'],
  [false, 'takes away'],
])('a job that is not known here (by a newer version: %s): a window %s what is long shown for it', async newer => {
  const folder = await temporaryFolder();
  const job = '0mk0xjmt1-0011223344';
  const shown = { v: 1, kind: 'picture', job, sha256: '0'.repeat(64), at: Date.now() - 20 * 60_000 };
  const name = `p-${'a'.repeat(32)}.json`;
  for (const each of ['public', `jobs/${job}`]) await mkdir(join(folder, each), { recursive: true });
  await writeFile(join(folder, 'public', name), JSON.stringify(shown));
  if (newer) await writeFile(join(folder, 'jobs', job, 'spec.json'), '{"v":2,"kind":"spec"}');
  const window = await openWindow({ folder, service, access: { address: publicAddress, port: await freePort() } });
  await window.door.open();
  expect((await readdir(join(folder, 'public'))).includes(name)).toBe(newer);
});

it('a callback that comes again when its job has ended finds nobody, also where its place was left behind', async () => {
  const port = await freePort();
  const server = await standIn(port);
  const folder = await temporaryFolder();
  const window = await openWindow({ folder, service, server, access: { address: publicAddress, port } });
  const place = async (job: string) => {
    const { url } = await window.door.awaitCallback(
      { job, service, baseUrl: server.baseUrl, dialect: service },
      publicAddress,
    );
    expect(await window.door.open()).toBe('here');
    return { method: 'POST', path: url.slice(publicAddress.length), body: '{}' };
  };
  const id = await generate(window);
  const job = await jobThat(window.engine, id, ({ state }) => state === 'pending');
  expect((await ask(port, await place(id))).status).toBe(204);
  await server.finish(job.remoteId ?? '');
  await jobThat(window.engine, id, ({ state }) => state === 'completed');
  const asked = server.requests.length;
  expect((await ask(port, await place(id))).status).toBe(404);
  expect(server.requests.length).toBe(asked);
});
