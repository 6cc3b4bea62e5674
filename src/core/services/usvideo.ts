// US Video API as one service: which of its documented dialects a key speaks.

import type { Service } from '../service';
import { usvideoPlatform, usvideoPlatformTest } from './usvideo-platform';
import { usvideoReference } from './usvideo-reference';

/**
 * One service with two documented dialects, told apart by the key's prefix; an unknown prefix, and no key, is the
 * reference (services page, decision 1).
 */
export const usvideo: Service = {
  id: 'usvideo',
  name: 'US Video API',
  defaultBaseUrl: 'https://usvideoapi.com/v1',
  key: {
    environmentVariable: 'REELWRIGHT_USVIDEO_API_KEY',
    looksLike: 'sd_…',
    createUrl: 'https://usvideoapi.com', // "created from your dashboard", whose address no page prints
  },
  billingUrl: 'https://usvideoapi.com',
  dashboardUrl: 'https://usvideoapi.com',
  dialectFor: key => {
    if (key?.startsWith('usv_test_')) return usvideoPlatformTest;
    return key?.startsWith('usv_') ? usvideoPlatform : usvideoReference;
  },
  dialects: [usvideoReference, usvideoPlatform, usvideoPlatformTest],
};
