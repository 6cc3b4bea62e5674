// What a person should know of a service before pressing Generate, and the step that mends it where there is one.

import * as vscode from 'vscode';
import type { ServiceState } from '../../../core/engine';
import type { Snapshot } from '../../../protocol/create';
import { momentText } from '../texts';

type Note = Pick<Snapshot['service'], 'note' | 'noteStep'>;

/** One sentence under the service, or nothing. `now` in milliseconds since 1970. */
export function serviceNote({ service, key, paused }: ServiceState, now: number): Note {
  const { name } = service;
  if (service.id === 'sandbox') {
    return {
      note: vscode.l10n.t(
        'Draws a placeholder clip on this machine: no key, no network, no cost. It is not a model’s work.',
      ),
    };
  }
  if (key === 'missing') {
    return { note: vscode.l10n.t('{0} needs an API key. Nothing is sent before you press Generate.', name) };
  }
  if (paused) return pausedNote(name, paused, now);
  return key === 'environment' ? { note: vscode.l10n.t('The key comes from an environment variable.') } : {};
}

function pausedNote(name: string, { reason, until }: NonNullable<ServiceState['paused']>, now: number): Note {
  switch (reason) {
    case 'key':
      return {
        note: vscode.l10n.t('{0} refused the key. Set another one before you generate.', name),
        noteStep: 'setKey',
      };
    case 'credits':
      return {
        note: vscode.l10n.t('{0} said that no credits are left. Top up, then generate.', name),
        noteStep: 'billing',
      };
    case 'rate':
      return until === undefined || until <= now
        ? {}
        : {
            note: vscode.l10n.t(
              '{0} asks to wait until {1}. What you queue before goes out then, by itself.',
              name,
              momentText(until, now),
            ),
          };
    case 'offline':
      return { note: vscode.l10n.t('{0} cannot be reached now. What you queue goes out when it can.', name) };
  }
}
