// The Preview's door: what start-up registers, so that the rest is loaded when the first tab opens.

import * as vscode from 'vscode';
import type { App, Previews } from '../../app';
import type { PreviewPanels } from './panels';

export const previewViewType = 'reelwright.preview';

/** Registers the serializer, which brings tabs back after a reload. `app` is asked for when the first tab opens. */
export function registerPreviews(app: () => App): Previews & vscode.Disposable {
  let loaded: Promise<PreviewPanels> | undefined;
  const panels = (): Promise<PreviewPanels> =>
    (loaded ??= import('./panels').then(({ PreviewPanels: Panels }) => new Panels(app())));
  const serializer = vscode.window.registerWebviewPanelSerializer(previewViewType, {
    deserializeWebviewPanel: async (panel, state: unknown) => (await panels()).restore(panel, state),
  });
  return {
    open: async (jobId, how) => (await panels()).open(jobId, how),
    useFrame: async jobId => (await panels()).useFrame(jobId),
    dispose: () => {
      serializer.dispose();
      void loaded?.then(all => all.dispose());
    },
  };
}
