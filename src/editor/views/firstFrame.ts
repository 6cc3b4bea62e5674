// What a job's first frame was, in words: a picture, and how it went where the service takes addresses only.

import * as l10n from '@vscode/l10n';
import type { Job } from '../../core/job';

type Pictured = Pick<Job, 'picture' | 'pictureRoute'>;

/** `hero.png, 1080 × 608 (in the request, as a data: URL)`, or an address alone; undefined: the video began with none. */
export function firstFrameText({ picture, pictureRoute: route }: Pictured): string | undefined {
  if (!picture) return route?.kind === 'address' ? route.url : undefined;
  const file = `${picture.name}, ${picture.width} × ${picture.height}`;
  const way = wayText(route);
  return way === undefined ? file : `${file} (${way})`;
}

function wayText(route: Job['pictureRoute']): string | undefined {
  switch (route?.kind) {
    case 'address':
      return route.url;
    case 'public':
      return l10n.t('fetched from this editor');
    case 'data':
      return l10n.t('in the request, as a data: URL');
    case undefined:
      return undefined;
  }
}
