// The way through the palette: how a picture reaches a service that takes addresses only, and what becomes of options when the service changes.
import { describe, expect, test, vi } from 'vitest';
import type { ServiceState } from '../../src/core/engine';
import type { PictureRoute } from '../../src/core/request';
import { allServices } from '../../src/core/services/catalog';
import {
  fitted,
  isPictured,
  optionsAt,
  requestFrom,
  walk,
  type Page,
  type Plan,
} from '../../src/editor/commands/generate/plan';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
const { mustAskForWay, wayText } = await import('../../src/editor/commands/generate/wayPage');

const picture = { sha256: 'a'.repeat(64), bytes: 1, width: 2, height: 2, name: 'a.png' };
const plan: Plan = { prompt: 'p', service: 'vibegen', options: {}, takes: 1 };
const address: PictureRoute = { kind: 'address', url: 'https://example.com/a.jpg' };
const at = (pictureRoute: ServiceState['pictureRoute']) => ({ pictureRoute }) as ServiceState;

describe('options on the way through the palette', () => {
  const usvideo =
    allServices
      .find(({ id }) => id === 'usvideo')
      ?.dialectFor(undefined)
      .options() ?? [];
  const vibegen =
    allServices
      .find(({ id }) => id === 'vibegen')
      ?.dialectFor(undefined)
      .options() ?? [];
  const chosen: Plan = { ...plan, service: 'usvideo', options: { resolution: '1080p', duration: 8, seed: 7 } };

  test('are kept at another service where it understands them; what it drops is said, and there again on the way back', () => {
    const there = { ...chosen, service: 'vibegen', ...optionsAt(chosen, 'vibegen', vibegen) };
    expect(there.options).toEqual({ resolution: '1080p' });
    expect(fitted(there, vibegen).leftOut).toEqual(['duration', 'seed']);
    expect(requestFrom(there)).toEqual({ ...plan, service: 'vibegen', options: { resolution: '1080p' } });
    const again = { ...there, service: 'usvideo', ...optionsAt(there, 'usvideo', usvideo) };
    expect(again.options).toEqual(chosen.options);
    expect(fitted(again, usvideo).leftOut).toEqual([]);
  });

  test('stay as they are where the service does', () => {
    const dropped = { ...chosen, dropped: ['style'], aside: { style: 'ink' } };
    expect(optionsAt(dropped, 'usvideo', usvideo)).toEqual({
      options: chosen.options,
      dropped: ['style'],
      aside: { style: 'ink' },
    });
  });

  test('for the other kind of request are left out and said, and not forgotten', () => {
    const specs =
      allServices
        .find(({ id }) => id === 'seedance-tv')
        ?.dialectFor(undefined)
        .options() ?? [];
    const styled = { ...plan, service: 'seedance-tv', picture, options: { style: 'ink', duration: 4 } };
    expect(fitted(styled, specs)).toMatchObject({ plan: { options: { duration: 4 } }, leftOut: ['style'] });
    expect(fitted({ ...styled, picture: undefined }, specs).plan.options).toEqual(styled.options);
  });

  test('chosen on a page are still chosen after going back from it', async () => {
    let seen: Plan | undefined;
    const first: Page = async (now, _frame) => {
      if (seen) return { kind: 'cancel' };
      return { kind: 'next', value: now };
    };
    const second: Page = async now => {
      seen = now;
      return { kind: 'back', value: { ...now, takes: 4 } };
    };
    const asked: Plan[] = [];
    await walk([async (now, frame) => (asked.push(now), first(now, frame)), second], plan);
    expect(asked.map(({ takes }) => takes)).toEqual([1, 4]);
  });
});

describe('the way of a picture in the palette', () => {
  test('is asked for where there is a picture and no way is open', () => {
    expect(mustAskForWay({ ...plan, picture }, at('choose'))).toBe(true);
    expect(mustAskForWay({ ...plan, picture, pictureRoute: address }, at('choose'))).toBe(false);
    expect(mustAskForWay({ ...plan, picture }, at('public'))).toBe(false);
    expect(mustAskForWay({ ...plan, picture }, at(undefined))).toBe(false);
    expect(mustAskForWay(plan, at('choose'))).toBe(false);
  });

  test('is said as it is, the address itself where one was given', () => {
    expect(wayText({ ...plan, pictureRoute: address }, at('choose'))).toBe(address.url);
    expect(wayText({ ...plan, picture }, at('public'))).toMatch('public address');
    expect(wayText({ ...plan, picture, pictureRoute: { kind: 'data' } }, at('public'))).toMatch('data: URL');
    expect(wayText(plan, at('public'))).toBeUndefined();
    expect(wayText({ ...plan, picture }, at(undefined))).toBeUndefined();
  });

  test('an address alone begins with a picture and goes into the request', () => {
    const alone = { ...plan, pictureRoute: address };
    expect(isPictured(alone)).toBe(true);
    expect(isPictured({ ...plan, pictureRoute: { kind: 'data' } })).toBe(false);
    expect(requestFrom(alone)).toEqual({ ...plan, pictureRoute: address });
    expect(requestFrom(plan)).toEqual(plan);
  });
});
