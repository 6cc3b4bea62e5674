// Raw requests to the server: exactly the bytes that a test wants to send.

import net from 'node:net';

export interface RawAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** Writes the bytes, and reads until the other side ends. `end` closes our side after them. Status 0: nothing was answered. */
export function raw(port: number, bytes: string | Uint8Array, end = false): Promise<RawAnswer> {
  return new Promise(resolve => {
    const socket = net.connect({ port, host: '127.0.0.1', allowHalfOpen: true });
    const parts: Buffer[] = [];
    socket.on('data', part => parts.push(part));
    socket.on('error', () => undefined);
    socket.on('end', () => socket.end());
    socket.once('close', () => resolve(parse(Buffer.concat(parts))));
    if (end) socket.end(bytes);
    else socket.write(bytes);
  });
}

function parse(bytes: Buffer): RawAnswer {
  const split = bytes.indexOf('\r\n\r\n');
  if (split < 0) return { status: 0, headers: {}, body: bytes };
  const [first = '', ...lines] = bytes.subarray(0, split).toString('latin1').split('\r\n');
  const headers = lines.map(line => [
    line.slice(0, line.indexOf(':')).toLowerCase(),
    line.slice(line.indexOf(':') + 1).trim(),
  ]);
  return {
    status: Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1] ?? 0),
    headers: Object.fromEntries(headers) as Record<string, string>,
    body: bytes.subarray(split + 4),
  };
}

export interface Ask {
  readonly method?: string;
  readonly path: string;
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

/** A well-formed request with `Connection: close`. */
export function ask(port: number, { method = 'GET', path, host, headers = {}, body }: Ask): Promise<RawAnswer> {
  const payload = body === undefined ? undefined : Buffer.from(body);
  const all = {
    host: host ?? `127.0.0.1:${port}`,
    connection: 'close',
    ...(payload && { 'content-length': String(payload.length) }),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  const head = Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`, 'latin1');
  return raw(port, Buffer.concat([head, payload ?? Buffer.alloc(0)]));
}
