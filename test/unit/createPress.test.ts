// A press of Generate in the Create view, up to the engine: what was shown is what is asked for, and nothing twice.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { RequestError, type Engine } from '../../src/core/engine';
import type { GenerationRequest } from '../../src/core/request';
import type { FormParts } from '../../src/editor/views/create/snapshot';
import { FormSession } from '../../src/editor/views/create/session';
import { SpendGuard } from '../../src/editor/views/create/spendGuard';
import { Well } from '../../src/editor/views/create/well';

const dialog = vi.hoisted(() => ({ answer: undefined as string | undefined, asked: [] as string[] }));
vi.mock('vscode', () => ({
  l10n: { t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index])) },
  env: { language: 'en' },
  window: {
    showWarningMessage: (question: string) => {
      dialog.asked.push(question);
      return Promise.resolve(dialog.answer);
    },
    showErrorMessage: (sentence: string) => Promise.resolve(dialog.asked.push(sentence)),
  },
}));
const { answerPress } = await import('../../src/editor/views/create/press');

const picture = (letter: string) => ({
  sha256: letter.repeat(64),
  bytes: 1,
  width: 2,
  height: 2,
  name: `${letter}.png`,
});

/** An engine whose clips cost a dollar each, and the form in front of it. */
function makeForm(prompt = 'A kite') {
  const generated: GenerationRequest[] = [];
  const state = { service: { id: 'x', name: 'X' }, dialect: {}, options: [], key: 'secrets' as string | undefined };
  const world = {
    dollars: 1,
    state,
    refuse: undefined as ((request: GenerationRequest) => Error | undefined) | undefined,
  };
  const engine = {
    services: () => [state.service],
    freshenService: () => undefined,
    livePrices: () => Promise.resolve(),
    serviceState: () => Promise.resolve(world.state),
    validate: (request: GenerationRequest) =>
      Promise.resolve(request.prompt === '' ? [{ field: 'prompt', message: 'Empty.' }] : []),
    estimate: ({ takes = 1 }: GenerationRequest) => {
      const amount = world.dollars * takes;
      return Promise.resolve({ amount, unit: 'USD', exact: false, text: `about $${amount.toFixed(2)}` });
    },
    generate: (request: GenerationRequest) => {
      const refusal = world.refuse?.(request);
      if (refusal) return Promise.reject(refusal);
      generated.push(request);
      return Promise.resolve(Array.from({ length: request.takes ?? 1 }, () => ({})));
    },
  } as unknown as Engine;
  const clock = { now: 0 };
  const guard = new SpendGuard(
    () => clock.now,
    () => `token ${Math.random()}`,
  );
  const session = new FormSession('s');
  session.adopt({ seq: 1, draft: { prompt, options: {}, takes: 2 } });
  const well = new Well({
    stage: () => Promise.reject(new Error('no')),
    explain: () => 'no',
    changed: () => undefined,
  });
  const parts: FormParts = {
    session,
    well,
    guard,
    wellNote: undefined,
    defaultService: 'x',
    publicAccess: {},
  };
  const shown = { service: 'x', clips: 2, price: 'about $2.00' };
  const press = (what = shown) => answerPress(engine, parts, { token: guard.issue(what), press: 'p' });
  return { engine, parts, guard, session, well, generated, world, press };
}

beforeEach(() => {
  dialog.answer = undefined;
  dialog.asked = [];
});

describe('a press', () => {
  test('queues what was shown, without a question', async () => {
    const { press, generated } = makeForm();
    expect(await press()).toEqual({ kind: 'queued', press: 'p', clips: 2 });
    expect(generated).toHaveLength(1);
    expect(dialog.asked).toEqual([]);
  });

  test('sent twice with one token queues once', async () => {
    const { engine, parts, guard, generated } = makeForm();
    const token = guard.issue({ service: 'x', clips: 2, price: 'about $2.00' });
    const both = await Promise.all([1, 2].map(() => answerPress(engine, parts, { token, press: 'p' })));
    expect(both.map(({ kind }) => kind).toSorted()).toEqual(['notSent', 'queued']);
    expect(generated).toHaveLength(1);
  });

  test('asks where the price has changed, and sends nothing without a yes', async () => {
    const { press, generated, world } = makeForm();
    world.dollars = 2;
    expect((await press()).kind).toBe('notSent');
    expect(dialog.asked).toEqual(['Generate 2 clips: about $4.00?']);
    expect(generated).toEqual([]);
    dialog.answer = 'Generate';
    expect((await press()).kind).toBe('queued');
  });

  test('asks where there would be more clips than the form showed', async () => {
    const { press, generated } = makeForm();
    await press({ service: 'x', clips: 1, price: 'about $2.00' });
    expect(dialog.asked).toHaveLength(1);
    expect(generated).toEqual([]);
  });

  test('sends nothing while a field has a problem, a picture cannot be used or a key is missing', async () => {
    const empty = makeForm('');
    expect((await empty.press()).kind).toBe('notSent');
    const broken = makeForm();
    await broken.well.take([{ name: 'a.png', read: () => Promise.resolve(new Uint8Array()) }]);
    expect(await broken.press()).toEqual({ kind: 'notSent', press: 'p', message: undefined });
    expect(broken.well.items).toMatchObject([{ state: 'failed', message: 'no' }]);
    const keyless = makeForm();
    keyless.world.state.key = 'missing';
    expect(await keyless.press()).toMatchObject({ kind: 'notSent', message: 'X needs an API key first.' });
    expect([...empty.generated, ...broken.generated, ...keyless.generated]).toEqual([]);
  });

  test('shows a refusal beside its field', async () => {
    const { press, session, world } = makeForm();
    const fields = [{ field: 'prompt', message: 'Too long.' }] as const;
    world.refuse = () => new RequestError('invalid-request', 'Not this way.', fields);
    expect(await press()).toEqual({ kind: 'notSent', press: 'p', message: undefined });
    expect(session.refused).toEqual(fields);
  });

  test('makes one request for each picture, and keeps in the well only what was not queued', async () => {
    const { press, well, generated, world } = makeForm();
    well.put([picture('a'), picture('b'), picture('c')]);
    world.refuse = request => (request.picture?.name === 'b.png' ? new Error('The disk is full.') : undefined);
    expect(await press({ service: 'x', clips: 6, price: 'about $6.00' })).toMatchObject({
      kind: 'queued',
      clips: 2,
    });
    expect(generated.map(request => request.picture?.name)).toEqual(['a.png']);
    expect(well.ready.map(({ name }) => name)).toEqual(['b.png', 'c.png']);
    expect(dialog.asked[0]).toMatch('The disk is full.');
  });
});
