// Which way a picture goes to a service that takes addresses only.

import { describe, expect, it } from 'vitest';
import { addressFor, pictureAddressProblem } from '../../../src/core/public/address';
import { chooseRoute, presentRoute } from '../../../src/core/public/routes';
import type { Picture } from '../../../src/core/request';
import { seedanceTvDialect } from '../../../src/core/services/seedance-tv';
import { vibegenDialect } from '../../../src/core/services/vibegen';
import { problemsFor } from '../../../src/core/pipeline/validate';

const picture: Picture = { sha256: 'a'.repeat(64), bytes: 9, width: 2, height: 2, name: 'hero.png' };
const given = { kind: 'address', url: 'https://example.com/hero.png' } as const;
const publicAddress = 'https://tunnel.example';
const nothing = { allowsDataUrl: false };

describe('the order', () => {
  it('is the address that the user gave, the public address, a data: URL that was allowed', () => {
    const choose = (facts: object, pictureRoute?: typeof given) =>
      chooseRoute(vibegenDialect, { picture, ...(pictureRoute && { pictureRoute }) }, { ...nothing, ...facts }).route;
    expect(choose({ publicAddress, allowsDataUrl: true }, given)).toEqual(given);
    expect(choose({ publicAddress, allowsDataUrl: true })).toEqual({ kind: 'public' });
    expect(choose({ allowsDataUrl: true })).toEqual({ kind: 'data' });
    expect(choose({})).toBeUndefined();
  });

  it('names the three ways where none is open', () => {
    const { problem } = chooseRoute(vibegenDialect, { picture }, nothing);
    expect(problem?.field).toBe('picture');
    expect(problem?.message).toMatch(/https address.*reelwright\.publicAddress.*data: URL/);
  });

  it('says what is wrong with a public address that cannot be used', () => {
    const facts = { allowsDataUrl: false, addressProblem: 'It is crooked.' };
    expect(chooseRoute(vibegenDialect, { picture }, facts).problem?.message).toContain('It is crooked.');
    const wish = { picture, pictureRoute: { kind: 'public' } as const };
    expect(chooseRoute(vibegenDialect, wish, facts).problem?.message).toBe('It is crooked.');
  });

  it('does not send a data: URL that nobody allowed, also where the request asks for one', () => {
    const asked = { picture, pictureRoute: { kind: 'data' } as const };
    expect(chooseRoute(vibegenDialect, asked, nothing).problem).toBeDefined();
    expect(chooseRoute(vibegenDialect, asked, { publicAddress, allowsDataUrl: true }).route).toEqual({ kind: 'data' });
  });

  it('is shown before there is a picture', () => {
    expect(presentRoute(vibegenDialect, { publicAddress, allowsDataUrl: true })).toBe('public');
    expect(presentRoute(vibegenDialect, { allowsDataUrl: true })).toBe('data');
    expect(presentRoute(vibegenDialect, nothing)).toBe('choose');
    expect(presentRoute(seedanceTvDialect, nothing)).toBeUndefined();
  });
});

describe('an address alone', () => {
  it('is a request with a picture', () => {
    expect(chooseRoute(vibegenDialect, { pictureRoute: given }, nothing)).toEqual({ route: given });
    const asked = { prompt: 'A lake', options: { motionIntensity: 0.5, duration: 5 }, pictureRoute: given };
    expect(problemsFor(seedanceTvDialect, asked)).toEqual([]);
  });

  it('is nothing for a service that takes the picture itself', () => {
    const { problem } = chooseRoute(seedanceTvDialect, { pictureRoute: given }, nothing);
    expect(problem?.message).toMatch(/no address/);
    expect(chooseRoute(seedanceTvDialect, { picture, pictureRoute: given }, nothing)).toEqual({});
  });

  it('must be https, public, without credentials, and at most 2,000 characters long', () => {
    expect(pictureAddressProblem('https://example.com/a.png')).toBeUndefined();
    expect(pictureAddressProblem(`https://example.com/${'a'.repeat(1_980)}`)).toBeUndefined();
    for (const wrong of [
      '',
      'hero.png',
      'http://example.com/a.png',
      'ftp://example.com/a.png',
      'data:image/png;base64,AAAA',
      'https://user:word@example.com/a.png',
      'https://localhost/a.png',
      'https://192.168.1.7/a.png',
      `https://example.com/${'a'.repeat(2_000)}`,
      7,
    ]) {
      expect(pictureAddressProblem(wrong), String(wrong).slice(0, 40)).toMatch(/\.$/);
    }
  });
});

it('an address on this machine is of use only to a service on this machine', () => {
  const access = { address: 'http://127.0.0.1:47115' };
  expect(addressFor(access, 'http://127.0.0.1:9/api/v1')).toBe(access.address);
  expect(addressFor(access, 'https://vibegen.art/api/v1')).toBeUndefined();
  expect(addressFor({ address: publicAddress }, 'https://vibegen.art/api/v1')).toBe(publicAddress);
  expect(addressFor({ problem: 'crooked' }, 'https://vibegen.art/api/v1')).toBeUndefined();
});
