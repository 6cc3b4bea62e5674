// A service's own pages in the browser: where its jobs are listed, and where it is paid.

import * as vscode from 'vscode';
import { RequestError } from '../../core/engine';
import type { Command } from './command';
import { pickService } from './serviceArgument';

export const openDashboard: Command = async (app, argument) => {
  const service = await pickService(app, argument, one => one.dashboardUrl !== undefined, whose());
  if (service) await open(service.dashboardUrl, service.name);
};

export const openBilling: Command = async (app, argument) => {
  const service = await pickService(app, argument, one => one.billingUrl !== undefined, whose());
  if (service) await open(service.billingUrl, service.name);
};

function whose(): string {
  return vscode.l10n.t('Which service’s page is to be opened?');
}

async function open(url: string | undefined, name: string): Promise<void> {
  if (url === undefined) throw new RequestError('not-possible', vscode.l10n.t('{0} has no such page.', name));
  await vscode.env.openExternal(vscode.Uri.parse(url));
}
