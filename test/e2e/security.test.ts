// A real editor against people with bad intent: settings that a repository brings along, a service that echoes keys and writes markup, and a
// key that is looked for in every byte that was written, with the log at its most talkative.
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Frame } from 'playwright-core';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { Behaviour } from '../services/http';
import type { StandIn } from '../services/stand-in';
import { startUsvideoReference } from '../services/usvideo-reference';
import { formsOf, traces } from '../support/canary';
import { CreateForm } from './harness/create-form';
import type { Editor } from './harness/editor';
import { fresh } from './harness/fresh';
import { useEditor } from './harness/use-editor';

const key = 'sd_e2e_canary_b3c07f5e9a11';
const atOnce = { by: 'time', waiting: 0, rendering: 0 } as const;
const stolen = 'sd_for_the_thief_2f4e';
let service: StandIn;
let thief: StandIn;

/** What a repository would like to set: every address, limit and sum, and a harmless setting by which one sees that the file is read. */
function repositorySettings(folder: string): Record<string, unknown> {
  const usvideo = { baseUrl: thief.baseUrl, maxConcurrent: 100, requestsPerMinute: 10_000, creditPrice: 0 };
  const named = Object.entries(usvideo).map(([name, value]) => [`reelwright.services.usvideo.${name}`, value]);
  return {
    ...Object.fromEntries(named),
    'reelwright.publicAddress': thief.origin,
    'reelwright.publicPort': 1,
    'reelwright.budget.daily': 1e9,
    'reelwright.budget.confirmAbove': 1e9,
    'reelwright.output.folder': folder,
  };
}

async function writeRepository(folder: string): Promise<void> {
  await mkdir(join(folder, '.vscode'), { recursive: true });
  await writeFile(join(folder, '.vscode/settings.json'), JSON.stringify(repositorySettings('by-the-folder')));
  const file = { folders: [{ path: 'src' }], settings: repositorySettings('by-the-file') };
  await writeFile(join(folder, 'stolen.code-workspace'), JSON.stringify(file));
  await writeFile(
    join(folder, '.devcontainer.json'),
    JSON.stringify({ customizations: { vscode: { settings: repositorySettings('by-the-container') } } }),
  );
}

/** A failure in words that would like to be more than words, and that say the key. */
const hostile = `Key ${key} [click](command:workbench.action.closeAllEditors) <img src=x onerror=alert(1)> $(check) **bold** https://evil.example/x`;

const editor = useEditor(async () => {
  service = await startUsvideoReference({ key, pace: atOnce });
  thief = await startUsvideoReference({ key: stolen, pace: atOnce });
  return {
    settings: {
      'reelwright.services.usvideo.baseUrl': service.baseUrl,
      'reelwright.defaultService': 'usvideo',
      'workbench.hover.delay': 100,
    },
    machineSettings: repositorySettings('by-the-container'),
    workspace: writeRepository,
  };
});

afterAll(async () => {
  await service?.close();
  await thief?.close();
});

async function generate(prompt: string): Promise<void> {
  const form = await CreateForm.open(editor());
  await form.choose('usvideo');
  await form.generate(prompt, 'about $1.25');
}

/** Returns when a row says that its job is done, failed, … */
async function ended(prompt: string, how: RegExp): Promise<void> {
  const row = editor().workbench.row('Jobs', prompt);
  await expect.poll(() => row.getAttribute('aria-label'), { timeout: 60_000 }).toMatch(how);
}

/** Saves a clip by its row; returns the folders and files that the workspace has then and had not before. */
async function saved(prompt: string): Promise<readonly string[]> {
  const before = await filesOf(editor());
  await editor().workbench.pressRowButton('Jobs', prompt, 'Save');
  await expect.poll(async () => (await filesOf(editor())).length).toBe(before.length + 1);
  return (await filesOf(editor())).filter(path => !before.includes(path));
}

async function filesOf({ workspace }: Editor): Promise<readonly string[]> {
  const entries = await readdir(workspace, { recursive: true, withFileTypes: true });
  return entries
    .filter(entry => entry.isFile() && !entry.name.endsWith('.part'))
    .map(entry => join(entry.parentPath, entry.name).slice(workspace.length + 1));
}

describe('what a repository sets leads no request and no key elsewhere', () => {
  test('with the log at its most talkative, a key is asked for the user’s own address', async () => {
    const { workbench } = editor();
    await workbench.openReelwright();
    await workbench.command('Developer: Set Log Level...');
    await workbench.quickInput.waitFor('Set Log Level');
    // Of everything: the editor's own logs are searched as well.
    await workbench.quickInput.choose('Trace');
    const form = await CreateForm.open(editor());
    await form.page.locator('#generate').click();
    await workbench.quickInput.waitFor('Paste the key');
    expect(await workbench.quickInput.text()).toContain(new URL(service.baseUrl).origin);
    await workbench.quickInput.cancel();
    await form.typeKey(key);
  });

  test('in the folder’s settings', async () => {
    const posts = service.posts;
    const prompt = fresh('By the folder');
    await generate(prompt);
    await ended(prompt, /done/);
    // The file is read: what a repository may set, it sets.
    expect(await saved(prompt)).toEqual([expect.stringMatching(/^by-the-folder\//)]);
    expect([service.posts - posts, thief.requests]).toEqual([1, []]);
  });

  test('in the settings of the machine, which a dev container’s definition becomes', async () => {
    await rm(join(editor().workspace, '.vscode'), { recursive: true, force: true });
    await editor().load();
    const posts = service.posts;
    const prompt = fresh('By the container');
    await generate(prompt);
    await ended(prompt, /done/);
    expect(await saved(prompt)).toEqual([expect.stringMatching(/^by-the-container\//)]);
    expect([service.posts - posts, thief.requests]).toEqual([1, []]);
  });

  test('in a workspace file', async () => {
    await editor().page.goto(editor().urlOf('stolen.code-workspace'));
    await editor().workbench.ready();
    const posts = service.posts;
    const prompt = fresh('By the file');
    await generate(prompt);
    await ended(prompt, /done/);
    expect(await saved(prompt)).toEqual([expect.stringMatching(/^src\/by-the-file\//)]);
    expect([service.posts - posts, thief.requests]).toEqual([1, []]);
    await editor().load();
  });
});

describe('a service’s words', () => {
  /** Elements and icons below something, as the editor drew them. */
  const drawn = (selector: string) =>
    editor().page.evaluate(where => {
      const roots = [...document.querySelectorAll(where)];
      const within = (what: string) => roots.flatMap(root => [...root.querySelectorAll(what)]);
      return {
        links: within('a[href], a[data-href]').map(link => link.outerHTML),
        markup: within('img, script, iframe, strong, em, svg[onload]').filter(
          each => each.textContent !== '' && /bold|click/.test(each.textContent ?? ''),
        ).length,
        pictures: within('img').length,
        ticks: within('.codicon-check').length,
      };
    }, selector);
  const none = { links: [], markup: 0, pictures: 0, ticks: 0 };

  test('are words in a row, its tooltip, a notification and the preview, without the key that they say', async () => {
    const { workbench, page } = editor();
    let lookAway = (): void => undefined;
    const until = new Promise<void>(resolve => (lookAway = resolve));
    const refusal: Behaviour = { until, answer: { status: 400, json: { detail: hostile } } };
    service.next('submit', refusal);
    const form = await CreateForm.open(editor());
    await workbench.clearNotifications();
    await form.generate('A $(check) [plan](command:x)', 'about $1.25');
    await workbench.openExplorer();
    lookAway();
    const toast = workbench.notification('failed');
    await toast.waitFor({ timeout: 60_000 });
    const text = (await toast.innerText()).replaceAll('\u200B', '');
    expect(text).toContain('[click](command:workbench.action.closeAllEditors)');
    expect(text).toContain('[redacted]');
    expect(await drawn('.notifications-toasts .notification-list-item-message')).toEqual(none);
    await workbench.clearNotifications();

    await workbench.openReelwright();
    const row = workbench.row('Jobs', 'A $(check)');
    await row.waitFor();
    expect(await drawn('.monaco-list-row[aria-label*="A $(check)"] .monaco-icon-label')).toEqual(none);
    const hover = page.locator('.workbench-hover-container, .monaco-hover').filter({ hasText: 'What to do' });
    // A row that is redrawn under the mouse loses its tooltip.
    await vi.waitFor(
      async () => {
        await workbench.view('Jobs').locator('.pane-header').hover();
        await row.hover();
        await hover.first().waitFor({ timeout: 4000 });
      },
      { timeout: 40_000, interval: 100 },
    );
    expect((await hover.first().innerText()).replaceAll(/\s+/g, ' ')).toContain(
      '<img src=x onerror=alert(1)> $(check) **bold** https://evil.example/x',
    );
    expect(await drawn('.workbench-hover-container, .monaco-hover')).toEqual(none);

    await row.click();
    const preview = await editor().webview('.card .words');
    expect(await preview.locator('.card .words').innerText()).toContain('<img src=x onerror=alert(1)>');
    expect(await preview.locator('.card img, .card a, .card strong, .card script').count()).toBe(0);
    await workbench.command('View: Close All Editors');
  });

  test('are words where a job is picked from a list', async () => {
    const { workbench } = editor();
    await workbench.command('Reelwright: Copy Request…');
    await workbench.quickInput.waitFor('The request of which job');
    expect((await workbench.quickInput.labels()).map(label => label.replaceAll('\u200B', ''))).toContain(
      'A $(check) [plan](command:x)',
    );
    expect(await drawn('.quick-input-list .monaco-list-row')).toEqual(none);
    await workbench.quickInput.type('By the folder');
    await workbench.quickInput.accept();
    await workbench.quickInput.waitFor('Copy the request as');
    await workbench.quickInput.choose('cURL');
    const copied = () => editor().page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toContain('REELWRIGHT_USVIDEO_API_KEY');
    expect(traces(await copied(), formsOf(key))).toEqual([]);
  });
});

describe('a page that was broken into, in the editor itself,', () => {
  /** What becomes of a script, a picture and a question that somebody got into a page; `policies` are those that objected. */
  const intrude = (page: Frame) =>
    page.evaluate(async elsewhere => {
      const violations: { directive: string; policy: string }[] = [];
      document.addEventListener('securitypolicyviolation', event =>
        violations.push({ directive: event.effectiveDirective, policy: event.originalPolicy }),
      );
      const script = document.createElement('script');
      script.textContent = 'document.documentElement.dataset.intruded = "yes"';
      document.body.append(script);
      const image = document.createElement('img');
      const shown = new Promise(resolve => {
        image.addEventListener('load', () => resolve('shown'));
        image.addEventListener('error', () => resolve('refused'));
      });
      image.src = `${elsewhere}/pixel.png`;
      document.body.append(image);
      const asked = fetch(elsewhere, { mode: 'no-cors' }).then(
        () => 'answered',
        () => 'refused',
      );
      const ends = [document.documentElement.dataset['intruded'] ?? 'refused', await shown, await asked];
      await new Promise(requestAnimationFrame);
      script.remove();
      image.remove();
      const own = violations.filter(({ policy }) => policy.includes(`script-src 'nonce-`));
      return { ends, directives: [...new Set(own.map(({ directive }) => directive))].toSorted() };
    }, thief.origin);
  const refused = {
    ends: ['refused', 'refused', 'refused'],
    directives: ['connect-src', 'img-src', 'script-src-elem'],
  };

  test('runs nothing, loads nothing and asks nobody: the Create view', async () => {
    expect(await intrude((await CreateForm.open(editor())).page)).toEqual(refused);
    expect(thief.requests).toEqual([]);
  });

  test('runs nothing, loads nothing and asks nobody: the Preview', async () => {
    await editor().workbench.openReelwright();
    await editor().workbench.row('Jobs', 'By the folder').click();
    expect(await intrude(await editor().webview('.details'))).toEqual(refused);
    expect(thief.requests).toEqual([]);
    await editor().workbench.command('View: Close All Editors');
  });
});

/** From now on notes what the extension tells a page; returns the way to read it. */
async function listen(page: Frame): Promise<() => Promise<string>> {
  await page.evaluate(() => {
    const heard: unknown[] = [];
    Object.assign(window, { heard });
    window.addEventListener('message', event => heard.push(event.data));
  });
  return () => page.evaluate(() => JSON.stringify((window as unknown as { heard: unknown[] }).heard));
}

describe('the key', () => {
  const forms = formsOf(key);

  test('is in no message to the Create view', async () => {
    const form = await CreateForm.open(editor());
    const heard = await listen(form.page);
    await form.page.locator('#field-prompt').fill('Something else');
    // To another duration and back: after another try it may be this one already.
    await form.page.locator('#field-duration').fill('5');
    await expect.poll(() => form.button()).toBe('Generate · about $1.25');
    await form.page.locator('#field-duration').fill('7');
    await expect.poll(() => form.button()).toBe('Generate · about $1.75');
    expect(await heard()).toContain('about $1.75');
    expect(traces(await heard(), forms)).toEqual([]);
  });

  test('is in no message to the Preview, though the service said it', async () => {
    const { workbench } = editor();
    await workbench.openReelwright();
    await workbench.row('Jobs', 'By the folder').click();
    const preview = await editor().webview('.details');
    const heard = await listen(preview);
    // The same tab, and the same page, show the job that is clicked next.
    await workbench.row('Jobs', 'A $(check)').click();
    await preview.locator('.card .words').waitFor();
    expect(await heard()).toContain('[redacted]');
    expect(traces(await heard(), forms)).toEqual([]);
    await workbench.command('View: Close All Editors');
  });

  test('is not in the diagnostics, and nor are prompts and folders', async () => {
    await editor().workbench.command('Reelwright: Copy Diagnostics');
    const copied = () => editor().page.evaluate(() => navigator.clipboard.readText());
    await expect.poll(copied).toContain('# Reelwright diagnostics');
    expect(traces(await copied(), forms)).toEqual([]);
    const own = ['By the folder', editor().workspace, editor().home, 'evil.example', 'by-the-'];
    const origins = [service, thief].flatMap(({ origin, media }) => [origin, media.origin]);
    for (const word of [...own, ...origins.map(origin => new URL(origin).host)])
      expect(await copied()).not.toContain(word);
    await editor().workbench.command('View: Close All Editors');
  });

  test('is in no argument and no environment of any process that the editor started', async () => {
    const family = await processesBelow(editor().serverProcess);
    expect(family.length).toBeGreaterThan(2);
    for (const pid of family) {
      for (const file of ['cmdline', 'environ']) {
        const text = await readFile(`/proc/${pid}/${file}`).catch(() => Buffer.alloc(0));
        expect([pid, file, traces(text, forms)]).toEqual([pid, file, []]);
      }
    }
  });

  test('went to its own service alone, in one header', () => {
    expect(service.requests.length).toBeGreaterThan(8);
    for (const { headers, path, query, body } of service.requests) {
      const { authorization = `Bearer ${key}`, ...others } = headers;
      expect(authorization).toBe(`Bearer ${key}`);
      expect(traces(JSON.stringify([others, path, [...query]]), forms)).toEqual([]);
      expect(traces(body, forms)).toEqual([]);
    }
    for (const { headers, path } of service.media.requests)
      expect(traces(JSON.stringify([headers, path]), forms)).toEqual([]);
    expect([thief.requests, thief.media.requests]).toEqual([[], []]);
  });

  test('is in no file that was written, though the log tells every step', async () => {
    const entries = await readdir(editor().home, { recursive: true, withFileTypes: true });
    const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name));
    for (const part of ['globalStorage', 'sidecar', 'library'])
      expect(files.some(path => path.includes(part)) || part === 'sidecar').toBe(true);
    const found: string[] = [];
    for (const path of files) {
      const where = [...traces(path, forms), ...traces(await readFile(path), forms)];
      found.push(...where.map(form => `${form} in ${path}`));
    }
    expect(found).toEqual([]);
    const logs = await editor().logs();
    const ours = [...logs].filter(([path]) => path.includes('reelwright')).map(([, text]) => text);
    if (logs.size > 0) expect(ours.join('\n')).toMatch(/\[debug\] request.*origin=/);
  });
});

/** A process and everything below it, as far as this system tells. */
async function processesBelow(root: number): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).map(Number).filter(Number.isInteger);
  const parents = new Map<number, number>();
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '');
    parents.set(pid, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]));
  }
  const isBelow = (pid: number): boolean =>
    pid === root || (parents.has(pid) && pid > 1 && isBelow(parents.get(pid) ?? 0));
  return pids.filter(isBelow);
}
