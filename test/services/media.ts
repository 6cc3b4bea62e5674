// The media host of a stand-in service, on an origin of its own: serves finished clips by links that die.

import { createHash, randomBytes } from 'node:crypto';
import { startHost } from './http';
import type { Answer, HttpHost, Recorded } from './http';

export interface MediaHost extends HttpHost {
  /** The job's link: the one that lives, else a fresh one. */
  linkFor(jobId: string): string;
  /** Ends the links of a job (or all): they answer `status` from now on; `linkFor` gives a fresh one. */
  revoke(status: 403 | 404 | 410, jobId?: string): void;
  /** Deletes the clip for good: fresh links answer 404 too. */
  remove(jobId: string): void;
}

export interface MediaOptions {
  readonly port?: number;
  readonly now: () => number;
  readonly clipOf: (jobId: string) => Uint8Array;
  readonly linkLifetimeMs: number;
}

interface Link {
  readonly jobId: string;
  readonly expiresAt: number;
  dead?: 403 | 404 | 410;
}

export async function startMediaHost(options: MediaOptions): Promise<MediaHost> {
  const links = new Map<string, Link>();
  const removed = new Set<string>();
  const answer = (request: Recorded): Answer => {
    const link = links.get(request.path);
    if (!link || removed.has(link.jobId)) return { status: 404, body: 'Not found' };
    const dead = link.dead ?? (options.now() >= link.expiresAt ? 403 : undefined);
    return dead === undefined
      ? file(request, options.clipOf(link.jobId))
      : { status: dead, body: 'This link has ended' };
  };
  const endpointOf = (method: string) => (method === 'GET' || method === 'HEAD' ? 'clip' : 'unknown');
  const host = await startHost({
    now: options.now,
    endpointOf,
    work: request => (request.endpoint === 'clip' ? answer(request) : { status: 405 }),
    ...(options.port === undefined ? {} : { port: options.port }),
  });
  const living = (jobId: string) =>
    [...links].find(([, link]) => link.jobId === jobId && !link.dead && link.expiresAt > options.now())?.[0];
  const create = (jobId: string): string => {
    const path = `/output/${randomBytes(12).toString('hex')}/${encodeURIComponent(jobId)}.mp4`;
    links.set(path, { jobId, expiresAt: options.now() + options.linkLifetimeMs });
    return path;
  };
  return {
    ...host,
    linkFor: jobId => host.origin + (living(jobId) ?? create(jobId)),
    revoke: (status, jobId) => {
      for (const link of links.values()) if (jobId === undefined || link.jobId === jobId) link.dead = status;
    },
    remove: jobId => void removed.add(jobId),
  };
}

/** A whole file, or the part that `Range` asks for where `If-Range` holds. */
function file(request: Recorded, clip: Uint8Array): Answer {
  const etag = `"${createHash('sha256').update(clip).digest('hex').slice(0, 20)}"`;
  const headers = { 'content-type': 'video/mp4', 'accept-ranges': 'bytes', etag };
  const condition = request.headers['if-range'];
  const range = condition === undefined || condition === etag ? request.headers['range'] : undefined;
  const wanted = /^bytes=(\d+)-(\d*)$/.exec(range ?? '');
  if (!wanted) return { status: 200, headers, body: clip };
  const start = Number(wanted[1]);
  const end = Math.min(wanted[2] ? Number(wanted[2]) : clip.length - 1, clip.length - 1);
  if (start > end) return { status: 416, headers: { ...headers, 'content-range': `bytes */${clip.length}` }, body: '' };
  const part = { ...headers, 'content-range': `bytes ${start}-${end}/${clip.length}` };
  return { status: 206, headers: part, body: clip.subarray(start, end + 1) };
}
