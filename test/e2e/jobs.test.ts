// The Jobs view, its badge, the status bar and the notifications, while jobs come, run, fail and go.
import { beforeAll, expect, test } from 'vitest';
import { useEditor } from './harness/use-editor';

const editor = useEditor({ settings: { 'workbench.hover.delay': 60_000 } });

/** Fills the form and presses Generate; 480p and one second, so that it is quick. */
async function generate(prompt: string): Promise<void> {
  const form = await editor().webview('#field-prompt');
  await form.locator('#field-prompt').fill(prompt);
  await expect.poll(() => form.locator('#generate').textContent()).toContain('free');
  await form.locator('#generate').click();
  await expect.poll(() => form.locator('.queued').count()).toBe(1);
}

/** What a screen reader says of a row; empty while there is none. */
async function spoken(text: string): Promise<string> {
  const row = editor().workbench.row('Jobs', text);
  return (await row.count()) > 0 ? ((await row.getAttribute('aria-label')) ?? '') : '';
}

beforeAll(async () => {
  await editor().workbench.openReelwright();
  const form = await editor().webview('#field-prompt');
  await form.locator('#field-resolution').selectOption('480p');
  await form.locator('#field-duration').fill('1');
});

test('an empty list says how to begin, in three ways that work', async () => {
  const { workbench } = editor();
  const welcome = workbench.view('Jobs').locator('.welcome-view-content');
  await welcome.waitFor();
  expect(await welcome.locator('.monaco-button').allTextContents()).toEqual([
    'Write a Prompt',
    'Animate a Picture',
    'Generate from the Selected Text',
  ]);
  await welcome.locator('.monaco-button', { hasText: 'Write a Prompt' }).click();
  const form = await editor().webview('#field-prompt');
  await expect.poll(() => form.locator('#field-prompt').evaluate(field => field === document.activeElement)).toBe(true);
  await welcome.locator('.monaco-button', { hasText: 'Animate a Picture' }).click();
  await workbench.quickInput.waitFor('Choose the first frame');
  await workbench.quickInput.cancel();
});

test('a running job has a row, a badge and a place in the status bar, and ends when it is cancelled', async () => {
  const { workbench } = editor();
  await generate('A slow boat [slow:300]');
  await expect.poll(() => spoken('A slow boat'), { timeout: 20_000 }).toMatch(/running/);
  expect(await workbench.badge()).toBe('1');
  await expect.poll(async () => (await workbench.statusBar()).join('\n')).toContain('Reelwright: 1 job runs');
  const [group, row] = await workbench.rows('Jobs');
  expect(group).toMatchObject({ label: 'Running', description: '1', level: 1, expanded: true });
  expect(row?.label).toBe('A slow boat [slow…');
  expect(row?.description).toMatch(/^\d+ s · .*480p 1 s · sandbox$/);
  await workbench.pressRowButton('Jobs', 'A slow boat', 'Cancel');
  await expect.poll(() => spoken('A slow boat')).toMatch(/cancelled/);
  await expect.poll(() => workbench.badge()).toBe('');
  await expect.poll(async () => (await workbench.statusBar()).join('\n')).not.toContain('Reelwright');
});

test('a failed job says the service’s words in its row, and more in its preview', async () => {
  const { workbench } = editor();
  await generate('No credits [fail:402]');
  await expect.poll(() => spoken('No credits'), { timeout: 20_000 }).toMatch(/failed, Not enough credits/);
  await generate('Not allowed [fail:safety]');
  await expect.poll(() => spoken('Not allowed'), { timeout: 20_000 }).toMatch(/failed, The request was blocked/);
  await workbench.row('Jobs', 'No credits').click();
  const preview = await editor().webview('.card.failed');
  expect(await preview.locator('.card').innerText()).toMatch(
    /Failed.*Not enough credits.*top up.*INSUFFICIENT_CREDITS · HTTP 402/s,
  );
});

test('a retry is a job of its own with the same settings', async () => {
  const { workbench } = editor();
  await workbench.pressRowButton('Jobs', 'No credits', 'Retry');
  await expect
    .poll(async () => (await workbench.rows('Jobs')).filter(row => row.label.startsWith('No credits')).length, {
      timeout: 20_000,
    })
    .toBe(2);
});

test('one row can be removed, and all that has ended can be cleared after a question about what is not saved', async () => {
  const { workbench } = editor();
  await generate('Kept until cleared');
  await expect.poll(() => spoken('Kept until'), { timeout: 30_000 }).toMatch(/done/);
  await workbench.chooseFromMenu(workbench.row('Jobs', 'Not allowed'), 'Remove from the List');
  await expect.poll(() => spoken('Not allowed')).toBe('');
  await workbench.pressViewButton('Jobs', 'Clear Finished');
  await workbench.dialog().waitFor();
  expect(await workbench.dialog().innerText()).toMatch(/not saved anywhere yet/);
  await workbench.pressDialogButton('Remove Only the Others');
  await expect
    .poll(async () => (await workbench.rows('Jobs')).map(row => row.label))
    .toEqual(['Done', 'Kept until cleared']);
  await workbench.pressViewButton('Jobs', 'Clear Finished');
  await workbench.pressDialogButton('Remove and Delete');
  await workbench.view('Jobs').locator('.welcome-view-content').waitFor();
});

test('while the view is hidden one notification says that a job is done, and its buttons work', async () => {
  const { workbench } = editor();
  await generate('Told when it is done [slow:3]');
  await workbench.openExplorer();
  await workbench.notification('Told when it is done').waitFor({ timeout: 60_000 });
  expect((await workbench.notifications()).filter(text => text.includes('Told when'))).toHaveLength(1);
  await workbench.pressNotificationButton('Told when it is done', 'Preview');
  const preview = await editor().webview('video');
  await expect.poll(() => preview.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(854);
});

test('while the view is seen nothing is notified, and a failure says the next step', async () => {
  const { workbench } = editor();
  await workbench.clearNotifications();
  await workbench.openReelwright();
  await generate('Seen as it ends');
  await expect.poll(() => spoken('Seen as it'), { timeout: 30_000 }).toMatch(/done/);
  await generate('Failed unseen [fail:safety] [slow:3]');
  await workbench.openExplorer();
  await workbench.notification('Failed unseen').waitFor({ timeout: 60_000 });
  expect(await workbench.notification('Failed unseen').innerText()).toMatch(/blocked by the safety review.*literal/s);
  expect((await workbench.notifications()).filter(text => text.includes('Seen as'))).toEqual([]);
});
