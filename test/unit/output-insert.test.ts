import { describe, expect, test } from 'vitest';
import { relativePath, snippetFor } from '../../src/core/output/insert';
import type { InsertFacts } from '../../src/core/output/insert';

const silent: InsertFacts = {
  prompt: 'A calm sea',
  path: 'videos/a-calm-sea.mp4',
  width: 1280,
  height: 720,
  hasAudio: false,
};
const into = (language: string, fileName: string, more: Partial<InsertFacts> = {}): string =>
  snippetFor({ language, fileName }, { ...silent, ...more });

test('HTML gets a video element that loops in the background', () => {
  expect(into('html', 'index.html')).toBe(
    '<video src="videos/a-calm-sea.mp4" width="1280" height="720" autoplay muted loop playsinline aria-label="A calm sea"></video>',
  );
});

test('a clip with sound, or of which nothing is known, gets controls and does not start by itself', () => {
  for (const facts of [
    { ...silent, hasAudio: true },
    { prompt: 'x', path: 'v.mp4' },
  ]) {
    const text = snippetFor({ language: 'html', fileName: 'a.html' }, facts);
    expect(text).toContain(' controls ');
    expect(text).not.toContain('autoplay');
  }
  expect(snippetFor({ language: 'html', fileName: 'a.html' }, { prompt: 'x', path: 'v.mp4' })).not.toContain('width');
});

test('JSX and TSX get their own attribute names', () => {
  const expected =
    '<video src="videos/a-calm-sea.mp4" width={1280} height={720} autoPlay muted loop playsInline aria-label="A calm sea" />';
  expect(into('javascriptreact', 'a.jsx')).toBe(expected);
  expect(into('typescriptreact', 'a.tsx')).toBe(expected);
});

test('Vue, Svelte and Astro are told by their file names where the editor has no such language', () => {
  expect(into('plaintext', '/x/Hero.vue')).toContain('<video src="./videos/a-calm-sea.mp4"');
  expect(into('plaintext', '/x/Hero.svelte')).toContain('<video src="videos/a-calm-sea.mp4"');
  expect(into('plaintext', '/x/Hero.ASTRO')).toContain('<video src="videos/a-calm-sea.mp4"');
  expect(into('vue', 'Untitled-1')).toContain('<video ');
});

test('Markdown gets a link whose text and address cannot break out of it', () => {
  expect(into('markdown', 'README.md')).toBe('[A calm sea](videos/a-calm-sea.mp4)');
  expect(into('markdown', 'README.md', { prompt: 'a ](javascript:x) *b*\n_c_ `d`', path: 'my (new) clip.mp4' })).toBe(
    '[a \\](javascript:x) \\*b\\* \\_c\\_ \\`d\\`](my%20%28new%29%20clip.mp4)',
  );
  expect(into('markdown', 'README.md', { prompt: '\n' })).toContain('[video](');
});

test('every other language gets the plain path', () => {
  expect(into('css', 'style.css', { path: '../my videos/a.mp4' })).toBe('../my videos/a.mp4');
  expect(into('json', 'package.json')).toBe('videos/a-calm-sea.mp4');
  expect(into('plaintext', 'Untitled-1')).toBe('videos/a-calm-sea.mp4');
});

describe('attributes', () => {
  test('quotes, tags, entities and template braces in a prompt stay text', () => {
    const prompt = '"><script>alert(1)</script> & {{ secret }} \u202ex';
    for (const [language, file] of [
      ['html', 'a.html'],
      ['typescriptreact', 'a.tsx'],
      ['plaintext', 'a.svelte'],
    ] as const) {
      expect(into(language, file, { prompt })).toContain(
        'aria-label="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt; &amp; &#123;&#123; secret &#125;&#125; x"',
      );
    }
  });

  test('a path is encoded where it is an address, and scripts other than Latin stay readable', () => {
    expect(into('html', 'a.html', { path: 'mes vidéos/50%/a#b?"c.mp4' })).toContain(
      'src="mes%20vidéos/50%25/a%23b%3F%22c.mp4"',
    );
    expect(into('html', 'a.html', { path: 'javascript:alert(1).mp4' })).toContain(
      'src="./javascript:alert%281%29.mp4"',
    );
    expect(into('html', 'a.html', { path: '映像/夜.mp4' })).toContain('src="映像/夜.mp4"');
  });

  test('a size that is no whole positive number is left out', () => {
    expect(into('html', 'a.html', { width: 0 })).not.toContain('width=');
    expect(into('typescriptreact', 'a.tsx', { height: 0.5 })).not.toContain('height=');
  });

  test('a long prompt is shortened between characters', () => {
    const text = into('html', 'a.html', { prompt: '🎬'.repeat(500) });
    expect(text).toContain(`aria-label="${'🎬'.repeat(119)}…"`);
  });
});

test.each([
  ['/w/docs', '/w/videos/a.mp4', '../videos/a.mp4'],
  ['/w', '/w/videos/a.mp4', 'videos/a.mp4'],
  ['/w/a/b/', '/w/a/c.mp4', '../c.mp4'],
])('from %s to %s the way is %s', (from, to, way) => expect(relativePath(from, to)).toBe(way));
