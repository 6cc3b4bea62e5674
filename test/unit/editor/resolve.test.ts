// Deciding about many jobs in doubt at once: one question, one price, each job once, and nothing that was settled meanwhile.

import { beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestError, type Engine } from '../../../src/core/engine';
import type { Job } from '../../../src/core/job';
import { allServices } from '../../../src/core/services/catalog';
import type { App } from '../../../src/editor/app';
import { fakeVscode, resetWorld, world } from '../security/fake-editor';
import { aJob } from '../tree/jobs';

vi.mock('vscode', () => fakeVscode);
const { resolveJob } = await import('../../../src/editor/commands/resolveJob');

let jobs: Map<string, Job>;
let done: string[];
let asked: (readonly string[])[];
/** What a person picks, list by list, by the beginning of a label; undefined: leaves. */
let picks: (string | undefined)[];
let lookUp: () => void;

function settle(id: string): void {
  jobs.set(id, aJob({ ...jobs.get(id), state: 'running' }));
}

const engine = {
  ready: Promise.resolve(),
  jobs: () => [...jobs.values()],
  job: (id: string) => jobs.get(id),
  services: () => allServices,
  abilities: (job: Job) => ({ resolve: job.state === 'inDoubt' }),
  candidates: () => [],
  livePrices: async () => undefined,
  estimate: async () => ({ unit: 'USD', amount: 1.25, usd: 1.25, exact: false, text: 'about $1.25' }),
  lookUp: async () => (lookUp(), []),
  resolve: async (id: string, { kind }: { kind: string }) => {
    if (jobs.get(id)?.state !== 'inDoubt') throw new RequestError('not-possible', 'no longer in doubt');
    done.push(`${id} ${kind}`);
    settle(id);
  },
} as unknown as Engine;
const app = { engine: async () => engine } as unknown as App;

beforeEach(() => {
  resetWorld();
  done = [];
  asked = [];
  picks = [];
  lookUp = () => undefined;
  jobs = new Map(
    ['a', 'b', 'c'].map(id => [
      id,
      aJob({
        id,
        service: 'usvideo',
        dialect: 'usvideo',
        state: 'inDoubt',
        estimate: { unit: 'USD', amount: 1.25, usd: 1.25, exact: false, text: 'about $1.25' },
      }),
    ]),
  );
  world.pick = items => {
    const rows = items as { label: string; picked?: boolean }[];
    asked.push(rows.map(({ label }) => label.replace(/^\$\([^)]*\) /, '')));
    if (rows[0]?.picked === true) return rows;
    const wish = picks.shift();
    return wish === undefined ? undefined : rows.find(({ label }) => label.includes(wish));
  };
});
beforeAll(() => expect(resolveJob).toBeTypeOf('function'));

const all = [['a'], ['b'], ['c']].map(([id]) => ({ kind: 'job', id, group: 'needs' }));

describe('many jobs in doubt', () => {
  it('are all offered where none was named, and nothing happens to them when the person leaves', async () => {
    await resolveJob(app);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toHaveLength(3);
    expect(asked[1]).toEqual([
      'Look in the dashboard of US Video API',
      'Look again at the service now',
      'Some are there: adopt one by one…',
      'None of them is there: submit all 3 again…',
      'Drop them…',
    ]);
    expect(done).toEqual([]);
  });

  it('are the selected rows where rows are selected', async () => {
    await resolveJob(app, all[0], all.slice(0, 2));
    expect(asked[0]).toContain('None of them is there: submit all 2 again…');
  });

  it('are sent again once each, after one question with the whole price', async () => {
    picks = ['submit all 3 again'];
    world.press = (question, buttons) => {
      expect(question).toBe('Submit 3 jobs again, once each?');
      return buttons[0];
    };
    await resolveJob(app, all[0], all);
    expect(world.modals).toHaveLength(1);
    expect(done).toEqual(['a submitAgain', 'b submitAgain', 'c submitAgain']);
  });

  it('are not sent again without that question, and not those that were found meanwhile', async () => {
    picks = ['submit all 3 again'];
    await resolveJob(app, all[0], all);
    expect(done).toEqual([]);
    picks = ['submit all 3 again'];
    world.press = (_, buttons) => {
      settle('b');
      return buttons[0];
    };
    await resolveJob(app, all[0], all);
    expect(done).toEqual(['a submitAgain', 'c submitAgain']);
  });

  it('that are found by one more look are no longer asked about', async () => {
    picks = ['Look again', undefined];
    lookUp = () => settle('a');
    await resolveJob(app, all[0], all);
    expect(asked.at(-1)).toContain('None of them is there: submit all 2 again…');
    expect(done).toEqual([]);
  });

  it('are dropped only after a question, which names what they may have cost', async () => {
    picks = ['Drop them'];
    world.press = (_, buttons) => buttons[0];
    await resolveJob(app, all[0], all);
    expect(world.modals).toEqual(['Drop 3 jobs?']);
    expect(done).toEqual(['a drop', 'b drop', 'c drop']);
  });

  it('are decided one by one where some are there', async () => {
    picks = ['adopt one by one', 'red kite', 'Drop it', undefined, undefined];
    await resolveJob(app, all[0], all);
    expect(done).toEqual(['a drop']);
    expect(asked.at(-2)).toHaveLength(2);
  });
});
