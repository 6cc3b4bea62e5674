// Reads a job's state from its word and its link, so that no unknown word ever fails a job.

import { plainText } from './answers';
import type { Cost, ServiceError, StatusReading } from '../service';

/** What a documented state word (in lower case) means. */
export type StateWords = Readonly<Record<string, 'pending' | 'running' | 'completed' | 'failed'>>;

type Completed = Extract<StatusReading, { kind: 'completed' }>;

export interface JobFacts {
  /** The state word as it came, of whatever type. */
  readonly word: unknown;
  readonly states: StateWords;
  /** What the service says of a finished job, as far as it is there. */
  readonly result: Partial<Omit<Completed, 'kind'>>;
  readonly failure: () => ServiceError;
  readonly price?: Cost | undefined;
  readonly costOfFailure?: Cost | undefined;
}

/**
 * The reading of a job's facts; undefined where they make no sense (no word and no link, or completed without a link).
 * An unknown word with a link is done, a `cancel…` word is `cancelled`, any other unknown word runs (services page,
 * decision 8). `cancelled` ends a job only after our own cancel; the pipeline knows of that.
 */
export function stateReading(job: JobFacts): StatusReading | undefined {
  const word = typeof job.word === 'string' ? plainText(job.word, 60) : '';
  const state = Object.hasOwn(job.states, word.toLowerCase()) ? job.states[word.toLowerCase()] : undefined;
  if (state === 'failed') {
    return { kind: 'failed', error: job.failure(), ...(job.costOfFailure ? { cost: job.costOfFailure } : {}) };
  }
  const price = job.price ? { price: job.price } : {};
  if (state === 'pending' || state === 'running') return { kind: 'progress', state, ...price };
  const { videoUrl } = job.result;
  if (videoUrl !== undefined) return { kind: 'completed', ...job.result, videoUrl };
  if (state === 'completed' || word === '') return undefined;
  if (/^cancel/i.test(word)) return { kind: 'cancelled' };
  return { kind: 'progress', state: 'running', unknownWord: word, ...price };
}
