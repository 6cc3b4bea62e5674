// When things go wrong: the network is down, answers are lost, a video cannot be fetched. What the person sees and can do, and a bug report of it.
import { hostname } from 'node:os';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { StandIn } from '../services/stand-in';
import { startSeedanceTv } from '../services/seedance-tv';
import { startUsvideoReference } from '../services/usvideo-reference';
import { CreateForm } from './harness/create-form';
import { Editor } from './harness/editor';
import { fresh } from './harness/fresh';

const keys = { usvideo: 'sd_e2e_trouble_90ab', tv: 'stv-e2e-trouble-77cd' };
const hour = 3_600_000;
const atOnce = { by: 'time', waiting: 0, rendering: 0 } as const;
let service: StandIn;
let tv: StandIn;
let tvTime = 0;
let editor: Editor;

/** Its list shows neither prompts nor times, so no job in doubt can be found in it for certain. */
const usvideo = (port?: number) =>
  startUsvideoReference({
    key: keys.usvideo,
    pace: atOnce,
    listsPrompts: false,
    ...(port === undefined ? {} : { port }),
  });

beforeAll(async () => {
  service = await usvideo();
  tv = await startSeedanceTv({ key: keys.tv, now: () => Date.now() + tvTime });
  editor = await Editor.open({
    settings: {
      'reelwright.services.usvideo.baseUrl': service.baseUrl,
      'reelwright.services.seedance-tv.baseUrl': tv.baseUrl,
      'reelwright.defaultService': 'usvideo',
      'workbench.hover.delay': 60_000,
    },
    env: { REELWRIGHT_USVIDEO_API_KEY: keys.usvideo, REELWRIGHT_SEEDANCE_TV_API_KEY: keys.tv },
  });
});

afterAll(async () => {
  await editor?.close();
  await service?.close();
  await tv?.close();
});

/** A try that failed has left its jobs: those on their way end first. */
beforeEach(async () => {
  await editor.workbench.openReelwright();
  const groups = async () => (await editor.workbench.rows('Jobs')).map(({ label }) => label);
  await expect
    .poll(async () => (await groups()).filter(label => ['Running', 'Queued'].includes(label)), { timeout: 100_000 })
    .toEqual([]);
});

/** The rows of a prompt, in a state. */
const rowsOf = (prompt: string, state: RegExp) => rows(new RegExp(`^${prompt}, .*${state.source}`));
const paidFor = (prompt: string) => service.paidJobs.filter(({ asked }) => asked['prompt'] === prompt);
const rows = async (text: RegExp) =>
  (await editor.workbench.rows('Jobs')).filter(({ spoken, level }) => level === 2 && text.test(spoken));
const status = async () => (await editor.workbench.statusBar()).find(text => text.startsWith('Reelwright:')) ?? '';

async function generateThree(prompt: string): Promise<void> {
  const form = await CreateForm.open(editor);
  await form.page.locator('#field-takes').selectOption('3');
  await form.page.locator('#field-prompt').fill(prompt);
  await expect.poll(() => form.button()).toBe('Generate 3 · about $3.75');
  await form.page.locator('#generate').click();
}

test('without a network jobs wait, the status bar says so until it is back, and no message pops up', async () => {
  const port = Number(new URL(service.baseUrl).port);
  const prompt = fresh('A quiet harbour');
  await editor.workbench.clearNotifications();
  await service.close();
  try {
    await generateThree(prompt);
    await expect.poll(status, { timeout: 30_000 }).toContain('Offline: 3 jobs wait');
    await expect.poll(() => rowsOf(prompt, /cannot be reached/)).toHaveLength(3);
    expect(await editor.workbench.notifications()).toEqual([]);
    // look: offline
  } finally {
    service = await usvideo(port);
  }
  await expect.poll(() => rowsOf(prompt, /done/), { timeout: 75_000 }).toHaveLength(3);
  await expect.poll(status).not.toContain('Offline');
  expect(paidFor(prompt)).toHaveLength(3);
});

test('several jobs in doubt are decided about together, for one price that is shown first', async () => {
  const { workbench } = editor;
  await workbench.clearNotifications();
  for (let take = 1; take <= 3; take += 1) service.next('submit', { drop: 'onBody' });
  const prompt = fresh('A lost letter');
  await generateThree(prompt);
  await expect.poll(() => rowsOf(prompt, /in doubt/), { timeout: 30_000 }).toHaveLength(3);
  // An earlier try may have left some more.
  const all = (await rows(/in doubt/)).length;
  const price = `$${(all * 1.25).toFixed(2)}`;
  // look: doubts
  const before = service.paidJobs.length;
  await workbench.command('Reelwright: Decide…');
  await workbench.quickInput.waitFor(`${all} jobs are in doubt`);
  // look: pick
  await workbench.quickInput.accept();
  await workbench.quickInput.waitFor(`Did these ${all} jobs arrive`);
  await expect.poll(() => workbench.quickInput.text()).toContain(`${price} for ${all} takes`);
  // look: choices
  await workbench.quickInput.choose('Look again at the service now');
  await workbench.quickInput.waitFor('A list that does not show a job is no proof');
  await workbench.quickInput.choose(`None of them is there: submit all ${all} again…`);
  await workbench.dialog().waitFor();
  const asked = await workbench.dialog().innerText();
  for (const words of [`Submit ${all} jobs again, once each?`, `about ${price}`, 'paid twice'])
    expect(asked).toContain(words);
  // look: modal
  expect(service.paidJobs).toHaveLength(before);
  await workbench.pressDialogButton(`Submit ${all} Again`);
  await expect.poll(() => rowsOf(prompt, /done/), { timeout: 60_000 }).toHaveLength(3);
  expect(service.paidJobs).toHaveLength(before + all);
});

test('a video whose link is half dead is warned of once, in words and in its row, and can be tried at once', async () => {
  const { workbench } = editor;
  const prompt = fresh('An old lighthouse');
  // This job is older than all others, so its row may come last: it gets the room of the form.
  const create = workbench.view('Create').locator('.pane-header');
  if ((await create.getAttribute('aria-expanded')) === 'true') await create.click();
  await workbench.clearNotifications();
  tvTime = -13 * hour;
  const sent = await fetch(`${tv.baseUrl}/generate/text-to-video`, {
    method: 'POST',
    headers: { authorization: `Bearer ${keys.tv}`, 'content-type': 'application/json' },
    body: JSON.stringify({ prompt }),
  });
  expect(sent.ok).toBe(true);
  await tv.finish(tv.jobs.all.at(-1)?.id ?? '');
  tvTime = 0;
  tv.media.script(() => ({ answer: { status: 503, body: 'later' } }));
  await workbench.command('Reelwright: Sync with the Service');
  await workbench.quickInput.choose('Seedance (seedance.tv)');
  await expect.poll(() => rowsOf(prompt, /10 h \d+ min until its link dies/), { timeout: 30_000 }).toHaveLength(1);
  const warning = workbench.notification('could not be fetched yet. Its link lives for another 10 h');
  await warning.waitFor({ timeout: 60_000 });
  expect(await warning.innerText()).toContain('HTTP 503');
  // look: link
  tv.media.script(undefined);
  await workbench.pressNotificationButton('could not be fetched yet', 'Try Now');
  await expect.poll(() => rowsOf(prompt, /done/), { timeout: 10_000 }).toHaveLength(1);
});

test('the diagnostics are shown and copied, with the steps of a job and without anything of the person', async () => {
  const { workbench, page } = editor;
  await workbench.command('Reelwright: Copy Diagnostics');
  await workbench.tab('Reelwright diagnostics.md').waitFor();
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('# Reelwright diagnostics');
  const text = await page.evaluate(() => navigator.clipboard.readText());
  // look: diagnostics
  expect(text).toMatch(
    /queued job=(job-\d+) service=usvideo[^]*submitting job=\1 [^]*in doubt job=\1[^]*accepted job=\1/,
  );
  expect(text).toMatch(/cannot be reached; its jobs wait service=usvideo/);
  expect(text).toMatch(/- usvideo: dialect usvideo, address this machine, key from the environment/);
  for (const own of [
    keys.usvideo,
    keys.tv,
    'harbour',
    'letter',
    'lighthouse',
    editor.home,
    editor.workspace,
    hostname(),
    'http://',
  ])
    expect([own, text.includes(own)]).toEqual([own, false]);
});
