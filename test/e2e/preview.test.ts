// The Preview tab and what leads on from it: insert, use this frame, use these settings again; and what a reload leaves as it was.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { expect, test } from 'vitest';
import { useEditor } from './harness/use-editor';

const editor = useEditor({ settings: { 'workbench.hover.delay': 60_000 } });
const prompt = 'Two boats on a lake';

/** The Preview's page, playing. */
const player = (): Promise<Frame> => editor().webview('video');
const form = (): Promise<Frame> => editor().webview('#field-prompt');

/** A number of the clip in the Preview tab. */
async function clip(what: 'currentTime' | 'duration' | 'videoWidth' | 'playbackRate'): Promise<number> {
  return (await player()).locator('video').evaluate((video: HTMLVideoElement, name) => video[name], what);
}

test('a click on a finished job opens it', async () => {
  const { workbench } = editor();
  await workbench.openReelwright();
  const fields = await form();
  await fields.locator('#field-prompt').fill(prompt);
  await fields.locator('#field-resolution').selectOption('480p');
  await fields.locator('#field-duration').fill('2');
  await fields.locator('#field-seed').fill('5');
  await fields.locator('#generate').click();
  const row = workbench.row('Jobs', 'Two boats');
  await row.waitFor();
  await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(/done/);
  await row.click();
  await player();
});

test('it plays in a loop, and can be paused, stepped, scrubbed and slowed down by the keyboard', async () => {
  const page = await player();
  await expect.poll(() => clip('videoWidth')).toBe(854);
  await expect.poll(() => clip('duration')).toBe(2);
  const controls = page.locator('.controls');
  await controls.locator('[aria-label^="Pause"]').click();
  await page.locator('.scrub').focus();
  await page.locator('.scrub').press('Home');
  await expect.poll(() => controls.locator('.frame').textContent()).toMatch(/frame\s+1 \/ 48/);
  await page.locator('main').press('.');
  await expect.poll(() => controls.locator('.frame').textContent()).toMatch(/frame\s+2 \/ 48/);
  await page.locator('main').press(',');
  await expect.poll(() => controls.locator('.frame').textContent()).toMatch(/frame\s+1 \/ 48/);
  await controls.locator('select').selectOption('0.5');
  expect(await clip('playbackRate')).toBe(0.5);
});

test('beside it stands how it was made', async () => {
  const details = (await player()).locator('.details');
  expect(await details.locator('.chips li').allTextContents()).toEqual(['480p', '2 s', '16:9', 'seed 5']);
  expect(await details.innerText()).toMatch(/Service\s+Sandbox.*Estimated\s+free.*854 × 480.*Sound\s+none/s);
});

test('Use this frame makes the frame that is shown the first frame of a new request', async () => {
  await (await player()).locator('vscode-button', { hasText: 'Use this frame' }).click();
  const fields = await editor().webview('img.thumbnail');
  await expect
    .poll(() => fields.locator('.details .name').textContent())
    .toMatch(/^two-boats-on-a-lake-\d\.\d\ds\.png$/);
  expect(await fields.locator('#field-prompt').inputValue()).toBe(prompt);
  await fields.locator('.well .remove').click();
});

test('Use these settings again fills the form with all of them', async () => {
  const fields = await form();
  await fields.locator('#field-prompt').fill('Something else');
  await fields.locator('#field-duration').fill('9');
  await (await player()).locator('vscode-button', { hasText: 'Use these settings again' }).click();
  await expect.poll(() => fields.locator('#field-prompt').inputValue()).toBe(prompt);
  expect(await fields.locator('#field-duration').inputValue()).toBe('2');
  expect(await fields.locator('#field-seed').inputValue()).toBe('5');
});

/** What the active editor shows, with plain spaces. */
async function editorText(): Promise<string> {
  const lines = editor().page.locator('.editor-group-container.active .monaco-editor .view-lines');
  return (await lines.innerText()).replaceAll('\u00a0', ' ');
}

/** Opens a file and puts the cursor at its very end, on a line of its own. */
async function openAtEnd(name: string): Promise<void> {
  const { workbench, page } = editor();
  await workbench.openFile(name);
  await page.locator('.editor-group-container.active .monaco-editor .view-lines').click();
  await page.keyboard.press('Control+End');
  await page.keyboard.press('Enter');
}

test('Insert saves the clip once and writes it into Markdown and HTML, each in its own way', async () => {
  const { workbench, workspace, page } = editor();
  for (const name of ['README.md', 'index.html']) {
    await openAtEnd(name);
    await workbench.chooseFromMenu(workbench.row('Jobs', 'Two boats'), 'Insert into Editor');
    await expect.poll(() => editorText()).toContain('videos/');
    await page.keyboard.press('Control+S');
  }
  const [saved, ...others] = await readdir(join(workspace, 'videos'));
  expect(others).toEqual([]);
  await expect
    .poll(() => readFile(join(workspace, 'README.md'), 'utf8'))
    .toMatch(new RegExp(`^\\[${prompt}\\]\\(videos/${saved}\\)$`, 'm'));
  const element = `<video src="videos/${saved}" width="854" height="480" autoplay muted loop playsinline aria-label="${prompt}"></video>`;
  await expect.poll(() => readFile(join(workspace, 'index.html'), 'utf8')).toContain(element);
});

test('a row dragged with Shift onto an open document is written where it is dropped', async () => {
  const { workbench, workspace, page } = editor();
  await openAtEnd('notes.txt');
  const target = page.locator('.editor-group-container.active .monaco-editor .view-lines');
  const from = await workbench.row('Jobs', 'Two boats').boundingBox();
  const to = await target.boundingBox();
  if (!from || !to) throw new Error('There is nothing to drag.');
  await page.mouse.move(from.x + 60, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 80, from.y + from.height / 2 + 4, { steps: 4 });
  await page.keyboard.down('Shift');
  await page.mouse.move(to.x + 30, to.y + 30, { steps: 12 });
  await page.mouse.move(to.x + 32, to.y + 32, { steps: 4 });
  await page.mouse.up();
  await page.keyboard.up('Shift');
  const [saved] = await readdir(join(workspace, 'videos'));
  await expect.poll(() => editorText()).toContain(`videos/${saved}`);
});

test('the form keeps what was typed while it is hidden', async () => {
  const { workbench } = editor();
  const fields = await form();
  await fields.locator('#field-prompt').fill('Not sent yet');
  await fields.locator('#field-aspectRatio').selectOption({ label: '1:1 (square)' });
  await workbench.openExplorer();
  await workbench.openReelwright();
  const again = await form();
  await expect.poll(() => again.locator('#field-prompt').inputValue()).toBe('Not sent yet');
  expect(await again.locator('#field-aspectRatio').inputValue()).toBe('2');
});

/** Whether the editor has written a text into what it keeps of this window; it does so every few seconds. */
async function windowRemembers(text: string): Promise<boolean> {
  return editor().page.evaluate(async wanted => {
    const answerOf = <T>(request: IDBRequest<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        request.addEventListener('success', () => resolve(request.result));
        request.addEventListener('error', () => reject(new Error(String(request.error))));
      });
    for (const { name } of await indexedDB.databases()) {
      const database = await answerOf(indexedDB.open(name ?? ''));
      for (const store of database.objectStoreNames) {
        const values: unknown[] = await answerOf(database.transaction(store).objectStore(store).getAll());
        if (values.some(value => typeof value === 'string' && value.includes(wanted))) return true;
      }
      database.close();
    }
    return false;
  }, text);
}

test('a reload brings the form, its picture and the Preview tab back', async () => {
  const { workbench } = editor();
  await workbench.openExplorer();
  await workbench.file('pictures').click();
  await workbench.chooseFromMenu(workbench.file('dawn.jpg'), 'Animate This Image');
  await editor().webview('img.thumbnail');
  await workbench.tab('Two boats').click();
  // The explorer's own state names the picture too, and may be written before the tab's.
  await (await player()).locator('.controls select').selectOption('0.25');
  await expect.poll(() => windowRemembers(':0.25'), { timeout: 20_000 }).toBe(true);
  await expect.poll(() => windowRemembers('dawn.jpg'), { timeout: 20_000 }).toBe(true);
  await editor().load();
  const page = await player();
  await expect.poll(() => page.locator('.prompt').textContent()).toBe(prompt);
  await expect.poll(() => clip('videoWidth')).toBe(854);
  expect(await clip('playbackRate')).toBe(0.25);
  await workbench.openReelwright();
  const fields = await editor().webview('img.thumbnail');
  expect(await fields.locator('#field-prompt').inputValue()).toBe('Not sent yet');
  expect(await fields.locator('.details .name').textContent()).toBe('dawn.jpg');
});
