// Animate This Image: from the explorer, from several files at once, and from the tab of an open picture.
import { copyFile, readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { CreateForm } from './harness/create-form';
import { fresh } from './harness/fresh';
import { readBoxes } from './harness/mp4';
import { useEditor } from './harness/use-editor';

const item = 'Animate This Image';

/** Every ending that is offered, some in capitals. The explorer's tooltips would lie over the rows below, and its showing of the open file would undo a selection. */
const editor = useEditor({
  settings: { 'workbench.hover.delay': 60_000, 'explorer.autoReveal': false },
  workspace: async folder => {
    const pictures = join(folder, 'pictures');
    await copyFile(join(pictures, 'dawn.jpg'), join(pictures, 'again.JPEG'));
    await copyFile(join(pictures, 'shoe.png'), join(pictures, 'Big.PNG'));
    await copyFile(join(pictures, 'lights.TIFF'), join(pictures, 'soft.tif'));
    await copyFile(join(folder, 'notes.txt'), join(pictures, 'words.txt'));
    await copyFile(join(folder, 'notes.txt'), join(pictures, 'fake.png'));
  },
});

beforeAll(() => showPictures());

/** Opens the explorer, and the folder in it unless it is open. */
async function showPictures(): Promise<void> {
  const { workbench } = editor();
  await workbench.openExplorer();
  const folder = workbench.file('pictures');
  if ((await folder.getAttribute('aria-expanded')) !== 'true') await folder.click();
  await workbench.file('sea.webp').waitFor();
}

/** The clips in the workspace; one that is being written has no name of its own yet. */
async function clips(): Promise<readonly string[]> {
  const names = await readdir(join(editor().workspace, 'videos')).catch(() => []);
  return names.filter(name => name.endsWith('.mp4'));
}

test('the explorer offers it on pictures of every format, in any letter case, and on nothing else', async () => {
  const { workbench } = editor();
  await showPictures();
  for (const name of [
    'again.JPEG',
    'ball.gif',
    'Big.PNG',
    'cup.avif',
    'dawn.jpg',
    'lights.TIFF',
    'sea.webp',
    'soft.tif',
  ]) {
    expect(await workbench.menuOf(workbench.file(name)), name).toContain(item);
  }
  expect(await workbench.menuOf(workbench.file('words.txt'))).not.toContain(item);
  expect(await workbench.menuOf(workbench.file('pictures'))).not.toContain(item);
});

test('a picture chosen there becomes a clip that moves over it', async () => {
  const { workbench, workspace } = editor();
  // Another try must not take an earlier one's clip for its own.
  const prompt = fresh('Lights drift by');
  const before = await clips();
  // A prompt is proposed where none is there.
  await (await CreateForm.open(editor())).page.locator('#field-prompt').fill('');
  await showPictures();
  await workbench.chooseFromMenu(workbench.file('lights.TIFF'), item);
  const form = await editor().webview('img.thumbnail');
  await expect.poll(() => form.locator('.details .name').textContent()).toBe('lights.TIFF');
  expect(await form.locator('.details .quiet').textContent()).toBe('1280 × 720, sent as 1080 × 608');
  await expect.poll(() => form.locator('#field-prompt').inputValue()).toMatch(/camera move/);
  await form.locator('#field-prompt').fill(prompt);
  await form.locator('#field-resolution').selectOption('480p');
  await form.locator('#field-duration').fill('2');
  await form.locator('#generate').click();
  await expect
    .poll(() => workbench.row('Jobs', prompt).getAttribute('aria-label'), { timeout: 60_000 })
    .toMatch(/done/);
  await workbench.pressRowButton('Jobs', prompt, 'Save');
  await expect.poll(clips).toHaveLength(before.length + 1);
  const name = (await clips()).find(each => !before.includes(each));
  const facts = readBoxes(await readFile(join(workspace, 'videos', name ?? '')));
  expect(facts).toMatchObject({ width: 854, height: 480, seconds: 2, frames: 48 });
});

test('several are taken at once, what is no picture is named, and each becomes a clip of its own', async () => {
  const { workbench } = editor();
  await workbench.openExplorer();
  // A click without Ctrl would open the picture, which then takes the focus from the explorer when it likes.
  const names = ['ball.gif', 'sea.webp', 'words.txt'];
  const isSelected = async (name: string) => (await workbench.file(name).getAttribute('aria-selected')) === 'true';
  // The explorer may still be laying itself out, so that a row moves from under a click.
  await expect
    .poll(async () => {
      for (const name of names) {
        if (!(await isSelected(name))) await workbench.file(name).click({ modifiers: ['Control'] });
      }
      return Promise.all(names.map(isSelected));
    })
    .toEqual([true, true, true]);
  await workbench.chooseFromMenu(workbench.file('sea.webp'), item);
  await workbench.notification('words.txt').waitFor();
  const form = await editor().webview('.several img.thumbnail');
  await expect.poll(() => form.locator('.several img.thumbnail').count()).toBe(2);
  await expect.poll(() => form.locator('#generate').textContent()).toMatch(/2/);
  await workbench.clearNotifications();
});

test('a text that is named as a picture is refused beside the well, by its name', async () => {
  const { workbench } = editor();
  await workbench.openExplorer();
  await workbench.chooseFromMenu(workbench.file('fake.png'), item);
  const form = await editor().webview('.well li.failed');
  await expect.poll(() => form.locator('section .problem').textContent()).toMatch(/fake\.png.*not a picture/);
  await form.locator('#generate').click();
  await expect
    .poll(() => form.locator('#field-picture').evaluate(field => field === document.activeElement))
    .toBe(true);
  expect((await workbench.rows('Jobs')).filter(row => row.label === 'Running')).toEqual([]);
  await form.locator('.well .remove').click();
  await expect.poll(() => form.locator('.well li').count()).toBe(0);
});

test('the tab of an open picture offers it as well, and so does the form', async () => {
  const { workbench } = editor();
  await workbench.openExplorer();
  await workbench.file('cup.avif').dblclick();
  await workbench.tab('cup.avif').waitFor();
  const created = await CreateForm.open(editor());
  await created.withoutPicture();
  const form = created.page;
  await form.locator('vscode-button', { hasText: 'Use cup.avif' }).click();
  await expect.poll(() => form.locator('.details .name').textContent()).toBe('cup.avif');
  await expect.poll(() => form.locator('img.thumbnail').count()).toBe(1);
  await form.locator('.well .remove').click();
  await workbench.chooseFromMenu(workbench.tab('cup.avif'), item);
  await expect.poll(() => form.locator('img.thumbnail').count()).toBe(1);
});
