import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { outputFolder } from '../../src/core/output/folder';
import { defaultFileName, fileName, outputName, safeSegment, shortIdOf, slugOf } from '../../src/core/output/names';
import type { NameFacts } from '../../src/core/output/names';

const facts: NameFacts = {
  id: '01JABCDEFG-9f3a7c21',
  service: 'sandbox',
  prompt: 'A calm sea at dawn, slow camera',
  take: 2,
  options: { resolution: '720p', duration: 8, aspectRatio: '16:9', seed: 7 },
  createdAt: new Date(2026, 1, 3, 12).getTime(),
};
const named = (pattern: string, more: Partial<NameFacts> = {}): string => {
  const { folders, stem } = outputName(pattern, { ...facts, ...more });
  return [...folders, fileName(stem)].join('/');
};

test('the default name is the prompt in words and the end of the id', () => {
  expect(named(defaultFileName)).toBe('a-calm-sea-at-dawn-slow-camera-9f3a7c21.mp4');
});

test('every placeholder is filled', () => {
  expect(named('${date}/${service}-${take}-${resolution}-${duration}s-${aspectRatio}-${seed}')).toBe(
    '2026-02-03/sandbox-2-720p-8s-16x9-7.mp4',
  );
});

test('an unknown placeholder stays as its own word and an option that was not chosen leaves no gap', () => {
  expect(named('${slgu}-${shortId}')).toBe('slgu-9f3a7c21.mp4');
  expect(named('clip-${seed}', { options: {} })).toBe('clip.mp4');
  expect(named('${constructor}-${__proto__}')).toBe('constructor-__proto__.mp4');
});

test('an ending that the setting wrote is not doubled', () => {
  expect(named('hero.MP4')).toBe('hero.mp4');
  expect(named('hero.webm')).toBe('hero.webm.mp4');
});

describe('slugs', () => {
  test.each([
    ['Ein schöner Großstadtmorgen über Łódź', 'ein-schoner-grossstadtmorgen-uber-lodz'],
    ["A robot's café — 24 fps!", 'a-robots-cafe-24-fps'],
    ['ｆｕｌｌ ｗｉｄｔｈ ½', 'full-width-1-2'],
    ['夜の海', 'clip'],
    ['../../etc/passwd', 'etc-passwd'],
    ['', 'clip'],
    ['x'.repeat(90), 'x'.repeat(40)],
    ['one two three four five six seven eight nine ten', 'one-two-three-four-five-six-seven-eight'],
  ])('%s', (prompt, slug) => expect(slugOf(prompt)).toBe(slug));

  test('a short id is the end of the id, and empty only for an id without letters and digits', () => {
    expect(shortIdOf('ABC')).toBe('abc');
    expect(shortIdOf('--')).toBe('');
  });
});

describe('names that a file system must not be given', () => {
  test.each([
    ['../../../etc/passwd', 'etc/passwd.mp4'],
    ['..\\..\\windows\\x', 'windows/x.mp4'],
    ['/etc/x', 'etc/x.mp4'],
    ['C:\\x', 'C/x.mp4'],
    ['....//x', 'x.mp4'],
    ['CON', '_CON.mp4'],
    ['nul.txt', '_nul.txt.mp4'],
    ['com¹', '_com¹.mp4'],
    ['COM1 .a/aux', '_COM1 .a/_aux.mp4'],
    ['name. . .', 'name.mp4'],
    ['a\u202egpj.exe', 'agpj.exe.mp4'],
    ['a\u0000b\u200bc\ufeff', 'abc.mp4'],
    ['a<b>:"|?*c', 'a-b-c.mp4'],
    ['', 'clip.mp4'],
    ['   ', 'clip.mp4'],
    ['...', 'clip.mp4'],
    ['folder/', 'folder/clip.mp4'],
    ['--rm -rf', 'rm -rf.mp4'],
    ['~root', '~root.mp4'],
    ['\ud800x', 'x.mp4'],
  ])('%j', (pattern, path) => expect(named(pattern)).toBe(path));

  test('an over-long name is cut between characters', () => {
    const name = fileName(outputName('🎬'.repeat(200), facts).stem, 99_999);
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(120);
    expect(name).toMatch(/^(?:🎬)+-99999\.mp4$/u);
  });

  test('whatever the pattern, the prompt and the options say, each segment is a plain name and none climbs', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'./\\:${}aCON 1\u202e\u0000-'), maxLength: 30 }),
      fc.constantFrom('${slug}', '${slug}/${take}', '${resolution}', '..', 'con.${slug}', '${seed}.', 'LPT1'),
    );
    fc.assert(
      fc.property(text, text, text, (pattern, prompt, option) => {
        const options = { resolution: option, seed: option, aspectRatio: option };
        const { folders, stem } = outputName(pattern, { ...facts, prompt, id: prompt, service: option, options });
        for (const segment of [...folders, fileName(stem), fileName(stem, 999_999)]) expectPlain(segment);
      }),
      { numRuns: 5_000 },
    );
  });
});

/** Checked with other means than the code under test: by what each system's documents forbid. */
function expectPlain(segment: string): void {
  const codes = [...segment].map(character => character.codePointAt(0) ?? 0);
  const wrong =
    segment === '' ||
    /^\.|[. ]$/.test(segment) ||
    /[<>:"/\\|?*]/.test(segment) ||
    codes.some(code => code < 32 || (code >= 0x7f && code < 0xa0)) ||
    codes.some(code => (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e)) ||
    codes.some(code => (code >= 0x2060 && code <= 0x206f) || code === 0xfeff || (code >= 0xd800 && code <= 0xdfff)) ||
    /^(con|prn|aux|nul|com\d|lpt\d)\s*(\.|$)/i.test(segment) ||
    Buffer.byteLength(segment) > 120;
  if (wrong) throw new Error(`not a plain name: ${JSON.stringify(segment)}`);
}

test('a safe segment stays as it is', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), text => {
      const once = safeSegment(text);
      expect(safeSegment(once)).toBe(once);
    }),
    { numRuns: 2_000 },
  );
});

describe('the output folder', () => {
  test.each([
    ['videos', ['videos']],
    ['media/clips', ['media', 'clips']],
    ['media\\clips\\', ['media', 'clips']],
    ['./videos', ['videos']],
    ['', []],
    ['.', []],
    [' .assets/v ', ['.assets', 'v']],
    ['映像/ролики', ['映像', 'ролики']],
  ])('%j is inside the workspace', (setting, segments) => expect(outputFolder(setting)).toEqual({ segments }));

  test.each([
    ['/etc', 'absolute'],
    ['\\\\server\\share', 'absolute'],
    ['C:\\videos', 'absolute'],
    ['c:videos', 'absolute'],
    ['file:///etc', 'absolute'],
    ['~/videos', 'absolute'],
    ['..', 'outside'],
    ['videos/../..', 'outside'],
    ['videos/.. /x', 'outside'],
    ['videos/.../x', 'outside'],
    ['vid\u202eeos', 'name'],
    ['a\u0000b', 'name'],
    ['videos/con', 'name'],
    ['what?', 'name'],
    ['x'.repeat(121), 'name'],
    ['a/'.repeat(17), 'name'],
  ])('%j is refused', (setting, problem) => expect(outputFolder(setting)).toEqual({ problem }));
});
