// Sync with the service: what was made elsewhere comes into the list, and what is finished is fetched. Spends nothing.

import * as vscode from 'vscode';
import { shortName } from '../../core/services/short-name';
import { withoutLinks } from '../views/texts';
import type { Command } from './command';
import { pickKeyedService } from './keyedService';

/** Returns the report. */
export const syncWithService: Command = async (app, argument) => {
  const engine = await app.engine();
  const service = await pickKeyedService(
    app,
    argument,
    one => one.dialects.some(({ list }) => list !== undefined),
    vscode.l10n.t('Which service are the jobs to be read from?'),
  );
  if (!service) return undefined;
  const title = vscode.l10n.t('Reading the jobs of {0}', shortName(service));
  const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    engine.sync(service.id),
  );
  void tell(withoutLinks(report.text), report.complete);
  return report;
};

async function tell(text: string, complete: boolean): Promise<void> {
  const show = vscode.l10n.t('Show Jobs');
  const say = complete ? vscode.window.showInformationMessage : vscode.window.showWarningMessage;
  if ((await say(text, show)) === show) await vscode.commands.executeCommand('reelwright.jobs.focus');
}
