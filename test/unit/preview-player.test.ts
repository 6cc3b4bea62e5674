// The Preview's player where the page cannot play everything, or its reader wants no motion. No browser: its elements are asked what they would show.

import type { TemplateResult } from 'lit';
import { beforeEach, expect, test, vi } from 'vitest';
import type { PlayerScene } from '../../webview-ui/preview/player';

/** What this browser can decode, and what its reader has asked for. */
const browser = { aac: '' as CanPlayTypeResult, still: false };
// Lit says once that it is the edition for developers.
vi.stubGlobal('litIssuedWarnings', new Set(['dev-mode']));
const { Player } = await import('../../webview-ui/preview/player');
const { themeStyles } = await import('../../webview-ui/shared/theme');
// Only now: where it finds a document, Lit expects all of it.
vi.stubGlobal('document', { createElement: () => ({ canPlayType: () => browser.aac }) });
vi.stubGlobal('matchMedia', () => ({ matches: browser.still }));

const advice = 'This clip has sound that cannot be heard here.';
const play = vi.fn(async () => undefined);

beforeEach(() => {
  Object.assign(browser, { aac: '', still: false });
  play.mockClear();
});

/** A player with a clip in it, as far as it needs a page. */
function player(scene: Partial<PlayerScene>) {
  const made = new Player();
  made.scene = { kind: 'player', source: 'clip.mp4', soundAdvice: advice, ...scene } as PlayerScene;
  const video = { play, muted: true, playbackRate: 1, currentTime: 0, requestVideoFrameCallback: () => 0 };
  Object.assign(made, { querySelector: (what: string) => (what === 'video' ? video : null) });
  return made;
}

/** All that a template would put on the page. */
function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.map(textOf).join('');
  if (typeof value === 'string') return value;
  if (typeof value !== 'object' || value === null || !('strings' in value)) return '';
  const { strings, values } = value as TemplateResult;
  return strings.map((part, at) => part + textOf(values[at])).join('');
}

test('a clip with sound says so where the browser cannot decode it, and has no button for the sound', () => {
  const shown = textOf(player({ hasAudio: true }).render());
  expect(shown).toContain(advice);
  expect(shown).not.toContain('(M)');
});

test.each<readonly [string, CanPlayTypeResult, Partial<PlayerScene>]>([
  ['where the browser plays it', 'probably', { hasAudio: true }],
  ['where the clip has none', '', { hasAudio: false }],
  ['where nobody knows whether there is any', '', {}],
])('nothing is said about sound %s', (_, aac, scene) => {
  browser.aac = aac;
  expect(textOf(player(scene).render())).not.toContain(advice);
});

test('a clip starts by itself, but not for a reader who wants no motion', () => {
  const start = () => {
    const made = player({});
    (made as unknown as { updated(changes: Map<string, unknown>): void }).updated(new Map([['scene', undefined]]));
  };
  start();
  expect(play).toHaveBeenCalledTimes(1);
  browser.still = true;
  start();
  expect(play).toHaveBeenCalledTimes(1);
});

test('for a reader who wants no motion nothing in the pages moves', () => {
  const [, rule = ''] =
    /@media \(prefers-reduced-motion: reduce\) \{([^]*?\})\s*\}/.exec(String(themeStyles.cssText)) ?? [];
  expect(rule.replaceAll(/\s+/g, ' ')).toContain(
    '*, *::before, *::after { animation-duration: 0s !important; transition-duration: 0s !important; }',
  );
});
