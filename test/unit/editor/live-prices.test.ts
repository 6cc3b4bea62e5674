// Whoever shows a price before something is spent, or tells it to another extension, has asked the service for today's.

import { beforeEach, expect, test, vi } from 'vitest';
import type { CoreEngine } from '../../../src/core/engine/core-engine';
import type { App } from '../../../src/editor/app';
import { answer, Bench, says } from '../pipeline/bench';
import { fakeVscode, resetWorld } from '../security/fake-editor';

vi.mock('vscode', () => fakeVscode);
const { goPage } = await import('../../../src/editor/commands/generate/goPage');
const { retryJob } = await import('../../../src/editor/commands/retryJob');
const { resolveJob } = await import('../../../src/editor/commands/resolveJob');
const { createExports } = await import('../../../src/editor/exports');

/** Ten times what the service's page says. */
const today = answer(200, { '720p': { per_second: 2.5 } });
const price = 'about $12.50';

const bench = () => new Bench().on('GET /pricing', today);
const appOf = (engine: CoreEngine) =>
  ({ engine: async () => engine, log: { info: () => undefined } }) as unknown as App;

beforeEach(resetWorld);

/** Lets time pass until somebody is done. */
async function done<T>(on: Bench, work: Promise<T>): Promise<T> {
  let over = false;
  const asked = work.finally(() => (over = true));
  await on.time.run(60_000, () => over);
  return asked;
}

/** The details of every question that was put. */
function questions(): readonly string[] {
  const put = vi.mocked(fakeVscode.window.showInformationMessage).mock.calls;
  return put.map(([, options]) => (options as { detail?: string } | undefined)?.detail ?? '');
}

test('the palette’s last page', async () => {
  const on = bench();
  const engine = await on.open();
  const labels: string[] = [];
  const box = vi.spyOn(fakeVscode.window, 'createQuickPick').mockImplementation(() => {
    let hidden = (): void => undefined;
    const event = () => ({ dispose: () => undefined });
    return {
      set items(rows: readonly { label: string }[]) {
        labels.push(...rows.map(({ label }) => label));
      },
      onDidHide: (listener: () => void) => ((hidden = listener), event()),
      onDidAccept: event,
      onDidTriggerButton: event,
      show: () => hidden(),
      hide: () => hidden(),
      dispose: () => undefined,
    } as never;
  });
  const plan = { prompt: 'A calm sea', service: 'usvideo', options: { duration: 5 }, takes: 1 };
  await done(on, goPage(engine)(plan, { title: '', back: false } as never));
  box.mockRestore();
  expect(labels[0]).toBe(`$(sparkle) Generate · ${price}`);
});

test.each([
  ['a retry', answer(402, { detail: 'No balance' }), 'failed', retryJob, undefined],
  ['a second submit of a job in doubt', 'lost', 'inDoubt', resolveJob, 'again'],
] as const)('the question before %s', async (_what, reply, state, command, choice) => {
  const on = bench()
    .on('POST /videos', reply)
    .on('GET /videos', answer(200, { videos: [] }));
  const engine = await on.open();
  const [job] = await engine.generate(on.request(), 'view');
  const id = job?.id ?? '';
  await on.untilState(engine, id, state);
  // What the service was asked about the job meanwhile has its rate for itself no more.
  await on.time.run(300_000);
  vi.spyOn(fakeVscode.window, 'showQuickPick').mockImplementation(async items =>
    (items as { choice?: string }[]).find(item => item.choice === choice),
  );
  vi.spyOn(fakeVscode.window, 'showInformationMessage').mockResolvedValue(undefined);
  await done(on, command(appOf(engine), id));
  expect(questions()).toEqual([expect.stringContaining(price)]);
  expect(on.asked('POST /videos')).toBe(1);
});

test('an estimate for another extension', async () => {
  const on = bench().on('POST /videos', says.accepted());
  const engine = await on.open();
  const asked = createExports(appOf(engine)).api.estimate({
    service: 'usvideo',
    prompt: 'A sea',
    options: { duration: 5 },
  });
  expect((await done(on, asked)).text).toBe(price);
});
