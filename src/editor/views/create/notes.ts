// What a person should know of a service before pressing Generate.

import * as vscode from 'vscode';
import type { ServiceState } from '../../../core/engine';

/** One sentence under the service, or nothing. */
export function serviceNote({ service, key, paused }: ServiceState): string | undefined {
  if (service.id === 'sandbox') {
    return vscode.l10n.t(
      'Draws a placeholder clip on this machine: no key, no network, no cost. It is not a model’s work.',
    );
  }
  if (key === 'missing')
    return vscode.l10n.t('{0} needs an API key. Nothing is sent before you press Generate.', service.name);
  if (paused?.reason === 'key')
    return vscode.l10n.t('{0} refused the key. Set another one before you generate.', service.name);
  if (paused?.reason === 'credits') {
    return vscode.l10n.t('{0} said that no credits are left. Top up, then generate.', service.name);
  }
  if (key === 'environment') return vscode.l10n.t('The key comes from an environment variable.');
  return undefined;
}
