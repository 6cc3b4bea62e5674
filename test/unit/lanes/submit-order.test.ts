// Who is sent first: people before batches, and each batch in its turn.

import { expect, test } from 'vitest';
import { SubmitOrder } from '../../../src/core/lanes/submit-order';
import type { StoredJob } from '../../../src/core/store/stored-job';

function waiting(id: string, origin: string, group: string, at: number): StoredJob {
  return { id, records: { spec: { at, body: { origin, group, take: 1 } } }, live: {} } as unknown as StoredJob;
}

/** Sends one job after the other, as a lane with room for one does. */
function sentOneByOne(jobs: readonly StoredJob[]): string[] {
  const order = new SubmitOrder();
  let left = [...jobs];
  const sent: string[] = [];
  while (left.length > 0) {
    const [next] = order.sort(left);
    if (next === undefined) break;
    order.note(next);
    sent.push(next.id);
    left = left.filter(job => job !== next);
  }
  return sent;
}

const batch = (name: string, count: number, at: number, origin = 'export') =>
  Array.from({ length: count }, (_, index) => waiting(`${name}${index + 1}`, origin, name, at + index));

test('what a person waits for goes before what programs queued earlier', () => {
  const own = waiting('own', 'view', 'own', 100);
  expect(sentOneByOne([...batch('a', 3, 0), own])).toEqual(['own', 'a1', 'a2', 'a3']);
});

test('batches take turns, with room for one job or for many', () => {
  const jobs = [...batch('a', 4, 0), ...batch('b', 2, 50, 'csv'), ...batch('c', 1, 60, 'tool')];
  const fair = ['a1', 'b1', 'c1', 'a2', 'b2', 'a3', 'a4'];
  expect(sentOneByOne(jobs)).toEqual(fair);
  expect(new SubmitOrder().sort(jobs).map(({ id }) => id)).toEqual(fair);
});

test('what people queued is first come, first served', () => {
  expect(sentOneByOne([waiting('late', 'view', 'x', 9), waiting('early', 'palette', 'y', 3)])).toEqual([
    'early',
    'late',
  ]);
});
