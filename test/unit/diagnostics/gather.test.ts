// What is gathered for a bug report from the editor, the settings and the engine: canaries in all of them, none of which is in the report.

import { hostname, userInfo } from 'node:os';
import { readFileSync } from 'node:fs';
import { beforeEach, expect, test, vi } from 'vitest';
import type { Engine } from '../../../src/core/engine';
import { createRedactor } from '../../../src/core/net/redact';
import { allServices } from '../../../src/core/services/catalog';
import type { App } from '../../../src/editor/app';
import { LogMemory } from '../../../src/editor/diagnostics/logMemory';
import { fakeVscode, resetWorld, Uri, world } from '../security/fake-editor';
import { aJob } from '../tree/jobs';
import { formsOf, traces } from '../../support/canary';

const user: Record<string, unknown> = {};
const configuration = (section?: string) => ({
  get: (name: string) => user[`${section}.${name}`],
  inspect: (name: string) => {
    const key = section === undefined ? name : `${section}.${name}`;
    return { defaultValue: defaults.get(key), globalValue: user[key] };
  },
});
vi.mock('vscode', () => ({
  ...fakeVscode,
  version: '1.139.1',
  env: { ...fakeVscode.env, appName: 'VS Code', appHost: 'desktop', remoteName: 'ssh-remote+build.quorndale.example' },
  workspace: { ...fakeVscode.workspace, isTrusted: true, workspaceFolders: folders, getConfiguration: configuration },
}));
const folders = vi.hoisted(() => [] as unknown[]);
const { gatherDiagnostics } = await import('../../../src/editor/diagnostics/gather');
const { diagnosticsReport } = await import('../../../src/editor/diagnostics/report');

const manifest = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8')) as {
  contributes: { configuration: unknown };
};
const sections = [manifest.contributes.configuration].flat() as {
  properties: Record<string, { default?: unknown; type?: unknown }>;
}[];
const properties = sections.flatMap(section => Object.entries(section.properties));
const defaults = new Map(properties.map(([name, property]) => [name, property.default]));

const key = 'sd_canary_of_the_report_51';

beforeEach(() => {
  resetWorld();
  for (const name of Object.keys(user)) delete user[name];
  folders.splice(0, folders.length, { uri: Uri.file('/home/marisol/quorndale'), name: 'quorndale', index: 0 });
});

async function report(): Promise<string> {
  const jobs = [
    aJob({
      id: '0mk0xjmt1-0000000001',
      service: 'usvideo',
      state: 'failed',
      prompt: 'Kestrel over Quorndale',
      options: { negativePrompt: 'no Wimbleton logo' },
      picture: { sha256: 'a'.repeat(64), bytes: 1, width: 2, height: 2, name: 'quorndale-hero.png' },
      saved: ['file:///home/marisol/quorndale/kestrel.mp4'],
      error: { code: 'http-402', message: `Kestrel ${key}`, advice: 'Pay, Marisol.', httpStatus: 402 },
    }),
  ];
  const engine: Partial<Engine> = {
    services: () => allServices,
    jobs: () => jobs,
    usualSeconds: () => undefined,
    serviceState: async id => {
      const service = allServices.find(one => one.id === id) as (typeof allServices)[number];
      const dialect = service.dialectFor(key);
      const account = { email: 'marisol@quorndale.example', balance: { amount: 777.77, unit: 'USD' as const } };
      return {
        service,
        dialect,
        options: dialect.options(),
        baseUrl: id === 'usvideo' ? 'https://proxy.quorndale.example/v1' : service.defaultBaseUrl,
        key: 'secrets',
        account,
      } as unknown as Awaited<ReturnType<Engine['serviceState']>>;
    },
  };
  const logMemory = new LogMemory();
  const redactor = createRedactor();
  redactor.add(key);
  const lines = [
    `asked with ${key}`,
    `saved /home/marisol/quorndale/kestrel.mp4`,
    'no room in quorndale for Kestrel over Quorndale, no Wimbleton logo',
    'Marisol@quorndale.example paid for “Kestrel over Quorndale”',
  ];
  for (const line of lines) logMemory.note('info', redactor.redact(line));
  const context = { extension: { packageJSON: { version: '0.1.0', ...manifest } } };
  const app = { context, logMemory } as unknown as App;
  return diagnosticsReport(await gatherDiagnostics(app, engine as Engine));
}

/** A value that fits a setting's type, and that its owner would not want to have told. */
function canaryFor(name: string, { type, default: usual }: { type?: unknown; default?: unknown }): unknown {
  if (name.endsWith('.baseUrl') || name === 'reelwright.publicAddress') return 'https://quorndale.example:8443/marisol';
  if (type === 'boolean') return usual !== true;
  return [type].flat().some(one => one === 'number' || one === 'integer') ? 7771 : 'quorndale/marisol';
}

test('every setting that differs is named, and told only where its value says nothing of anybody', async () => {
  for (const [name, property] of properties) user[name] = canaryFor(name, property);
  user['http.proxy'] = 'http://marisol:hunter2@proxy.quorndale.example:3128';
  const text = await report();
  for (const [name] of properties) expect(text).toContain(`- ${name}: `);
  const told = [...text.matchAll(/^- (reelwright\S+): (?!changed)(.*) \(user\)$/gm)].map(
    ([, name, value]) => `${name}: ${value}`,
  );
  expect(
    told.filter(
      line =>
        !/: (?:true|false|another origin)$|\.(?:maxConcurrent|requestsPerMinute): 7771$|publicPort: 7771$/.test(line),
    ),
  ).toEqual([]);
  expect(text).toContain('- reelwright.services.vibegen.creditPrice: changed (user)');
  expect(text).toMatch(/- Proxy: .*, set$/m);
  expect(text.toLowerCase()).not.toMatch(/quorn|marisol|hunter2|8443|3128/);
});

test('nothing of the key, the account, the jobs, the folders and the machine is in it', async () => {
  const text = await report();
  expect(text).toMatch(
    /- usvideo: dialect usvideo, address another origin, key from the editor’s secret storage, account read yes/,
  );
  expect(text).toMatch(/- usvideo, failed, http-402, HTTP 402, with a picture/);
  expect(text).toContain('- Remote: of another kind');
  expect(text).toContain('- Folders: 1 (file)');
  expect(traces(text, formsOf(key))).toEqual([]);
  expect(text.toLowerCase()).not.toMatch(/quorn|marisol|kestrel|wimbleton|777\.77|0mk0xjmt1/);
  for (const own of [hostname(), userInfo().username].filter(word => word.length > 4)) expect(text).not.toContain(own);
  expect(world.clipboard).toEqual([]);
});
