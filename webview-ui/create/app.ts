// The form as an element: draws the model, and turns what the hand does into calls of it.

import * as l10n from '@vscode/l10n';
import { html, LitElement, nothing, type TemplateResult } from 'lit';
import { toView, viewState, type ToExtension } from '../../src/protocol/create';
import { asBytes } from '../../src/protocol/shared';
import { connect, listen } from '../shared/host';
import { footer } from './footer';
import { FormModel } from './model';
import { optionFields, serviceField } from './options';
import { isPictureDrag, takeDrop, takePaste } from './pictures';
import { promptField } from './prompt';
import { Thumbnails } from './thumbnails';
import { wellField } from './well';

/** What the parts of the form are drawn from. */
export interface FormView {
  readonly model: FormModel;
  readonly thumbnails: Thumbnails;
  readonly post: (message: ToExtension) => void;
  /** Fields whose help is open. */
  readonly openHelp: ReadonlySet<string>;
  readonly toggleHelp: (field: string) => void;
  /** A picture is being dragged over the page. */
  readonly dragging: boolean;
}

export class CreateForm extends LitElement implements FormView {
  readonly #host = connect<ToExtension, typeof viewState>(viewState);
  readonly post = (message: ToExtension): void => this.#host.post(message);
  readonly thumbnails = new Thumbnails(
    sha256 => this.post({ type: 'wantPicture', sha256 }),
    () => this.requestUpdate(),
  );
  readonly model = new FormModel(
    {
      post: this.post,
      keep: state => this.#host.keep(state),
      changed: () => this.requestUpdate(),
      after: (milliseconds, callback) => {
        const timer = setTimeout(callback, milliseconds);
        return () => clearTimeout(timer);
      },
      newId: () => crypto.randomUUID(),
    },
    this.#host.kept(),
  );
  readonly openHelp = new Set<string>();
  dragging = false;
  #dragEnd: ReturnType<typeof setTimeout> | undefined;
  #pressedAt = -Infinity;

  readonly toggleHelp = (field: string): void => {
    if (!this.openHelp.delete(field)) this.openHelp.add(field);
    this.requestUpdate();
  };

  /** In the page itself, not in a shadow: labels, descriptions and the theme's sheets reach every field. */
  protected override createRenderRoot(): HTMLElement {
    return this;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    listen(toView, message => {
      if (message.type === 'picture') this.thumbnails.put(message.sha256, asBytes(message.bytes));
      else this.model.receive(message);
    });
    document.addEventListener('keydown', event => this.#onKey(event));
    document.addEventListener('pointerdown', () => (this.#pressedAt = performance.now()));
    window.addEventListener('focus', () => this.#onFocus());
    document.addEventListener('paste', event => takePaste(event, this));
    document.addEventListener('dragover', event => this.#onDrag(event));
    document.addEventListener('drop', event => {
      this.#drag(false);
      takeDrop(event, this);
    });
    this.model.start();
  }

  #onKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    this.model.press();
  }

  /** There is no sure end of a drag that leaves the page; without another step for a moment, it is over. */
  #onDrag(event: DragEvent): void {
    if (!isPictureDrag(event)) return;
    event.preventDefault();
    this.#drag(true);
    clearTimeout(this.#dragEnd);
    this.#dragEnd = setTimeout(() => this.#drag(false), 300);
  }

  /** Whoever comes by a command ("Write a Prompt") or by the keyboard wants to write; a click says itself where it wants to go. */
  #onFocus(): void {
    const clicked = performance.now() - this.#pressedAt < 100;
    if (!clicked && document.activeElement === document.body) document.getElementById('field-prompt')?.focus();
  }

  #drag(dragging: boolean): void {
    if (this.dragging === dragging) return;
    this.dragging = dragging;
    this.requestUpdate();
  }

  protected override render(): TemplateResult {
    return html`
      <form @submit=${(event: Event) => event.preventDefault()} aria-label=${l10n.t('Create a video')}>
        ${this.model.broken === undefined ? nothing : this.#broken(this.model.broken)} ${promptField(this)}
        ${wellField(this)} ${serviceField(this)} ${optionFields(this)}
      </form>
      ${footer(this)}
    `;
  }

  #broken(message: string): TemplateResult {
    return html`<div class="broken" role="alert">
      <p>${message}</p>
      <p>
        <button type="button" class="link" @click=${() => this.model.start()}>${l10n.t('Try again')}</button> ·
        <button type="button" class="link" @click=${() => this.post({ type: 'showLog' })}>${l10n.t('Show log')}</button>
      </p>
    </div>`;
  }

  protected override updated(): void {
    const wish = this.model.focusWish;
    if (!wish) return;
    this.model.focusWish = undefined;
    const name = CSS.escape(wish.field);
    const field =
      this.querySelector<HTMLElement>(`[data-mends="${name}"]`) ?? this.querySelector<HTMLElement>(`#field-${name}`);
    if (!field) return;
    field.focus({ preventScroll: true });
    if (wish.select && field instanceof HTMLTextAreaElement) field.select();
    showWhole(field);
  }
}

/** Scrolls a field into view with its label and with what is wrong with it; where not all of it fits, what is wrong comes first. */
function showWhole(field: HTMLElement): void {
  const frame = field.closest('.field') ?? field.closest('section');
  for (const part of [frame, field, frame?.querySelector('.problem')]) part?.scrollIntoView({ block: 'nearest' });
}
