// Where the windows of the tests report: one connection for each extension host, which lasts as long as that process does.

import { createServer } from 'node:net';
import type { AddressInfo, Server, Socket } from 'node:net';
import { createInterface } from 'node:readline';
import type { Hello, Order, Reply, SeenJob } from './words';

/** The longest that a window may take for what it is asked, in milliseconds. */
const patienceMs = 60_000;

/** A window's extension host, for as long as its process lives. */
export class Host {
  gone = false;
  private readonly waiting = new Map<number, (reply: Reply) => void>();
  private count = 0;

  constructor(
    readonly hello: Hello,
    private readonly socket: Socket,
  ) {}

  get pid(): number {
    return this.hello.pid;
  }

  /** Outright, as a crash would. */
  kill(): void {
    process.kill(this.pid, 'SIGKILL');
  }

  /** @throws what the window answers, or that it is gone */
  async ask(order: Order): Promise<unknown> {
    if (this.gone) throw new HostGone();
    this.count += 1;
    const number = this.count;
    const reply = await new Promise<Reply>(resolve => {
      const timer = setTimeout(() => resolve({ number, error: { message: `no answer to ${order.kind}` } }), patienceMs);
      this.waiting.set(number, answer => {
        clearTimeout(timer);
        resolve(answer);
      });
      this.socket.write(`${JSON.stringify({ number, order })}\n`);
    });
    this.waiting.delete(number);
    // The editor cancels what a host that ends still asks of it.
    if (reply.error?.code === gone || reply.error?.message === 'Canceled') throw new HostGone();
    if (reply.error !== undefined) throw Object.assign(new Error(reply.error.message), { code: reply.error.code });
    return reply.value;
  }

  async jobs(): Promise<readonly SeenJob[]> {
    return (await this.ask({ kind: 'jobs' })) as readonly SeenJob[];
  }

  hear(reply: Reply): void {
    this.waiting.get(reply.number)?.(reply);
  }

  end(): void {
    this.gone = true;
    for (const [number, answer] of this.waiting) answer({ number, error: { code: gone, message: gone } });
  }
}

const gone = 'gone';

/** The extension host ended before it answered. */
export class HostGone extends Error {
  override readonly name = 'HostGone';
}

export class Desk {
  private readonly hosts: Host[] = [];
  private readonly listeners = new Set<() => void>();

  private constructor(private readonly server: Server) {}

  static async open(): Promise<Desk> {
    const server = createServer();
    const desk = new Desk(server);
    server.on('connection', socket => desk.take(socket));
    await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
    return desk;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The extension host of an editor's window; undefined while there is none. */
  hostOf(editor: string): Host | undefined {
    return this.hosts.findLast(host => host.hello.editor === editor && !host.gone);
  }

  /** Waits until an editor's window has an extension host, and another one than `left`. Undefined: not within `milliseconds`. */
  arrived(editor: string, milliseconds: number, left?: Host): Promise<Host | undefined> {
    return new Promise(resolve => {
      const look = () => {
        const host = this.hostOf(editor);
        if (host !== undefined && host !== left) end(host);
      };
      const end = (host: Host | undefined) => {
        clearTimeout(timer);
        this.listeners.delete(look);
        resolve(host);
      };
      const timer = setTimeout(() => end(undefined), milliseconds);
      this.listeners.add(look);
      look();
    });
  }

  close(): Promise<void> {
    return new Promise(resolve => this.server.close(() => resolve()));
  }

  private take(socket: Socket): void {
    let host: Host | undefined;
    socket.on('error', () => undefined);
    const lines = createInterface({ input: socket });
    // A killed process resets its connection; that it is gone is told by its end.
    lines
      .on('error', () => undefined)
      .on('line', line => {
        const words: unknown = JSON.parse(line);
        if (host !== undefined) return host.hear(words as Reply);
        host = new Host(words as Hello, socket);
        this.hosts.push(host);
        for (const listener of this.listeners) listener();
      });
    socket.on('close', () => host?.end());
  }
}
