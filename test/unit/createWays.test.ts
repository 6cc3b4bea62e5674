// How a first frame reaches a service that takes addresses only, as the Create form decides it: never another picture's address, never a way nobody chose.
import { describe, expect, test, vi } from 'vitest';
import type { ServiceState } from '../../src/core/engine';
import type { GenerationRequest } from '../../src/core/request';
import { vibegen } from '../../src/core/services/vibegen';
import { seedanceTv } from '../../src/core/services/seedance-tv';
import { requestsOf } from '../../src/editor/views/create/requests';
import { waysOf } from '../../src/editor/views/create/ways';
import { beginsWithPicture, typedAddress, wayTaken, type WayFacts } from '../../src/protocol/pictureWay';

vi.mock('vscode', () => ({
  l10n: { t: (text: string, ...values: unknown[]) => text.replace(/\{(\d)\}/g, (_, index) => String(values[index])) },
}));
const { leftOutSentences } = await import('../../src/editor/views/create/leftOut');

const [a, b] = ['a', 'b'].map(letter => ({
  sha256: letter.repeat(64),
  bytes: 1,
  width: 2,
  height: 2,
  name: `${letter}.png`,
})) as [GenerationRequest['picture'] & object, GenerationRequest['picture'] & object];
const url = 'https://example.com/a.jpg';
const choose: WayFacts = { dataAllowed: false };
const open: WayFacts = { usual: 'public', publicHost: 'tunnel.example', dataAllowed: false };

describe('the way of a first frame', () => {
  test('is none where the service takes the picture itself', () => {
    expect(wayTaken(undefined, { pictureWay: 'data', pictureAddress: { url } }, [a])).toBeUndefined();
  });

  test('is an address alone where the well is empty, and nothing where the field is', () => {
    expect(wayTaken(choose, { pictureAddress: { url: ` ${url} ` } }, [])).toEqual({ kind: 'address', url });
    expect(wayTaken(choose, { pictureAddress: { url: '  ' } }, [])).toBeUndefined();
    expect(wayTaken(choose, { pictureWay: 'data' }, [])).toBeUndefined();
  });

  test('is the user’s choice, else the one that is open, else to be chosen', () => {
    expect(wayTaken(open, {}, [a])).toEqual({ kind: 'public' });
    expect(wayTaken({ usual: 'data', dataAllowed: true }, {}, [a])).toEqual({ kind: 'data' });
    expect(wayTaken(choose, {}, [a])).toBeUndefined();
    expect(wayTaken(open, { pictureWay: 'data' }, [a])).toEqual({ kind: 'data' });
    expect(wayTaken(choose, { pictureWay: 'public' }, [a])).toBeUndefined();
  });

  test('an address belongs to the picture it was typed for', () => {
    const wish = { pictureWay: 'address', pictureAddress: { url, of: a.sha256 } } as const;
    expect(wayTaken(choose, wish, [a])).toEqual({ kind: 'address', url });
    expect(wayTaken(choose, wish, [b])).toEqual({ kind: 'address', url: '' });
    expect(wayTaken(choose, wish, [])).toBeUndefined();
    expect(typedAddress(wish, b.sha256)).toBe('');
    expect(wayTaken(choose, { pictureWay: 'address', pictureAddress: { url } }, [a])).toEqual({
      kind: 'address',
      url: '',
    });
  });

  test('one address never stands for several pictures', () => {
    const wish = { pictureWay: 'address', pictureAddress: { url, of: a.sha256 } } as const;
    expect(wayTaken(choose, wish, [a, b])).toBeUndefined();
    expect(wayTaken(open, wish, [a, b])).toEqual({ kind: 'public' });
  });

  test('an address alone makes it a request that begins with a picture', () => {
    expect(beginsWithPicture(choose, { pictureAddress: { url } }, 0)).toBe(true);
    expect(beginsWithPicture(undefined, { pictureAddress: { url } }, 0)).toBe(false);
    expect(beginsWithPicture(undefined, {}, 1)).toBe(true);
  });
});

describe('the requests of a draft', () => {
  const draft = { prompt: 'p', options: { duration: 5 }, takes: 1 };
  const specs = vibegen.dialects[0]?.options() ?? [];

  test('carry the way that the form shows', () => {
    expect(requestsOf({ ...draft, pictureAddress: { url } }, 'vibegen', specs, [], choose)).toEqual([
      { service: 'vibegen', ...draft, pictureRoute: { kind: 'address', url } },
    ]);
    const several = requestsOf({ ...draft, pictureWay: 'data' }, 'vibegen', specs, [a, b], choose);
    expect(several.map(({ pictureRoute, picture }) => [pictureRoute?.kind, picture?.name])).toEqual([
      ['data', 'a.png'],
      ['data', 'b.png'],
    ]);
  });

  test('carry none to a service that takes the picture itself', () => {
    const wish = { ...draft, pictureWay: 'data', pictureAddress: { url } } as const;
    expect(requestsOf(wish, 'usvideo', specs, [a])[0]).not.toHaveProperty('pictureRoute');
    expect(requestsOf(wish, 'usvideo', specs, [])[0]).not.toHaveProperty('pictureRoute');
  });
});

describe('what the form knows of the ways', () => {
  const state = (pictureRoute: ServiceState['pictureRoute'], dataUrlAllowed = false) => ({
    baseUrl: 'https://vibegen.art/api/v1',
    ...(pictureRoute && { pictureRoute }),
    ...(dataUrlAllowed && { dataUrlAllowed }),
  });

  test('is nothing where the service takes the picture itself', () => {
    expect(waysOf(state(undefined), {})).toBeUndefined();
  });

  test('is which way is open, through which host, and whether data: URLs are allowed', () => {
    const access = { address: 'https://tunnel.example/x' };
    expect(waysOf(state('choose'), {})).toEqual({ dataAllowed: false });
    expect(waysOf(state('data', true), {})).toEqual({ usual: 'data', dataAllowed: true });
    for (const dataAllowed of [true, false]) {
      const facts = { usual: 'public', publicHost: 'tunnel.example', dataAllowed };
      expect(waysOf(state('public', dataAllowed), access)).toEqual(facts);
    }
  });

  test('is why the public address that is set cannot be used', () => {
    expect(waysOf(state('choose'), { problem: 'Bad.' })).toMatchObject({ publicProblem: 'Bad.' });
  });
});

describe('what a request leaves out', () => {
  const at = (service: typeof vibegen) => ({ service, options: service.dialectFor(undefined).options() });
  const session = (options: Record<string, string | number>, dropped: readonly string[] = [], alone = '') => ({
    draft: { prompt: 'p', options, takes: 1, pictureAddress: { url: alone } },
    dropped,
  });

  const labels = new Map([['negativePrompt', 'Negative prompt']]);
  const said = (
    ...[now, form, ways, pictures]: [ReturnType<typeof session>, ReturnType<typeof at>, WayFacts | undefined, number]
  ) => leftOutSentences(now, form, ways, pictures, labels);

  test('is said: options of the other kind of request, what a switch dropped, an address alone', () => {
    expect(said(session({ aspectRatio: '9:16', style: '' }), at(seedanceTv), undefined, 1)).toMatch(
      /without a first frame: Aspect ratio\.$/,
    );
    expect(said(session({ motionIntensity: 0.5 }), at(seedanceTv), undefined, 0)).toMatch(
      /with a first frame: Motion intensity\.$/,
    );
    expect(said(session({}, ['Seed']), at(vibegen), choose, 0)).toMatch(/not kept: Seed\.$/);
    expect(said(session({}, [], url), at(seedanceTv), undefined, 0)).toMatch('no address');
  });

  test('is said of settings used again that the form of another key has no room for', () => {
    const reused = said(session({ negativePrompt: 'logos', ratio: 1 }, ['Seed']), at(vibegen), choose, 0);
    expect(reused).toMatch(/not kept: Seed, Negative prompt, ratio\.$/);
    expect(said(session({ negativePrompt: '' }), at(vibegen), choose, 0)).toBeUndefined();
  });

  test('is not said where nothing is', () => {
    expect(said(session({ aspectRatio: '9:16' }, [], url), at(vibegen), choose, 0)).toBeUndefined();
    expect(said(session({ aspectRatio: '9:16' }), at(seedanceTv), undefined, 0)).toBeUndefined();
  });
});
