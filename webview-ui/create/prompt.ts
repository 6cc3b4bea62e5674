// The prompt: grows with its text, counts against the service's limit, and has a few ways to begin.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormView } from './app';
import { describedBy, field, invalid } from './field';
import { startersPart } from './starters';

export function promptField(view: FormView): TemplateResult {
  const { model } = view;
  const length = characters(model.draft.prompt);
  const limit = model.snapshot?.service.promptMaxLength;
  const over = limit !== undefined && length > limit;
  const tooLong = over ? l10n.t('{0} characters too many; {1} are allowed.', length - limit, limit) : undefined;
  const control = html`<textarea
    id="field-prompt"
    class="input prompt"
    rows="2"
    spellcheck="true"
    placeholder=${l10n.t('Describe the clip: what is seen, how the camera moves, the light.')}
    aria-describedby=${described(view, limit !== undefined, over)}
    aria-invalid=${over ? 'true' : invalid(view, 'prompt')}
    .value=${live(model.draft.prompt)}
    @input=${(event: Event) => model.type((event.target as HTMLTextAreaElement).value)}
    @change=${() => model.touch('prompt')}
  ></textarea>`;
  return html`<section>
    ${field(view, {
      name: 'prompt',
      label: l10n.t('Prompt'),
      aside: limit === undefined ? nothing : counter(length, limit),
      width: 'wide',
      problem: tooLong,
      control,
    })}
    ${startersPart(view)}
  </section>`;
}

/** Characters as a person counts them: an emoji is one, not two. */
function characters(text: string): number {
  return [...text].length;
}

function counter(length: number, limit: number): TemplateResult {
  const over = length > limit;
  const sentence = l10n.t('{0} of {1} characters', length, limit);
  return html`<span id="counter" class="counter quiet ${over ? 'over' : ''}" title=${sentence}>
    <span aria-hidden="true">${length} / ${limit}</span><span class="unseen">${sentence}</span>
  </span>`;
}

function described(view: FormView, counted: boolean, over: boolean): string | typeof nothing {
  const problems = over ? 'problems-prompt' : describedBy(view, 'prompt', undefined);
  const ids = [problems, counted ? 'counter' : nothing].filter(id => id !== nothing);
  return ids.length > 0 ? ids.join(' ') : nothing;
}
