// The frame around every field: label, help, and the problems that concern it, tied together for screen readers.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import type { FormView } from './app';

export interface FieldParts {
  readonly name: string;
  readonly label: string;
  readonly help?: string | undefined;
  /** Stands at the end of the label's line. */
  readonly aside?: unknown;
  /** `wide` takes the whole width of the form, `narrow` about a third of a usual side bar; else about half. */
  readonly width?: 'narrow' | 'wide' | undefined;
  /** The label is the control's own, as a checkbox has it. */
  readonly ownLabel?: boolean;
  /** The help is always there, without a button that opens it. */
  readonly openHelp?: boolean;
  /** What the page itself sees to be wrong; the engine's sentences stand in its place once they are shown. */
  readonly problem?: string | undefined;
  readonly control: TemplateResult;
}

/** The attributes that tie a control to its frame. */
export function describedBy(view: FormView, name: string, help: string | undefined): string | typeof nothing {
  const ids = [
    ...(help ? [`help-${name}`] : []),
    ...(view.model.problems(name).length > 0 ? [`problems-${name}`] : []),
  ];
  return ids.length > 0 ? ids.join(' ') : nothing;
}

export function invalid(view: FormView, name: string): 'true' | 'false' {
  return view.model.problems(name).length > 0 ? 'true' : 'false';
}

export function field(view: FormView, parts: FieldParts): TemplateResult {
  const { name, label, help, aside, control } = parts;
  const open = parts.openHelp === true || view.openHelp.has(name);
  return html`<div class="field ${open ? 'wide' : (parts.width ?? '')}">
    <div class="label-line">
      ${parts.ownLabel ? control : html`<label for="field-${name}">${label}</label>`}
      ${help && !parts.openHelp ? helpButton(view, name, label, open) : nothing} ${aside ?? nothing}
    </div>
    ${parts.ownLabel ? nothing : control}
    <div class="below">
      ${help ? html`<p id="help-${name}" class=${open ? 'quiet' : 'unseen'}>${help}</p>` : nothing}${problemList(view, name, parts.problem)}
    </div>
  </div>`;
}

function helpButton(view: FormView, name: string, label: string, open: boolean): TemplateResult {
  return html`<button
    type="button"
    class="icon-button small"
    aria-label=${l10n.t('About {0}', label)}
    aria-expanded=${open ? 'true' : 'false'}
    aria-controls="help-${name}"
    title=${l10n.t('About {0}', label)}
    @click=${() => view.toggleHelp(name)}
  >
    <span class="codicon codicon-info" aria-hidden="true"></span>
  </button>`;
}

export function problemList(view: FormView, name: string, own?: string): TemplateResult | typeof nothing {
  const known = view.model.problems(name);
  const problems = known.length === 0 && own !== undefined ? [own] : known;
  if (problems.length === 0) return nothing;
  return html`<div id="problems-${name}" class="problems">${problems.map(problem)}</div>`;
}

export function problem(sentence: string): TemplateResult {
  return html`<p class="problem">
    <span class="codicon codicon-error" aria-hidden="true"></span><span>${sentence}</span>
  </p>`;
}
