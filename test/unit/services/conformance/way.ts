// One request of one kind on its way through the production engine, against answers that are written down.

import type { CoreEngine } from '../../../../src/core/engine/core-engine';
import type { ServiceSettings } from '../../../../src/core/ports';
import { Bench } from '../../pipeline/bench';
import type { Reply } from '../../pipeline/bench';
import type { Kind } from './facts';
import type { Speaking } from './speaking';

export interface Way {
  readonly bench: Bench;
  readonly engine: CoreEngine;
  /** The first take's id. */
  readonly id: string;
  readonly ids: readonly string[];
  /** How often something was submitted. */
  posts(): number;
  /** The bodies that were submitted. */
  bodies(): readonly Readonly<Record<string, unknown>>[];
}

export async function setOut(
  speaks: Speaking,
  kind: Kind,
  replies: Readonly<Record<string, readonly Reply[]>>,
  { takes = 1, settings = {} }: { readonly takes?: number; readonly settings?: Partial<ServiceSettings> } = {},
): Promise<Way> {
  const bench = new Bench({ allowsDataUrl: true, settings });
  bench.key = { key: speaks.key, from: 'secrets', fingerprint: 'aaaaaaaaaaaa' };
  for (const [name, answers] of Object.entries(replies)) bench.on(name, ...answers);
  const engine = await bench.open();
  const picture =
    kind === 'picture' ? { picture: await engine.stagePicture(new TextEncoder().encode('a picture'), 'a.png') } : {};
  const request = { service: speaks.service, prompt: 'A calm sea', options: {}, takes, ...picture };
  const jobs = await engine.generate(request, 'view');
  const ids = jobs.map(job => job.id);
  const submit = speaks.submit[kind];
  return {
    bench,
    engine,
    id: ids[0] ?? '',
    ids,
    posts: () => bench.asked(submit),
    bodies: () =>
      bench.requests
        .filter(request => request.method === 'POST')
        .map(request => JSON.parse(request.body ?? '{}') as Record<string, unknown>),
  };
}

/** Sets out with these answers to the submit, and a list that shows nothing. */
export function submitting(speaks: Speaking, kind: Kind, ...replies: readonly Reply[]): Promise<Way> {
  const list = speaks.list === undefined ? {} : { [speaks.list]: [{ status: 200, headers: {}, text: '[]' }] };
  return setOut(speaks, kind, {
    [speaks.submit[kind]]: replies,
    [speaks.status('job_1')]: [speaks.running()],
    ...list,
  });
}
