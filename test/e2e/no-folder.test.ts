// A window without a folder: everything works, and Save asks where.
import { join } from 'node:path';
import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readBoxes } from './harness/mp4';
import { useEditor } from './harness/use-editor';

const editor = useEditor({ withoutFolder: true, settings: { 'workbench.hover.delay': 60_000 } });

test('with no folder open, Save asks for a place and writes there', async () => {
  const { workbench, home, page } = editor();
  await workbench.openReelwright();
  const form = await editor().webview('#field-prompt');
  await form.locator('#field-prompt').fill('A clip without a home');
  await form.locator('#field-resolution').selectOption('480p');
  await form.locator('#field-duration').fill('1');
  await form.locator('#generate').click();
  const row = workbench.row('Jobs', 'A clip without');
  await row.waitFor();
  await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(/done/);
  await workbench.pressRowButton('Jobs', 'A clip without', 'Save');
  await workbench.quickInput.waitFor('Save the video as');
  const proposed = page.locator('.quick-input-widget:visible .quick-input-box input');
  await expect.poll(() => proposed.inputValue()).toMatch(/\/a-clip-without-a-home-\w+\.mp4$/);
  await workbench.quickInput.type(join(home, 'chosen.mp4'));
  await expect.poll(() => workbench.quickInput.labels()).toContain('workspace');
  await page.locator('.quick-input-widget .monaco-button', { hasText: 'OK' }).click();
  await expect
    .poll(() =>
      readFile(join(home, 'chosen.mp4')).then(
        bytes => readBoxes(bytes).frames,
        () => 0,
      ),
    )
    .toBe(24);
});
