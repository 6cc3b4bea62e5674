// What a person can press in a notification. VS Code shows one with buttons whole, and cuts one without after its first line.

import * as vscode from 'vscode';
import { RequestError, type RefusalCode } from '../../core/engine';
import { withoutLinks } from '../views/texts';

/** A button and what it does: a command with its arguments. */
export type Remedy = vscode.Command;

/** A failure that knows its next steps; the likeliest first. */
export class RemediedError extends RequestError {
  constructor(
    code: RefusalCode,
    message: string,
    readonly remedies: readonly Remedy[],
  ) {
    super(code, message);
  }
}

/** The next steps of a failure: its own, or what its code suggests; never none. */
export function remediesFor(error: RequestError): readonly Remedy[] {
  if (error instanceof RemediedError && error.remedies.length > 0) return error.remedies;
  switch (error.code) {
    case 'key-missing':
      return [setKey()];
    case 'unknown-job':
    case 'in-doubt':
      return [showJobs()];
    default:
      return [showLog()];
  }
}

export type Severity = 'information' | 'warning' | 'error';

/** Shows a sentence with its buttons and does what is pressed; resolves when it is gone. */
export async function tell(severity: Severity, sentence: string, remedies: readonly Remedy[]): Promise<void> {
  const items = remedies.map(({ title }) => title);
  const pressed = await showerOf(severity)(withoutLinks(sentence), ...items);
  const remedy = remedies.find(({ title }) => title === pressed);
  const arguments_: readonly unknown[] = remedy?.arguments ?? [];
  if (remedy) await vscode.commands.executeCommand(remedy.command, ...arguments_);
}

function showerOf(severity: Severity): (message: string, ...items: string[]) => Thenable<string | undefined> {
  if (severity === 'error') return vscode.window.showErrorMessage;
  return severity === 'warning' ? vscode.window.showWarningMessage : vscode.window.showInformationMessage;
}

export function saveAs(jobId: string): Remedy {
  return { title: vscode.l10n.t('Save As…'), command: 'reelwright.saveVideoAs', arguments: [jobId] };
}

/** `name`: a setting, or the beginning of several. */
export function openSettings(name: string): Remedy {
  return { title: vscode.l10n.t('Open Settings'), command: 'workbench.action.openSettings', arguments: [name] };
}

/** Without a service a person picks one. */
export function setKey(service?: string): Remedy {
  const title = vscode.l10n.t('Set API Key…');
  return { title, command: 'reelwright.setApiKey', arguments: service === undefined ? [] : [service] };
}

export function stopFollowing(jobId: string): Remedy {
  return { title: vscode.l10n.t('Stop Following'), command: 'reelwright.stopFollowing', arguments: [jobId] };
}

export function decide(jobId: string): Remedy {
  return { title: vscode.l10n.t('Decide…'), command: 'reelwright.resolveJob', arguments: [jobId] };
}

export function useSettings(jobId: string): Remedy {
  return { title: vscode.l10n.t('Use These Settings Again'), command: 'reelwright.useSettings', arguments: [jobId] };
}

export function preview(jobId: string): Remedy {
  return { title: vscode.l10n.t('Preview'), command: 'reelwright.openPreview', arguments: [jobId] };
}

export function openDashboard(service: string): Remedy {
  return { title: vscode.l10n.t('Open Dashboard'), command: 'reelwright.openDashboard', arguments: [service] };
}

export function writePrompt(): Remedy {
  return { title: vscode.l10n.t('Write a Prompt'), command: 'reelwright.create.focus' };
}

export function openFile(): Remedy {
  return { title: vscode.l10n.t('Open File…'), command: 'workbench.action.quickOpen' };
}

export function openFolder(): Remedy {
  return { title: vscode.l10n.t('Open Folder…'), command: 'vscode.openFolder' };
}

export function showJobs(): Remedy {
  return { title: vscode.l10n.t('Show Jobs'), command: 'reelwright.jobs.focus' };
}

export function showLog(): Remedy {
  return { title: vscode.l10n.t('Show Log'), command: 'reelwright.showLog' };
}
