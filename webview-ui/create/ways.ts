// How the first frame reaches a service that takes addresses only: an address to type, or one of the ways that are possible now.

import * as l10n from '@vscode/l10n';
import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import { longestTypedAddress, type PictureWay, type WayFacts } from '../../src/protocol/pictureWay';
import type { Snapshot } from '../../src/protocol/create';
import type { FormView } from './app';
import { describedBy, invalid, problem, problemList } from './field';

/** Stands below the well; nothing but the problems where the service takes the picture itself. */
export function waysPart(view: FormView): TemplateResult | typeof nothing {
  const { snapshot } = view.model;
  const ways = snapshot?.service.ways;
  if (!snapshot || !ways) return problemList(view, 'picture');
  return snapshot.well.items.length === 0 ? addressAlone(view, snapshot) : choiceOfWays(view, snapshot, ways);
}

function addressAlone(view: FormView, { service }: Snapshot): TemplateResult {
  return html`<div class="field ways-alone">
    <label for="field-address">${l10n.t('Or its https address')}</label>
    ${addressBox(view, l10n.t('{0} fetches the picture from there.', service.name), false)}
    ${problemList(view, 'picture')}
  </div>`;
}

function choiceOfWays(view: FormView, snapshot: Snapshot, ways: WayFacts): TemplateResult {
  const { way } = view.model;
  const host = ways.publicHost;
  return html`<fieldset class="ways-choice" aria-describedby=${describedBy(view, 'picture', undefined)}>
    <legend>${l10n.t('How it reaches the service')}</legend>
    ${
      snapshot.well.items.length === 1
        ? radio(
            view,
            'address',
            l10n.t('By an https address'),
            way === 'address' ? addressPart(view, snapshot) : nothing,
          )
        : nothing
    }
    ${host === undefined ? nothing : radio(view, 'public', l10n.t('From this editor, through {0}', host), nothing)}
    ${radio(view, 'data', l10n.t('In the request (data: URL)'), way === 'data' ? dataPart(view, snapshot, ways) : nothing)}
    ${host === undefined ? publicHint(view, ways) : nothing} ${way === undefined ? chooseOne(view) : nothing}
  </fieldset>`;
}

function radio(view: FormView, way: PictureWay, label: string, below: TemplateResult | typeof nothing): TemplateResult {
  const { model } = view;
  return html`<div class="way">
    <label>
      <input
        type="radio"
        name="way"
        value=${way}
        data-mends=${model.way === undefined ? 'picture' : nothing}
        .checked=${live(model.way === way)}
        @change=${() => model.chooseWay(way)}
      />
      <span>${label}</span>
    </label>
    ${below === nothing ? nothing : html`<div class="way-below">${below}</div>`}
  </div>`;
}

function addressPart(view: FormView, { well }: Snapshot): TemplateResult {
  const preparing = well.items.some(item => item.state === 'preparing');
  return html`${addressBox(view, l10n.t('https address of the picture'), preparing)} ${problemList(view, 'picture')}`;
}

/** `words` name the box where its label stands elsewhere. */
function addressBox(view: FormView, words: string, disabled: boolean): TemplateResult {
  const { model } = view;
  return html`<input
    id="field-address"
    class="input"
    type="url"
    data-mends="picture"
    autocomplete="off"
    spellcheck="false"
    maxlength=${longestTypedAddress}
    placeholder="https://example.com/a.jpg"
    title=${words}
    aria-label=${words}
    aria-describedby=${describedBy(view, 'picture', undefined)}
    aria-invalid=${invalid(view, 'picture')}
    ?disabled=${disabled}
    .value=${live(model.address)}
    @input=${(event: Event) => model.typeAddress((event.target as HTMLInputElement).value)}
    @change=${() => model.touch('picture')}
  />`;
}

/** Asked once for each service, by a button that says what it does. */
function dataPart(view: FormView, { service }: Snapshot, { dataAllowed }: WayFacts): TemplateResult {
  const post = (allowed: boolean): void => view.post({ type: 'allowDataUrl', service: service.id, allowed });
  if (dataAllowed) {
    return html`<p class="quiet">
        ${l10n.t('{0} does not document this and may refuse it. You have allowed it.', service.name)}
        <button type="button" class="link" @click=${() => post(false)}>${l10n.t('Take that back')}</button>
      </p>
      ${problemList(view, 'picture')}`;
  }
  const wanted = view.model.problems('picture').length > 0;
  return html`<p class="quiet">
      ${l10n.t('{0} documents addresses only, and may refuse this. If you allow it, that is remembered for this service.', service.name)}
    </p>
    <vscode-button secondary data-mends="picture" @click=${() => post(true)}>${l10n.t('Allow')}</vscode-button>
    ${
      wanted
        ? html`<div id="problems-picture" class="problems">
            ${problem(l10n.t('Allow it first, or choose another way.'))}
          </div>`
        : nothing
    }`;
}

function publicHint(view: FormView, { publicProblem }: WayFacts): TemplateResult {
  const link = publicProblem === undefined ? l10n.t('Set a public address') : l10n.t('Correct it');
  return html`<p class="quiet">
    ${publicProblem ?? l10n.t('With a public address of this editor it could be fetched from here.')}
    <button type="button" class="link" @click=${() => view.post({ type: 'setPublicAddress' })}>${link}</button>
  </p>`;
}

/** Shorter than the engine's sentence, which names the ways that stand right here. */
function chooseOne(view: FormView): TemplateResult | typeof nothing {
  if (view.model.problems('picture').length === 0) return nothing;
  return html`<div id="problems-picture" class="problems">${problem(l10n.t('Choose one of these ways.'))}</div>`;
}
