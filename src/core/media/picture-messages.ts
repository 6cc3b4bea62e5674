// What the host and the picture worker say to each other.

import type { PictureOptions, PreparedPicture } from './picture';
import type { PictureProblem } from './picture-error';

export interface PictureTask {
  readonly id: number;
  readonly name: string;
  /** The file, transferred to the worker in pieces. */
  readonly chunks: readonly Uint8Array<ArrayBuffer>[];
  readonly options: PictureOptions;
}

/** Loads sharp ahead of the first picture; not answered. */
export type PictureMessage = PictureTask | 'warmUp';

export type PictureResult =
  | { readonly id: number; readonly prepared: PreparedPicture }
  /** Worded by the host, which knows the language. */
  | { readonly id: number; readonly problem: PictureProblem };
