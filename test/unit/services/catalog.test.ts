// The list of services: its order, and the names that other people's scripts rely on.

import { expect, it } from 'vitest';
import { allServices } from '../../../src/core/services/catalog';
import { documented } from './conformance/documented';
import type { DialectId } from './conformance/facts';
import { proves, together } from './conformance/proves';

const everywhere = together(...(Object.keys(documented) as DialectId[]).map(id => proves(id, 'base URL')));

it('lists the services in the product’s order under their stable ids', () => {
  expect(allServices.map(service => service.id)).toEqual([
    'sandbox',
    'usvideo',
    'seedance-tv',
    'vibegen',
    'seedanceapi',
  ]);
});

it('takes keys from the documented environment variables', () => {
  expect(allServices.map(service => service.key?.environmentVariable)).toEqual([
    undefined,
    'REELWRIGHT_USVIDEO_API_KEY',
    'REELWRIGHT_SEEDANCE_TV_API_KEY',
    'REELWRIGHT_VIBEGEN_API_KEY',
    'REELWRIGHT_SEEDANCEAPI_API_KEY',
  ]);
});

it('has the documented base URLs, without a slash at the end', everywhere, () => {
  const paid = allServices.filter(service => service.key);
  expect(paid.map(service => service.defaultBaseUrl)).toEqual([
    'https://usvideoapi.com/v1',
    'https://api.seedance.tv/v1',
    'https://vibegen.art/api/v1',
    'https://seedanceapi.org/v1',
  ]);
});

it('gives every dialect an id of its own, and chooses among a service’s own dialects', () => {
  const ids = allServices.flatMap(service => service.dialects.map(dialect => dialect.id));
  expect(new Set(ids).size).toBe(ids.length);
  for (const service of allServices) {
    for (const key of [undefined, '', 'sd_x', 'usv_live_x', 'usv_test_x', 'sk-video-x']) {
      expect(service.dialects).toContain(service.dialectFor(key));
    }
  }
});
