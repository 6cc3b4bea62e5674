// What can be done with the job, as buttons: the likeliest first and filled, the others quiet.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Action, Snapshot } from '../../src/protocol/preview';

export interface ActionNeeds {
  readonly act: (action: Action) => void;
  /** Reads the frame that is shown; undefined where none is. */
  readonly grab: (() => void) | undefined;
  readonly grabbing: boolean;
}

const icons: Readonly<Record<Action, string>> = {
  save: 'save',
  saveAs: 'save-as',
  insert: 'insert',
  useSettings: 'settings',
  openSystem: 'link-external',
  retry: 'refresh',
  cancel: 'close',
  resolve: 'question',
  setKey: 'key',
  billing: 'credit-card',
  rewrite: 'lightbulb',
};

export function actionBar(snapshot: Snapshot, needs: ActionNeeds): TemplateResult | typeof nothing {
  const [first, ...others] = snapshot.actions;
  if (first === undefined) return nothing;
  const canBeSaved = snapshot.saved.length > 0 || snapshot.actions.includes('save');
  const filled = first !== 'useSettings' && first !== 'cancel';
  return html`
    <div class="actions" role="group" aria-label=${l10n.t('What to do with it')}>
      ${actionButton(first, needs, filled)} ${others.filter(isNear).map(action => actionButton(action, needs, false))}
      ${needs.grab ? frameButton(needs.grab, needs.grabbing) : nothing}
      ${others.filter(action => !isNear(action)).map(action => actionButton(action, needs, false))}
    </div>
    ${canBeSaved ? savedLine(snapshot.saved) : nothing}
  `;
}

/** What concerns this clip stands before what leads away from it. */
function isNear(action: Action): boolean {
  return action !== 'useSettings' && action !== 'openSystem';
}

function actionButton(action: Action, needs: ActionNeeds, filled: boolean): TemplateResult {
  return html`<vscode-button ?secondary=${!filled} icon=${icons[action]} @click=${() => needs.act(action)}
    >${labelOf(action)}</vscode-button
  >`;
}

function frameButton(grab: () => void, grabbing: boolean): TemplateResult {
  const title = l10n.t('Makes the frame that is shown the first frame of a new request');
  return html`<vscode-button secondary icon="device-camera" title=${title} ?disabled=${grabbing} @click=${grab}
    >${l10n.t('Use this frame')}</vscode-button
  >`;
}

/** Its room is kept before anything was saved, so that the picture does not jump when something is. */
function savedLine(saved: readonly string[]): TemplateResult {
  return html`<p class="saved" role="status">
    ${
      saved.length > 0
        ? html`<span class="codicon codicon-pass" aria-hidden="true"></span> ${savedText(saved)}`
        : nothing
    }
  </p>`;
}

function savedText(saved: readonly string[]): string {
  const newest = saved.at(-1) ?? '';
  return saved.length > 1
    ? l10n.t('Saved {0} times, last as {1}', saved.length, newest)
    : l10n.t('Saved as {0}', newest);
}

function labelOf(action: Action): string {
  switch (action) {
    case 'save':
      return l10n.t('Save');
    case 'saveAs':
      return l10n.t('Save as…');
    case 'insert':
      return l10n.t('Insert into editor');
    case 'useSettings':
      return l10n.t('Use these settings again');
    case 'openSystem':
      return l10n.t('Open in the system’s player');
    case 'retry':
      return l10n.t('Retry');
    case 'cancel':
      return l10n.t('Cancel');
    case 'resolve':
      return l10n.t('Decide…');
    case 'setKey':
      return l10n.t('Set API key…');
    case 'billing':
      return l10n.t('Open billing page');
    case 'rewrite':
      return l10n.t('More literal prompt…');
  }
}
