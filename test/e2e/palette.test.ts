// A whole generation from the command palette alone: prompt, picture, service, options with the price, go.
import { expect, test } from 'vitest';
import { useEditor } from './harness/use-editor';

const editor = useEditor({ settings: { 'workbench.hover.delay': 60_000 } });

test('every step asks one thing, goes back and forth, and shows the price before it goes', async () => {
  const { workbench, page } = editor();
  const { quickInput } = workbench;
  await workbench.command('Reelwright: Generate Video…');
  await quickInput.waitFor('What is to be seen?');
  expect(await quickInput.text()).toMatch(/Generate Video.*\(1\/4\)/s);

  await quickInput.answer('   ');
  await expect.poll(() => quickInput.text()).toContain('Write what the video should show.');
  await quickInput.answer('A paper boat on a pond');

  await quickInput.waitFor('begin with a picture');
  expect(await quickInput.text()).toContain('(2/4)');
  await page.locator('.quick-input-widget .quick-input-titlebar .codicon-quick-input-back').click();
  await quickInput.waitFor('What is to be seen?');
  expect(await page.locator('.quick-input-widget:visible .quick-input-box input').inputValue()).toBe(
    'A paper boat on a pond',
  );
  await quickInput.accept();
  await quickInput.waitFor('begin with a picture');
  await quickInput.choose('No picture, only the prompt');

  await quickInput.waitFor('Which service');
  const services = await quickInput.text();
  expect(services).toMatch(/Sandbox.*free.*needs no API key/s);
  expect(services).toMatch(/US Video API.*about \$1\.25.*needs an API key/s);
  await quickInput.choose('Sandbox (free, on this machine)');

  await quickInput.waitFor('Generate, or choose an option');
  expect(await quickInput.labels()).toEqual([
    expect.stringContaining('Generate · free'),
    'Resolution',
    'Aspect ratio',
    'Duration',
    'Seed',
    'Takes',
  ]);
  await quickInput.choose('Resolution');
  await quickInput.waitFor('Resolution');
  await quickInput.choose('480p');
  await quickInput.waitFor('Generate, or choose an option');
  await quickInput.choose('Duration');
  await quickInput.answer('99');
  await expect.poll(() => quickInput.text()).toContain('1 to 15');
  await quickInput.answer('1');
  await quickInput.waitFor('Generate, or choose an option');
  await expect.poll(() => quickInput.text()).toMatch(/480p · .*· 1 s/);
  await quickInput.choose('Generate · free');

  await expect
    .poll(() => workbench.row('Jobs', 'A paper boat').getAttribute('aria-label'), { timeout: 60_000 })
    .toMatch(/done.*480p 1 s/);
});

test('a service without a key asks for it on the way, and leaving sends nothing', async () => {
  const { workbench, page } = editor();
  const { quickInput } = workbench;
  const before = (await workbench.rows('Jobs')).length;
  await workbench.command('Reelwright: Generate Video…');
  await quickInput.waitFor('What is to be seen?');
  await quickInput.answer('A boat that costs money');
  await quickInput.waitFor('begin with a picture');
  await quickInput.accept();
  await quickInput.waitFor('Which service');
  await quickInput.choose('US Video API');
  await quickInput.waitFor('Generate, or choose an option');
  expect((await quickInput.labels())[0]).toContain('Set API key');
  await quickInput.accept();
  await quickInput.waitFor('Paste the key');
  expect(await quickInput.isMasked()).toBe(true);
  await page.keyboard.press('Escape');
  await quickInput.waitFor('Generate, or choose an option');
  await quickInput.cancel();
  expect(await workbench.rows('Jobs')).toHaveLength(before);
});

test('the selected text becomes the prompt', async () => {
  const { workbench, page } = editor();
  await workbench.openFile('notes.txt');
  await page.locator('.monaco-editor .view-line').first().click({ clickCount: 3 });
  await workbench.command('Reelwright: Generate Video from Selection');
  const form = await editor().webview('#field-prompt');
  await expect.poll(() => form.locator('#field-prompt').inputValue()).toMatch(/^A red paper boat drifts/);
});
