// The built-in sandbox as a service: no key, no network, no money, and the same way as a paid one.

import * as l10n from '@vscode/l10n';
import type { HttpRequest } from '../../ports';
import type { OptionSpec, ServiceRequest } from '../../request';
import type { Dialect, PictureContent, Service, ServiceError } from '../../service';
import { readCancel, readList, readStatus, readSubmit } from './answers';
import {
  aspectRatios,
  clipDefaults,
  largestSeed,
  linkLifetimeMs,
  longestPrompt,
  longestSeconds,
  resolutions,
  shortestSeconds,
} from './clip';
import { sandboxSeed } from './seed';

/** Product page, *The built-in sandbox*. */
function options(): readonly OptionSpec[] {
  const ratioLabels: Readonly<Record<string, string>> = {
    '16:9': l10n.t('16:9 (landscape)'),
    '9:16': l10n.t('9:16 (portrait)'),
    '1:1': l10n.t('1:1 (square)'),
    '4:3': l10n.t('4:3 (classic)'),
  };
  return [
    {
      name: 'resolution',
      label: l10n.t('Resolution'),
      kind: 'choice',
      choices: resolutions.map(value => ({ value, label: value })),
      default: clipDefaults.resolution,
    },
    {
      name: 'aspectRatio',
      label: l10n.t('Aspect ratio'),
      kind: 'choice',
      choices: aspectRatios.map(value => ({ value, label: ratioLabels[value] ?? value })),
      default: clipDefaults.aspectRatio,
    },
    {
      name: 'duration',
      label: l10n.t('Duration'),
      kind: 'number',
      min: shortestSeconds,
      max: longestSeconds,
      integer: true,
      unit: 'seconds',
      default: clipDefaults.duration,
    },
    {
      name: 'seed',
      label: l10n.t('Seed'),
      help: l10n.t('The same request with the same seed gives the same file, byte for byte.'),
      kind: 'number',
      min: 0,
      max: largestSeed,
      integer: true,
    },
  ];
}

function submit(request: ServiceRequest, picture?: PictureContent): HttpRequest {
  const { resolution, aspectRatio, duration, seed } = request.options;
  return {
    method: 'POST',
    path: '/jobs',
    authorized: false,
    json: {
      prompt: request.prompt,
      ...(resolution === undefined ? {} : { resolution }),
      ...(aspectRatio === undefined ? {} : { aspect_ratio: aspectRatio }),
      ...(duration === undefined ? {} : { duration }),
      ...(seed === undefined ? {} : { seed }),
      ...(picture?.kind === 'base64' ? { image: picture.data } : {}),
    },
  };
}

const jobPath = (remoteId: string) => `/jobs/${encodeURIComponent(remoteId)}`;

function advise(error: ServiceError): string {
  switch (error.code) {
    case 'INVALID_KEY':
      return l10n.t('With a paid service, you would set its API key now. The sandbox needs none.');
    case 'INSUFFICIENT_CREDITS':
      return l10n.t('With a paid service, you would top up the account now. The sandbox costs nothing.');
    case 'TOO_LARGE':
      return l10n.t('Use a smaller picture, then try again.');
    case 'RATE_LIMITED':
    case 'UNAVAILABLE':
      return l10n.t('Nothing was started. Wait a moment, then try again.');
    case 'SAFETY_BLOCKED':
      return l10n.t(
        'With a paid service, a literal, silent prompt without people or brands usually passes. Nothing was charged.',
      );
    case 'UNKNOWN_FAILURE':
    case 'INVALID_REQUEST':
    case 'INVALID_PROMPT':
    case 'FORBIDDEN':
      return l10n.t('Change the prompt or the option that it names, then generate again.');
    case 'PICTURE_UNREADABLE':
      return l10n.t('Open the picture to see whether it is whole, or choose another one.');
    case 'RENDER_FAILED':
      return l10n.t('Retry the job. If it fails again, lower the resolution or the duration.');
    default:
      return l10n.t('The sandbox runs on this machine and costs nothing: retry the job.');
  }
}

const dialect: Dialect = {
  id: 'sandbox',
  options,
  promptMaxLength: longestPrompt,
  picture: { kind: 'base64', maxBytes: 1_000_000, maxLongEdge: 1080 },
  limits: {},
  pollEveryMs: 500,
  usualSeconds: [2, 15],
  linkLifetimeMs,
  cancels: 'unrendered',
  chargedOnFailure: 'no',
  submit,
  readSubmit,
  status: remoteId => ({ method: 'GET', path: jobPath(remoteId), authorized: false }),
  readStatus,
  list: page => ({
    method: 'GET',
    path: '/jobs',
    query: { limit: String(page.limit), offset: String(page.offset) },
    authorized: false,
  }),
  readList,
  cancel: remoteId => ({ method: 'DELETE', path: jobPath(remoteId), authorized: false }),
  readCancel,
  ownSeed: sandboxSeed,
  price: () => ({ amount: 0, unit: 'free', exact: true }),
  advise,
};

/** Renders on this machine; answered in process by `createSandboxEndpoint`. */
export const sandbox: Service = {
  id: 'sandbox',
  get name() {
    return l10n.t('Sandbox (free, on this machine)');
  },
  defaultBaseUrl: 'sandbox://local',
  dialectFor: () => dialect,
  dialects: [dialect],
};
