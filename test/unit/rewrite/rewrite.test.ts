// The more literal prompt: what reviews block is taken out and named, the rest stays, and nothing is invented.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { rewriteLiterally } from '../../../src/core/services/rewrite';

const plain = { takesNegativePrompt: false };
const rewritten = (prompt: string) => rewriteLiterally(prompt, plain).prompt.replace(/ Silent, no speech\.$/, '');

describe('the rewrite', () => {
  it.each([
    ['A man says "hello there" and waves', 'A man waves.'],
    ['"Welcome home," she whispers, opening the door to a bright kitchen', 'Opening the door to a bright kitchen.'],
    ['A chef plates pasta, soft jazz music playing, he says: “Bon appétit”', 'A chef plates pasta.'],
    ['A sign that reads "OPEN" glows. People talk and laugh.', 'A sign glows. People laugh.'],
    ['A woman talking to the camera about her skincare routine', 'A woman looking at the camera.'],
    ['A presenter is speaking about finance in a studio', 'A presenter is in a studio.'],
    ['The ocean with crashing waves and the sound of seagulls', 'The ocean with crashing waves.'],
    ['Close-up of hands typing, with music', 'Close-up of hands typing.'],
    ['A beach at dusk, in the style of Wes Anderson, wide shot', 'A beach at dusk, wide shot.'],
    ['A Pixar-style robot dancing', 'A robot dancing.'],
    ['A retro-style diner', 'A retro-style diner.'],
    ['A famous actor on a red carpet', 'An actor on a red carpet.'],
    ['A singer who looks like Jane Doe on stage', 'A singer on stage.'],
    ['A celebrity at a party', 'A person at a party.'],
    ['An Acme® laptop on a desk', 'A laptop on a desk.'],
    ['Somebody drinks an Acme® on a beach', 'Somebody drinks a product on a beach.'],
    ['A sneaker rotating on a pedestal with the Acme™ logo visible', 'A sneaker rotating on a pedestal.'],
    ['An hour glass, sand falling', 'An hour glass, sand falling.'],
    ['A drone shot over a misty lake at sunrise', 'A drone shot over a misty lake at sunrise.'],
  ])('of %j is %j', (prompt, wanted) => {
    expect(rewritten(prompt)).toBe(wanted);
  });

  it('says once that it is silent', () => {
    expect(rewriteLiterally('A silent forest', plain)).toEqual({ prompt: 'A silent forest', changes: [] });
    const once = rewriteLiterally('A forest', plain).prompt;
    expect(once).toBe('A forest. Silent, no speech.');
    expect(rewriteLiterally(once, plain)).toEqual({ prompt: once, changes: [] });
  });

  it('takes quotations out of other languages, and adds no English to them', () => {
    expect(rewriteLiterally('一个女孩在海边说“你好”，然后微笑', plain).prompt).toBe('一个女孩在海边，然后微笑');
    expect(rewriteLiterally('Eine Frau lächelt „Hallo“ im Garten', plain).prompt).toContain(
      'Eine Frau lächelt im Garten',
    );
  });

  it('shortens after a sentence', () => {
    const { prompt, changes } = rewriteLiterally('A wide field of grass in the wind. '.repeat(30), plain);
    expect(prompt.length).toBeLessThan(430);
    expect(prompt).toMatch(/wind\. Silent, no speech\.$/);
    expect(changes.some(({ why }) => /shorter/.test(why))).toBe(true);
  });

  it('leaves a prompt alone of which nothing would be left', () => {
    expect(rewriteLiterally('“Hello”', plain)).toEqual({ prompt: '“Hello”', changes: [] });
    expect(rewriteLiterally('', plain)).toEqual({ prompt: '', changes: [] });
  });

  it('names every change with its reason', () => {
    const { changes } = rewriteLiterally('A famous cook says "hi" and smiles', plain);
    expect(changes.map(({ before, after }) => [before, after])).toEqual([
      ['says "hi" and', ''],
      ['famous', ''],
      ['', 'Silent, no speech.'],
    ]);
    for (const { why } of changes) expect(why).toMatch(/\.$/);
  });
});

describe('the negative prompt', () => {
  it('is filled in where the service takes one, after what is there', () => {
    const fill = (negativePrompt?: string) =>
      rewriteLiterally('A cup', {
        takesNegativePrompt: true,
        ...(negativePrompt === undefined ? {} : { negativePrompt }),
      }).negativePrompt;
    expect(fill()).toBe('speech, captions, logos, extra objects');
    expect(fill('blur, Logos')).toBe('blur, Logos, speech, captions, extra objects');
    expect(fill('speech, captions, logos, extra objects')).toBe('speech, captions, logos, extra objects');
    expect(rewriteLiterally('A cup', plain).negativePrompt).toBeUndefined();
  });
});

describe('any prompt', () => {
  const parts = fc.constantFrom(
    'says',
    '"',
    '“',
    '”',
    'music',
    ',',
    '.',
    ' and ',
    'with ',
    'famous ',
    'Acme®',
    'A cat',
    '  ',
    '\n',
    'like Bob',
    'logo',
    '说',
    '👩‍👩‍👧',
  );
  it('has a rewrite that is not empty, and whole', () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.array(parts, { maxLength: 40 }).map(list => list.join('')),
          fc.string({ unit: 'binary' }),
        ),
        prompt => {
          const { prompt: once } = rewriteLiterally(prompt, plain);
          expect(once === '').toBe(prompt.trim() === '');
          expect(/\p{Surrogate}/u.test(once) && !/\p{Surrogate}/u.test(prompt)).toBe(false);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('however long takes no time to speak of', () => {
    for (const part of [
      ' ',
      'a ',
      '"',
      '“',
      'says ',
      'A, ',
      'music ',
      'the the ',
      'Acme®',
      'with a ',
      'A'.repeat(50),
    ]) {
      const start = performance.now();
      rewriteLiterally(part.repeat(Math.ceil(20_000 / part.length)), plain);
      expect(performance.now() - start, JSON.stringify(part)).toBeLessThan(2_000);
    }
  });
});
