// Why a picture cannot be used, and the sentence that says so with the next step.

import * as l10n from '@vscode/l10n';

/** What stood in the way: plain data, so that a worker thread can hand it over and the host can word it. */
export type PictureProblem =
  | { readonly reason: 'empty' | 'notAPicture' | 'svg' | 'damaged' | 'outOfMemory' | 'stopped' }
  | { readonly reason: 'otherFormat'; readonly format: string }
  | { readonly reason: 'tooManyPixels' | 'tooSmall' | 'tooNarrow'; readonly width: number; readonly height: number }
  | { readonly reason: 'tooManyBytes' | 'incompressible'; readonly limit: number }
  | { readonly reason: 'tooSlow'; readonly seconds: number }
  | { readonly reason: 'crashed' | 'sharpMissing'; readonly detail: string };

/**
 * `picture-unreadable`: not a picture, of another format, cut off or damaged. `picture-too-large`, `picture-too-small`: its size.
 * `picture-failed`: the picture may be fine, but reading it took too long, crashed or was stopped.
 */
export type PictureErrorCode = 'picture-unreadable' | 'picture-too-large' | 'picture-too-small' | 'picture-failed';

/** A picture that cannot be sent. The message is for people: it names the file and the next step. */
export class PictureError extends Error {
  override readonly name = 'PictureError';
  constructor(
    readonly code: PictureErrorCode,
    readonly problem: PictureProblem,
    message: string,
  ) {
    super(message);
  }
}

/** The error for a problem with the file called `name`, worded in the language of the thread that calls. */
export function pictureError(problem: PictureProblem, name: string): PictureError {
  return new PictureError(codes[problem.reason], problem, sentence(problem, shown(name)));
}

const codes: Readonly<Record<PictureProblem['reason'], PictureErrorCode>> = {
  empty: 'picture-unreadable',
  notAPicture: 'picture-unreadable',
  svg: 'picture-unreadable',
  otherFormat: 'picture-unreadable',
  damaged: 'picture-unreadable',
  tooManyPixels: 'picture-too-large',
  tooManyBytes: 'picture-too-large',
  incompressible: 'picture-too-large',
  outOfMemory: 'picture-too-large',
  tooSmall: 'picture-too-small',
  tooNarrow: 'picture-too-small',
  tooSlow: 'picture-failed',
  crashed: 'picture-failed',
  sharpMissing: 'picture-failed',
  stopped: 'picture-failed',
};

function sentence(problem: PictureProblem, name: string): string {
  switch (problem.reason) {
    case 'empty':
      return l10n.t('“{0}” is empty. Choose another picture.', name);
    case 'notAPicture':
      return l10n.t(
        '“{0}” is not a picture that can be animated. Choose a PNG, JPEG, WebP, AVIF, GIF or TIFF file.',
        name,
      );
    case 'svg':
      return l10n.t(
        '“{0}” is an SVG drawing, whose text cannot be drawn here, so it is not animated. Export it as PNG and choose that file.',
        name,
      );
    case 'otherFormat':
      return l10n.t(
        '“{0}” is a {1} file, which is not a picture that can be animated. Export it as PNG or JPEG and choose that file.',
        name,
        problem.format,
      );
    case 'damaged':
      return l10n.t(
        '“{0}” is cut off or damaged and cannot be read. Copy or export it again, or choose another picture.',
        name,
      );
    case 'outOfMemory':
      return l10n.t('“{0}” needs more memory than there is to read it. Make it smaller and choose it again.', name);
    case 'stopped':
      return l10n.t('Reading “{0}” was stopped. Choose the picture again.', name);
    case 'tooSlow':
      return l10n.t(
        'Reading “{0}” took more than {1} seconds and was stopped. Make the picture smaller and choose it again.',
        name,
        problem.seconds,
      );
    case 'crashed':
      return l10n.t(
        'Reading “{0}” failed in the picture library ({1}). Save it as PNG or JPEG, smaller if it is large, and choose that file.',
        name,
        problem.detail,
      );
    case 'sharpMissing':
      return l10n.t(
        'The picture library that belongs to Reelwright could not be loaded ({1}), so “{0}” was not read. Install the extension again.',
        name,
        problem.detail,
      );
    default:
      return sizeSentence(problem, name);
  }
}

type SizeProblem = Extract<PictureProblem, { readonly width: number } | { readonly limit: number }>;

function sizeSentence(problem: SizeProblem, name: string): string {
  switch (problem.reason) {
    case 'tooManyPixels':
      return l10n.t(
        '“{0}” has {1} × {2} pixels, and at most 100 megapixels can be read. Make it smaller and choose it again.',
        name,
        problem.width,
        problem.height,
      );
    case 'tooSmall':
      return l10n.t(
        '“{0}” has {1} × {2} pixels, and a picture to animate needs at least 16 on each side. Choose a larger one.',
        name,
        problem.width,
        problem.height,
      );
    case 'tooNarrow':
      return l10n.t(
        '“{0}” with its {1} × {2} pixels is too long and narrow to be animated. Crop it and choose it again.',
        name,
        problem.width,
        problem.height,
      );
    case 'tooManyBytes':
      return l10n.t(
        '“{0}” is larger than {1} MB. Save it smaller or as JPEG and choose that file.',
        name,
        Math.round(problem.limit / 1_000_000),
      );
    case 'incompressible':
      return l10n.t(
        '“{0}” cannot be compressed to {1} kB. Choose a simpler picture.',
        name,
        Math.round(problem.limit / 1000),
      );
  }
}

/** A file's name may hold line breaks and direction marks, which could make a sentence say something else. */
function shown(name: string): string {
  const plain = name.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ');
  return plain.length > 80 ? `${plain.slice(0, 50)}…${plain.slice(-25)}` : plain;
}
