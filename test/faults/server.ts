// A server on loopback that misbehaves on purpose and says which bytes of each request it got.

import net from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import tls from 'node:tls';
import { localhostIdentity } from './certificates';
import { signal } from './signal';

/** What the server knows of one connection. Bytes are counted after TLS was taken off. */
export interface Visit {
  /** All bytes of the request that arrived so far. */
  readonly bytes: Buffer;
  /** The request's head, once it is whole. */
  readonly head: string | undefined;
  /** The request's body as far as it arrived. */
  readonly body: Buffer;
}

/** What a misbehaviour may do to a connection. */
export interface Peer {
  /** False once the peer is gone. */
  write(data: string | Uint8Array): Promise<boolean>;
  /** Ends properly: FIN, with TLS's goodbye before it. */
  end(data?: string | Uint8Array): void;
  /** Ends with a RST, throwing away what was not sent yet. */
  reset(): void;
}

/** A misbehaviour: each part is called once per connection; a missing part does nothing and keeps the line open. */
export interface Fault {
  /** Before TLS. Returning `stop` leaves the raw connection as the fault left it. */
  onAccept?(socket: Socket): 'stop' | void;
  /** When the head of the request is whole. */
  onHead?(peer: Peer, visit: Visit): void | Promise<void>;
  /** When the whole request is there. */
  onRequest?(peer: Peer, visit: Visit): void | Promise<void>;
}

export interface FaultServerOptions {
  readonly tls?: { readonly cert: string; readonly key: string } | false;
  readonly host?: string;
  /** Default: one that the system chooses. */
  readonly port?: number;
}

export interface FaultServer {
  readonly port: number;
  /** `https://localhost:1234` or `http://127.0.0.1:1234`. */
  readonly origin: string;
  readonly visits: readonly Visit[];
  /** Bytes of all requests together. */
  readonly requestBytes: number;
  /** Resolves at the first accepted connection. */
  readonly accepted: Promise<void>;
  /** Resolves when a whole request has arrived. */
  readonly requested: Promise<void>;
  /** Resolves when no connection is open. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/** Starts a server with one fault on a port chosen by the system. */
export async function startFaultServer(fault: Fault, options: FaultServerOptions = {}): Promise<FaultServer> {
  const identity = options.tls ?? localhostIdentity;
  const visits: Recorder[] = [];
  const open = new Set<Socket>();
  const accepted = signal();
  const requested = signal();
  let whenIdle: (() => void)[] = [];

  const server = net.createServer(raw => {
    open.add(raw);
    raw.on('error', () => undefined);
    raw.once('close', () => {
      open.delete(raw);
      if (open.size > 0) return;
      for (const idle of whenIdle) idle();
      whenIdle = [];
    });
    accepted.fire();
    if (fault.onAccept?.(raw) === 'stop') return;
    const socket = identity === false ? raw : new tls.TLSSocket(raw, { isServer: true, ...identity });
    const recorder = new Recorder(fault, peerOf(raw, socket), () => requested.fire());
    visits.push(recorder);
    socket.on('error', () => undefined);
    socket.on('data', (bytes: Buffer) => recorder.take(bytes));
  });
  await new Promise<void>(resolve => server.listen(options.port ?? 0, options.host ?? '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;

  return {
    port,
    origin: identity === false ? `http://127.0.0.1:${port}` : `https://localhost:${port}`,
    visits,
    get requestBytes() {
      return visits.reduce((sum, visit) => sum + visit.bytes.byteLength, 0);
    },
    accepted: accepted.promise,
    requested: requested.promise,
    idle: () => new Promise(resolve => (open.size === 0 ? resolve() : whenIdle.push(resolve))),
    close: async () => {
      for (const socket of open) socket.destroy();
      await new Promise<void>(resolve => server.close(() => resolve()));
    },
  };
}

class Recorder implements Visit {
  bytes: Buffer = Buffer.alloc(0);
  private headSeen = false;
  private requestSeen = false;

  constructor(
    private readonly fault: Fault,
    private readonly peer: Peer,
    private readonly whole: () => void,
  ) {}

  get head(): string | undefined {
    const end = this.bytes.indexOf('\r\n\r\n');
    return end < 0 ? undefined : this.bytes.toString('latin1', 0, end);
  }

  get body(): Buffer {
    return this.head === undefined ? Buffer.alloc(0) : this.bytes.subarray(this.head.length + 4);
  }

  take(bytes: Buffer): void {
    this.bytes = Buffer.concat([this.bytes, bytes]);
    const { head } = this;
    if (head === undefined) return;
    if (!this.headSeen) {
      this.headSeen = true;
      void this.fault.onHead?.(this.peer, this);
    }
    const wanted = Number(/^content-length: *(\d+)/im.exec(head)?.[1] ?? 0);
    if (this.requestSeen || this.body.byteLength < wanted) return;
    this.requestSeen = true;
    this.whole();
    void this.fault.onRequest?.(this.peer, this);
  }
}

function peerOf(raw: Socket, socket: Socket): Peer {
  const closed = new Promise<void>(resolve => raw.once('close', () => resolve()));
  return {
    write: async data => {
      if (socket.destroyed) return false;
      if (!socket.write(data)) {
        await Promise.race([new Promise<void>(resolve => socket.once('drain', () => resolve())), closed]);
      }
      return !socket.destroyed;
    },
    end: data => void (data === undefined ? socket.end() : socket.end(data)),
    reset: () => void raw.resetAndDestroy(),
  };
}

/** An ordinary answer with its length; for the parts of a test that are not about faults. */
export function answer(status: string, body: string | Uint8Array, headers: readonly string[] = []): Buffer {
  const bytes = Buffer.from(body);
  const lines = [`HTTP/1.1 ${status}`, `content-length: ${bytes.byteLength}`, ...headers, '', ''];
  return Buffer.concat([Buffer.from(lines.join('\r\n'), 'latin1'), bytes]);
}
