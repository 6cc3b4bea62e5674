// What stands in the clip's place while there is none: a job on its way, one that ended otherwise, a file that is not played here.

import { html, nothing, type TemplateResult } from 'lit';
import * as l10n from '@vscode/l10n';
import { ref } from 'lit/directives/ref.js';
import type { Scene } from '../../src/protocol/preview';

type SceneOf<Kind extends Scene['kind']> = Extract<Scene, { kind: Kind }>;

/** Only the heading is announced, so that a screen reader does not count the seconds. */
export function busy(scene: SceneOf<'busy'>): TemplateResult {
  return card(
    scene.attention ? 'warning' : 'loading codicon-modifier-spin',
    scene.attention ? 'attention' : 'calm',
    scene.title,
    html`<p class="detail">${scene.detail}</p>
      ${scene.fraction === undefined ? nothing : progress(scene.fraction)}`,
  );
}

export function ended(scene: SceneOf<'ended'>): TemplateResult {
  return card(
    scene.failed ? 'error' : 'circle-slash',
    scene.failed ? 'failed' : 'calm',
    scene.title,
    html`${scene.message ? html`<p class="words">${scene.message}</p>` : nothing}
    ${scene.advice ? html`<p class="detail">${scene.advice}</p>` : nothing}
    ${scene.code ? html`<p class="code">${scene.code}</p>` : nothing}`,
  );
}

export function still(scene: SceneOf<'still'>): TemplateResult {
  return card(scene.icon, 'calm', scene.title, html`<p class="detail">${scene.text}</p>`);
}

function card(icon: string, mood: string, title: string, body: TemplateResult): TemplateResult {
  return html`<div class="stage text">
    <div class="card ${mood}">
      <span class="codicon codicon-${icon}" aria-hidden="true"></span>
      <h1 role="status">${title}</h1>
      ${body}
    </div>
  </div>`;
}

function progress(fraction: number): TemplateResult {
  const percent = Math.round(fraction * 100);
  return html`<div
    class="progress"
    role="progressbar"
    aria-label=${l10n.t('Progress')}
    aria-valuenow=${percent}
    aria-valuemin="0"
    aria-valuemax="100"
  >
    <div ${ref(element => (element as HTMLElement | undefined)?.style.setProperty('inline-size', `${percent}%`))}></div>
  </div>`;
}
