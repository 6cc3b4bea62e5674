// What the extension remembers of the form between two messages; no editor and no engine in here.

import type { Draft as FilledDraft } from '../../app';
import type { FieldProblem, OptionSpec } from '../../../core/request';
import type { Draft, Fill, Outcome } from '../../../protocol/create';
import { splitOptions } from '../../../protocol/createForm';
import type { PictureAddress, PictureWay } from '../../../protocol/pictureWay';
import type { Options } from '../../../protocol/shared';

/** What `CreateView.show` was asked to put into the form. */
export type FormFill = Omit<FilledDraft, 'pictures' | 'pictureFiles' | 'pictureRoute'> & {
  /** What is filled in says with which picture it begins. */
  readonly noAddress?: boolean;
  /** How its picture goes, and the address where it goes by one. */
  readonly way?: PictureWay;
  readonly address?: PictureAddress;
};

/** The form that a service has now; a key can bring another one (services page, decision 1). */
export interface ServiceForm {
  readonly id: string;
  readonly dialect: string;
  readonly specs: readonly OptionSpec[];
}

export class FormSession {
  draft: Draft = { prompt: '', options: {}, takes: 1 };
  /** The number of the newest edit. */
  seq = 0;
  /** A change on its way to the view, sent with each snapshot until the view says that it has it. */
  fill: Fill | undefined;
  outcome: Outcome | undefined;
  /** What the engine refused at the last press, until the next edit. */
  refused: readonly FieldProblem[] = [];
  /** What the last switch of service left out and nobody has chosen anew. */
  #dropped: readonly { readonly name: string; readonly label: string }[] = [];
  #form: ServiceForm | undefined;
  /** Options that the present service does not understand, kept for a switch back. */
  #setAside: Options = {};
  #fills = 0;
  /** The switch of service whose options the view has not taken yet. */
  #settling: { readonly service: string; readonly options: Options } | undefined;

  /** `salt` tells this session's fills from those of another life of the window. */
  constructor(private readonly salt: string) {}

  /** The service that the form is for; undefined before the first snapshot. */
  get service(): string | undefined {
    return this.#form?.id;
  }

  /** The labels of options that the last switch of service left out, as long as they are as it left them. */
  get dropped(): readonly string[] {
    return this.#dropped.map(({ label }) => label);
  }

  /** Takes what the view sent. An older edit than the newest changes nothing. */
  adopt(edit: { readonly seq: number; readonly draft: Draft; readonly filled?: string | undefined }): void {
    const filling = this.fill !== undefined;
    if (edit.filled !== undefined && edit.filled === this.fill?.id) this.fill = this.#settling = undefined;
    if (edit.seq < this.seq) return;
    this.seq = edit.seq;
    // Until the view has taken the switch, it sends the options as they were.
    if (!filling) {
      const [before, now] = [this.draft.options, edit.draft.options];
      this.#dropped = this.#dropped.filter(({ name }) => before[name] === now[name]);
    }
    // What the view sends before it has taken a switch are the options of the service before.
    const { service = this.#settling?.service } = edit.draft;
    const settling = this.#settling?.service === service ? this.#settling : undefined;
    this.draft = settling ? { ...edit.draft, options: settling.options } : edit.draft;
    this.refused = [];
  }

  /** A new page counts its edits from its own beginning. */
  restart(): void {
    this.seq = 0;
    this.outcome = undefined;
    this.#dropped = [];
    this.#settling = undefined;
  }

  /** Puts a change on its way; a change that the view has not taken yet goes with it. */
  ask(change: FormFill, focus: boolean): void {
    const { service, prompt, promptIfEmpty, options, noAddress, way, address } = change;
    if (options) {
      this.#setAside = {};
      this.#settling = undefined;
    }
    const before = this.fill && noAddress ? { ...this.fill, way: undefined, address: undefined } : this.fill;
    this.fill = {
      ...before,
      ...(service !== undefined && { service }),
      ...(prompt !== undefined && { prompt }),
      ...(promptIfEmpty !== undefined && { promptIfEmpty }),
      ...(options && { options: definedOnly(options) }),
      ...(noAddress === true && { noAddress }),
      ...(way !== undefined && { way }),
      ...(address !== undefined && { address }),
      id: `${this.salt}.${++this.#fills}`,
      focus: focus || before?.focus === true,
    };
  }

  /** Notes which form this is now; after a switch, keeps what both understand and remembers what it dropped. */
  settleService(form: ServiceForm): void {
    const before = this.#form;
    const { specs } = form;
    this.#form = form;
    if (!before || (before.id === form.id && before.dialect === form.dialect)) return;
    const { kept, dropped } = splitOptions(specs, { ...this.#setAside, ...this.draft.options });
    const fresh = Object.keys(dropped).filter(name => name in this.draft.options);
    const labelOf = (name: string): string =>
      [...specs, ...before.specs].find(spec => spec.name === name)?.label ?? name;
    this.#dropped = fresh.map(name => ({ name, label: labelOf(name) }));
    this.#setAside = dropped;
    this.draft = { ...this.draft, options: kept };
    this.ask({}, false);
    if (this.fill) this.fill = { ...this.fill, options: kept };
    this.#settling = { service: form.id, options: kept };
  }
}

function definedOnly(options: NonNullable<FormFill['options']>): Options {
  const defined: Options = {};
  for (const [name, value] of Object.entries(options)) if (value !== undefined) defined[name] = value;
  return defined;
}
