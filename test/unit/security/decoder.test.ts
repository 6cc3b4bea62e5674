// The decoder's own bounds: what the look at a picture's header let through by mistake is still not unpacked.

import '../../support/sharp-wasm';
import { crc32, deflateSync } from 'node:zlib';
import { expect, test, vi } from 'vitest';
import { PictureError } from '../../../src/core/media/picture-error';
import type * as header from '../../../src/core/media/picture-header';

vi.setConfig({ testTimeout: 60_000 });
vi.mock('../../../src/core/media/picture-header', async original => ({
  ...(await original<typeof header>()),
  checkPicture: () => undefined,
}));
const { preparePicture } = await import('../../../src/core/media/picture');

function chunk(type: string, body: Uint8Array): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(body.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}

/** An honest black PNG with one bit per pixel. */
function black(width: number, height: number): Buffer {
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width);
  head.writeUInt32BE(height, 4);
  head.set([1, 0, 0, 0, 0], 8);
  const rows = Buffer.alloc((Math.ceil(width / 8) + 1) * height);
  const signature = Buffer.from('\x89PNG\r\n\x1a\n', 'latin1');
  const data = [chunk('IHDR', head), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([signature, ...data]);
}

test('a hundred megapixels and not a row more are decoded, whatever the header’s check said', async () => {
  expect(await preparePicture(black(10_000, 10_000), 'a.png')).toMatchObject({ width: 1080, height: 1080 });
  const refused = await preparePicture(black(10_000, 10_001), 'a.png').catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(PictureError);
  expect((refused as PictureError).code).toBe('picture-unreadable');
});
