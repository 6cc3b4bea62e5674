// A service that takes addresses only: the form and the palette ask how the picture reaches it, and send exactly that.
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { StandIn } from '../services/stand-in';
import { startVibegen } from '../services/vibegen';
import { Editor } from './harness/editor';

const key = 'sk-video-e2e_51c7';
const address = 'https://example.com/lamp.jpg';
let service: StandIn;
let editor: Editor;

beforeAll(async () => {
  service = await startVibegen({ key });
  editor = await Editor.open({
    settings: {
      'reelwright.services.vibegen.baseUrl': service.baseUrl,
      'reelwright.services.usvideo.baseUrl': 'http://127.0.0.1:9/v1',
      'reelwright.defaultService': 'vibegen',
    },
    env: { REELWRIGHT_VIBEGEN_API_KEY: key, REELWRIGHT_USVIDEO_API_KEY: 'usv_live_e2e_77a1' },
  });
});

afterAll(async () => {
  await editor?.close();
  await service?.close();
});

function sent(): readonly { readonly image_urls?: readonly string[] }[] {
  const posts = service.requests.filter(({ method }) => method === 'POST');
  return posts.map(({ body }) => JSON.parse(body.toString()) as { image_urls?: readonly string[] });
}

async function becomes(prompt: string, state: RegExp): Promise<void> {
  const row = editor.workbench.row('Jobs', prompt);
  await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(state);
}

test('an address alone is a first frame, once it is one that can be sent', async () => {
  await editor.workbench.openReelwright();
  const form = await editor.webview('#field-address');
  await form.locator('#field-prompt').fill('A lamp by its address');
  await form.locator('#field-address').fill('http://example.com/lamp.jpg');
  await form.locator('#field-takes').focus();
  await expect.poll(() => form.locator('#problems-picture').textContent()).toMatch(/https/);
  await form.locator('#field-address').fill(address);
  await expect.poll(() => form.locator('#problems-picture').count()).toBe(0);
  await expect.poll(() => form.locator('#generate').textContent()).toContain('about 15 credits');
  await form.locator('#generate').click();
  await becomes('A lamp by its', /done/i);
  expect(sent().map(({ image_urls }) => image_urls)).toEqual([[address]]);
});

test('a picture goes as a data: URL only after the person allowed it for this service', async () => {
  const { workbench } = editor;
  await workbench.openExplorer();
  await workbench.file('pictures').click();
  await workbench.chooseFromMenu(workbench.file('dawn.jpg'), 'Animate This Image');
  const form = await editor.webview('img.thumbnail');
  await form.locator('#field-prompt').fill('A sunrise inside the request');
  await expect.poll(() => form.locator('input[name=way]:checked').count()).toBe(0);
  await expect.poll(() => form.locator('#generate').textContent()).toContain('about 15 credits');
  await form.locator('#generate').click();
  await expect.poll(() => form.locator('#problems-picture').textContent()).toContain('Choose one of these ways');
  await form.locator('input[value=data]').check();
  await form.locator('#generate').click();
  await expect.poll(() => form.locator('#problems-picture').textContent()).toContain('Allow it first');
  expect(sent()).toHaveLength(1);
  await form.getByText('Allow', { exact: true }).click();
  await expect.poll(() => form.locator('.way-below').innerText()).toContain('does not document this');
  await form.locator('#generate').click();
  // The stand-in takes what its page documents, so it refuses; what matters is what was sent, and that it is said.
  await becomes('A sunrise inside', /failed/i);
  expect(sent()[1]?.image_urls?.[0]).toMatch(/^data:image\/jpeg;base64,\/9j\//);
});

test('in the palette an address is a first frame too', async () => {
  const { workbench } = editor;
  const { quickInput } = workbench;
  await workbench.command('Reelwright: Generate Video…');
  await quickInput.waitFor('What is to be seen?');
  await quickInput.answer('A lamp from the palette');
  await quickInput.waitFor('begin with a picture');
  await quickInput.choose('Give its https address…');
  await quickInput.waitFor('fetches the picture');
  await quickInput.answer('nonsense');
  await expect.poll(() => quickInput.text()).toContain('That is not an address');
  await quickInput.answer(address);
  await quickInput.waitFor('Which service');
  expect(await quickInput.text()).toMatch(/US Video API.*takes no picture address/s);
  await quickInput.choose('VibeGen');
  await quickInput.waitFor('Generate, or choose an option');
  expect(await quickInput.text()).toContain(address);
  await quickInput.accept();
  await becomes('A lamp from the', /done/i);
  expect(sent().at(-1)?.image_urls).toEqual([address]);
});

test('the palette asks for the way of a picture where none is open, and goes back', async () => {
  const { workbench, page } = editor;
  const { quickInput } = workbench;
  await workbench.openFile('dawn.jpg');
  await workbench.command('Reelwright: Generate Video…');
  await quickInput.waitFor('What is to be seen?');
  await quickInput.answer('A sunrise without a way');
  await quickInput.waitFor('begin with a picture');
  await quickInput.choose('dawn.jpg, which is open');
  await quickInput.waitFor('Which service');
  await quickInput.choose('Seedance API (seedanceapi.org)');
  await quickInput.waitFor('only by its address');
  expect((await quickInput.labels()).map(label => label.trim())).toEqual([
    'By an https address of its own…',
    'Inside the request, as a data: URL',
    'Set a public address of this editor…',
  ]);
  await page.locator('.quick-input-widget .quick-input-titlebar .codicon-quick-input-back').click();
  await quickInput.waitFor('Which service');
  await quickInput.choose('VibeGen');
  await quickInput.waitFor('Generate, or choose an option');
  expect(await quickInput.text()).toMatch(/First frame.*inside the request, as a data: URL/s);
  await quickInput.cancel();
});

test('the signing secret of callbacks is offered where a public address is set, and kept out of sight', async () => {
  const { workbench } = editor;
  const { quickInput } = workbench;
  const title = 'Reelwright: Set Callback Signing Secret…';
  expect(await workbench.commandsFor('Callback Signing')).not.toContain(title);
  await editor.changeSettings({ 'reelwright.publicAddress': 'http://127.0.0.1:47115' });
  await workbench.command(title);
  await quickInput.waitFor('Signing secret of US Video API');
  expect(await quickInput.isMasked()).toBe(true);
  await quickInput.answer('short');
  await expect.poll(() => quickInput.text()).toContain('too short');
  await quickInput.answer('whsec_e2e_0123456789');
  await workbench.notification('The signing secret of US Video API is set.').waitFor();
});
