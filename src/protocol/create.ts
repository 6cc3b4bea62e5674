// The messages between the Create view and the extension.
//
// The view owns what the user typed and sends it whole (`edit`); the extension owns everything else and sends it whole (`snapshot`),
// since a hidden view loses messages. The one message that spends is `generate`.

import * as z from 'zod/mini';
import { pictureAddress, pictureWays, wayFacts } from './pictureWay';
import { bytes, options, optionValue, picture } from './shared';

/** Bytes of one dropped or pasted file that may cross the border. */
export const maxMessageBytes = 60_000_000;
/** Pictures in the well at once: each becomes at least one clip, and each must be seen before it is paid for. */
export const maxPictures = 24;
export const maxTakes = 8;

const shortText = z.string().check(z.maxLength(2000));
const id = z.string().check(z.maxLength(100));

/** What the user typed and chose. A number field's text that is no number stays a string, so that the extension can say so. */
export const draft = z.object({
  /** Undefined: the user has not chosen yet. */
  service: z.optional(id),
  prompt: z.string().check(z.maxLength(200_000)),
  /** An empty string is a field left empty: the service's default. */
  options,
  takes: z.int().check(z.minimum(1), z.maximum(maxTakes)),
  /** For services that take addresses only; kept for them while another one is chosen. */
  pictureWay: z.optional(z.enum(pictureWays)),
  pictureAddress: z.optional(pictureAddress),
});
export type Draft = z.infer<typeof draft>;

const optionBase = {
  name: id,
  label: shortText,
  help: z.optional(shortText),
  only: z.optional(z.enum(['text', 'picture'])),
  required: z.optional(z.boolean()),
};

/** A documented option (`core/request.ts`, OptionSpec): the form is made from these and from nothing else. */
export const optionSpec = z.discriminatedUnion('kind', [
  z.object({
    ...optionBase,
    kind: z.literal('choice'),
    choices: z.readonly(z.array(z.object({ value: z.union([z.string(), z.number()]), label: shortText }))),
    default: z.optional(z.union([z.string(), z.number()])),
  }),
  z.object({
    ...optionBase,
    kind: z.literal('number'),
    min: z.optional(z.number()),
    max: z.optional(z.number()),
    integer: z.boolean(),
    unit: z.optional(z.literal('seconds')),
    default: z.optional(z.number()),
  }),
  z.object({
    ...optionBase,
    kind: z.literal('text'),
    maxLength: z.optional(z.number()),
    default: z.optional(z.string()),
  }),
  z.object({ ...optionBase, kind: z.literal('flag'), default: z.boolean() }),
]);
export type OptionSpec = z.infer<typeof optionSpec>;

/** A picture in the well. Only a `ready` one can become a clip. */
export const wellItem = z.discriminatedUnion('state', [
  z.object({ state: z.literal('preparing'), id, name: shortText }),
  z.object({
    state: z.literal('ready'),
    id,
    name: shortText,
    picture,
    /** Pixels of the file as it came, orientation applied; unknown where only the prepared picture is there. */
    source: z.optional(z.object({ width: z.number(), height: z.number() })),
  }),
  z.object({ state: z.literal('failed'), id, name: shortText, message: shortText }),
]);
export type WellItem = z.infer<typeof wellItem>;

/** A sentence beside the field it concerns; `form` stands beside the button. */
export const problem = z.object({ field: id, message: shortText });
export type Problem = z.infer<typeof problem>;

/** Changes that the extension makes to the draft. The view applies each `id` once and says so in its next `edit`. */
export const fill = z.object({
  id,
  service: z.optional(id),
  prompt: z.optional(z.string()),
  /** Taken only where the prompt is empty. */
  promptIfEmpty: z.optional(z.string()),
  /** Replaces all chosen options. */
  options: z.optional(z.record(z.string(), optionValue)),
  /** What was filled in says with which picture it begins, so an address that stood alone is taken out. */
  noAddress: z.optional(z.boolean()),
  /** How the picture that was filled in goes, and the address where it goes by one; it may be all there is of the picture. */
  way: z.optional(z.enum(pictureWays)),
  address: z.optional(pictureAddress),
  /** Puts the cursor into the prompt; a proposed one (`promptIfEmpty`) is selected. */
  focus: z.boolean(),
});
export type Fill = z.infer<typeof fill>;

/** What became of a press of Generate. `press` is the view's own name of it. */
export const outcome = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('queued'), press: id, clips: z.int() }),
  /** Not sent: problems stand beside their fields, or the person said no in the dialog. */
  z.object({ kind: z.literal('notSent'), press: id, message: z.optional(shortText) }),
]);
export type Outcome = z.infer<typeof outcome>;

export const snapshot = z.object({
  type: z.literal('snapshot'),
  /** The newest `edit` that this snapshot knows. */
  answers: z.int(),
  services: z.readonly(z.array(z.object({ id, name: shortText }))),
  service: z.object({
    id,
    name: shortText,
    key: z.enum(['none', 'set', 'missing']),
    /** What the user should know of this service before pressing: one or two sentences. */
    note: z.optional(shortText),
    /** The button beside the note. */
    noteStep: z.optional(z.enum(['setKey', 'billing'])),
    /** Dialogue, brands and people get blocked here, so the form says how to write. */
    literal: z.boolean(),
    promptMaxLength: z.optional(z.number()),
    options: z.readonly(z.array(optionSpec)),
    /** It takes a first frame only by its address, and these are the ways; undefined: it takes the picture itself. */
    ways: z.optional(wayFacts),
  }),
  well: z.object({
    items: z.readonly(z.array(wellItem)),
    /** What was left out and why. */
    note: z.optional(shortText),
    /** The name of the picture in the active editor, where it is one and not in the well yet. */
    open: z.optional(shortText),
  }),
  /** What a switch of service left out. */
  dropped: z.optional(shortText),
  /** For `clips` clips: `about $1.25`, `free`, `price unknown`. Undefined: not known while the request has problems. */
  price: z.optional(shortText),
  clips: z.int(),
  problems: z.readonly(z.array(problem)),
  fill: z.optional(fill),
  outcome: z.optional(outcome),
  /** Allows one press of Generate at the price and number of clips shown here. */
  token: id,
});
export type Snapshot = z.infer<typeof snapshot>;

export const toView = z.discriminatedUnion('type', [
  snapshot,
  /** The prepared JPEG of a picture in the well; answers `wantPicture`. */
  z.object({ type: z.literal('picture'), sha256: z.string(), bytes }),
  /** The core could not be started: nothing else can be shown. */
  z.object({ type: z.literal('broken'), message: shortText }),
]);
export type ToView = z.infer<typeof toView>;

const edit = { seq: z.int(), draft, filled: z.optional(id) };

export const toExtension = z.discriminatedUnion('type', [
  /** Sent by each new page, also after the view was hidden. `pictures` counts only after a reload of the window. */
  z.object({
    type: z.literal('ready'),
    ...edit,
    pictures: z.array(picture).check(z.maxLength(maxPictures)),
  }),
  z.object({ type: z.literal('edit'), ...edit }),
  z.object({ type: z.literal('generate'), ...edit, token: id, press: id }),
  /** Copies what a press would send; nothing is sent by it. */
  z.object({ type: z.literal('copyRequest'), ...edit }),
  z.object({ type: z.literal('pickPictures') }),
  z.object({ type: z.literal('useOpenPicture') }),
  z.object({
    type: z.literal('dropFiles'),
    files: z.array(z.object({ name: shortText, bytes })).check(z.minLength(1), z.maxLength(maxPictures)),
    /** What was dropped with them and left out, and why. */
    note: z.optional(shortText),
  }),
  z.object({
    type: z.literal('dropUris'),
    uris: z.array(z.string().check(z.maxLength(8000))).check(z.minLength(1), z.maxLength(1000)),
  }),
  z.object({ type: z.literal('removePicture'), id }),
  z.object({ type: z.literal('wantPicture'), sha256: z.string() }),
  z.object({ type: z.literal('setKey') }),
  z.object({ type: z.literal('openBilling') }),
  /** The user pressed the button that allows `data:` URLs for the service that the form is for, or takes that back. */
  z.object({ type: z.literal('allowDataUrl'), service: id, allowed: z.boolean() }),
  z.object({ type: z.literal('setPublicAddress') }),
  z.object({ type: z.literal('openJobs') }),
  z.object({ type: z.literal('showLog') }),
]);
export type ToExtension = z.infer<typeof toExtension>;

/** What the view keeps over hiding and reloading: what the user typed, and the names of the staged pictures. */
export const viewState = z.object({
  draft,
  pictures: z.array(picture).check(z.maxLength(maxPictures)),
  startersOpen: z.boolean(),
  filled: z.optional(id),
});
export type ViewState = z.infer<typeof viewState>;
