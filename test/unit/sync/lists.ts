// What a service lists in these tests, and letting time pass while it is read.

import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { WireRequest } from '../../../src/core/ports';
import { answer } from '../pipeline/bench';
import type { Bench } from '../pipeline/bench';

export interface Listed {
  readonly id: string;
  readonly [field: string]: unknown;
}

/** A finished job as the list shows it. */
export function finished(bench: Bench, id: string, ageMs = 3_600_000): Listed {
  const created = bench.time.now - ageMs;
  return {
    id,
    status: 'completed',
    prompt: `prompt of ${id}`,
    created_at: new Date(created).toISOString(),
    completed_at: new Date(created + 60_000).toISOString(),
    video_url: `https://media.example/${id}.mp4`,
    resolution: '720p',
    duration: 5,
    cost_cents: 125,
  };
}

/** The service lists these, in pages. */
export function lists(bench: Bench, jobs: readonly Listed[]): Bench {
  return bench.on('GET /videos', (request: WireRequest) => {
    const query = new URL(request.url).searchParams;
    const offset = Number(query.get('offset'));
    return answer(200, { videos: jobs.slice(offset, offset + Number(query.get('limit'))) });
  });
}

/** What a promise comes to while time passes. */
export async function during<T>(bench: Bench, promise: Promise<T>, milliseconds = 120_000): Promise<T> {
  let ended = false;
  const watched = promise.finally(() => (ended = true));
  watched.catch(() => undefined);
  await bench.time.run(milliseconds, () => ended);
  return watched;
}

export const remoteIds = (engine: CoreEngine) => engine.jobs().map(({ remoteId }) => remoteId);
