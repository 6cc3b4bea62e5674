// The palette's question how a picture reaches a service that takes addresses only: asked where no way is open, and said on the last page.
import { describe, expect, test, vi } from 'vitest';
import type { ServiceState } from '../../src/core/engine';
import type { PictureRoute } from '../../src/core/request';
import { isPictured, requestFrom, type Plan } from '../../src/editor/commands/generate/plan';

vi.mock('vscode', () => ({ l10n: { t: (text: string) => text } }));
const { mustAskForWay, wayText } = await import('../../src/editor/commands/generate/wayPage');

const picture = { sha256: 'a'.repeat(64), bytes: 1, width: 2, height: 2, name: 'a.png' };
const plan: Plan = { prompt: 'p', service: 'vibegen', options: {}, takes: 1 };
const address: PictureRoute = { kind: 'address', url: 'https://example.com/a.jpg' };
const at = (pictureRoute: ServiceState['pictureRoute']) => ({ pictureRoute }) as ServiceState;

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
