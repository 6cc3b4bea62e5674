// Where a result link may lead: links are not trusted, and neither are names, redirects or what comes before a proxy.

import { describe, expect, test } from 'vitest';
import { createNet } from '../../../src/core/net/transport';
import { authority } from '../../faults/certificates';
import { startProxy } from '../../faults/proxy';
import { startFaultServer } from '../../faults/server';
import { etag, file, keep, serve, serving, want } from './served';
import { manualClock, memoryLog, memorySink, netOver, noOtherRoute, trustingHttps } from './world';

describe.each(['direct', 'editor'] as const)('links over %s', route => {
  const net = () => netOver(route, manualClock());

  test('to a name that stands for this machine get no connection', async () => {
    const server = await serve(serving('200 OK', file));
    for (const allowLoopback of [false, true]) {
      const url = `https://service.example:${server.port}/v.mp4`;
      const end = await resolving(route, ['127.0.0.1']).net.download(want(url, { allowLoopback }), memorySink());
      expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    }
    expect(server.visits).toHaveLength(0);
  });

  test('to a name are resolved once, and connected to the very address that was checked', async () => {
    const server = await serve(serving('200 OK', file));
    const rebinding = resolving(route, ['127.0.0.1', '192.168.1.5']);
    const end = await rebinding.net.download(want(`https://localhost:${server.port}/v.mp4`), memorySink());
    expect(end).toEqual({ kind: 'whole' });
    expect(rebinding.asked).toBe(1);
  });

  test('are checked again at every redirect', async () => {
    for (const location of [
      'https://10.0.0.1/v.mp4',
      'https://[::ffff:169.254.169.254]/',
      'http://cdn.example.com/v.mp4',
    ]) {
      const server = await serve(serving('302 Found', '', [`location: ${location}`]));
      const end = await net().download(want(`${server.origin}/v.mp4`), memorySink());
      expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    }
  });

  test('redirected to a name that stands for a private address get no connection', async () => {
    const target = await serve(serving('200 OK', file));
    const start = await serve(serving('302 Found', '', [`location: https://service.example:${target.port}/v.mp4`]));
    const end = await resolving(route, ['127.0.0.1', '127.0.0.1']).net.download(
      want(`${start.origin}/v.mp4`),
      memorySink(),
    );
    expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect([start.visits.length, target.visits.length]).toEqual([1, 0]);
  });

  test('are followed through redirects, with the wanted part', async () => {
    const target = await serve(
      serving('206 Partial Content', file.subarray(1000), [
        `content-range: bytes 1000-${file.length - 1}/${file.length}`,
      ]),
    );
    const start = await serve(serving('307 Temporary Redirect', '', [`location: ${target.origin}/b.mp4`]));
    const sink = memorySink();
    expect(await net().download(want(`${start.origin}/a.mp4`, { offset: 1000, etag }), sink)).toEqual({
      kind: 'whole',
    });
    expect(target.visits[0]?.head).toMatch(/range: bytes=1000-/i);
  });

  test('that redirect for ever end', async () => {
    const server = await serve(serving('302 Found', '', ['location: /again']));
    const end = await net().download(want(`${server.origin}/v.mp4`), memorySink());
    expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect(server.visits).toHaveLength(6);
  });

  test.each([
    'no link',
    'file:///etc/passwd',
    'javascript:alert(1)',
    'data:video/mp4;base64,AAAA',
    'vscode://settings',
  ])('like %s are blocked, also behind a redirect', async link => {
    expect(await net().download(want(link), memorySink())).toMatchObject({ failure: 'blocked' });
    if (!URL.canParse(link)) return;
    const server = await serve(serving('302 Found', '', [`location: ${link}`]));
    expect(await net().download(want(`${server.origin}/v.mp4`), memorySink())).toMatchObject({ failure: 'blocked' });
  });
});

describe('links', () => {
  test('to this machine are fetched for services on this machine alone', async () => {
    const server = await serve(serving('200 OK', file), false);
    const url = `${server.origin}/v.mp4`;
    expect(await netOver('direct', manualClock()).download(want(url), memorySink())).toEqual({ kind: 'whole' });
    const end = await netOver('direct', manualClock()).download(want(url, { allowLoopback: false }), memorySink());
    expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect(server.visits).toHaveLength(1);
  });

  test('are checked again where the second route is taken', async () => {
    const server = await serve(serving('200 OK', file));
    const nobody = await startFaultServer({});
    await nobody.close();
    const rebinding = resolving('both', ['127.0.0.1', '192.168.1.5']);
    const end = await rebinding.net.download(want(`https://localhost:${nobody.port}/v.mp4`), memorySink());
    expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    expect([rebinding.asked, server.visits.length]).toEqual([2, 0]);
  });

  test('to private addresses are not asked of a proxy either', async () => {
    const proxy = keep(await startProxy('tunnel'));
    const net = netOver('editor through a proxy', manualClock(), proxy);
    for (const host of ['169.254.169.254', '[::ffff:10.0.0.1]', '127.0.0.1..', 'metadata.google.internal']) {
      const end = await net.download(want(`https://${host}/v.mp4`, { allowLoopback: false }), memorySink());
      expect(end).toMatchObject({ kind: 'failure', failure: 'blocked' });
    }
    expect(proxy.targets).toEqual([]);
  });
});

/** A transport to which the name server answers these one after the other, whatever name is asked for. */
function resolving(route: 'direct' | 'editor' | 'both', addresses: readonly string[]) {
  let asked = 0;
  const resolve = async () => [{ address: addresses[asked++] ?? '192.168.99.99', family: 4 }];
  const deps = { clock: manualClock(), log: memoryLog(), certificates: [authority], resolve };
  const sendHttps = route === 'direct' ? noOtherRoute : trustingHttps;
  return {
    net: createNet({ ...deps, proxyFor: () => route === 'editor', sendHttps }),
    get asked() {
      return asked;
    },
  };
}
