// The first-frame well: pick, paste, drop or take the open picture; what is in it, and how to take it out.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { WellItem } from '../../src/protocol/create';
import type { FormView } from './app';
import { problem } from './field';
import { waysPart } from './ways';

export function wellField(view: FormView): TemplateResult {
  const { model } = view;
  const items = model.snapshot?.well.items ?? [];
  const note = model.wellNote ?? model.snapshot?.well.note;
  return html`<section aria-labelledby="label-picture">
    <div class="label-line">
      <span id="label-picture">${items.length > 1 ? l10n.t('First frames') : l10n.t('First frame')}</span>
      ${items.length > 1 ? html`<span class="counter quiet">${l10n.t('one clip each')}</span>` : nothing}
    </div>
    <div class="well ${view.dragging ? 'over' : ''}" aria-live="polite">
      ${items.length > 0 ? itemList(view, items) : nothing} ${ways(view, items)}
    </div>
    ${note ? html`<p class="well-note" role="status">${note}</p>` : nothing} ${failures(items)} ${waysPart(view)}
  </section>`;
}

function itemList(view: FormView, items: readonly WellItem[]): TemplateResult {
  const single = items.length === 1;
  return html`<ul class=${single ? 'single' : 'several'}>
    ${repeat(
      items,
      item => item.id,
      item =>
        html`<li class=${item.state} title=${item.name}>
          ${thumbnail(view, item)} ${single ? details(item) : nothing}
          <button
            type="button"
            class="icon-button remove"
            aria-label=${l10n.t('Remove {0}', item.name)}
            title=${l10n.t('Remove {0}', item.name)}
            @click=${() => remove(view, item)}
          >
            <span class="codicon codicon-close" aria-hidden="true"></span>
          </button>
        </li>`,
    )}
  </ul>`;
}

/** What stands where no thumbnail is. */
const icons: Readonly<Record<WellItem['state'], string>> = {
  preparing: 'codicon-loading codicon-modifier-spin',
  ready: 'codicon-file-media',
  failed: 'codicon-error',
};

function thumbnail(view: FormView, item: WellItem): TemplateResult {
  if (item.state === 'ready') {
    const address = view.thumbnails.addressOf(item.picture.sha256);
    const { width, height } = item.picture;
    if (address) return html`<img class="thumbnail" src=${address} alt=${item.name} width=${width} height=${height} />`;
  }
  const icon = icons[item.state];
  return html`<span class="thumbnail empty"><span class="codicon ${icon}" aria-hidden="true"></span></span>`;
}

function details(item: WellItem): TemplateResult {
  return html`<div class="details">
    <div class="name">${item.name}</div>
    <div class="quiet">${stateWords(item)}</div>
  </div>`;
}

function stateWords(item: WellItem): string {
  switch (item.state) {
    case 'ready':
      return sizeWords(item);
    case 'preparing':
      return l10n.t('Preparing…');
    case 'failed':
      return l10n.t('Cannot be used');
  }
}

/** `1600 × 900, sent as 1080 × 608`. What is kept of an earlier window is known by the size that is sent alone. */
function sizeWords({ picture, source }: Extract<WellItem, { state: 'ready' }>): string {
  const { width, height } = picture;
  if (!source || (source.width === width && source.height === height)) return l10n.t('{0} × {1}', width, height);
  return l10n.t('{0} × {1}, sent as {2} × {3}', source.width, source.height, width, height);
}

const hasFailed = (items: readonly WellItem[]): boolean => items.some(item => item.state === 'failed');

function failures(items: readonly WellItem[]): TemplateResult | typeof nothing {
  if (!hasFailed(items)) return nothing;
  const sentences = items.flatMap(item => (item.state === 'failed' ? [problem(item.message)] : []));
  return html`<div id="failures-picture" class="problems failures">${sentences}</div>`;
}

function remove(view: FormView, { id }: WellItem): void {
  view.model.say(undefined);
  view.post({ type: 'removePicture', id });
  document.getElementById('field-picture')?.focus();
}

/** The ways in. Where a picture is there already, they replace it. */
function ways(view: FormView, items: readonly WellItem[]): TemplateResult {
  const open = view.model.snapshot?.well.open;
  const count = items.length;
  const failed = hasFailed(items);
  const pick = count > 0 ? l10n.t('Replace…') : l10n.t('Choose picture…');
  return html`<div class="ways">
      <vscode-button
        id="field-picture"
        secondary
        data-mends=${failed ? 'picture' : nothing}
        aria-describedby=${failed ? 'failures-picture' : nothing}
        @click=${() => ask(view, 'pickPictures')}
        >${pick}</vscode-button
      >
      ${
        open === undefined
          ? nothing
          : html`<vscode-button
              secondary
              title=${l10n.t('Use the picture in the active editor: {0}', open)}
              @click=${() => ask(view, 'useOpenPicture')}
              ><span class="open-name">${l10n.t('Use {0}', open)}</span></vscode-button
            >`
      }
    </div>
    ${
      count > 0
        ? nothing
        : html`<p class="quiet">
            ${l10n.t('Or paste one, or drop it here. From the explorer, hold Shift while you drop.')}
          </p>`
    }`;
}

function ask(view: FormView, type: 'pickPictures' | 'useOpenPicture'): void {
  view.model.say(undefined);
  view.post({ type });
}
