// The Preview's door: what start-up registers, so that the rest is loaded when the first tab opens.

import * as vscode from 'vscode';
import type { App, Previews } from '../../app';
import type { PreviewPanels } from './panels';

export const previewViewType = 'reelwright.preview';

/** `Previews` that can also make the frame shown the first frame of a new request. */
export interface FramePreviews extends Previews, vscode.Disposable {
  /** Opens the job's preview where it is not open, and uses the frame that it shows. @throws RequestError `not-possible` */
  useFrame(jobId: string): Promise<void>;
}

/** Registers the serializer, which brings tabs back after a reload. `app` is asked for when the first tab opens. */
export function registerPreviews(app: () => App): FramePreviews {
  let loaded: Promise<PreviewPanels> | undefined;
  const panels = (): Promise<PreviewPanels> =>
    (loaded ??= import('./panels').then(({ PreviewPanels: Panels }) => new Panels(app())));
  const serializer = vscode.window.registerWebviewPanelSerializer(previewViewType, {
    deserializeWebviewPanel: async (panel, state: unknown) => (await panels()).restore(panel, state),
  });
  return {
    open: async jobId => (await panels()).open(jobId),
    useFrame: async jobId => (await panels()).useFrame(jobId),
    dispose: () => {
      serializer.dispose();
      void loaded?.then(all => all.dispose());
    },
  };
}

/** Whether these previews offer the frame that they show. */
export function offerFrames(previews: Previews): previews is FramePreviews {
  return 'useFrame' in previews;
}
