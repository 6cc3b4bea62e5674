// A job to begin a test with; what matters is given, the rest is plain.

import type { Job } from '../../../src/core/job';

export function aJob(given: Partial<Job> = {}): Job {
  return {
    id: 'j1',
    service: 'sandbox',
    dialect: 'sandbox',
    state: 'queued',
    prompt: 'A red kite over the sea',
    options: { resolution: '720p', duration: 8 },
    take: 1,
    takes: 1,
    group: 'g1',
    createdAt: 1_000_000,
    saved: [],
    ...given,
    effective: given.effective ?? given.options ?? { resolution: '720p', duration: 8 },
  };
}
