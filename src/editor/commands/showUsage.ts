// Show Usage: what was made and spent in a range of days, as a page to read.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import { dayOf, type Days } from '../../core/engine/usage';
import type { Service } from '../../core/service';
import type { App } from '../app';
import { usagePage, type ServiceUsage } from '../usagePage';
import { virtualDocument } from '../virtualDocuments';
import type { Command } from './command';
import { pickService, serviceIdOf } from './serviceArgument';

/** Takes a service's row or id; without one it is about every service. Returns the page's text. */
export const showUsage: Command = async (app, argument) => {
  const engine = await app.engine();
  await engine.ready;
  const one = serviceIdOf(argument) === undefined ? undefined : await pickService(app, argument, () => true, '');
  const days = await pickDays(Date.now());
  if (!days) return undefined;
  const title = vscode.l10n.t('Adding up');
  const text = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    pageFor(engine, one ? [one] : engine.services(), days),
  );
  await show(app, text);
  return text;
};

async function pageFor(engine: Engine, services: readonly Service[], days: Days): Promise<string> {
  const known = await Promise.all(
    services.map(async (service): Promise<ServiceUsage> => {
      const [usage, state] = await Promise.all([engine.usage(service.id, days), engine.serviceState(service.id)]);
      const spending = engine.spending(service.id);
      return { name: service.name, spending, usage, ...(state.account ? { account: state.account } : {}) };
    }),
  );
  return usagePage(known, days, Date.now());
}

/** The Markdown preview is the page as it is meant; where it is switched off, its text does. */
async function show(app: App, text: string): Promise<void> {
  const uri = virtualDocument(app, 'reelwright-usage', `${vscode.l10n.t('Reelwright usage')}.md`, text);
  try {
    await vscode.commands.executeCommand('markdown.showPreview', uri);
  } catch {
    await vscode.window.showTextDocument(await vscode.workspace.openTextDocument(uri), { preview: true });
  }
}

async function pickDays(now: number): Promise<Days | undefined> {
  const today = new Date(now);
  const at = (year: number, month: number, day: number) => dayOf(new Date(year, month, day).getTime());
  const [year, month, day] = [today.getFullYear(), today.getMonth(), today.getDate()];
  const end = dayOf(now);
  const ranges: readonly { readonly label: string; readonly days?: Days }[] = [
    { label: vscode.l10n.t('This month'), days: { start: at(year, month, 1), end } },
    { label: vscode.l10n.t('Last month'), days: { start: at(year, month - 1, 1), end: at(year, month, 0) } },
    { label: vscode.l10n.t('The last 7 days'), days: { start: at(year, month, day - 6), end } },
    { label: vscode.l10n.t('The last 12 months'), days: { start: at(year - 1, month, day + 1), end } },
    { label: vscode.l10n.t('Other days…') },
  ];
  const items = ranges.map(({ label, days }) => ({
    label,
    days,
    ...(days ? { description: `${days.start} – ${days.end}` } : {}),
  }));
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Usage of which days?') });
  return picked ? (picked.days ?? askForDays(end)) : undefined;
}

async function askForDays(end: string): Promise<Days | undefined> {
  const start = await askForDay(vscode.l10n.t('First day'), `${end.slice(0, 8)}01`, '0000-00-00');
  if (start === undefined) return undefined;
  const last = await askForDay(vscode.l10n.t('Last day'), end, start);
  return last === undefined ? undefined : { start, end: last };
}

async function askForDay(title: string, value: string, from: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Year, month and day, as {0}', value),
    ignoreFocusOut: true,
    validateInput: text => dayProblem(text.trim(), from),
  });
  return typed?.trim();
}

function dayProblem(text: string, from: string): string | undefined {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  const real = /^\d{4}-\d{2}-\d{2}$/.test(text) && dayOf(new Date(year, month - 1, day).getTime()) === text;
  if (!real) return vscode.l10n.t('That is no day. Write it as year, month and day: 2026-04-21.');
  return text < from ? vscode.l10n.t('That is before the first day, {0}.', from) : undefined;
}
