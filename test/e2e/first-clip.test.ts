// The first story: a prompt becomes a clip, the clip plays, and it lands in the workspace as a real MP4.
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { useEditor } from './harness/use-editor';
import { readBoxes } from './harness/mp4';

const editor = useEditor();

test('a prompt becomes a clip that plays and is saved into the workspace', async () => {
  const { workbench, workspace } = editor();
  await workbench.openReelwright();
  const form = await editor().webview('#field-prompt');
  await form.locator('#field-prompt').fill('A calm sea at dawn, slow drift of the camera');
  await expect.poll(() => form.locator('#generate').textContent()).toContain('free');
  await form.locator('#generate').click();

  await expect
    .poll(() => workbench.rows('Jobs'), { timeout: 20_000 })
    .toContainEqual(expect.objectContaining({ label: expect.stringContaining('A calm sea') }));
  await expect
    .poll(() => workbench.row('Jobs', 'A calm sea').getAttribute('aria-label'), { timeout: 60_000 })
    .toMatch(/done|completed|finished/i);
  await workbench.row('Jobs', 'A calm sea').click();
  const preview = await editor().webview('video');
  await expect.poll(() => preview.locator('video').evaluate((video: HTMLVideoElement) => video.videoWidth)).toBe(1280);
  await expect
    .poll(() => preview.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
    .toBeGreaterThan(0);

  await workbench.pressRowButton('Jobs', 'A calm sea', 'Save');
  await expect.poll(() => readdir(join(workspace, 'videos')).catch(() => []), { timeout: 10_000 }).toHaveLength(1);
  const [name] = await readdir(join(workspace, 'videos'));
  const facts = readBoxes(await readFile(join(workspace, 'videos', name ?? '')));
  expect(facts).toMatchObject({ order: ['ftyp', 'moov', 'mdat'], width: 1280, height: 720, seconds: 5, codec: 'avc1' });
});
