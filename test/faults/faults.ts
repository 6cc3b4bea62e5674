// The misbehaviours of real servers, gateways and networks, by name.

import type { Fault } from './server';
import { answer } from './server';

/** Which end a paid request must come to. `sent` false: no connection ever stood, so nothing can have been paid. */
export interface ExpectedEnd {
  /** Left out where both are honest. */
  readonly kind?: 'answer' | 'failure';
  readonly sent: boolean;
  /** Left out where the routes may differ in the word. */
  readonly failure?: string;
  readonly status?: number;
  /** The clock is moved past the time limit once the server saw this. */
  readonly waitsFor?: 'accepted' | 'requested';
}

export interface NamedFault {
  readonly name: string;
  readonly fault: Fault;
  readonly end: ExpectedEnd;
  /** Makes sense only where there is a handshake to break. */
  readonly onlyTls?: true;
  /** The server shows a certificate that nobody signed. */
  readonly stranger?: true;
  /** Nobody listens. */
  readonly absent?: true;
  /** How long the request's body is; default some 3,000. */
  readonly bodyBytes?: number;
}

const inDoubt = (failure: string): ExpectedEnd => ({ kind: 'failure', sent: true, failure });
const notSent = (failure: string): ExpectedEnd => ({ kind: 'failure', sent: false, failure });
const answered = (status: number): ExpectedEnd => ({ kind: 'answer', sent: true, status });

const okHead = (...headers: string[]) => ['HTTP/1.1 200 OK', ...headers, '', ''].join('\r\n');

/** Before a connection stands. */
const early: readonly NamedFault[] = [
  { name: 'refused', fault: {}, end: notSent('unreachable'), absent: true },
  { name: 'an untrusted certificate', fault: {}, end: notSent('untrusted'), onlyTls: true, stranger: true },
  {
    name: 'reset at accept',
    fault: { onAccept: socket => (socket.resetAndDestroy(), 'stop') },
    end: notSent('unreachable'),
    onlyTls: true,
  },
  {
    name: 'closed at accept',
    fault: { onAccept: socket => (socket.destroy(), 'stop') },
    end: notSent('unreachable'),
    onlyTls: true,
  },
  {
    name: 'garbage instead of a handshake',
    fault: {
      onAccept: socket => {
        socket.once('data', () => socket.end('220 mail.example ESMTP ready\r\n'));
        return 'stop';
      },
    },
    end: notSent('unreachable'),
    onlyTls: true,
  },
  {
    name: 'reset in the middle of the handshake',
    fault: {
      onAccept: socket => {
        socket.once('data', () => socket.resetAndDestroy());
        return 'stop';
      },
    },
    end: notSent('unreachable'),
    onlyTls: true,
  },
  {
    name: 'silence instead of a handshake',
    fault: { onAccept: socket => (socket.resume(), 'stop') },
    end: { ...notSent('timeout'), waitsFor: 'accepted' },
    onlyTls: true,
  },
];

/** After the request was written. */
const silent: readonly NamedFault[] = [
  { name: 'silence', fault: {}, end: { ...inDoubt('timeout'), waitsFor: 'requested' } },
  { name: 'reset after the head of the request', fault: { onHead: peer => peer.reset() }, end: inDoubt('closed') },
  {
    name: 'reset in the middle of a long body',
    fault: { onHead: peer => peer.reset() },
    end: inDoubt('closed'),
    bodyBytes: 16_000_000,
  },
  { name: 'reset after the body', fault: { onRequest: peer => peer.reset() }, end: inDoubt('closed') },
  { name: 'closed after the body', fault: { onRequest: peer => peer.end() }, end: inDoubt('closed') },
  {
    name: 'continue, then silence',
    fault: { onRequest: async peer => void (await peer.write('HTTP/1.1 103 Early Hints\r\nlink: </a>\r\n\r\n')) },
    end: { ...inDoubt('timeout'), waitsFor: 'requested' },
  },
];

const cut: readonly NamedFault[] = [
  {
    name: 'an answer cut in its head',
    fault: { onRequest: peer => peer.end('HTTP/1.1 200 OK\r\ncontent-type: appl') },
    end: inDoubt('closed'),
  },
  {
    name: 'an answer shorter than its length',
    fault: { onRequest: peer => peer.end(`${okHead('content-length: 100')}{"id":"1"}`) },
    end: inDoubt('closed'),
  },
  {
    name: 'an answer shorter than its length, then a reset',
    fault: {
      onRequest: async peer => {
        await peer.write(`${okHead('content-length: 100')}{"id":"1"}`);
        setImmediate(() => peer.reset());
      },
    },
    end: inDoubt('closed'),
  },
  {
    name: 'an unfinished chunk',
    fault: { onRequest: peer => peer.end(`${okHead('transfer-encoding: chunked')}a\r\n{"id":"1"}\r\n`) },
    end: inDoubt('closed'),
  },
  {
    name: 'an answer without a length, then a reset',
    fault: {
      onRequest: async peer => {
        await peer.write(`${okHead()}{"id":`);
        setImmediate(() => peer.reset());
      },
    },
    // Node 22 (libuv 1.51) reports an end where data and a reset come together: a cut text then, which no codec reads as an id.
    end: { sent: true },
  },
  {
    name: 'a slow drip',
    fault: { onRequest: async peer => void (await peer.write(`${okHead('content-length: 100')}{`)) },
    end: { ...inDoubt('timeout'), waitsFor: 'requested' },
  },
];

const confused: readonly NamedFault[] = [
  {
    name: 'not HTTP',
    fault: { onRequest: peer => peer.end('SSH-2.0-OpenSSH_9.6\r\n\r\n') },
    end: inDoubt('malformed'),
  },
  {
    name: 'two lengths',
    fault: { onRequest: peer => peer.end(`${okHead('content-length: 2', 'content-length: 4')}{}{}`) },
    end: { kind: 'failure', sent: true },
  },
  {
    name: 'endless headers',
    fault: {
      onRequest: async peer => {
        await peer.write('HTTP/1.1 200 OK\r\n');
        while (await peer.write(`x-filler: ${'x'.repeat(1000)}\r\n`));
      },
    },
    end: inDoubt('too-large'),
  },
  {
    name: 'an endless body',
    fault: {
      onRequest: async peer => {
        await peer.write(okHead());
        while (await peer.write('x'.repeat(50_000)));
      },
    },
    end: inDoubt('too-large'),
  },
  {
    name: 'a switch of protocols that nobody asked for',
    fault: {
      onRequest: peer =>
        peer.end('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: websocket\r\n\r\n'),
    },
    end: inDoubt('closed'),
  },
];

const odd: readonly NamedFault[] = [
  {
    name: 'a good answer',
    fault: { onRequest: peer => peer.end(answer('201 Created', '{"id":"1"}')) },
    end: answered(201),
  },
  {
    name: 'a page of HTML',
    fault: { onRequest: peer => peer.end(answer('502 Bad Gateway', '<html>502</html>', ['content-type: text/html'])) },
    end: answered(502),
  },
  {
    name: 'misdirected (421)',
    fault: { onRequest: peer => peer.end(answer('421 Misdirected Request', '')) },
    end: answered(421),
  },
  {
    name: 'a redirect that keeps the method (307)',
    fault: { onRequest: peer => peer.end(answer('307 Temporary Redirect', '', ['location: /again'])) },
    end: answered(307),
  },
  {
    name: 'an answer longer than its length',
    fault: { onRequest: peer => peer.end(`${okHead('content-length: 2', 'connection: close')}{}{"id":"2"}`) },
    end: answered(200),
  },
  { name: 'an answer in two halves', fault: { onRequest: peer => void halves(peer) }, end: answered(200) },
];

async function halves(peer: Parameters<NonNullable<Fault['onRequest']>>[0]): Promise<void> {
  await peer.write(`${okHead('content-length: 10')}{"id"`);
  setImmediate(() => peer.end(':"1"}'));
}

export const faults: readonly NamedFault[] = [...early, ...silent, ...cut, ...confused, ...odd];
