// Whether this window may tell of something that all windows know: the focused one first, and none that nobody sees.

import * as vscode from 'vscode';
import type { NotificationSetting } from './notificationTexts';

/** Windows in the background leave the focused one this much time to speak first. */
export const courtesyMs = 700;

/**
 * Resolves when this window is really there. The extension host of a closed browser tab lives on for a while; it would
 * claim notifications that nobody sees, but gets no answer from a window and so never comes to that.
 */
export async function windowAnswers(): Promise<void> {
  await vscode.commands.executeCommand('setContext', 'reelwright.windowAnswered', true);
}

/** Resolves when this window is there and the focused one, if it is another, has had its turn. */
export async function windowMaySpeak(): Promise<void> {
  if (!vscode.window.state.focused) await new Promise(resolve => setTimeout(resolve, courtesyMs));
  await windowAnswers();
}

export function notificationSetting(): NotificationSetting {
  const value = vscode.workspace.getConfiguration('reelwright').get<unknown>('notifications');
  return value === 'failures' || value === 'none' ? value : 'all';
}
