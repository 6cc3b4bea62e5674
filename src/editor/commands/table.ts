// Every command by its id, each loaded when it first runs.

import * as vscode from 'vscode';
import type { App } from '../app';
import { registerCommand, type Command } from './command';

/** Ids without their prefix; the manifest lists the same ones. */
export const commandTable: Readonly<Record<string, () => Promise<Command>>> = {
  generate: async () => (await import('./generate')).generate,
  generateFromSelection: async () => (await import('./generateFromSelection')).generateFromSelection,
  animateImage: async () => (await import('./animateImage')).animateImage,
  setApiKey: async () => (await import('./setApiKey')).setApiKey,
  removeApiKey: async () => (await import('./removeApiKey')).removeApiKey,
  setSigningSecret: async () => (await import('./setSigningSecret')).setSigningSecret,
  forbidDataUrl: async () => (await import('./forbidDataUrl')).forbidDataUrl,
  testConnection: async () => (await import('./testConnection')).testConnection,
  openDashboard: async () => (await import('./openServicePage')).openDashboard,
  openBilling: async () => (await import('./openServicePage')).openBilling,
  openPreview: async () => (await import('./openPreview')).openPreview,
  saveVideo: async () => (await import('./saveVideo')).saveVideo,
  saveVideoAs: async () => (await import('./saveVideo')).saveVideoAs,
  insertVideo: async () => (await import('./insertVideo')).insertVideo,
  useFrame: async () => (await import('./useFrame')).useFrame,
  useSettings: async () => (await import('./useSettings')).useSettings,
  cancelJob: async () => (await import('./cancelJob')).cancelJob,
  stopFollowing: async () => (await import('./stopFollowing')).stopFollowing,
  retryJob: async () => (await import('./retryJob')).retryJob,
  resolveJob: async () => (await import('./resolveJob')).resolveJob,
  removeJob: async () => (await import('./removeJob')).removeJob,
  clearFinished: async () => (await import('./removeJob')).clearFinished,
  syncWithService: async () => (await import('./syncWithService')).syncWithService,
  importJob: async () => (await import('./importJob')).importJob,
  copyRequest: async () => (await import('./copyRequest')).copyRequest,
  showUsage: async () => (await import('./showUsage')).showUsage,
  rewriteLiterally: async () => (await import('./rewriteLiterally')).rewriteLiterally,
  showLog: async () => (await import('./showLog')).showLog,
  copyDiagnostics: async () => (await import('./copyDiagnostics')).copyDiagnostics,
};

/** Registers all of them; nothing is loaded by that. */
export function registerCommands(app: App): vscode.Disposable {
  return vscode.Disposable.from(
    ...Object.entries(commandTable).map(([name, load]) => registerCommand(app, `reelwright.${name}`, load)),
  );
}
