// Sends a codec's requests to a stand-in over real loopback HTTP, and builds answers by hand.

import http from 'node:http';
import type { HttpAnswer, HttpRequest } from '../../../src/core/ports';
import type { OptionValue } from '../../../src/core/request';
import type { Dialect } from '../../../src/core/service';

/** One exchange; rejects when the connection ends before the answer does. */
export function send(baseUrl: string, key: string | undefined, request: HttpRequest): Promise<HttpAnswer> {
  const url = new URL(baseUrl + request.path);
  for (const [name, value] of Object.entries(request.query ?? {})) url.searchParams.set(name, value);
  const body = request.json === undefined ? undefined : JSON.stringify(request.json);
  const headers: Record<string, string> = body === undefined ? {} : { 'content-type': 'application/json' };
  if (key !== undefined && request.authorized !== false) headers['authorization'] = `Bearer ${key}`;
  return new Promise((resolve, reject) => {
    const outgoing = http.request(url, { method: request.method, headers, agent: false }, incoming => {
      const parts: Buffer[] = [];
      incoming.on('data', (part: Buffer) => parts.push(part));
      incoming.once('error', reject);
      incoming.once('end', () => {
        const named = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
        resolve({
          status: incoming.statusCode ?? 0,
          headers: Object.fromEntries(named),
          text: Buffer.concat(parts).toString('utf8'),
        });
      });
    });
    outgoing.once('error', reject);
    outgoing.end(body);
  });
}

/** An answer as the transport hands it over; `body` is text, or something to send as JSON. */
export function answer(status: number, body: unknown = '', headers: Record<string, string> = {}): HttpAnswer {
  return { status, headers, text: typeof body === 'string' ? body : JSON.stringify(body) };
}

/** What a dialect lets choose, as a page lists it: each option's name, default and values. */
export function offered(dialect: Dialect): readonly (readonly (OptionValue | undefined)[])[] {
  return dialect.options().map(option => {
    const values = option.kind === 'choice' ? option.choices.map(choice => choice.value) : [];
    return [option.name, option.default, ...values];
  });
}
