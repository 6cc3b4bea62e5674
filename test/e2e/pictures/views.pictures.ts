// Every state of every view, in the dark and in the light: `npm run pictures` takes them for the documentation.
import { afterAll, beforeAll, expect, test } from 'vitest';
import { key, Studio } from './studio';

let studio: Studio;

beforeAll(async () => {
  studio = await Studio.open();
});

afterAll(async () => {
  await studio?.close();
});

const sandbox = 'Sandbox (free, on this machine)';
const boat = 'A red paper boat drifts across a still pond at dawn, mist over the water, slow push in';

test('before anything was made', async () => {
  const { workbench, page } = studio.editor;
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await studio.showViews('Create', 'Jobs');
    await workbench.view('Jobs').locator('.welcome-view-content').waitFor();
    await studio.shoot(`jobs-empty-${theme}`, workbench.view('Jobs'));
    await studio.showViews('Create');
    await (await studio.form()).evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await studio.shoot(`create-empty-${theme}`, workbench.view('Create'));
    await page.setViewportSize({ width: 1640, height: 900 });
    await workbench.command('Welcome: Open Walkthrough...');
    await workbench.quickInput.type('Make your first video');
    await workbench.quickInput.choose('Make your first video');
    await page.locator('.getting-started-step .step-title', { hasText: 'Make a clip' }).waitFor();
    await studio.shoot(`walkthrough-${theme}`, page.locator('.part.editor'), { width: 1200 });
    await workbench.command('View: Close All Editors');
    await page.setViewportSize({ width: 1280, height: 900 });
  }
});

test('the form', async () => {
  const { workbench } = studio.editor;
  const create = workbench.view('Create');
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await studio.showViews('Create');
    await studio.emptyForm();
    await studio.enter({ prompt: boat }, { service: sandbox });
    await studio.shoot(`create-filled-${theme}`, create);
    await (await studio.form()).locator('summary').click();
    await studio.shoot(`create-starters-${theme}`, create);
    await (await studio.form()).locator('summary').click();

    await studio.enter({ seed: 'soon' });
    await studio.enter({ prompt: '' });
    await (await studio.form()).locator('#generate').click();
    await (await studio.form()).locator('#problems-prompt').waitFor();
    await studio.shoot(`create-problems-${theme}`, create);
    await studio.enter({ seed: '' });

    await studio.animate('dawn.jpg');
    await studio.showViews('Create');
    await studio.shoot(`create-picture-${theme}`, create);
    await studio.animate('cup.avif', 'sea.webp', 'shoe.png');
    await studio.showViews('Create');
    await studio.shoot(`create-pictures-${theme}`, create);
    await studio.emptyForm();

    await studio.enter({ prompt: boat }, { service: 'VibeGen' });
    await expect.poll(async () => (await studio.form()).locator('#generate').textContent()).toContain('Set API key');
    await studio.shoot(`create-missing-key-${theme}`, create);
    await studio.emptyForm();
  }
  await workbench.setSideBarWidth(240);
  await studio.enter({ prompt: boat });
  await studio.shoot('create-narrow-light', create);
  await workbench.setSideBarWidth(300);
  await studio.useTheme('contrast');
  await studio.shoot('create-contrast', create);
});

test('the key', async () => {
  const { workbench } = studio.editor;
  await studio.useTheme('dark');
  await workbench.command('Reelwright: Set API Key…');
  await workbench.quickInput.choose('US Video API');
  await workbench.quickInput.waitFor('Paste the key');
  await workbench.quickInput.type('sd_mistyped');
  await workbench.quickInput.accept();
  await expect.poll(() => workbench.quickInput.text()).toContain('keep it anyway');
  await studio.shoot('key-refused-dark', workbench.quickInput.box(), { width: 1200, margin: 12 });
  await workbench.quickInput.answer(key);
  await workbench.notification('is set').waitFor();
  await workbench.clearNotifications();
});

test('the palette', async () => {
  const { workbench } = studio.editor;
  const { quickInput } = workbench;
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await workbench.command('Reelwright: Generate Video…');
    await quickInput.waitFor('What is to be seen?');
    await quickInput.type(boat);
    await studio.shoot(`palette-prompt-${theme}`, quickInput.box(), { width: 1200, margin: 12 });
    await quickInput.accept();
    await quickInput.waitFor('begin with a picture');
    await quickInput.accept();
    await quickInput.waitFor('Which service');
    await studio.shoot(`palette-service-${theme}`, quickInput.box(), { width: 1200, margin: 12 });
    await quickInput.choose('US Video API');
    await quickInput.waitFor('Generate, or choose an option');
    await studio.shoot(`palette-go-${theme}`, quickInput.box(), { width: 1200, margin: 12 });
    await quickInput.cancel();
  }
});

/** Brings jobs of every group about; what is in doubt, runs or waits stays so. */
async function makeJobs(): Promise<void> {
  const { service } = studio;
  await studio.showViews('Create', 'Jobs');
  await studio.animate('dawn.jpg');
  await studio.showViews('Create', 'Jobs');
  await studio.enter({ prompt: 'Morning light moves over the hills' }, { service: sandbox });
  await studio.generate('free');
  await studio.untilRow('Morning light', /done/);
  await studio.emptyForm();
  await studio.enter({ prompt: boat });
  await studio.generate('free');
  await studio.enter({ prompt: 'A crowd sings a famous song [fail:safety]' });
  await studio.generate('free');
  await studio.untilRow('A crowd sings', /failed/);
  await studio.untilRow('A red paper', /done/);
  await studio.editor.workbench.pressRowButton('Jobs', 'Morning light', 'Save');
  await studio.untilRow('Morning light', /done/);

  await studio.enter({ prompt: 'Waves roll onto a beach, with their sound' }, { service: 'US Video API' });
  await studio.generate('about $1.25');
  await studio.untilRow('Waves roll', /done/);
  service.next('submit', { drop: 'afterWork', reset: true });
  await studio.enter({ prompt: 'Steam rises from a cup in winter light' });
  await studio.generate('about $1.25');
  await studio.untilRow('Steam rises', /in doubt/);
  service.script(step => (step.endpoint === 'submit' ? keepRunning : undefined));
  await studio.enter({ prompt: 'A train crosses a viaduct at dusk' });
  await studio.generate('about $1.25');
  await studio.untilRow('A train', /running/);
  await studio.enter({ prompt: 'Snow falls on a harbour town' });
  await studio.generate('about $1.25');
  await studio.untilRow('Snow falls', /queued/);
  await studio.emptyForm();
  await studio.editor.workbench.clearNotifications();
}

/** The job that this submit makes renders for longer than the pictures take. */
function keepRunning(): undefined {
  setImmediate(() => {
    const job = studio.service.jobs.all.at(-1);
    if (job) job.pace = { by: 'time', waiting: 0, rendering: 600_000 };
  });
  return undefined;
}

test('the jobs and the services', async () => {
  const { workbench, page } = studio.editor;
  await workbench.setSideBarWidth(420);
  await makeJobs();
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await studio.showViews('Jobs', 'Services');
    await studio.shootTree(`jobs-${theme}`, 'Jobs');
    await workbench.row('Jobs', 'A crowd').hover();
    await page.locator('.monaco-hover .rendered-markdown', { hasText: 'What to do' }).waitFor();
    await studio.shoot(`jobs-tooltip-${theme}`, page.locator('.monaco-hover:visible'), { margin: 8 });
    await page.mouse.move(900, 500);
    await studio.showViews('Services');
    for (const name of ['Sandbox', 'US Video API']) {
      const row = workbench.row('Services', name);
      if ((await row.getAttribute('aria-expanded')) === 'false') await row.click();
    }
    await expect.poll(() => workbench.rows('Services').then(rows => rows.map(row => row.label))).toContain('Balance');
    await page.mouse.move(900, 500);
    await studio.shootTree(`services-${theme}`, 'Services');
  }
  await studio.useTheme('contrast');
  await studio.showViews('Jobs');
  await studio.shootTree('jobs-contrast', 'Jobs');
  await studio.useTheme('light');
  await workbench.setSideBarWidth(240);
  await studio.shootTree('jobs-narrow-light', 'Jobs');
  await workbench.setSideBarWidth(300);
});

/** Opens a job's preview with nothing else in the way. */
async function preview(text: string, shows: string): Promise<void> {
  const { workbench, page } = studio.editor;
  await workbench.row('Jobs', text).click({ position: { x: 80, y: 10 } });
  await studio.editor.webview(shows);
  await page.mouse.move(900, 880);
}

test('the preview and the whole window', async () => {
  const { workbench, page } = studio.editor;
  const tab = page.locator('.part.editor');
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await studio.showViews('Create', 'Jobs');
    await studio.animate('dawn.jpg');
    await studio.showViews('Create', 'Jobs');
    await preview('Morning light', 'video');
    const player = await studio.editor.webview('video');
    await player.locator('[aria-label^="Pause"]').click();
    await player.locator('.scrub').fill('2.5');
    await player.evaluate(() => (document.activeElement as HTMLElement | null)?.blur());
    await page.mouse.move(900, 880);
    await studio.shoot(`editor-${theme}`, undefined, { width: 1600 });
    await studio.shoot(`preview-${theme}`, tab, { width: 1200 });
    await workbench.command('View: Close All Editors');
    await studio.showViews('Create', 'Jobs');
    await studio.emptyForm();
  }
  await studio.enter({ prompt: 'Mist over a lake [slow:300]' });
  await studio.generate('free');
  await studio.untilRow('Mist over', /running/);
  await studio.editor.workbench.pressRowButton('Jobs', 'Mist over', 'Cancel');
  await studio.untilRow('Mist over', /cancelled/);
  await studio.showViews('Jobs');
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await preview('A crowd', '.card.failed');
    await studio.shoot(`preview-failed-${theme}`, tab, { width: 1200 });
    await preview('Mist over', '.card.calm');
    const card = await studio.editor.webview('.card.calm');
    await card.locator('vscode-button', { hasText: 'Retry' }).click();
    await expect.poll(() => card.locator('.card').innerText()).toMatch(/Running/);
    await page.mouse.move(900, 880);
    await studio.shoot(`preview-running-${theme}`, tab, { width: 1200 });
    await card.locator('vscode-button', { hasText: 'Cancel' }).click();
    await expect.poll(() => card.locator('.card').innerText()).toMatch(/Cancelled/);
    await preview('Waves roll', '.notice');
    await studio.shoot(`preview-sound-${theme}`, tab, { width: 1200 });
    await workbench.command('View: Close All Editors');
  }
  await page.setViewportSize({ width: 760, height: 900 });
  await preview('Morning light', 'video');
  await studio.shoot('preview-narrow-light', tab, { width: 1000 });
  await page.setViewportSize({ width: 1280, height: 900 });
  await workbench.command('View: Close All Editors');
});

test('the notifications', async () => {
  const { workbench, page } = studio.editor;
  for (const theme of ['dark', 'light'] as const) {
    await studio.useTheme(theme);
    await studio.showViews('Create', 'Jobs');
    await studio.enter({ prompt: 'Lanterns on a river at night [slow:3]' }, { service: sandbox, resolution: '480p' });
    await studio.generate('free');
    await workbench.openExplorer();
    await workbench.notification('Lanterns').waitFor({ timeout: 60_000 });
    await studio.shoot(`notification-done-${theme}`, page.locator('.notifications-toasts'), { width: 1000, margin: 4 });
    await workbench.clearNotifications();
    await studio.showViews('Create', 'Jobs');
    await studio.enter({ prompt: 'A famous face says hello [fail:safety] [slow:3]' });
    await studio.generate('free');
    await workbench.openExplorer();
    await workbench.notification('A famous face').waitFor({ timeout: 60_000 });
    await studio.shoot(`notification-failed-${theme}`, page.locator('.notifications-toasts'), {
      width: 1000,
      margin: 4,
    });
    await workbench.clearNotifications();
  }
});
