// The Jobs tree's rows as VS Code draws them.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import { isFinal, type Job } from '../../../core/job';
import { plainMarkdown } from '../texts';
import { appearanceOf, contextValue } from './appearance';
import { jobFacts } from './facts';
import type { GroupName } from './model';
import { rowDescription, rowLabel, spokenLabel, type Moment } from './rowTexts';
import { rowId, type GroupRow, type JobRow, type MoreRow } from './rows';

export function groupItem(row: GroupRow, count: number): vscode.TreeItem {
  const item = new vscode.TreeItem(groupTitle(row.group), vscode.TreeItemCollapsibleState.Expanded);
  item.id = rowId(row);
  item.description = String(count);
  item.contextValue = `group;name=${row.group}`;
  item.accessibilityInformation = {
    label:
      count === 1
        ? vscode.l10n.t('{0}, 1 job', groupTitle(row.group))
        : vscode.l10n.t('{0}, {1} jobs', groupTitle(row.group), count),
  };
  return item;
}

/** Without its tooltip: that is made when somebody hovers over the row. */
export function jobItem(row: JobRow, job: Job, engine: Engine): vscode.TreeItem {
  const moment = momentOf(job, engine);
  const item = new vscode.TreeItem(rowLabel(job));
  item.id = rowId(row);
  item.description = rowDescription(job, moment);
  item.iconPath = icon(job);
  item.contextValue = contextValue(job, engine.abilities(job));
  item.accessibilityInformation = { label: spokenLabel(job, moment) };
  const command = clickCommand(job);
  if (command !== undefined) item.command = command;
  return item;
}

export function moreItem(row: MoreRow, hidden: number): vscode.TreeItem {
  const item = new vscode.TreeItem(vscode.l10n.t('Show more ({0})', hidden));
  item.id = rowId(row);
  item.iconPath = new vscode.ThemeIcon('ellipsis');
  item.command = { command: showMoreCommand, title: vscode.l10n.t('Show more'), arguments: [row.group] };
  return item;
}

/** Of this view alone; neither in the manifest nor for scripts. */
export const showMoreCommand = 'reelwright.jobs.showMore';

function groupTitle(group: GroupName): string {
  switch (group) {
    case 'needs':
      return vscode.l10n.t('Needs you');
    case 'running':
      return vscode.l10n.t('Running');
    case 'queued':
      return vscode.l10n.t('Queued');
    case 'done':
      return vscode.l10n.t('Done');
    case 'failed':
      return vscode.l10n.t('Failed');
  }
}

function icon(job: Job): vscode.ThemeIcon {
  const { icon: name, color } = appearanceOf(job);
  return new vscode.ThemeIcon(name, color === undefined ? undefined : new vscode.ThemeColor(color));
}

function momentOf(job: Job, engine: Engine): Moment {
  return { now: Date.now(), usual: engine.usualSeconds(job) };
}

/** Everything about the job. Its strings may come from a service, so they go in as text, never as Markdown. */
export function jobTooltip(job: Job, engine: Engine): vscode.MarkdownString {
  const moment = momentOf(job, engine);
  const serviceName = engine.services().find(({ id }) => id === job.service)?.name;
  const text = new vscode.MarkdownString();
  text.isTrusted = false;
  text.supportHtml = false;
  text.appendMarkdown(plainMarkdown(job.prompt.length > 600 ? `${job.prompt.slice(0, 599)}…` : job.prompt));
  text.appendMarkdown('\n\n---\n\n');
  for (const { name, value } of jobFacts(job, moment, serviceName)) {
    text.appendMarkdown(`**${plainMarkdown(name)}:** ${plainMarkdown(value)}  \n`);
  }
  return text;
}

/**
 * One click: what a person most likely wants of a job that stands where it stands.
 * None for a row that is redrawn as its seconds go by: the redrawing takes a command with arguments from under the click.
 */
function clickCommand(job: Job): vscode.Command | undefined {
  if (job.needs === 'key') {
    return { command: 'reelwright.setApiKey', title: vscode.l10n.t('Set API key'), arguments: [job.service] };
  }
  if (job.state === 'inDoubt' || job.needs === 'room' || job.needs === 'link' || job.needs === 'account') {
    return { command: 'reelwright.resolveJob', title: vscode.l10n.t('Decide'), arguments: [job.id] };
  }
  if (job.state === 'queued' && job.waiting?.reason === 'doubts') {
    return { command: 'reelwright.resolveJob', title: vscode.l10n.t('Decide about the jobs in doubt'), arguments: [] };
  }
  if (!isFinal(job.state)) return undefined;
  return { command: 'reelwright.openPreview', title: vscode.l10n.t('Preview'), arguments: [job.id, 'click'] };
}
