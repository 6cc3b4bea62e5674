// Test connection: tries a service without spending anything and says what came back.

import * as vscode from 'vscode';
import { shortName } from '../../core/services/short-name';
import type { ConnectionReport } from '../../core/engine';
import type { Service } from '../../core/service';
import type { Command } from './command';
import { openSettings, setKey, tell, writePrompt, type Remedy } from './remedies';
import { pickService } from './serviceArgument';

/** Returns the report. */
export const testConnection: Command = async (app, argument) => {
  const service = await pickService(app, argument, () => true, vscode.l10n.t('Which service is to be tested?'));
  if (!service) return undefined;
  const engine = await app.engine();
  const title = vscode.l10n.t('Testing {0}', shortName(service));
  const report = await vscode.window.withProgress({ location: vscode.ProgressLocation.Window, title }, () =>
    engine.testConnection(service.id),
  );
  const { key } = await engine.serviceState(service.id);
  void tell(report.ok ? 'information' : 'warning', report.text, nextSteps(service, report, key === 'missing'));
  return report;
};

/** What failed is mended by the key or by the settings; which of them first, the report says. */
function nextSteps(service: Service, report: ConnectionReport, keyIsMissing: boolean): readonly Remedy[] {
  if (report.ok) return [writePrompt()];
  const settings = openSettings(`reelwright.services.${service.id}`);
  if (keyIsMissing) return [setKey(service.id)];
  return report.reached ? [setKey(service.id), settings] : [settings, setKey(service.id)];
}
