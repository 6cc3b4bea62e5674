// A folder that nobody has said to trust: nothing is written into it, none of its pictures is used, and its settings do not count, until a
// person chooses.
import { readdir, writeFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { StandIn } from '../services/stand-in';
import { startUsvideoReference } from '../services/usvideo-reference';
import { CreateForm, stillExplorer } from './harness/create-form';
import { useEditor } from './harness/use-editor';

const key = 'sd_e2e_untrusted_1c9d';
let service: StandIn;

const editor = useEditor(async () => {
  service = await startUsvideoReference({ key, pace: { by: 'time', waiting: 0, rendering: 0 } });
  return {
    asksForTrust: true,
    settings: { 'reelwright.services.usvideo.baseUrl': service.baseUrl, ...stillExplorer },
    workspace: async folder => {
      await mkdir(join(folder, '.vscode'));
      const settings = {
        'reelwright.output.autoSave': 'always',
        'reelwright.output.folder': 'stolen',
        'reelwright.output.fileName': 'stolen',
        'reelwright.defaultService': 'usvideo',
      };
      await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(settings));
    },
  };
});
afterAll(() => service?.close());

async function files(): Promise<readonly string[]> {
  const entries = await readdir(editor().workspace, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && !entry.name.endsWith('.part'))
    .map(entry => join(entry.parentPath, entry.name).slice(editor().workspace.length + 1));
}

async function done(prompt: string): Promise<void> {
  const row = editor().workbench.row('Jobs', prompt);
  await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(/done/);
}

let before: readonly string[];
/** Before anything was chosen. */
let defaultService: string | undefined;

test('the window is restricted, and a clip can be made in it all the same', async () => {
  const { workbench, page } = editor();
  await page.locator('.statusbar-item', { hasText: 'Restricted Mode' }).waitFor();
  before ??= await files();
  await workbench.openFile('dawn.jpg');
  const form = await CreateForm.open(editor());
  // Its default service is not taken from the folder.
  defaultService ??= await form.page.locator('#field-service').inputValue();
  expect(defaultService).toBe('sandbox');
  await form.choose('usvideo');
  await form.typeKey(key);
  await form.generate('From words alone', 'about $1.25');
  await done('From words alone');
});

test('the picture that is open in it was offered, and neither used, kept nor sent', async () => {
  const submits = service.requests.filter(({ endpoint }) => endpoint === 'submit');
  expect(submits.length).toBeGreaterThan(0);
  for (const { body } of submits) expect(JSON.parse(body.toString())).not.toHaveProperty('image');
  expect(await readdir(join(editor().globalStorage, 'pictures')).catch(() => [])).toEqual([]);
});

test('nothing was saved into it by itself, whatever its settings say', async () => {
  // Another whole job after the first one: a save that was on its way would have arrived.
  const form = await CreateForm.open(editor());
  await form.generate('And once more', 'about $1.25');
  await done('And once more');
  expect(await files()).toEqual(before);
});

test('what a person chooses is done: a clip is saved under the default name, and a picture is sent', async () => {
  const { workbench } = editor();
  const added = async () => (await files()).filter(path => !before.includes(path));
  // An earlier try may have saved it.
  if ((await added()).length === 0) await workbench.pressRowButton('Jobs', 'From words alone', 'Save');
  await expect.poll(async () => (await added()).length).toBeGreaterThan(0);
  for (const path of await added()) expect(path).toMatch(/^videos\/from-words-alone-[\w-]+\.mp4$/);
  const form = await CreateForm.animate(editor(), 'dawn.jpg');
  await form.generate('The picture moves', 'about $1.25');
  await done('The picture moves');
  expect(
    JSON.parse(service.requests.findLast(({ endpoint }) => endpoint === 'submit')?.body.toString() ?? '{}'),
  ).toHaveProperty('image');
});
