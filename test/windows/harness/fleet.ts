// Several real editors of different versions on one storage folder, each with a window in a browser: what a person has who works in three places.

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { chromium } from 'playwright-core';
import type { Browser } from 'playwright-core';
import { inject } from 'vitest';
import { chromiumFlags } from '../../../scripts/lib/chromium.mjs';
import type { EditorName } from '../../../scripts/lib/editors.mjs';
import { root } from '../../../scripts/lib/paths.mjs';
import type { Profile, Server } from '../../../scripts/lib/server.mjs';
import { makeProfile, serveBare } from '../../../scripts/lib/server.mjs';
import { Workbench } from '../../e2e/harness/workbench';
import { Desk } from './desk';
import type { Host } from './desk';

export interface FleetOptions {
  /** The editors by name, each with its version. */
  readonly editors: Readonly<Record<string, EditorName>>;
  readonly settings: Readonly<Record<string, unknown>>;
  /** The environment of all servers, or of one. */
  readonly env: (editor: string) => Readonly<Record<string, string>>;
  /** The folder of an editor's extensions, which may lie in the fleet's; default: the one with the package. */
  readonly extensions?: (editor: string, folder: string) => Promise<string> | string;
}

/** One of the editors: a server of its own, and one window. */
export class Place {
  constructor(
    readonly name: string,
    readonly version: EditorName,
    readonly workbench: Workbench,
    private profile: Profile,
    private readonly fleet: Fleet,
    private server: Server,
  ) {}

  get host(): Host | undefined {
    return this.fleet.desk.hostOf(this.name);
  }

  /** Loads the window anew, and waits for its extension host. */
  async load(): Promise<Host> {
    const payload = [
      ['extensionDevelopmentPath', `vscode-remote://127.0.0.1:${this.server.port}${this.fleet.driver}`],
      ['skipWelcome', 'true'],
    ];
    const query = `ew=true&payload=${encodeURIComponent(JSON.stringify(payload))}`;
    // The one that is left lives on for a moment, and answers nothing that needs its window.
    const left = this.host;
    await this.workbench.page.goto(`${this.server.url}/?${query}`);
    const host = await this.fleet.desk.arrived(this.name, 60_000, left);
    if (host === undefined) throw new Error(`No window of “${this.name}” came.\n${this.server.output().slice(-3000)}`);
    return host;
  }

  /** The server and all that it started end outright; then it is started again, and the window loaded. */
  async crash(): Promise<Host> {
    await this.server.kill();
    this.server = await this.fleet.serve(this.name, this.version, this.profile);
    return this.load();
  }

  /** The editor is closed, and opened again with other extensions. */
  async reopenWith(extensions: string): Promise<Host> {
    await this.server.stop();
    this.profile = { ...this.profile, extensions };
    this.server = await this.fleet.serve(this.name, this.version, this.profile);
    return this.load();
  }

  async stop(): Promise<void> {
    await this.server.stop();
  }
}

export class Fleet {
  readonly places: Place[] = [];

  private constructor(
    /** Holds everything that the editors write. */
    readonly folder: string,
    readonly desk: Desk,
    private readonly browser: Browser,
    private readonly options: FleetOptions,
  ) {}

  /** Starts all editors and opens a window in each. */
  static async open(options: FleetOptions): Promise<Fleet> {
    const { chromium: executablePath } = inject('prepared');
    const folder = await mkdtemp(join(tmpdir(), 'rw-'));
    const browser = await chromium.launch({ executablePath, args: [...chromiumFlags, loopbackOnly] });
    const fleet = new Fleet(folder, await Desk.open(), browser, options);
    await mkdir(fleet.storage, { recursive: true });
    await fleet.writeDriver();
    const settled = Object.entries(options.editors).map(([name, version]) => fleet.settle(name, version));
    fleet.places.push(...(await Promise.all(settled)));
    await Promise.all(fleet.places.map(place => place.load()));
    return fleet;
  }

  /** The extension's one storage folder. */
  get storage(): string {
    return join(this.folder, 'storage');
  }

  get driver(): string {
    return join(this.folder, 'driver');
  }

  /** Those that have a window which answers. */
  get alive(): readonly Place[] {
    return this.places.filter(place => place.host !== undefined);
  }

  place(name: string): Place {
    const place = this.places.find(each => each.name === name);
    if (place === undefined) throw new Error(`There is no editor “${name}”.`);
    return place;
  }

  serve(name: string, version: EditorName, profile: Profile): Promise<Server> {
    const desk = { REELWRIGHT_DESK: String(this.desk.port), REELWRIGHT_DESK_NAME: name };
    return serveBare(inject('prepared').editors[version], profile, { env: { ...this.options.env(name), ...desk } });
  }

  async close(): Promise<void> {
    await this.browser.close();
    await Promise.all(this.places.map(place => place.stop()));
    await this.desk.close();
    await rm(this.folder, { recursive: true, force: true, maxRetries: 5 });
  }

  /** Gives an editor a profile of its own, but for the extension's storage. */
  private async settle(name: string, version: EditorName): Promise<Place> {
    const own = await makeProfile(join(this.folder, name), this.options.settings);
    const extensions = await this.options.extensions?.(name, this.folder);
    const profile = { ...own, extensions: extensions ?? inject('prepared').extensions };
    const globalStorage = join(profile.userData, 'User', 'globalStorage');
    await mkdir(globalStorage, { recursive: true });
    await symlink(this.storage, join(globalStorage, 'reelwright.reelwright'));
    const server = await this.serve(name, version, profile);
    const context = await this.browser.newContext({ viewport: { width: 1280, height: 800 }, locale: 'en-US' });
    const workbench = new Workbench(await context.newPage());
    return new Place(name, version, workbench, profile, this, server);
  }

  private async writeDriver(): Promise<void> {
    await mkdir(this.driver, { recursive: true });
    const manifest = {
      name: 'driver',
      publisher: 'tests',
      version: '0.0.1',
      engines: { vscode: '^1.105.0' },
      main: './main.js',
      activationEvents: ['onStartupFinished'],
      extensionKind: ['workspace'],
    };
    await writeFile(join(this.driver, 'package.json'), JSON.stringify(manifest));
    await build({
      entryPoints: [join(root, 'test/windows/driver.ts')],
      outfile: join(this.driver, 'main.js'),
      bundle: true,
      format: 'cjs',
      platform: 'node',
      target: 'node22',
      external: ['vscode'],
      logLevel: 'warning',
    });
  }
}

/** No name but loopback's resolves, so nothing in a test reaches the outside. */
const loopbackOnly = '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1';
