// Service, takes and the options that the service documents. The controls are native ones in the theme's colours: a native
// list is not cut off by the edge of a short view, and descriptions reach the control that they describe.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { ref } from 'lit/directives/ref.js';
import { maxTakes, type OptionSpec, type Snapshot } from '../../src/protocol/create';
import { numberFrom } from '../../src/protocol/createForm';
import type { OptionValue } from '../../src/protocol/shared';
import type { FormView } from './app';
import { describedBy, field, invalid } from './field';

type Spec<Kind extends OptionSpec['kind']> = Extract<OptionSpec, { kind: Kind }>;

const valueOf = (event: Event): string => (event.target as HTMLInputElement | HTMLSelectElement).value;

export function serviceField(view: FormView): TemplateResult | typeof nothing {
  const { model } = view;
  const { snapshot } = model;
  if (!snapshot) return nothing;
  const control = html`<select
    id="field-service"
    class="input"
    aria-describedby=${['note-service', describedBy(view, 'service', undefined)].filter(id => id !== nothing).join(' ')}
    @change=${(event: Event) => model.chooseService(valueOf(event))}
  >
    ${snapshot.services.map(
      ({ id, name }) => html`<option value=${id} .selected=${live(id === model.service)}>${name}</option>`,
    )}
  </select>`;
  return html`<section>
    ${field(view, { name: 'service', label: l10n.t('Service'), width: 'wide', control })}
    <div id="note-service" class="notes" aria-live="polite">
      ${snapshot.service.note ? html`<p class="quiet">${snapshot.service.note} ${noteStep(view, snapshot)}</p>` : nothing}
      ${snapshot.dropped ? html`<p class="dropped">${snapshot.dropped}</p>` : nothing}
    </div>
  </section>`;
}

/** What mends the trouble that the note tells of. */
function noteStep(view: FormView, { service }: Snapshot): TemplateResult | typeof nothing {
  switch (service.noteStep) {
    case 'setKey':
      return linkButton(l10n.t('Set API key…'), () => view.post({ type: 'setKey' }));
    case 'billing':
      return linkButton(l10n.t('Open billing page'), () => view.post({ type: 'openBilling' }));
    case undefined:
      return nothing;
  }
}

function linkButton(words: string, press: () => void): TemplateResult {
  return html`<button type="button" class="link" @click=${press}>${words}</button>`;
}

/** What the clip looks like first, then what a few people fill in, and the takes last: they multiply the price below them. */
export function optionFields(view: FormView): TemplateResult | typeof nothing {
  const { specs, snapshot } = view.model;
  if (!snapshot) return nothing;
  const [first, last] = [specs.filter(spec => !isBox(spec)), specs.filter(isBox)];
  const inOrder = first.toSorted((one, other) => kinds.indexOf(one.kind) - kinds.indexOf(other.kind));
  return html`<section class="options" aria-label=${l10n.t('Options')}>
    ${[...inOrder, ...last].map(spec => optionField(view, spec))} ${takesField(view)}
  </section>`;
}

const kinds: readonly OptionSpec['kind'][] = ['choice', 'number', 'flag', 'text'];

/** A number to type in. */
function isBox(spec: OptionSpec): boolean {
  return spec.kind === 'number' && !isSlider(spec);
}

/** A number whose whole range fits under a thumb, with a default to start from. */
function isSlider(spec: Spec<'number'>): boolean {
  const { min, max } = spec;
  if (min === undefined || max === undefined || spec.default === undefined) return false;
  return max - min <= (spec.integer ? 60 : 1);
}

function optionField(view: FormView, spec: OptionSpec): TemplateResult {
  switch (spec.kind) {
    case 'choice':
      return framed(
        view,
        spec,
        choice(view, spec),
        widthOf(
          spec,
          spec.choices.map(({ label }) => label),
          offersDefault(spec) ? servicesDefault() : '',
        ),
      );
    case 'number':
      return isSlider(spec) ? sliderField(view, spec) : framed(view, spec, numberBox(view, spec), widthOf(spec, []));
    case 'text':
      return framed(view, spec, textBox(view, spec), 'wide');
    case 'flag':
      return flagField(view, spec);
  }
}

type Width = 'narrow' | 'wide' | undefined;

function framed(view: FormView, spec: OptionSpec, control: TemplateResult, width: Width): TemplateResult {
  return field(view, { name: spec.name, label: spec.label, help: spec.help, width, control });
}

/** By the longest text in it, counted in characters: nothing may be cut off. */
function widthOf({ label, help }: OptionSpec, choices: readonly string[], ownDefault = ''): Width {
  const longest = Math.max(label.length + (help ? 3 : 0), ...[...choices, ownDefault].map(text => text.length + 2));
  return longest > 20 ? 'wide' : longest <= 13 ? 'narrow' : undefined;
}

function choice(view: FormView, spec: Spec<'choice'>): TemplateResult {
  const { model } = view;
  const chosen = model.draft.options[spec.name] ?? spec.default ?? (spec.required ? spec.choices[0]?.value : undefined);
  return html`<select
    id="field-${spec.name}"
    class="input"
    aria-describedby=${describedBy(view, spec.name, spec.help)}
    aria-invalid=${invalid(view, spec.name)}
    @change=${(event: Event) => model.choose(spec.name, spec.choices[Number(valueOf(event))]?.value ?? '')}
  >
    ${
      offersDefault(spec)
        ? html`<option value="-1" .selected=${live(chosen === undefined || chosen === '')}>
            ${servicesDefault()}
          </option>`
        : nothing
    }
    ${spec.choices.map(
      ({ value, label }, index) => html`<option value=${index} .selected=${live(value === chosen)}>${label}</option>`,
    )}
  </select>`;
}

/** The service has a default and does not say which. */
function offersDefault({ default: usual, required }: Spec<'choice'>): boolean {
  return usual === undefined && !required;
}

function servicesDefault(): string {
  return l10n.t('Service’s default');
}

function numberBox(view: FormView, spec: Spec<'number'>): TemplateResult {
  const { model } = view;
  return html`<input
    id="field-${spec.name}"
    class="input"
    type="text"
    inputmode=${spec.integer ? 'numeric' : 'decimal'}
    autocomplete="off"
    spellcheck="false"
    placeholder=${placeholderOf(spec)}
    aria-describedby=${describedBy(view, spec.name, spec.help)}
    aria-invalid=${invalid(view, spec.name)}
    .value=${textValue(model.draft.options[spec.name])}
    @input=${(event: Event) => model.typeOption(spec.name, numberFrom(valueOf(event)))}
    @change=${() => model.touch(spec.name)}
  />`;
}

/** What holds where nothing is typed, or what may be typed. */
function placeholderOf({ default: usual, min, max }: Spec<'number'>): string {
  if (usual !== undefined) return String(usual);
  return min !== undefined && max !== undefined ? l10n.t('{0} to {1}', min, max) : l10n.t('Automatic');
}

function textBox(view: FormView, spec: Spec<'text'>): TemplateResult {
  const { model } = view;
  return html`<textarea
    id="field-${spec.name}"
    class="input"
    rows="1"
    aria-describedby=${describedBy(view, spec.name, spec.help)}
    aria-invalid=${invalid(view, spec.name)}
    placeholder=${spec.default ?? ''}
    .value=${live(textValue(model.draft.options[spec.name]))}
    @input=${(event: Event) => model.typeOption(spec.name, valueOf(event))}
    @change=${() => model.touch(spec.name)}
  ></textarea>`;
}

function sliderField(view: FormView, spec: Spec<'number'>): TemplateResult {
  const { model } = view;
  const { name, min = 0, max = 1 } = spec;
  const chosen = model.draft.options[name];
  const value = typeof chosen === 'number' ? chosen : (spec.default ?? min);
  const words = spec.unit === 'seconds' ? l10n.t('{0} s', value) : String(value);
  const control = html`<input
    id="field-${name}"
    type="range"
    min=${min}
    max=${max}
    step=${spec.integer ? 1 : 0.05}
    aria-describedby=${describedBy(view, name, spec.help)}
    aria-valuetext=${words}
    ${ref(showPart(max > min ? (value - min) / (max - min) : 0))}
    .value=${live(String(value))}
    @input=${(event: Event) => model.choose(name, Number(valueOf(event)))}
  />`;
  const limits = spec.unit === 'seconds' ? l10n.t('{0} to {1} s', min, max) : l10n.t('{0} to {1}', min, max);
  const aside = html`<span class="quiet limits">${limits}</span
    ><output class="counter" for="field-${name}">${words}</output>`;
  return field(view, { name, label: spec.label, help: spec.help, width: 'wide', aside, control });
}

/** How much of the track is filled. Set on the element, since the page's policy takes no style attributes. */
function showPart(part: number): (element: Element | undefined) => void {
  return element => {
    if (element instanceof HTMLElement) element.style.setProperty('--part', `${100 * part}%`);
  };
}

/** What it does stands right below it: a flag has nothing else to show. */
function flagField(view: FormView, spec: Spec<'flag'>): TemplateResult {
  const { model } = view;
  const control = html`<vscode-checkbox
    id="field-${spec.name}"
    label=${spec.label}
    .checked=${model.draft.options[spec.name] === undefined ? spec.default : model.draft.options[spec.name] === true}
    @change=${(event: Event) => model.choose(spec.name, (event.target as HTMLInputElement).checked)}
  ></vscode-checkbox>`;
  const { name, label, help } = spec;
  return field(view, { name, label, help, width: 'wide', ownLabel: true, openHelp: true, control });
}

function takesField(view: FormView): TemplateResult {
  const { model } = view;
  const control = html`<select
    id="field-takes"
    class="input"
    aria-describedby=${describedBy(view, 'takes', undefined)}
    @change=${(event: Event) => model.chooseTakes(Number(valueOf(event)))}
  >
    ${Array.from({ length: maxTakes }, (_, index) => index + 1).map(
      takes => html`<option value=${takes} .selected=${live(takes === model.draft.takes)}>${takes}</option>`,
    )}
  </select>`;
  return field(view, { name: 'takes', label: l10n.t('Takes'), width: 'narrow', control });
}

function textValue(value: OptionValue | undefined): string {
  return value === undefined ? '' : String(value);
}
