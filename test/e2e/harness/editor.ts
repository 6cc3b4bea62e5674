// A real VS Code with Reelwright installed, open in a real browser: what an e2e test holds in its hand.
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Frame, Locator, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { expect, inject } from 'vitest';
import { chromiumFlags } from '../../../scripts/lib/chromium.mjs';
import type { EditorName } from '../../../scripts/lib/editors.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import type { Profile, Server } from '../../../scripts/lib/server.mjs';
import { makeProfile, quietSettings, serveWhole, settingsFile } from '../../../scripts/lib/server.mjs';
import { findWebview } from './webview';
import { Workbench } from './workbench';

/** How to open an editor. */
export interface EditorOptions {
  /** `today` unless said otherwise. */
  readonly version?: EditorName;
  /** User settings on top of the quiet ones. */
  readonly settings?: Readonly<Record<string, unknown>>;
  /** Environment variables of the editor's server. */
  readonly env?: Readonly<Record<string, string>>;
  /** The window, in pixels; 1280 × 800 unless said otherwise. */
  readonly viewport?: { readonly width: number; readonly height: number };
  /** Pixels of a picture per pixel of the window. */
  readonly scale?: number;
  /** Without a folder the window is empty. */
  readonly withoutFolder?: boolean;
  /** Folders are not trusted until a person says so; else every one is. */
  readonly asksForTrust?: boolean;
  /** Settings of the machine that the window shows: what a dev container's definition becomes. */
  readonly machineSettings?: Readonly<Record<string, unknown>>;
  /** Prepares the copy of the sample workspace before the window opens. */
  readonly workspace?: (folder: string) => Promise<void>;
}

const themes = {
  today: { light: 'Light 2026', dark: 'Dark 2026' },
  floor: { light: 'Light Modern', dark: 'Dark Modern' },
} as const;
const highContrast = { contrast: 'Dark High Contrast', contrastLight: 'Light High Contrast' } as const;

/** A look of the editor. */
export type Theme = 'light' | 'dark' | keyof typeof highContrast;

/** One person's editor: a server, a browser profile and a window. */
export class Editor {
  private settings: Readonly<Record<string, unknown>>;

  private constructor(
    /** The copy of the sample workspace. */
    readonly workspace: string,
    /** The workbench of the window opened last. */
    readonly workbench: Workbench,
    readonly context: BrowserContext,
    private readonly profile: Profile,
    private readonly folder: string,
    private server: Server,
    private readonly browser: Browser,
    private readonly options: EditorOptions,
  ) {
    this.settings = options.settings ?? {};
  }

  /** Starts a server with an empty profile and opens its window; returns when Reelwright's icon is there. */
  static async open(options: EditorOptions = {}): Promise<Editor> {
    const { editors, chromium: executablePath, extensions } = inject('prepared');
    const folder = await mkdtemp(join(tmpdir(), 'rw-'));
    const workspace = join(folder, 'workspace');
    await cp(join(root, 'test/sample-workspace'), workspace, { recursive: true });
    await options.workspace?.(workspace);
    const profile = { ...(await makeProfile(folder, options.settings)), extensions };
    if (options.machineSettings) await writeMachineSettings(profile, options.machineSettings);
    const server = await serveWhole(editors[options.version ?? 'today'], profile, serverOptions(options));
    const browser = await chromium.launch({ executablePath, args: [...chromiumFlags, loopbackOnly] });
    const context = await browser.newContext({
      viewport: options.viewport ?? { width: 1280, height: 800 },
      deviceScaleFactor: options.scale ?? 1,
      locale: 'en-US',
      reducedMotion: 'no-preference',
    });
    await context.grantPermissions(['clipboard-read', 'clipboard-write']);
    const workbench = new Workbench(await context.newPage());
    const editor = new Editor(workspace, workbench, context, profile, folder, server, browser, options);
    await editor.load();
    return editor;
  }

  /** The window's page, for what the workbench has no word for. */
  get page(): Page {
    return this.workbench.page;
  }

  /** The address of the window. */
  get url(): string {
    return this.options.withoutFolder ? `${this.server.url}/?ew=true` : `${this.server.url}/?folder=${this.workspace}`;
  }

  /** The address of a window on a workspace file in the workspace. */
  urlOf(workspaceFile: string): string {
    return `${this.server.url}/?workspace=${join(this.workspace, workspaceFile)}`;
  }

  /** The process that everything else of this editor was started by. */
  get serverProcess(): number {
    return this.server.pid;
  }

  /** Loads or reloads the window and waits until Reelwright is there. */
  async load(): Promise<void> {
    if (this.page.url() === this.url) await this.page.reload();
    else await this.page.goto(this.url);
    await this.workbench.ready();
  }

  /** Opens another window of the same person on the same folder. */
  async anotherWindow(): Promise<Workbench> {
    const workbench = new Workbench(await this.context.newPage());
    await workbench.page.goto(this.url);
    await workbench.ready();
    return workbench;
  }

  /** Ends the server as a crash would: without a word to the extension. */
  async killServer(): Promise<void> {
    await this.server.kill();
  }

  /** Serves the same person again, at the same address, and reloads the window. */
  async restartServer(): Promise<void> {
    await this.server.stop();
    const { editors } = inject('prepared');
    this.server = await serveWhole(editors[this.options.version ?? 'today'], this.profile, {
      port: this.server.port,
      ...serverOptions(this.options),
    });
    await this.load();
  }

  /**
   * Changes user settings in the running window; `undefined` takes one back to its default. It goes through the settings
   * editor, since this editor does not watch that file: a change on disk alone would be seen only after a reload.
   */
  async changeSettings(changes: Readonly<Record<string, unknown>>): Promise<void> {
    this.settings = { ...this.settings, ...changes };
    const text = JSON.stringify({ ...quietSettings, ...this.settings }, null, 2);
    await this.workbench.command('Preferences: Open User Settings (JSON)');
    const editor = this.page.locator('.monaco-editor[data-uri$="/User/settings.json"]');
    await editor.locator('.view-lines').click();
    await this.page.evaluate(clip => navigator.clipboard.writeText(clip), text);
    for (const key of ['Control+A', 'Control+V', 'Control+S']) await this.page.keyboard.press(key);
    await expect.poll(() => readFile(settingsFile(this.profile), 'utf8'), { timeout: 10_000 }).toBe(text);
    await this.workbench.command('View: Close Editor');
    await editor.waitFor({ state: 'detached' });
  }

  /** Switches the colour theme and waits until it is seen. */
  async useTheme(theme: Theme): Promise<void> {
    const name =
      theme === 'light' || theme === 'dark' ? themes[this.options.version ?? 'today'][theme] : highContrast[theme];
    await this.workbench.command('Preferences: Color Theme');
    await this.workbench.quickInput.waitFor('Color Theme');
    await this.workbench.quickInput.type(name);
    await this.workbench.quickInput.choose(name);
    const classes = { light: 'vs', dark: 'vs-dark', contrast: 'hc-black', contrastLight: 'hc-light' };
    await this.page.locator(`.monaco-workbench.${classes[theme]}`).waitFor();
    this.settings = { ...this.settings, 'workbench.colorTheme': name };
  }

  /** The document inside one of Reelwright's web views: the one in which the selector is visible. */
  async webview(selector: string): Promise<Frame> {
    return findWebview(this.page, selector);
  }

  /** A picture of the window (or of a part of it) as a PNG file; its folder is made. */
  async picture(path: string, part?: Locator): Promise<void> {
    await mkdir(join(path, '..'), { recursive: true });
    await (part ?? this.page).screenshot({ path, animations: 'disabled' });
  }

  /** Everything that the editor has written into its log files so far, by path; empty where it writes none. */
  async logs(): Promise<ReadonlyMap<string, string>> {
    const logs = join(this.profile.userData, 'logs');
    const names = await readdir(logs, { recursive: true }).catch(() => []);
    const paths = names.filter(name => name.endsWith('.log')).map(name => join(logs, name));
    return new Map(await Promise.all(paths.map(async path => [path, await readFile(path, 'utf8')] as const)));
  }

  /** The extension's own folder in global storage. */
  get globalStorage(): string {
    return join(this.profile.userData, 'User', 'globalStorage', 'reelwright.reelwright');
  }

  /** The folder of everything that this editor and its person have written. */
  get home(): string {
    return this.folder;
  }

  /** Ends everything and removes its traces. */
  async close(): Promise<void> {
    await this.browser.close();
    await this.server.stop();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function serverOptions({ env = {}, asksForTrust = false }: EditorOptions) {
  return { env, asksForTrust };
}

async function writeMachineSettings(profile: Profile, settings: Readonly<Record<string, unknown>>): Promise<void> {
  const folder = join(profile.userData, 'Machine');
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'settings.json'), JSON.stringify(settings));
}

/** No name but loopback's resolves, so nothing in a test reaches the outside. */
const loopbackOnly = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
