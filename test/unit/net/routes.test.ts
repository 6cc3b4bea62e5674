// Which way a request takes, and that a second way is only taken when nothing was sent on the first.

import https from 'node:https';
import { afterEach, describe, expect, test } from 'vitest';
import type { Route, RouteResult } from '../../../src/core/net/route';
import { createRoutes } from '../../../src/core/net/routes';
import { createNet } from '../../../src/core/net/transport';
import { authority, strangerIdentity } from '../../faults/certificates';
import { answer, startFaultServer, type FaultServer } from '../../faults/server';
import { manualClock, memoryLog, submit, summary, trustingHttps } from './world';

const opened: FaultServer[] = [];

afterEach(async () => {
  for (const server of opened.splice(0)) await server.close();
});

const unsent = (failure: 'unreachable' | 'untrusted' | 'timeout' | 'blocked' | 'aborted'): RouteResult => ({
  kind: 'failure',
  sent: false,
  failure,
  detail: failure,
});
const inDoubt: RouteResult = { kind: 'failure', sent: true, failure: 'closed', detail: 'closed' };

function setUp(direct: () => RouteResult, editor: () => RouteResult, proxied = false) {
  const taken: string[] = [];
  const clock = manualClock();
  const named =
    (name: string, result: () => RouteResult): Route =>
    async () => {
      taken.push(name);
      return result();
    };
  const route = createRoutes({
    clock,
    log: memoryLog(),
    proxyFor: () => proxied,
    direct: named('direct', direct),
    editor: named('editor', editor),
  });
  const go = (url = 'https://service.example/v1') =>
    route({ method: 'POST', url: new URL(url), headers: {}, signal: new AbortController().signal });
  return { taken, clock, go };
}

describe('the way to an origin', () => {
  test('is direct without a proxy, and the editor is not asked', async () => {
    const { taken, go } = setUp(
      () => inDoubt,
      () => inDoubt,
    );
    await go();
    expect(taken).toEqual(['direct']);
  });

  test('is the editor alone where a proxy is configured', async () => {
    const { taken, go } = setUp(
      () => inDoubt,
      () => unsent('unreachable'),
      true,
    );
    await go();
    expect(taken).toEqual(['editor']);
  });

  test('is direct alone for plain http, which is this machine', async () => {
    const { taken, go } = setUp(
      () => unsent('unreachable'),
      () => inDoubt,
      true,
    );
    await go('http://127.0.0.1:8080/v1');
    expect(taken).toEqual(['direct']);
  });

  test.each(['unreachable', 'untrusted'] as const)(
    'changes after an unsent %s and is remembered for ten minutes',
    async failure => {
      const { taken, clock, go } = setUp(
        () => unsent(failure),
        () => inDoubt,
      );
      expect(await go()).toBe(inDoubt);
      await go();
      expect(taken).toEqual(['direct', 'editor', 'editor']);
      clock.advance(10 * 60_000);
      await go();
      expect(taken.slice(3)).toEqual(['direct', 'editor']);
    },
  );

  test('changes back at once where the remembered one no longer connects', async () => {
    let editor: RouteResult = inDoubt;
    let direct: RouteResult = unsent('unreachable');
    const { taken, go } = setUp(
      () => direct,
      () => editor,
    );
    await go();
    [editor, direct] = [unsent('unreachable'), inDoubt];
    expect(await go()).toBe(inDoubt);
    await go();
    expect(taken).toEqual(['direct', 'editor', 'editor', 'direct', 'direct']);
  });

  test.each(['timeout', 'blocked', 'aborted'] as const)('does not change after %s', async failure => {
    const { taken, go } = setUp(
      () => unsent(failure),
      () => inDoubt,
    );
    await go();
    expect(taken).toEqual(['direct']);
  });

  test('never changes once something was sent', async () => {
    const { taken, go } = setUp(
      () => inDoubt,
      () => inDoubt,
    );
    expect(await go()).toBe(inDoubt);
    expect(taken).toEqual(['direct']);
  });

  test('does not change either where what was sent failed as if it had not been', async () => {
    const { taken, go } = setUp(
      () => ({ ...unsent('unreachable'), sent: true }) as RouteResult,
      () => inDoubt,
    );
    await go();
    expect(taken).toEqual(['direct']);
  });

  test('says both reasons where neither works, and the certificate first', async () => {
    const { go } = setUp(
      () => unsent('untrusted'),
      () => unsent('unreachable'),
    );
    expect(await go()).toEqual({
      kind: 'failure',
      sent: false,
      failure: 'untrusted',
      detail: 'untrusted; unreachable',
    });
  });
});

test('a certificate that only the editor trusts is no obstacle, and the request arrives once', async () => {
  const server = await startFaultServer({ onRequest: peer => peer.end(answer('201 Created', '{"id":"1"}')) });
  opened.push(server);
  const deps = { clock: manualClock(), log: memoryLog(), proxyFor: () => false, sendHttps: trustingHttps };
  expect(summary(await createNet(deps).exchange(submit(`${server.origin}/v1`)))).toBe('answer 201, sent');
  expect(server.visits.filter(visit => visit.bytes.byteLength > 0)).toHaveLength(1);
});

test('a certificate that neither way trusts fails without a byte sent', async () => {
  const server = await startFaultServer({}, { tls: strangerIdentity });
  opened.push(server);
  const deps = { clock: manualClock(), log: memoryLog(), proxyFor: () => false, sendHttps: trustingHttps };
  const result = await createNet({ ...deps, certificates: [authority] }).exchange(submit(`${server.origin}/v1`));
  expect(summary(result)).toBe('failure untrusted, not sent');
  expect(server.requestBytes).toBe(0);
});

test('a direct connection that does not come about in ten seconds gives way to the editor', async () => {
  const server = await startFaultServer({ onAccept: () => 'stop' });
  opened.push(server);
  const clock = manualClock();
  const proxied = await startFaultServer({ onRequest: peer => peer.end(answer('201 Created', '{}')) });
  opened.push(proxied);
  const deps = { clock, log: memoryLog(), proxyFor: () => false, certificates: [authority] };
  const sendHttps: typeof trustingHttps = options => trustingHttps({ ...options, port: proxied.port });
  const pending = createNet({ ...deps, sendHttps }).exchange(submit(`${server.origin}/v1`));
  await server.accepted;
  clock.advance(10_000);
  expect(summary(await pending)).toBe('answer 201, sent');
});

test('a connection that other code left open in the editor is not used for a paid request', async () => {
  const server = await startFaultServer({ onRequest: peer => void peer.write(answer('200 OK', '{}')) });
  opened.push(server);
  const agent = new https.Agent({ keepAlive: true });
  const freed = new Promise<void>(resolve => agent.once('free', () => setImmediate(resolve)));
  https.get(`${server.origin}/other`, { agent, ca: authority }, other => other.resume());
  await freed;
  const sendHttps: typeof trustingHttps = options => https.request({ ...options, ca: authority, agent });
  const deps = { clock: manualClock(), log: memoryLog(), proxyFor: () => true, sendHttps };
  expect(summary(await createNet(deps).exchange(submit(`${server.origin}/v1`)))).toBe('answer 200, sent');
  expect(server.visits.map(visit => visit.head?.split(' HTTP')[0])).toEqual(['GET /other', 'POST /v1']);
  agent.destroy();
});
