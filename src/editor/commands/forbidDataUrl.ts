// Takes back that pictures may be sent to a service as `data:` URLs, which it does not document.

import * as vscode from 'vscode';
import { shortName } from '../../core/services/short-name';
import type { Command } from './command';
import { tell, writePrompt } from './remedies';
import { pickService } from './serviceArgument';

/** Takes a service's row, a fact's row or an id. What is queued already goes as it was chosen then. */
export const forbidDataUrl: Command = async (app, argument) => {
  const engine = await app.engine();
  const allowed = new Set<string>();
  for (const { id } of engine.services()) if ((await engine.serviceState(id)).dataUrlAllowed) allowed.add(id);
  const asked = vscode.l10n.t('To which service are pictures no longer to be sent as data: URLs?');
  const service = await pickService(app, argument, ({ id }) => allowed.has(id), asked);
  if (!service) return;
  await engine.allowDataUrl(service.id, false);
  const sentence = vscode.l10n.t(
    'Pictures are no longer sent to {0} as data: URLs. The form asks again how the next one is to get there.',
    shortName(service),
  );
  void tell('information', sentence, [writePrompt()]);
};
