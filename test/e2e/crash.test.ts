// A window that dies while a job runs: the next start takes it up, and what was paid is not paid again.
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUsvideoReference } from '../services/usvideo-reference';
import type { StandIn } from '../services/stand-in';
import { Editor } from './harness/editor';

const key = 'sd_e2e_crash_40c6';
let service: StandIn;
let editor: Editor;

beforeAll(async () => {
  service = await startUsvideoReference({ key, pace: { by: 'looks', waiting: 1, rendering: 2 } });
  editor = await Editor.open({
    settings: { 'reelwright.services.usvideo.baseUrl': service.baseUrl, 'workbench.hover.delay': 60_000 },
    env: { REELWRIGHT_USVIDEO_API_KEY: key },
  });
});

afterAll(async () => {
  await editor?.close();
  await service?.close();
});

async function spoken(text: string): Promise<string> {
  const row = editor.workbench.row('Jobs', text);
  return (await row.count()) > 0 ? ((await row.getAttribute('aria-label')) ?? '') : '';
}

test('killed while the sandbox renders and a paid job runs, both go on at the next start, and one job was paid', async () => {
  const { workbench } = editor;
  await workbench.openReelwright();
  const form = await editor.webview('#field-prompt');
  await form.locator('#field-resolution').selectOption('480p');
  await form.locator('#field-duration').fill('1');
  await form.locator('#field-prompt').fill('A free boat [slow:6]');
  await form.locator('#generate').click();
  await expect.poll(() => spoken('A free boat'), { timeout: 20_000 }).toMatch(/running/);
  await form.locator('#field-service').selectOption('usvideo');
  await form.locator('#field-prompt').fill('A paid boat');
  await expect.poll(() => form.locator('#generate').textContent()).toMatch(/about \$(0\.50|1\.25)/);
  await form.locator('#generate').click();
  await expect.poll(() => service.paidJobs.length, { timeout: 20_000 }).toBe(1);

  await editor.killServer();
  await editor.restartServer();
  await workbench.openReelwright();
  await expect.poll(() => spoken('A free boat'), { timeout: 60_000 }).toMatch(/done/);
  await expect.poll(() => spoken('A paid boat'), { timeout: 60_000 }).toMatch(/done/);
  expect(service.posts).toBe(1);
  expect(service.paidJobs).toHaveLength(1);
});

test('a window that is reloaded while a paid job runs goes on with it, and pays nothing more', async () => {
  const { workbench } = editor;
  const form = await editor.webview('#field-prompt');
  await form.locator('#field-service').selectOption('usvideo');
  await form.locator('#field-prompt').fill('A second paid boat');
  await expect.poll(() => form.locator('#generate').textContent()).toMatch(/about \$(0\.50|1\.25)/);
  await form.locator('#generate').click();
  await expect.poll(() => service.paidJobs.length).toBe(2);
  await editor.load();
  await workbench.openReelwright();
  await expect.poll(() => spoken('A second paid'), { timeout: 60_000 }).toMatch(/done/);
  expect(service.posts).toBe(2);
});

test('each finished video lies in the library once, with its note beside it', async () => {
  const names = await readdir(join(editor.globalStorage, 'library'));
  expect(names.filter(name => name.endsWith('.mp4'))).toHaveLength(3);
  expect(names.filter(name => name.endsWith('.json'))).toHaveLength(3);
  expect(names).toHaveLength(6);
});
