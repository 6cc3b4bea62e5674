// The button with the price on it, always in sight, and what became of the last press.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { Snapshot } from '../../src/protocol/create';
import type { FormView } from './app';
import { problem } from './field';
import type { ButtonState } from './model';

export function footer(view: FormView): TemplateResult {
  const { model } = view;
  const { button, snapshot } = model;
  const idle = button === 'ready' || button === 'setKey';
  return html`<footer>
    ${[...model.otherProblems(), ...(model.notSent ? [model.notSent] : [])].map(problem)}
    ${model.unanswered ? problem(l10n.t('The editor has not answered. Look at Jobs before you press again.')) : nothing}
    <div class="press">
      <vscode-button
        id="generate"
        class=${idle ? '' : 'idle'}
        block
        aria-disabled=${idle ? 'false' : 'true'}
        aria-keyshortcuts="Control+Enter Meta+Enter"
        title=${idle && button === 'ready' ? l10n.t('Ctrl+Enter') : ''}
        @click=${() => model.press()}
        ><span>${words(button, snapshot)}</span></vscode-button
      >
      ${snapshot === undefined || snapshot.service.key === 'none' ? nothing : copyButton(view)}
    </div>
    <p class="unseen" aria-live="polite">${snapshot?.price ? l10n.t('Price: {0}', snapshot.price) : nothing}</p>
    <div role="status">${queueLine(view)}</div>
  </footer>`;
}

/** Beside the button that sends: what it would send, to be run elsewhere. The sandbox sends nothing. */
function copyButton(view: FormView): TemplateResult {
  const title = l10n.t('Copy this request as cURL, TypeScript or Python; nothing is sent');
  return html`<button
    type="button"
    id="copy-request"
    class="icon-button"
    title=${title}
    aria-label=${l10n.t('Copy request')}
    @click=${() => view.model.copyRequest()}
  >
    <span class="codicon codicon-copy" aria-hidden="true"></span>
  </button>`;
}

function words(button: ButtonState, snapshot: Snapshot | undefined): string | TemplateResult {
  switch (button) {
    case 'setKey':
      return l10n.t('Set API key…');
    case 'preparing':
      return l10n.t('Preparing picture…');
    case 'pressing':
      return l10n.t('Queuing…');
    case 'queued':
      return l10n.t('Queued');
    case 'loading':
      return l10n.t('Generate');
    case 'ready':
      return snapshot ? priced(snapshot) : l10n.t('Generate');
  }
}

/** `Generate · about $1.25`, `Generate 3 · about $3.75`; a price that does not fit beside the word stands below it, whole. */
function priced({ clips, price }: Snapshot): string | TemplateResult {
  if (price === undefined) return clips > 1 ? l10n.t('Generate {0}', clips) : l10n.t('Generate');
  const gap = '\u0000';
  const words = clips > 1 ? l10n.t('Generate {0} · {1}', clips, gap) : l10n.t('Generate · {0}', gap);
  const [before, after] = words.split(gap);
  return html`${before}<span class="price">${price}</span>${after}`;
}

function queueLine(view: FormView): TemplateResult | typeof nothing {
  const clips = view.model.queueLine;
  if (clips === undefined) return nothing;
  return html`<p class="queued">
    <span class="codicon codicon-check" aria-hidden="true"></span>
    <span>${clips === 1 ? l10n.t('Queued: 1 clip.') : l10n.t('Queued: {0} clips.', clips)}</span>
    <button
      type="button"
      class="link"
      @focus=${() => view.model.holdQueueLine()}
      @click=${() => view.post({ type: 'openJobs' })}
    >
      ${l10n.t('Show jobs')}
    </button>
  </p>`;
}
