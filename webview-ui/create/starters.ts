// Ways to begin: prompt templates by use, and how to write for a service whose safety review is strict.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FormView } from './app';

interface Starter {
  readonly use: string;
  /** The part in square brackets is the user's own: it is selected, and typing replaces it. */
  readonly template: string;
}

function starters(): readonly Starter[] {
  return [
    {
      use: l10n.t('Product'),
      template: l10n.t(
        '[A matte black bottle] on a stone plinth, slow orbit of the camera, soft studio light, shallow depth of field, plain background',
      ),
    },
    {
      use: l10n.t('Background loop'),
      template: l10n.t(
        '[Soft blue and violet gradients] drifting slowly, seamless loop, no hard edges, constant speed, static camera',
      ),
    },
    {
      use: l10n.t('Social'),
      template: l10n.t(
        'Close-up of [hands pouring coffee over ice], bright daylight, quick push-in, crisp detail, room for a caption above',
      ),
    },
    {
      use: l10n.t('Explainer'),
      template: l10n.t(
        'Clean isometric scene: [packets travel from a laptop to a server], flat colours, one idea, slow dolly from left to right',
      ),
    },
  ];
}

export function startersPart(view: FormView): TemplateResult {
  const { model } = view;
  return html`<details
    class="starters"
    ?open=${model.startersOpen}
    @toggle=${(event: Event) => model.openStarters((event.target as HTMLDetailsElement).open)}
  >
    <summary>${l10n.t('Starters')}</summary>
    ${model.snapshot?.service.literal ? literalAdvice(model.snapshot.service.name) : nothing}
    <ul>
      ${starters().map(
        starter =>
          html`<li>
            <button type="button" class="starter" @click=${() => insert(view, starter.template)}>
              <span class="use">${starter.use}</span>
              <span class="quiet">${starter.template.replace(/[[\]]/g, '')}</span>
            </button>
          </li>`,
      )}
    </ul>
  </details>`;
}

/** usvideo-docs.txt, Prompt Safety Guide. */
function literalAdvice(service: string): TemplateResult {
  return html`<p class="advice">
    <span class="codicon codicon-lightbulb" aria-hidden="true"></span>
    <span>
      <strong>${l10n.t('Keep it literal and silent.')}</strong>
      ${l10n.t(
        '{0} blocks prompts with dialogue or speech, brands and characters, and real people. Say what is seen; put speech, captions and logos into the negative prompt.',
        service,
      )}
    </span>
  </p>`;
}

/** Through the browser's own editing, so that Ctrl+Z brings the user's text back. */
function insert(view: FormView, template: string): void {
  const area = document.getElementById('field-prompt');
  if (!(area instanceof HTMLTextAreaElement)) return;
  const text = template.replace(/[[\]]/g, '');
  area.focus();
  area.select();
  if (!document.execCommand('insertText', false, text)) {
    area.value = text;
    view.model.type(text);
  }
  const from = template.indexOf('[');
  const to = template.indexOf(']') - 1;
  if (from >= 0 && to > from) area.setSelectionRange(from, to);
  view.model.openStarters(false);
}
