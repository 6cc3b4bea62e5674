// The Services tree: one row per service, its facts below it, redrawn when the engine says that something changed.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import type { App } from '../../app';
import { baseUrlProblem, EditorSettings } from '../../settings';
import {
  serviceContext,
  serviceFacts,
  serviceIcon,
  serviceSummary,
  spokenService,
  type ServiceFact,
  type ServiceKnowledge,
} from './model';

export interface ServiceRow {
  readonly kind: 'service';
  readonly id: string;
}
interface FactRow {
  readonly kind: 'fact';
  readonly service: string;
  readonly fact: ServiceFact;
}
export type Row = ServiceRow | FactRow;

/** Changes that come closer together than this are drawn at once. */
const gatherMs = 100;

export class ServicesTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #redraw = new vscode.EventEmitter<Row[]>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly #rows = new Map<string, ServiceRow>();
  readonly #changed = new Set<string>();
  readonly #settings = new EditorSettings();
  readonly #subscriptions: { dispose(): void }[] = [];
  #engine: Engine | undefined;
  #gathering: NodeJS.Timeout | undefined;

  constructor(private readonly app: App) {}

  async getTreeItem(row: Row): Promise<vscode.TreeItem> {
    return row.kind === 'fact' ? factItem(row) : serviceItem(await this.#know(row.id));
  }

  async getChildren(row?: Row): Promise<Row[]> {
    const engine = await this.#connected();
    if (row === undefined) return engine.services().map(({ id }) => this.#row(id));
    if (row.kind === 'fact') return [];
    return serviceFacts(await this.#know(row.id)).map(fact => ({ kind: 'fact', service: row.id, fact }));
  }

  getParent(row: Row): ServiceRow | undefined {
    return row.kind === 'fact' ? this.#row(row.service) : undefined;
  }

  /** Has the engine read balances and prices again, where there is a key to read them with. */
  async refresh(): Promise<void> {
    const engine = await this.#connected();
    for (const { id, key } of engine.services()) {
      if (!key) continue;
      const state = await engine.serviceState(id);
      if (state.key !== 'missing') engine.refreshService(id);
    }
  }

  dispose(): void {
    clearTimeout(this.#gathering);
    for (const subscription of this.#subscriptions) subscription.dispose();
    this.#redraw.dispose();
  }

  async #connected(): Promise<Engine> {
    const engine = await this.app.engine();
    if (this.#engine) return engine;
    this.#engine = engine;
    this.#subscriptions.push(
      engine.onDidChangeServices(service => this.#gather(service)),
      engine.onDidChangeJobs(({ changed }) => {
        for (const job of changed) if (job.finishedAt !== undefined) this.#gather(job.service);
      }),
    );
    return engine;
  }

  async #know(id: string): Promise<ServiceKnowledge> {
    const engine = await this.#connected();
    const state = await engine.serviceState(id);
    const { requestsPerMinute, maxConcurrent } = this.#settings.service(id);
    const { limits } = state.dialect;
    const latest = engine.jobs().find(job => job.service === id && job.state === 'completed');
    return {
      state,
      spending: engine.spending(id),
      usual: latest && engine.usualSeconds(latest),
      limits: {
        requestsPerMinute: requestsPerMinute ?? limits.requestsPerMinute,
        concurrentJobs: maxConcurrent ?? limits.concurrentJobs,
      },
      addressProblem: baseUrlProblem(id),
      now: Date.now(),
    };
  }

  #row(id: string): ServiceRow {
    const known = this.#rows.get(id) ?? { kind: 'service', id };
    this.#rows.set(id, known);
    return known;
  }

  #gather(service: string): void {
    this.#changed.add(service);
    this.#gathering ??= setTimeout(() => {
      this.#gathering = undefined;
      const rows = [...this.#changed].map(id => this.#row(id));
      this.#changed.clear();
      this.#redraw.fire(rows);
    }, gatherMs);
  }
}

function serviceItem(known: ServiceKnowledge): vscode.TreeItem {
  const { service } = known.state;
  const item = new vscode.TreeItem(service.name, vscode.TreeItemCollapsibleState.Collapsed);
  item.id = service.id;
  item.description = serviceSummary(known);
  const { icon, warning } = serviceIcon(known);
  item.iconPath = themed(icon, warning);
  item.contextValue = serviceContext(known.state);
  item.tooltip = [service.name, ...serviceFacts(known).map(({ label, value }) => `${label}: ${value}`)].join('\n');
  item.accessibilityInformation = { label: spokenService(known) };
  return item;
}

function factItem({ service, fact }: FactRow): vscode.TreeItem {
  const item = new vscode.TreeItem(fact.label);
  item.id = `${service}/${fact.name}`;
  item.description = fact.value;
  item.iconPath = themed(fact.icon, fact.warning ?? false);
  item.tooltip = `${fact.label}: ${fact.value}`;
  item.contextValue = `fact;name=${fact.name}`;
  item.accessibilityInformation = { label: `${fact.label}: ${fact.value}` };
  const command = commandOf(fact, service);
  if (command) item.command = command;
  return item;
}

/** One click on a fact: what it is about. */
function commandOf({ name }: ServiceFact, service: string): vscode.Command | undefined {
  switch (name) {
    case 'address':
    case 'limits':
      return openSettings(service);
    case 'today':
    case 'month':
      return { command: 'reelwright.showUsage', title: vscode.l10n.t('Show Usage'), arguments: [service] };
    default:
      return undefined;
  }
}

function themed(icon: string, warning: boolean): vscode.ThemeIcon {
  return new vscode.ThemeIcon(icon, warning ? new vscode.ThemeColor('list.warningForeground') : undefined);
}

function openSettings(service: string): vscode.Command {
  return {
    command: 'workbench.action.openSettings',
    title: vscode.l10n.t('Open Settings'),
    arguments: [`reelwright.services.${service}`],
  };
}
