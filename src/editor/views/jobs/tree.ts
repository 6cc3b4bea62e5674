// The Jobs tree over the engine's snapshot: asks nothing of the network, and has VS Code redraw only what changed.

import * as vscode from 'vscode';
import type { Engine, JobsChange } from '../../../core/engine';
import type { Job } from '../../../core/job';
import type { App } from '../../app';
import { JobGroups, type Move } from './groups';
import {
  groupNames,
  groupOf,
  headsOf,
  pageSize,
  refreshBetween,
  type GroupName,
  type Groups,
  type Heads,
} from './model';
import { Rows, type GroupRow, type JobRow, type Row } from './rows';
import { elapsedSeconds, isDue } from './timing';
import { groupItem, jobItem, jobTooltip, moreItem } from './treeItems';

/** Changes that come closer together than this are drawn at once; well below what a person notices. */
const gatherMs = 30;

/** A redrawn row loses its tooltip, so the time of one that is being read stands still for so long. */
const readingMs = 15_000;

export class JobsTree implements vscode.TreeDataProvider<Row>, vscode.Disposable {
  readonly #redraw = new vscode.EventEmitter<Row | Row[] | undefined>();
  readonly onDidChangeTreeData = this.#redraw.event;
  readonly #moved = new vscode.EventEmitter<{ readonly from: JobRow; readonly to: JobRow }>();
  /** A job went to another group, and is another row there. */
  readonly onDidMove = this.#moved.event;
  readonly #updated = new vscode.EventEmitter<Groups>();
  /** The jobs changed in any way; fires also while the view is hidden. */
  readonly onDidUpdate = this.#updated.event;

  readonly #rows = new Rows();
  readonly #shown = new Map<GroupName, number>();
  readonly #changed = new Set<string>();
  readonly #groups = new JobGroups();
  #engine: Engine | undefined;
  #subscription: { dispose(): void } | undefined;
  #gathering: NodeJS.Timeout | undefined;
  #read = { id: '', until: 0 };
  /** When the time left of links was last drawn. */
  #minute = 0;
  /** Whether VS Code has asked for the rows yet; before, there is nothing to redraw. */
  #drawn = false;

  constructor(private readonly app: App) {}

  get groups(): Groups {
    return this.#groups.now;
  }

  /** Follows an engine that was started, by this view or by anybody else. Once is enough; more does nothing. */
  connect(engine: Engine): void {
    if (this.#engine) return;
    this.#engine = engine;
    this.#subscription = engine.onDidChangeJobs(change => this.#gather(change));
    void engine.ready.then(() => this.#draw());
  }

  getTreeItem(row: Row): vscode.TreeItem {
    if (row.kind === 'group') return groupItem(row, this.groups[row.group].length);
    if (row.kind === 'more') return moreItem(row, this.groups[row.group].length - this.#limit(row.group));
    const job = this.#engine?.job(row.id);
    return job && this.#engine ? jobItem(row, job, this.#engine) : new vscode.TreeItem('');
  }

  async getChildren(row?: Row): Promise<Row[]> {
    if (row === undefined) return this.#roots();
    if (row.kind !== 'group') return [];
    const jobs = this.groups[row.group];
    const limit = this.#limit(row.group);
    const rows: Row[] = jobs.slice(0, limit).map(job => this.#rows.job(job.id, row.group));
    return jobs.length > limit ? [...rows, this.#rows.more(row.group)] : rows;
  }

  getParent(row: Row): GroupRow | undefined {
    return row.kind === 'group' ? undefined : this.#rows.group(row.group);
  }

  showMore(group: GroupName): void {
    this.#shown.set(group, this.#limit(group) + pageSize);
    this.#redraw.fire(this.#rows.group(group));
  }

  /** Called when somebody hovers over a row. */
  resolveTreeItem(item: vscode.TreeItem, row: Row): vscode.TreeItem {
    const job = row.kind === 'job' ? this.#engine?.job(row.id) : undefined;
    if (!job || !this.#engine) return item;
    item.tooltip = jobTooltip(job, this.#engine);
    this.#read = { id: job.id, until: Date.now() + readingMs };
    return item;
  }

  /** Once a second: redraws rows whose texts depend on the time (of links once a minute), but the one whose tooltip is being read. */
  tick(): void {
    const now = Date.now();
    const isRead = (job: Job) => job.id === this.#read.id && now < this.#read.until;
    const shown = (group: GroupName) => this.groups[group].slice(0, this.#limit(group)).filter(job => !isRead(job));
    const running = shown('running').filter(job => isDue(elapsedSeconds(job, now)));
    const minute = Math.floor(now / 60_000);
    const links = minute === this.#minute ? [] : shown('needs').filter(({ needs }) => needs === 'link');
    this.#minute = minute;
    const rows = [...running, ...links].map(job => this.#rows.job(job.id, groupOf(job)));
    if (rows.length > 0) this.#redraw.fire(rows);
  }

  dispose(): void {
    clearTimeout(this.#gathering);
    this.#subscription?.dispose();
    for (const emitter of [this.#redraw, this.#moved, this.#updated]) emitter.dispose();
  }

  async #roots(): Promise<Row[]> {
    const engine = await this.app.engine();
    this.connect(engine);
    await engine.ready;
    this.#groups.reset(engine.jobs());
    this.#drawn = true;
    await vscode.commands.executeCommand('setContext', 'reelwright.jobsLoaded', true);
    return groupNames.filter(name => this.groups[name].length > 0).map(name => this.#rows.group(name));
  }

  #limit(group: GroupName): number {
    return this.#shown.get(group) ?? pageSize;
  }

  #gather(change: JobsChange): void {
    for (const job of change.changed) this.#changed.add(job.id);
    for (const id of change.removed) this.#changed.add(id);
    this.#gathering ??= setTimeout(() => this.#draw(), gatherMs);
  }

  #draw(): void {
    clearTimeout(this.#gathering);
    this.#gathering = undefined;
    if (!this.#engine) return;
    const before = this.#heads();
    const changed = new Set(this.#changed);
    this.#changed.clear();
    const moves = this.#rowsOf(this.#groups.update(changed, this.#engine));
    this.#fire(before, changed);
    for (const move of moves) this.#moved.fire(move);
    this.#updated.fire(this.groups);
  }

  #heads(): Heads {
    return headsOf(this.groups, group => this.#limit(group));
  }

  #fire(before: Heads, changed: ReadonlySet<string>): void {
    if (!this.#drawn) return;
    const refresh = refreshBetween(before, this.#heads(), changed);
    if (refresh.kind === 'all') {
      this.#redraw.fire(undefined);
      return;
    }
    const rows = [
      ...refresh.groups.map(name => this.#rows.group(name)),
      ...refresh.jobs.map(job => this.#rows.job(job.id, groupOf(job))),
    ];
    if (rows.length > 0) this.#redraw.fire(rows);
  }

  #rowsOf(moves: readonly Move[]): { from: JobRow; to: JobRow }[] {
    return moves.flatMap(({ id, from: group, to }) => {
      const from = this.#rows.job(id, group);
      this.#rows.forget(from);
      return to ? [{ from, to: this.#rows.job(id, to) }] : [];
    });
  }
}
