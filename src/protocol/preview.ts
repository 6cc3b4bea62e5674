// The messages between a Preview tab and the extension.
//
// The extension sends all that the tab shows, whole, each time something changes; the tab sends what a person pressed. No message spends:
// a retry is confirmed outside of the tab.

import * as z from 'zod/mini';
import { bytes } from './shared';

const text = z.string().check(z.maxLength(200_000));
const label = z.string().check(z.maxLength(400));
const url = z.string().check(z.maxLength(10_000));

/** Bytes of one frame that may cross the border: 4K as PNG with room to spare. */
export const maxFrameBytes = 60_000_000;

export const actions = [
  'save',
  'saveAs',
  'insert',
  'useSettings',
  'openSystem',
  'retry',
  'cancel',
  'resolve',
  'setKey',
  'billing',
  'rewrite',
] as const;
export type Action = (typeof actions)[number];

/** What fills the place of the picture. */
const scene = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('loading') }),
  z.object({
    kind: z.literal('player'),
    source: url,
    width: z.optional(z.number()),
    height: z.optional(z.number()),
    seconds: z.optional(z.number()),
    /** Undefined: not known. */
    hasAudio: z.optional(z.boolean()),
    /** What to do where the view cannot play the sound track. */
    soundAdvice: text,
  }),
  /** Nothing to play, and why: too large for this window, gone from the library, or the job was removed. */
  z.object({ kind: z.literal('still'), icon: z.enum(['device-camera-video', 'trash', 'warning']), title: label, text }),
  z.object({
    kind: z.literal('busy'),
    title: label,
    /** Elapsed time and time left, or what it waits for. */
    detail: text,
    /** 0 to 1, where known. */
    fraction: z.optional(z.number()),
    /** Something that a person must do before it goes on. */
    attention: z.boolean(),
  }),
  z.object({
    kind: z.literal('ended'),
    title: label,
    /** The service's own words: plain text. */
    message: z.optional(text),
    advice: z.optional(text),
    code: z.optional(label),
    failed: z.boolean(),
  }),
]);
export type Scene = z.infer<typeof scene>;

const fact = z.object({ name: label, value: text });
export type Fact = z.infer<typeof fact>;

const group = z.object({ title: label, facts: z.array(fact) });
export type FactGroup = z.infer<typeof group>;

/** All that a Preview tab shows. */
export const snapshot = z.object({
  type: z.literal('snapshot'),
  jobId: z.string().check(z.maxLength(200)),
  scene,
  prompt: text,
  chips: z.array(fact),
  groups: z.array(group),
  /** Names of saved copies, newest last. */
  saved: z.array(label),
  /** What may be pressed now, in this order. */
  actions: z.array(z.enum(actions)),
});
export type Snapshot = z.infer<typeof snapshot>;

export const toView = z.discriminatedUnion('type', [
  snapshot,
  /** Asks for the frame that is shown, as if *Use this frame* had been pressed. */
  z.object({ type: z.literal('grabFrame') }),
]);
export type ToView = z.infer<typeof toView>;

export const fromView = z.discriminatedUnion('type', [
  /** The script runs and has lost whatever was sent before. */
  z.object({ type: z.literal('ready') }),
  z.object({ type: z.literal('act'), action: z.enum(actions) }),
  z.object({
    type: z.literal('frame'),
    bytes,
    /** Where in the clip it is, in seconds. */
    seconds: z.number().check(z.nonnegative()),
  }),
  /** The frame that was asked for could not be read. */
  z.object({ type: z.literal('noFrame') }),
]);
export type FromView = z.infer<typeof fromView>;

/** What a tab keeps over a reload of the window: which job it shows, and how it was watched. */
export const viewState = z.object({
  jobId: z.string().check(z.maxLength(200), z.minLength(1)),
  seconds: z.optional(z.number().check(z.nonnegative())),
  paused: z.optional(z.boolean()),
  loop: z.optional(z.boolean()),
  muted: z.optional(z.boolean()),
  rate: z.optional(z.number().check(z.minimum(0.1), z.maximum(4))),
});
export type ViewState = z.infer<typeof viewState>;
