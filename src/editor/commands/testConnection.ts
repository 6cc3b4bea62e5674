// Test connection: tries a service without spending anything and says what came back.

import * as vscode from 'vscode';
import { withoutLinks } from '../views/texts';
import type { Command } from './command';
import { pickService } from './serviceArgument';

/** Returns the report. */
export const testConnection: Command = async (app, argument) => {
  const service = await pickService(app, argument, () => true, vscode.l10n.t('Which service is to be tested?'));
  if (!service) return undefined;
  const engine = await app.engine();
  const title = vscode.l10n.t('Testing {0}', service.name);
  const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    engine.testConnection(service.id),
  );
  const text = withoutLinks(report.text);
  if (report.ok) void vscode.window.showInformationMessage(text);
  else void vscode.window.showWarningMessage(text);
  return report;
};
