// Whether anything was spent today: a word for the next start, so that the status bar has the sum before anybody opens a view.

import type * as vscode from 'vscode';

const key = 'reelwright.spentOn';

/** Only a hint: every window notes the same, and the sum itself comes from the jobs. Imports nothing of the editor at run time. */
export function noteSpentToday(memory: vscode.Memento): void {
  if (!wasSpentToday(memory)) void memory.update(key, today());
}

export function wasSpentToday(memory: vscode.Memento): boolean {
  return memory.get(key) === today();
}

/** The day by this machine's calendar, as the sum counts it. */
function today(): string {
  return new Date().toDateString();
}
