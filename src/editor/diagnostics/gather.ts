// Asks the editor, the engine and the machine for what a bug report holds.

import { homedir, hostname, userInfo } from 'node:os';
import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../core/engine';
import type { Job } from '../../core/job';
import type { App } from '../app';
import { isLoopback } from '../baseUrl';
import { documentedBaseUrl } from '../settings';
import type { DiagnosticFacts, ServiceFacts, SettingFact } from './report';
import { scrubber } from './scrub';

/** Waits for no network. */
export async function gatherDiagnostics(app: App, engine: Engine): Promise<DiagnosticFacts> {
  const states = await Promise.all(engine.services().map(({ id }) => engine.serviceState(id)));
  const jobs = engine.jobs();
  return {
    now: Date.now(),
    environment: environment(app),
    settings: changedSettings(app),
    services: states.map(state => serviceFacts(state, engine, jobs)),
    jobs,
    log: app.logMemory.entries(),
    scrub: scrubber({ words: ownWords(jobs, states), hosts: documentedHosts(engine) }),
  };
}

function environment({ context }: App): DiagnosticFacts['environment'] {
  const { env, workspace, version } = vscode;
  const folders = workspace.workspaceFolders ?? [];
  const schemes = [...new Set(folders.map(({ uri }) => uri.scheme))].join(', ');
  const http = workspace.getConfiguration('http');
  const { version: own } = context.extension.packageJSON as { readonly version?: string };
  return [
    ['Reelwright', own ?? 'unknown'],
    ['Editor', `${env.appName} ${version} (${env.appHost}, ${env.uiKind === vscode.UIKind.Web ? 'web' : 'desktop'})`],
    ['Node', process.version],
    ['Platform', `${process.platform} ${process.arch}`],
    ['Remote', remoteKind(env.remoteName)],
    ['Language', env.language],
    ['Folders', folders.length === 0 ? 'none' : `${folders.length} (${schemes})`],
    ['Workspace trusted', workspace.isTrusted ? 'yes' : 'no'],
    ['Proxy', `${http.get<string>('proxySupport') ?? 'unknown'}, ${http.get<string>('proxy') ? 'set' : 'not set'}`],
  ];
}

/** Some editors put the machine's address there. */
function remoteKind(name: string | undefined): string {
  if (name === undefined) return 'none';
  const kinds = ['ssh-remote', 'wsl', 'dev-container', 'attached-container', 'k8s-container', 'codespaces', 'tunnel'];
  return kinds.find(kind => name === kind) ?? 'of another kind';
}

/** Numbers that only say how fast and how much at once; of everything else with free text only that it was changed. */
const harmless = /\.(maxConcurrent|requestsPerMinute)$|^reelwright\.publicPort$/;

interface Property {
  readonly enum?: readonly unknown[];
  readonly type?: unknown;
}

function changedSettings({ context }: App): SettingFact[] {
  const { contributes } = context.extension.packageJSON as {
    readonly contributes?: { readonly configuration?: unknown };
  };
  const sections = [contributes?.configuration].flat() as readonly { readonly properties?: Record<string, Property> }[];
  const known = sections.flatMap(section => Object.entries(section?.properties ?? {}));
  return known.flatMap(([name, property]) => settingFacts(name, property));
}

function settingFacts(name: string, property: Property): SettingFact[] {
  const inspected = vscode.workspace.getConfiguration().inspect<unknown>(name);
  if (!inspected) return [];
  const scopes = [
    ['user', inspected.globalValue],
    ['workspace', inspected.workspaceValue],
    ['folder', inspected.workspaceFolderValue],
  ] as const;
  return scopes
    .filter(([, value]) => value !== undefined && value !== inspected.defaultValue)
    .map(([scope, value]) => ({ name, scope, ...shownValue(name, property, value) }));
}

function shownValue(name: string, property: Property, value: unknown): Pick<SettingFact, 'value'> {
  if (name.endsWith('.baseUrl')) return { value: addressKind(String(value), undefined) };
  if (typeof value === 'boolean') return { value };
  if (typeof value === 'number') return harmless.test(name) ? { value } : {};
  return typeof value === 'string' && property.enum?.includes(value) === true ? { value } : {};
}

function serviceFacts(state: ServiceState, engine: Engine, jobs: readonly Job[]): ServiceFacts {
  const { service, paused, limitsLeft } = state;
  const latest = jobs.find(job => job.service === service.id && job.state === 'completed');
  const usualSeconds = latest && engine.usualSeconds(latest);
  return {
    id: service.id,
    dialect: state.dialect.id,
    address: addressKind(state.baseUrl, documentedBaseUrl(service.id)),
    key: keyText(state.key),
    accountRead: state.account !== undefined,
    ...(paused && { paused: paused.reason }),
    ...(limitsLeft && { limitsLeft: `${limitsLeft.remaining ?? '?'} of ${limitsLeft.limit ?? '?'}` }),
    ...(usualSeconds !== undefined && { usualSeconds }),
  };
}

function keyText(key: ServiceState['key']): string {
  if (key === undefined) return 'not needed';
  if (key === 'missing') return 'missing';
  return key === 'secrets' ? 'from the editor’s secret storage' : 'from the environment';
}

function addressKind(baseUrl: string, documented: string | undefined): ServiceFacts['address'] {
  if (baseUrl === '' || baseUrl.startsWith('sandbox:')) return 'none';
  if (!URL.canParse(baseUrl)) return 'another origin';
  const url = new URL(baseUrl);
  if (documented !== undefined && url.href === new URL(documented).href) return 'documented';
  return isLoopback(url.hostname) ? 'this machine' : 'another origin';
}

function documentedHosts(engine: Engine): ReadonlySet<string> {
  const urls = engine.services().map(({ defaultBaseUrl }) => defaultBaseUrl);
  return new Set(urls.flatMap(url => (URL.canParse(url) ? [new URL(url).hostname] : [])).filter(host => host !== ''));
}

/** The log does not reach back to more. */
const youngJobs = 1_000;

/** Everything that we know to be this person's, to be taken out wherever it stands. */
function ownWords(jobs: readonly Job[], states: readonly ServiceState[]): readonly string[] {
  const folders = vscode.workspace.workspaceFolders ?? [];
  const young = jobs.slice(0, youngJobs);
  const words = [
    homedir(),
    hostname(),
    userName(),
    ...folders.flatMap(({ uri, name }) => [uri.fsPath, uri.path, name]),
    ...states.flatMap(({ account }) => account?.email ?? []),
    ...young.flatMap(job => [job.prompt, job.picture?.name ?? '', String(job.options.negativePrompt ?? '')]),
    ...young.flatMap(({ saved }) => saved),
  ];
  return words.filter(word => word.length >= 3);
}

function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
