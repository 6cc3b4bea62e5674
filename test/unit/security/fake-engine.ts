// An engine that does nothing but note what it was asked to do: what spends, and what only looks.

import { RequestError, type Engine } from '../../../src/core/engine';
import type { Job } from '../../../src/core/job';
import type { GenerationRequest } from '../../../src/core/request';
import { allServices } from '../../../src/core/services/catalog';
import { aJob } from '../tree/jobs';

export interface Ledger {
  readonly engine: Engine;
  /** Everything that would cost money. */
  readonly spent: string[];
  /** Everything else that changes something. */
  readonly changed: string[];
  readonly pictures: string[];
  /** US dollars for one clip. */
  price: number;
}

const able = {
  cancel: true,
  retry: true,
  resolve: true,
  save: true,
  preview: true,
  stopFollowing: true,
  remove: true,
} as const;

/** One paid job in every state that a command could be about. */
export const jobs: readonly Job[] = (
  ['queued', 'inDoubt', 'running', 'completed', 'failed', 'cancelled', 'expired'] as const
).map((state, at) =>
  aJob({
    id: `0mk0xjmt1-000000000${at}`,
    service: 'usvideo',
    dialect: 'usvideo',
    state,
    estimate: { unit: 'USD', exact: false, amount: 1.25, usd: 1.25, text: 'about $1.25' },
    ...(state === 'failed' ? { error: { code: 'x', message: 'no', advice: 'Retry.', safety: true } } : {}),
    ...(state === 'completed' ? { video: { path: '/library/a.mp4', bytes: 9 } } : {}),
  }),
);

export function ledger(): Ledger {
  const spent: string[] = [];
  const changed: string[] = [];
  const pictures: string[] = [];
  const books = { spent, changed, pictures, price: 1.25 };
  const note = (what: string) => async (id: unknown) => void changed.push(`${what} ${JSON.stringify(id)}`);
  const known: Partial<Engine> = {
    ready: Promise.resolve(),
    jobs: () => jobs,
    job: id => jobs.find(job => job.id === id),
    abilities: () => able,
    services: () => allServices,
    candidates: () => [],
    serviceState: async id => {
      const service = allServices.find(one => one.id === id);
      const dialect = service?.dialectFor('sd_x');
      if (!service || !dialect) throw new RequestError('unknown-service', 'unknown');
      const key = service.key ? 'secrets' : undefined;
      return { service, dialect, options: dialect.options(), baseUrl: service.defaultBaseUrl, key };
    },
    onDidChangeJobs: () => ({ dispose: () => undefined }),
    onDidChangeServices: () => ({ dispose: () => undefined }),
    freshenService: () => undefined,
    livePrices: () => Promise.resolve(),
    spending: () => ({
      today: { usd: 0, credits: 0, finished: 0, failed: 0 },
      month: { usd: 0, credits: 0, finished: 0, failed: 0 },
    }),
    validate: async ({ prompt }) => (prompt.trim() === '' ? [{ field: 'prompt', message: 'Empty.' }] : []),
    estimate: async ({ service, takes = 1 }) => {
      if (service === 'sandbox') return { unit: 'free', exact: true, text: 'free' };
      const amount = books.price * takes;
      return { unit: 'USD', exact: false, amount, usd: amount, text: `about $${amount.toFixed(2)}` };
    },
    generate: async (request: GenerationRequest, origin) => {
      spent.push(`generate ${request.takes ?? 1} × ${request.service} for ${origin}`);
      return Array.from({ length: request.takes ?? 1 }, () => aJob());
    },
    retry: async (id, origin) => {
      spent.push(`retry ${id} for ${origin}`);
      return aJob();
    },
    resolve: async (id, decision) => {
      (decision.kind === 'submitAgain' ? spent : changed).push(`resolve ${id} ${decision.kind}`);
    },
    stagePicture: async (bytes, name) => {
      pictures.push(name);
      return { sha256: 'a'.repeat(64), bytes: bytes.byteLength, width: 64, height: 36, name };
    },
    readPicture: async ({ sha256 }) => {
      pictures.push(`read ${sha256}`);
      return new Uint8Array(1);
    },
    allowDataUrl: note('allowDataUrl'),
    cancel: note('cancel'),
    stopFollowing: note('stopFollowing'),
    remove: note('remove'),
    noteSaved: note('noteSaved'),
    usage: async () => ({ own: { jobs: 0, completed: 0, failed: 0, usd: 0, credits: 0, days: [] } }) as never,
    testConnection: async () => ({ ok: true, reached: true, text: 'It answers.' }),
    sync: async () => ({ text: 'Nothing.', complete: true }) as never,
    importJob: async () => aJob(),
    usualSeconds: () => undefined,
    sentRequest: async () => ({ method: 'POST', url: 'https://usvideoapi.com/v1/videos', files: [] }),
  };
  return Object.assign(books, { engine: known as Engine });
}
