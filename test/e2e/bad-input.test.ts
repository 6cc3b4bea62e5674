// What goes wrong around a request: each is one clear sentence with the next step, and nothing is sent, lost or left spinning.
import { mkdir, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useEditor } from './harness/use-editor';

const settings = { 'workbench.hover.delay': 60_000 };
const editor = useEditor({ settings });

const form = () => editor().webview('#field-prompt');

/** The sentences beside a field. */
async function problems(field: string): Promise<string> {
  const list = (await form()).locator(`#problems-${field}`);
  return (await list.count()) > 0 ? list.innerText() : '';
}

async function spoken(text: string): Promise<string> {
  const row = editor().workbench.row('Jobs', text);
  return (await row.count()) > 0 ? ((await row.getAttribute('aria-label')) ?? '') : '';
}

test('a form that cannot be sent says why beside each field, and queues nothing', async () => {
  const { workbench } = editor();
  await workbench.openReelwright();
  const fields = await form();
  await fields.locator('#generate').click();
  await expect.poll(() => problems('prompt')).toContain('Write what the video should show.');
  await fields.locator('#field-seed').fill('a seed');
  await fields.locator('#generate').click();
  await expect.poll(() => problems('seed')).toMatch(/whole number/);
  await fields.locator('#field-prompt').fill('x'.repeat(6000));
  await fields.locator('#generate').click();
  await expect.poll(() => problems('prompt')).toMatch(/The prompt has 6000 characters.*Shorten it by/);
  expect(await workbench.rows('Jobs')).toEqual([]);
  await fields.locator('#field-seed').fill('');
  await fields.locator('#field-duration').fill('1');
  await fields.locator('#field-resolution').selectOption('480p');
  await fields.locator('#field-prompt').fill('A clip to be saved');
  await expect.poll(() => problems('prompt')).toBe('');
  await fields.locator('#field-prompt').press('Control+Enter');
  await expect.poll(() => spoken('A clip to be'), { timeout: 60_000 }).toMatch(/done/);
});

/** Presses *Save* on the one row and takes what is notified off the screen again. */
async function save(): Promise<string> {
  const { workbench } = editor();
  await workbench.clearNotifications();
  await workbench.pressRowButton('Jobs', 'A clip to be', 'Save');
  await expect.poll(() => workbench.notifications()).not.toEqual([]);
  return (await workbench.notifications()).join('\n');
}

test('an output folder that is a file is named, and stays as it is', async () => {
  const path = join(editor().workspace, 'videos');
  await writeFile(path, 'somebody’s notes');
  expect(await save()).toMatch(
    /videos is a file, so no video can be saved into it\. Change reelwright\.output\.folder, or save it elsewhere\./,
  );
  expect(await readFile(path, 'utf8')).toBe('somebody’s notes');
  await rm(path);
});

test('an output folder that leads out of the workspace, or may not be written to, is named', async () => {
  const { workspace, home } = editor();
  const path = join(workspace, 'videos');
  await mkdir(join(home, 'outside'));
  await symlink(join(home, 'outside'), path);
  expect(await save()).toMatch(/videos is a link that leads out of the workspace, so nothing was saved/);
  expect(await readdir(join(home, 'outside'))).toEqual([]);
  await rm(path);
  // Nothing is forbidden to root.
  if (process.getuid?.() === 0) return;
  await mkdir(path, { mode: 0o555 });
  expect(await save()).toMatch(/videos cannot be written to\. Use Save as…/);
  await rm(path, { recursive: true });
});

test('an existing file is never written over: the next one gets a number', async () => {
  const { workspace, workbench } = editor();
  expect(await save()).toMatch(/Saved as videos/);
  const [name] = await readdir(join(workspace, 'videos'));
  const path = join(workspace, 'videos', name ?? '');
  await writeFile(path, 'another file of that name');
  expect(await save()).toMatch(/Saved as videos.*-2\.mp4/);
  expect(await readFile(path, 'utf8')).toBe('another file of that name');
  expect(await save()).toMatch(/Already saved as videos.*-2\.mp4/);
  expect(await readdir(join(workspace, 'videos'))).toHaveLength(2);
  await workbench.clearNotifications();
});

test('Save as… proposes the name, and writes where it is told', async () => {
  const { workbench, workspace } = editor();
  await workbench.chooseFromMenu(workbench.row('Jobs', 'A clip to be'), 'Save As…');
  await workbench.quickInput.waitFor('Save the video as');
  await workbench.quickInput.answer(join(workspace, 'elsewhere.mp4'));
  await expect.poll(() => readdir(workspace)).toContain('elsewhere.mp4');
});

test('a service that is not there: the row says so, nothing is spent, and cancelling it works at once', async () => {
  const { workbench, page } = editor();
  await editor().changeSettings({ 'reelwright.services.usvideo.baseUrl': 'http://127.0.0.1:9/v1' });
  await workbench.command('Reelwright: Set API Key…');
  await workbench.quickInput.waitFor('For which service');
  await workbench.quickInput.choose('US Video API');
  await workbench.quickInput.waitFor('Paste the key');
  await workbench.quickInput.answer('sd_nobody_answers');
  await expect
    .poll(() => workbench.quickInput.text())
    .toMatch(/US Video API cannot be reached at 127\.0\.0\.1:9\..*keep the key anyway/s);
  await page.locator('.quick-input-widget .action-label[aria-label^="Keep this key anyway"]').click();
  const fields = await form();
  await fields.locator('#field-service').selectOption('usvideo');
  await fields.locator('#field-prompt').fill('Nobody is there');
  // The price of five seconds: an option that the service does not take has left the form by then.
  await expect.poll(() => fields.locator('#generate').textContent()).toMatch(/about \$(0\.50|1\.25|2\.50)/);
  await fields.locator('#generate').click();
  await expect.poll(() => spoken('Nobody is there'), { timeout: 30_000 }).toMatch(/cannot be reached/);
  await workbench.pressRowButton('Jobs', 'Nobody is there', 'Cancel');
  await expect.poll(() => spoken('Nobody is there')).toMatch(/cancelled/);
});

test('a changed address has no key, and the form asks for one', async () => {
  await editor().changeSettings({ 'reelwright.services.usvideo.baseUrl': 'http://127.0.0.1:10/v1' });
  const fields = await form();
  await expect.poll(() => fields.locator('#generate').textContent()).toContain('Set API key');
});
