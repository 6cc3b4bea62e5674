// The second story: the same path against US Video API, with a key typed into the real input box and a service that charges.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startUsvideoReference } from '../services/usvideo-reference';
import type { StandIn } from '../services/stand-in';
import { readClip } from '../services/clip';
import { findWritten } from './harness/canaries';
import { Editor } from './harness/editor';

const key = 'sd_e2e_7c1f0a9d52';
let service: StandIn;
let editor: Editor;

beforeAll(async () => {
  service = await startUsvideoReference({ key });
  editor = await Editor.open({
    settings: {
      'reelwright.services.usvideo.baseUrl': service.baseUrl,
      'reelwright.defaultService': 'usvideo',
    },
  });
});

afterAll(async () => {
  await editor?.close();
  await service?.close();
});

test('without a key the button asks for it; a refused key can be corrected, and the right one is kept', async () => {
  const { workbench } = editor;
  await workbench.openReelwright();
  const form = await editor.webview('#field-prompt');
  await expect.poll(() => form.locator('#generate').textContent()).toContain('Set API key');
  await form.locator('#generate').click();
  await workbench.quickInput.waitFor('Paste the key');
  expect(await workbench.quickInput.isMasked()).toBe(true);
  await workbench.quickInput.answer('sd_mistyped');
  await expect.poll(() => workbench.quickInput.text()).toMatch(/refused|Missing or invalid API key/);
  await workbench.quickInput.answer(` ${key} `);
  await expect.poll(() => form.locator('#generate').textContent(), { timeout: 20_000 }).toContain('about $1.25');
});

test('the form’s request is copied as it would be sent, without the key, and nothing is sent by it', async () => {
  const { workbench, page } = editor;
  const form = await editor.webview('#field-prompt');
  await form.locator('#copy-request').click();
  await expect.poll(() => form.locator('#problems-prompt').textContent()).toContain('Write what the video should show');
  await form.locator('#field-prompt').fill('A lamp, copied');
  await expect.poll(() => form.locator('#problems-prompt').count()).toBe(0);
  await form.locator('#copy-request').click();
  await workbench.quickInput.waitFor('Copy the request as');
  await workbench.quickInput.choose('cURL');
  await expect.poll(() => page.evaluate(() => navigator.clipboard.readText())).toContain('A lamp, copied');
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  expect(copied).toContain(`curl -sS -X POST '${service.baseUrl}/videos'`);
  expect(copied).toContain('REELWRIGHT_USVIDEO_API_KEY');
  expect(copied).not.toContain(key);
  expect(service.posts).toBe(0);
  await form.locator('#field-prompt').fill('');
});

test('a picture and a prompt become exactly one paid job, and the saved file is the service’s to the byte', async () => {
  const { workbench, workspace } = editor;
  await workbench.openExplorer();
  await workbench.file('pictures').click();
  await workbench.chooseFromMenu(workbench.file('dawn.jpg'), 'Animate This Image');
  const form = await editor.webview('img.thumbnail');
  await expect.poll(() => form.locator('#generate').textContent(), { timeout: 20_000 }).toContain('about $1.25');
  await form.locator('#field-prompt').fill('The lamp turns slowly');
  await expect.poll(() => form.locator('#generate').textContent()).toContain('about $1.25');
  await form.locator('#generate').click();
  await expect
    .poll(() => workbench.row('Jobs', 'The lamp turns').getAttribute('aria-label'), { timeout: 60_000 })
    .toMatch(/done/i);
  expect(service.paidJobs).toHaveLength(1);
  const sent = JSON.parse(service.requests.find(request => request.method === 'POST')?.body.toString() ?? '{}') as {
    image: string;
  };
  const picture = Buffer.from(sent.image, 'base64');
  expect(picture.length).toBeLessThanOrEqual(1_000_000);
  expect(picture.subarray(0, 3).toString('hex')).toBe('ffd8ff');

  await workbench.pressRowButton('Jobs', 'The lamp turns', 'Save');
  await expect.poll(() => readdir(join(workspace, 'videos')).catch(() => []), { timeout: 10_000 }).toHaveLength(1);
  const [name] = await readdir(join(workspace, 'videos'));
  expect(await readFile(join(workspace, 'videos', name ?? ''))).toEqual(Buffer.from(readClip()));
});

test('the key is in no file that the editor has written: not in its logs, settings, storage or workspace', async () => {
  const written = await readdir(editor.home, { recursive: true });
  expect(written.some(path => path.includes('globalStorage'))).toBe(true);
  expect(await findWritten(editor.home, [key, 'sd_mistyped'])).toEqual([]);
  const logs = [...(await editor.logs()).keys()].filter(path => path.includes('reelwright'));
  if ((await editor.logs()).size > 0) expect(logs).not.toEqual([]);
});
