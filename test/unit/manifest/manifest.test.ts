// The manifest: nothing in it is dead, misnamed, untranslated or settable by a repository that must not.

import { readFileSync, existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allServices } from '../../../src/core/services/catalog';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
}
interface Property {
  readonly scope?: string;
  readonly default?: unknown;
  readonly enum?: readonly string[];
  readonly markdownDescription?: string;
}
interface Manifest {
  readonly activationEvents: readonly string[];
  readonly capabilities: { readonly untrustedWorkspaces: { readonly restrictedConfigurations: readonly string[] } };
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly { command: string; title: string; category: string }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly keybindings: readonly { command: string; when?: string }[];
    readonly configuration: readonly { properties: Readonly<Record<string, Property>> }[];
    readonly views: Readonly<Record<string, readonly { id: string; icon: string }[]>>;
    readonly viewsContainers: { readonly activitybar: readonly { id: string; icon: string }[] };
    readonly viewsWelcome: readonly { view: string; contents: string; when?: string }[];
    readonly walkthroughs: readonly {
      readonly icon?: string;
      readonly steps: readonly { media: { svg?: string; markdown?: string }; completionEvents: readonly string[] }[];
    }[];
  };
}

const read = (path: string) => readFileSync(new URL(`../../../${path}`, import.meta.url), 'utf8');
const text = read('package.json');
const manifest = JSON.parse(text) as Manifest;
const strings = JSON.parse(read('package.nls.json')) as Record<string, string>;
const table = read('src/editor/commands/table.ts');
const { contributes } = manifest;
const commands = contributes.commands.map(({ command }) => command);
const properties = Object.assign({}, ...contributes.configuration.map(part => part.properties)) as Record<
  string,
  Property
>;
const menuItems = Object.values(contributes.menus).flat();

/** Keys that VS Code itself sets. */
const editorKeys = new Set(
  (
    'view viewItem resourceExtname explorerResourceIsFolder editorHasSelection editorIsOpen listMultiSelection ' +
    'listFocus inputFocus focusedView activeWebviewPanelId false'
  ).split(' '),
);

const whens = [...menuItems, ...contributes.keybindings, ...contributes.viewsWelcome].flatMap(item => item.when ?? []);

describe('commands', () => {
  it('are exactly those of the table', () => {
    const inTable = [...table.matchAll(/^ {2}(\w+): async \(\) => \(await import\('\.\/(\w+)'\)\)\.(\w+),$/gm)];
    expect(new Set(inTable.map(([, name]) => `reelwright.${name}`))).toEqual(new Set(commands));
    for (const [, name, file, exported] of inTable) {
      expect(exported).toBe(name);
      expect(read(`src/editor/commands/${file}.ts`)).toContain(`export const ${name}: Command`);
    }
  });

  it('are all titled "Reelwright: …"', () => {
    for (const { title, category } of contributes.commands) {
      expect(category).toBe('Reelwright');
      expect(title).toMatch(/^%command\.\w+%$/);
    }
  });

  it('in menus and key bindings exist', () => {
    for (const { command } of [...menuItems, ...contributes.keybindings]) expect(commands).toContain(command);
  });

  it('linked from texts exist or belong to a view', () => {
    const views = Object.values(contributes.views).flat();
    const known = new Set([...commands, ...views.map(({ id }) => `${id}.focus`)]);
    for (const value of Object.values(strings)) {
      for (const [, command] of value.matchAll(/\(command:([^)?]+)/g)) expect(known).toContain(command);
    }
  });
});

describe('strings', () => {
  it('are all there, and none is left over', () => {
    const used = new Set([...text.matchAll(/"%([\w.-]+)%"/g)].map(([, key]) => key));
    expect(new Set(Object.keys(strings))).toEqual(used);
  });

  it('are plain: no exclamation marks, no "Oops"', () => {
    for (const value of Object.values(strings)) expect(value).not.toMatch(/!|oops/i);
  });
});

describe('conditions', () => {
  it('use only context keys that somebody sets', () => {
    const source = [
      'src/editor/views/jobs/live.ts',
      'src/editor/views/jobs/tree.ts',
      'src/editor/views/services/hasKey.ts',
    ];
    const own = new Set(source.flatMap(path => [...read(path).matchAll(/'(reelwright\.\w+)'/g)].map(([, key]) => key)));
    for (const when of whens) {
      const bare = when.replaceAll(/=~ \/.*?\/i?(?= |$)|== [\w.]+/g, '');
      for (const [key] of bare.matchAll(/[a-zA-Z][\w.]*/g)) {
        const setting = key.startsWith('config.') && Object.hasOwn(properties, key.slice('config.'.length));
        expect(editorKeys.has(key) || own.has(key) || setting, `${key} in ${when}`).toBe(true);
      }
    }
  });

  it('offer to animate pictures of every kind, in any letter case, and nothing else', () => {
    const [item] = contributes.menus['explorer/context'] ?? [];
    const source = /=~ \/(.*)\/i/.exec(item?.when ?? '')?.[1] ?? '';
    const pattern = new RegExp(source, 'i');
    for (const name of ['.png', '.JPG', '.jpeg', '.WebP', '.avif', '.gif', '.tif', '.TIFF'])
      expect(name).toMatch(pattern);
    for (const name of ['.svg', '.mp4', '.pngx', 'png', '.csv', '']) expect(name).not.toMatch(pattern);
  });

  it('for rows match whole flags only', () => {
    const when = menuItems.find(({ command, when: one }) => command === 'reelwright.saveVideo' && one)?.when ?? '';
    const pattern = new RegExp(/viewItem =~ \/(.*?)\/(?: |$)/.exec(when)?.[1] ?? '');
    expect('job;state=completed;can=preview,save,remove').toMatch(pattern);
    expect('job;state=running;can=cancel').not.toMatch(pattern);
    expect('service;key=none;can=save').not.toMatch(pattern);
  });
});

describe('settings', () => {
  const scopes: Record<string, string> = {
    'reelwright.defaultService': 'window',
    'reelwright.notifications': 'window',
    'reelwright.publicAddress': 'application',
    'reelwright.publicPort': 'application',
    'reelwright.output.folder': 'resource',
    'reelwright.output.fileName': 'resource',
    'reelwright.output.autoSave': 'resource',
  };

  it('of services can be set by no repository', () => {
    const service = Object.entries(properties).filter(([name]) => name.startsWith('reelwright.services.'));
    expect(service.length).toBeGreaterThan(0);
    for (const [name, { scope }] of service) expect([name, scope]).toEqual([name, 'application']);
  });

  it('have their stable names and scopes', () => {
    const others = Object.entries(properties).filter(([name]) => !name.startsWith('reelwright.services.'));
    expect(Object.fromEntries(others.map(([name, { scope }]) => [name, scope]))).toEqual(scopes);
  });

  it('that write into the workspace are not taken from one that is not trusted', () => {
    const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
    expect(restrictedConfigurations).toEqual(
      expect.arrayContaining(Object.keys(scopes).filter(name => name.startsWith('reelwright.output.'))),
    );
    for (const name of restrictedConfigurations) expect(properties).toHaveProperty([name]);
  });

  it("hold each offered service's documented address, and are of no other service", () => {
    const offered = properties['reelwright.defaultService']?.enum ?? [];
    const services = offered.map(id => allServices.find(service => service.id === id));
    for (const service of services) {
      const baseUrl = properties[`reelwright.services.${service?.id}.baseUrl`];
      expect(baseUrl?.default).toBe(service?.key ? service.defaultBaseUrl : undefined);
    }
    const set = Object.keys(properties).flatMap(name => /^reelwright\.services\.([\w-]+)\./.exec(name)?.[1] ?? []);
    expect(offered).toEqual(expect.arrayContaining([...new Set(set)]));
  });
});

describe("a service's settings", () => {
  const paid = allServices.filter(({ key }) => key !== undefined);
  const ofService = (id: string) =>
    Object.entries(properties).filter(([name]) => name.startsWith(`reelwright.services.${id}.`));

  it('are the four that scripts rely on, at every service that takes a key', () => {
    for (const { id } of paid) {
      const names = ofService(id).map(([name]) => name.split('.').at(-1));
      expect([id, names]).toEqual([id, ['baseUrl', 'maxConcurrent', 'requestsPerMinute', 'creditPrice']]);
    }
  });

  it('name no other service in their texts', () => {
    for (const { id } of paid) {
      const others = paid.filter(other => other.id !== id).map(({ name }) => name);
      for (const [name, { markdownDescription = '' }] of ofService(id)) {
        const said = strings[markdownDescription.slice(1, -1)] ?? '';
        expect(said, name).not.toBe('');
        expect(
          others.filter(other => said.includes(other)),
          name,
        ).toEqual([]);
      }
    }
  });
});

describe('the keys', () => {
  it('come from the environment variables that the services name', async () => {
    const { environmentVariable } = await import('../../../src/editor/secrets');
    for (const { id, key } of allServices) if (key) expect(environmentVariable(id)).toBe(key.environmentVariable);
  });
});

describe('files', () => {
  it('that the manifest names are there', () => {
    const walkthroughs = contributes.walkthroughs.flatMap(({ icon, steps }) => [
      icon,
      ...steps.flatMap(({ media }) => [media.svg, media.markdown]),
    ]);
    const views = Object.values(contributes.views).flat();
    const named = [
      manifest.icon,
      ...walkthroughs,
      ...views.map(({ icon }) => icon),
      ...contributes.viewsContainers.activitybar.map(({ icon }) => icon),
    ];
    for (const path of named) {
      if (path !== undefined) expect(existsSync(new URL(`../../../${path}`, import.meta.url)), path).toBe(true);
    }
  });

  it('of the icon are a 256-pixel PNG', () => {
    const bytes = readFileSync(new URL(`../../../${manifest.icon}`, import.meta.url));
    expect([bytes.readUInt32BE(16), bytes.readUInt32BE(20)]).toEqual([256, 256]);
  });
});

describe('activation', () => {
  it('is after start-up and for a restored preview; the rest follows from what is contributed', () => {
    expect(manifest.activationEvents).toEqual(['onStartupFinished', 'onWebviewPanel:reelwright.preview']);
  });
});
