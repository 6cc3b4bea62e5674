// Show Usage: what was made and spent in a range of days, as a page to read.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import { dayOf, type Days } from '../../core/engine/usage';
import type { Service } from '../../core/service';
import type { App } from '../app';
import { dayProblem, usualRanges } from '../usageDays';
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
  const items: (vscode.QuickPickItem & { readonly days?: Days })[] = usualRanges(now).map(({ label, days }) => ({
    label,
    days,
    description: days.start === days.end ? days.start : `${days.start} – ${days.end}`,
  }));
  items.push({ label: vscode.l10n.t('Other days…') });
  const picked = await vscode.window.showQuickPick(items, { placeHolder: vscode.l10n.t('Usage of which days?') });
  return picked ? (picked.days ?? askForDays(now)) : undefined;
}

async function askForDays(now: number): Promise<Days | undefined> {
  const today = dayOf(now);
  const start = await askForDay(vscode.l10n.t('First day'), `${today.slice(0, 8)}01`, now);
  if (start === undefined) return undefined;
  const end = await askForDay(vscode.l10n.t('Last day'), today, now, start);
  return end === undefined ? undefined : { start, end };
}

async function askForDay(title: string, value: string, now: number, from?: string): Promise<string | undefined> {
  const typed = await vscode.window.showInputBox({
    title,
    value,
    prompt: vscode.l10n.t('Year, month and day, as {0}', value),
    ignoreFocusOut: true,
    validateInput: text => dayProblem(text, now, from),
  });
  return typed?.trim();
}
