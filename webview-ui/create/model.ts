// The form's state and its rules, without a page: what the user typed, what the extension last said, and what a press means.

import type { Draft, Problem, Snapshot, ToExtension, ToView, ViewState } from '../../src/protocol/create';
import { specsFor } from '../../src/protocol/createForm';
import type { OptionSpec } from '../../src/protocol/create';
import { beginsWithPicture, typedAddress, wayTaken } from '../../src/protocol/pictureWay';
import type { PictureWay } from '../../src/protocol/pictureWay';
import type { OptionValue } from '../../src/protocol/shared';

export interface ModelParts {
  post(message: ToExtension): void;
  keep(state: ViewState): void;
  /** Something that is drawn has changed. */
  changed(): void;
  /** Calls back after `milliseconds`; the returned function calls it off. */
  after(milliseconds: number, callback: () => void): () => void;
  /** A name that no other press has. */
  newId(): string;
}

/** What the button does now. */
export type ButtonState = 'loading' | 'setKey' | 'preparing' | 'pressing' | 'queued' | 'ready';

/** Where the cursor is wanted; `select` marks the text that we proposed, so that typing replaces it. */
export interface FocusWish {
  readonly field: string;
  readonly select: boolean;
}

/** Typing is passed on after this pause, in milliseconds; every other change at once. */
const typingPause = 150;
/** How long the button says *Queued*: longer than a double click, in milliseconds. */
const queuedPause = 1000;
/** How long the form says how many clips were queued, in milliseconds. */
const queueLineTime = 6000;
/** After this long without an answer to a press the form says so, in milliseconds. */
const answerPatience = 20_000;

export class FormModel {
  draft: Draft;
  startersOpen: boolean;
  snapshot: Snapshot | undefined;
  /** The sentence of a core that could not be started. */
  broken: string | undefined;
  /** A press was not answered in time. */
  unanswered = false;
  /** What the page itself could not take into the well. */
  #wellNote: { readonly sentence: string; readonly of: string } | undefined;
  focusWish: FocusWish | undefined;
  readonly #touched = new Set<string>();
  #allTouched = false;
  #seq = 0;
  #filled: string | undefined;
  #pictures: ViewState['pictures'];
  #press: string | undefined;
  #queued = false;
  #queueLineShown = false;
  /** How the form stood when the last press was answered. */
  #answeredAt = '';
  #stopTyping: (() => void) | undefined;
  #stopWaiting: (() => void) | undefined;
  #stopQueueLine: (() => void) | undefined;

  constructor(
    private readonly parts: ModelParts,
    kept: ViewState | undefined,
  ) {
    this.draft = kept?.draft ?? { prompt: '', options: {}, takes: 1 };
    this.startersOpen = kept?.startersOpen ?? false;
    this.#pictures = kept?.pictures ?? [];
    this.#filled = kept?.filled;
  }

  /** Says that the page listens; also the way to try again after a failed start. */
  start(): void {
    this.broken = undefined;
    this.parts.post({ type: 'ready', ...this.#edit(), pictures: this.#pictures });
    this.parts.changed();
  }

  get specs(): readonly OptionSpec[] {
    const { snapshot } = this;
    if (!snapshot) return [];
    const { service, well } = snapshot;
    return specsFor(service.options, beginsWithPicture(service.ways, this.draft, well.items.length));
  }

  /** How the first frame would go to a service that takes addresses only; undefined: the user has not chosen, or need not. */
  get way(): PictureWay | undefined {
    const items = this.snapshot?.well.items ?? [];
    const pictures = items.map(item => (item.state === 'ready' ? item.picture : { sha256: '' }));
    return wayTaken(this.snapshot?.service.ways, this.draft, pictures)?.kind;
  }

  /** What was typed as the address of the picture in the well, or of the first frame where the well is empty. */
  get address(): string {
    return typedAddress(this.draft, this.#onlyPicture);
  }

  get #onlyPicture(): string | undefined {
    const [item] = this.snapshot?.well.items ?? [];
    return item && (item.state === 'ready' ? item.picture.sha256 : '');
  }

  get service(): string | undefined {
    return this.draft.service ?? this.snapshot?.service.id;
  }

  get button(): ButtonState {
    const { snapshot } = this;
    if (!snapshot || this.#switching(snapshot)) return 'loading';
    if (this.#press !== undefined) return 'pressing';
    if (this.#queued) return 'queued';
    if (snapshot.service.key === 'missing') return 'setKey';
    return snapshot.well.items.some(item => item.state === 'preparing') ? 'preparing' : 'ready';
  }

  /** The snapshot is still another service's: its price is not the one to press on. */
  #switching({ answers, service }: Snapshot): boolean {
    return answers < this.#seq && this.draft.service !== undefined && this.draft.service !== service.id;
  }

  /** The sentences beside a field, once the user has been there or has pressed the button. */
  problems(field: string): readonly string[] {
    if (!this.#allTouched && !this.#touched.has(field)) return [];
    return this.#known(problem => problem.field === field);
  }

  /** Problems that stand beside no field of this form. */
  otherProblems(): readonly string[] {
    if (!this.#allTouched) return [];
    const fields = new Set(['prompt', 'picture', 'service', 'takes', ...this.specs.map(spec => spec.name)]);
    return this.#known(problem => !fields.has(problem.field));
  }

  type(prompt: string): void {
    this.#change({ prompt }, typingPause);
  }

  choose(name: string, value: OptionValue): void {
    this.#touched.add(name);
    this.#change({ options: { ...this.draft.options, [name]: value } }, 0);
  }

  /** Text of an option while it is being typed: problems wait until the field is left. */
  typeOption(name: string, value: OptionValue): void {
    this.#change({ options: { ...this.draft.options, [name]: value } }, typingPause);
  }

  chooseTakes(takes: number): void {
    this.#change({ takes }, 0);
  }

  chooseService(service: string): void {
    this.#touched.clear();
    this.#allTouched = false;
    this.#change({ service }, 0);
  }

  chooseWay(pictureWay: PictureWay): void {
    this.#touched.delete('picture');
    this.#change({ pictureWay }, 0);
  }

  /** Problems wait until the field is left, as with every text. */
  typeAddress(url: string): void {
    const of = this.#onlyPicture;
    this.#change({ pictureAddress: { url, ...(of !== undefined && { of }) } }, typingPause);
  }

  /** The user has been in a field and left it changed. */
  touch(field: string): void {
    if (this.#touched.has(field)) return;
    this.#touched.add(field);
    this.parts.changed();
  }

  openStarters(open: boolean): void {
    if (open === this.startersOpen) return;
    this.startersOpen = open;
    this.#keep();
    // Drawn at once: a later drawing would take the page's own next toggle back.
    this.parts.changed();
  }

  /** Stands below the well until the well changes. */
  say(sentence: string | undefined): void {
    this.#wellNote = sentence === undefined ? undefined : { sentence, of: this.#wellIds };
    this.parts.changed();
  }

  get wellNote(): string | undefined {
    return this.#wellNote?.of === this.#wellIds ? this.#wellNote.sentence : undefined;
  }

  get #wellIds(): string {
    return (this.snapshot?.well.items ?? []).map(item => item.id).join(' ');
  }

  /** Copies what a press would send. What is missing for that is said beside its field, as after a press. */
  copyRequest(): void {
    if (!this.snapshot || this.#switching(this.snapshot)) return;
    this.#allTouched = true;
    this.#stopTyping?.();
    this.#seq++;
    this.parts.post({ type: 'copyRequest', ...this.#edit() });
    const [problem] = this.snapshot.problems;
    if (problem) this.focusWish = { field: problem.field, select: false };
    this.parts.changed();
  }

  /** The button, or its keys. Nothing is sent twice: a press waits for its answer. */
  press(): void {
    const { snapshot } = this;
    if (this.button === 'setKey') this.parts.post({ type: 'setKey' });
    if (this.button !== 'ready' || !snapshot) return;
    this.#allTouched = true;
    this.unanswered = false;
    this.#press = this.parts.newId();
    this.#seq++;
    this.#stopTyping?.();
    this.#stopQueueLine?.();
    this.parts.post({ type: 'generate', ...this.#edit(), token: snapshot.token, press: this.#press });
    this.#stopWaiting = this.parts.after(answerPatience, () => this.#giveUp());
    this.parts.changed();
  }

  receive(message: Exclude<ToView, { type: 'picture' }>): void {
    if (message.type === 'broken') {
      this.broken = message.message;
      this.#answered();
    } else {
      this.broken = undefined;
      this.snapshot = message;
      this.#takeFill(message);
      this.#takeOutcome(message);
      this.#pictures = message.well.items.flatMap(item => (item.state === 'ready' ? [item.picture] : []));
      this.#keep();
    }
    this.parts.changed();
  }

  /** How many clips the last press queued; gone after a while, or with the next change. */
  get queueLine(): number | undefined {
    const outcome = this.snapshot?.outcome;
    const fresh = this.#queueLineShown && this.#stand() === this.#answeredAt;
    return outcome?.kind === 'queued' && fresh ? outcome.clips : undefined;
  }

  /** The line is in use: it does not go by itself any more. */
  holdQueueLine(): void {
    this.#stopQueueLine?.();
  }

  /** Why the last press sent nothing, where no field says it; gone with the next change. */
  get notSent(): string | undefined {
    const outcome = this.snapshot?.outcome;
    return outcome?.kind === 'notSent' && this.#stand() === this.#answeredAt ? outcome.message : undefined;
  }

  /** Changes with whatever the user changes: the draft or the pictures. */
  #stand(): string {
    return [this.#seq, ...(this.snapshot?.well.items ?? []).map(item => `${item.id} ${item.state}`)].join('\n');
  }

  #known(wanted: (problem: Problem) => boolean): readonly string[] {
    return (this.snapshot?.problems ?? []).filter(wanted).map(problem => problem.message);
  }

  #edit(): { seq: number; draft: Draft; filled?: string } {
    return { seq: this.#seq, draft: this.draft, ...(this.#filled !== undefined && { filled: this.#filled }) };
  }

  #change(change: Partial<Draft>, pause: number): void {
    this.draft = { ...this.draft, ...change };
    this.#seq++;
    this.#stopTyping?.();
    this.#stopTyping = undefined;
    this.#stopQueueLine?.();
    const send = (): void => this.parts.post({ type: 'edit', ...this.#edit() });
    if (pause > 0) this.#stopTyping = this.parts.after(pause, send);
    else send();
    this.#keep();
    this.parts.changed();
  }

  #keep(): void {
    const { draft, startersOpen } = this;
    const filled = this.#filled;
    this.parts.keep({ draft, startersOpen, pictures: this.#pictures, ...(filled !== undefined && { filled }) });
  }

  /** Applies what the extension changed, once; the next edit tells it so. */
  #takeFill({ fill }: Snapshot): void {
    if (!fill || fill.id === this.#filled) return;
    this.#filled = fill.id;
    const { draft } = this;
    const empty = draft.prompt.trim() === '';
    const prompt = fill.prompt ?? (empty ? fill.promptIfEmpty : undefined);
    if (fill.focus) {
      this.focusWish = { field: 'prompt', select: fill.prompt === undefined && prompt !== undefined };
      this.#touched.clear();
      this.#allTouched = false;
    }
    this.#change(
      {
        ...(fill.service !== undefined && { service: fill.service }),
        ...(prompt !== undefined && { prompt }),
        ...(fill.options && { options: fill.options }),
        ...(fill.noAddress && this.draft.pictureAddress?.of === undefined && { pictureAddress: undefined }),
        ...(fill.way !== undefined && { pictureWay: fill.way }),
        ...(fill.address !== undefined && { pictureAddress: fill.address }),
      },
      0,
    );
  }

  #takeOutcome({ outcome, problems, well }: Snapshot): void {
    if (!outcome || outcome.press !== this.#press) return;
    this.#answered();
    this.#answeredAt = this.#stand();
    if (outcome.kind === 'queued') {
      this.#touched.clear();
      this.#allTouched = false;
      this.#queued = true;
      this.#showQueueLine();
      this.parts.after(queuedPause, () => {
        this.#queued = false;
        this.parts.changed();
      });
    } else {
      const fields = problems.map(problem => problem.field);
      const unusable = well.items.some(item => item.state === 'failed') && !fields.includes('prompt');
      const field = unusable ? 'picture' : fields[0];
      if (field !== undefined) this.focusWish = { field, select: false };
    }
  }

  #showQueueLine(): void {
    this.#queueLineShown = true;
    this.#stopQueueLine?.();
    this.#stopQueueLine = this.parts.after(queueLineTime, () => {
      this.#queueLineShown = false;
      this.parts.changed();
    });
  }

  #answered(): void {
    this.#press = undefined;
    this.#stopWaiting?.();
    this.#stopWaiting = undefined;
  }

  #giveUp(): void {
    this.#answered();
    this.unanswered = true;
    this.parts.changed();
  }
}
