// The first-frame well: prepared at once, replaced as a whole, and never mixed up by what ends late.
import { describe, expect, test, vi } from 'vitest';
import type { Picture } from '../../src/core/request';
import { maxPictures } from '../../src/protocol/create';
import { Well, type PictureSource } from '../../src/editor/views/create/well';

const pictureOf = (name: string): Picture => ({ sha256: name.padEnd(64, '0'), bytes: 3, width: 2, height: 1, name });
const source = (name: string): PictureSource => ({ name, read: () => Promise.resolve(new Uint8Array([1])) });

function makeWell(stage = (_bytes: Uint8Array, name: string) => Promise.resolve(pictureOf(name))) {
  const changed = vi.fn();
  const explain = (error: unknown, name: string) => `${name}: ${error instanceof Error ? error.message : ''}`;
  return { well: new Well({ stage, explain, changed }), changed };
}

describe('the well', () => {
  test('shows names at once and pictures when they are ready', async () => {
    const { well, changed } = makeWell();
    const taken = well.take([source('a'), source('b')]);
    expect(well.items.map(item => [item.state, item.name])).toEqual([
      ['preparing', 'a'],
      ['preparing', 'b'],
    ]);
    await taken;
    expect(well.ready.map(picture => picture.name)).toEqual(['a', 'b']);
    expect(changed).toHaveBeenCalled();
  });

  test('says of each file why it cannot be used, and keeps the others', async () => {
    const { well } = makeWell((_bytes, name) =>
      name === 'bad' ? Promise.reject(new Error('no picture')) : Promise.resolve(pictureOf(name)),
    );
    await well.take([source('bad'), source('good')]);
    expect(well.items).toMatchObject([{ state: 'failed', message: 'bad: no picture' }, { state: 'ready' }]);
  });

  test('what was replaced or removed while it was prepared does not come back', async () => {
    const ends: (() => void)[] = [];
    const { well } = makeWell((_bytes, name) => new Promise(resolve => ends.push(() => resolve(pictureOf(name)))));
    const first = well.take([source('old')]);
    await vi.waitFor(() => expect(ends).toHaveLength(1));
    const second = well.take([source('new')]);
    await vi.waitFor(() => expect(ends).toHaveLength(2));
    ends[1]?.();
    ends[0]?.();
    await Promise.all([first, second]);
    expect(well.ready.map(picture => picture.name)).toEqual(['new']);
    well.remove(well.items[0]?.id ?? '');
    expect(well.items).toEqual([]);
  });

  test('takes what the view remembered only as long as nobody touched it', () => {
    const { well } = makeWell();
    well.restore([pictureOf('remembered')]);
    expect(well.ready).toHaveLength(1);
    well.remove(well.items[0]?.id ?? '');
    well.restore([pictureOf('remembered')]);
    expect(well.ready).toHaveLength(0);
  });

  test('knows the size of the file as it came, beside the size that is sent', async () => {
    const { well } = makeWell();
    // A GIF of 1600 × 900: its header and one empty frame.
    const gif = Uint8Array.from(Buffer.from('474946383961400684030000002c00000000400684030002003b', 'hex'));
    await well.take([{ name: 'a.gif', uri: 'file:///a.gif', read: () => Promise.resolve(gif) }]);
    expect(well.items).toMatchObject([{ source: { width: 1600, height: 900 }, picture: { width: 2, height: 1 } }]);
    expect(well.origins).toEqual([{ name: 'a.gif', uri: 'file:///a.gif', size: gif.length }]);
    well.put(well.ready);
    expect(well.items[0]).not.toHaveProperty('source');
    expect(well.origins).toEqual([{ name: 'a.gif' }]);
  });

  test('holds no more than a person can look through', async () => {
    const { well } = makeWell();
    await well.take(Array.from({ length: maxPictures + 5 }, (_, index) => source(String(index))));
    expect(well.items).toHaveLength(maxPictures);
  });

  test('a picture that the store lost says so', () => {
    const { well } = makeWell();
    well.put([pictureOf('a')]);
    well.lose(pictureOf('a').sha256, 'gone');
    expect(well.items).toMatchObject([{ state: 'failed', message: 'gone' }]);
  });

  test('what became clips can be taken out', () => {
    const { well } = makeWell();
    well.put([pictureOf('a'), pictureOf('b')]);
    well.removePictures(new Set([pictureOf('a').sha256]));
    expect(well.ready.map(picture => picture.name)).toEqual(['b']);
  });
});
