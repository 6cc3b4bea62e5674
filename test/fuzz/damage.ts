// Damage as disks, editors and other programs do it to files.

import type { Chance } from '../simulation/world/chance';

const bits = [
  '{}',
  'null',
  '[[[[[[',
  '{"__proto__":{"v":1}}',
  '"',
  '\u0000',
  '\n',
  '-1',
  '1e999',
  '999999999999999999999',
  '"v":2',
  '\uFFFD',
  '\r\n',
  'true',
];

/** Bytes that nobody wrote on purpose. */
export function nonsense(chance: Chance): Uint8Array {
  if (chance.happens(0.1)) return new Uint8Array();
  if (chance.happens(0.3)) return chance.bytes(chance.between(1, 300));
  return Buffer.from(Array.from({ length: chance.between(1, 12) }, () => chance.pick(bits)).join(''));
}

/** Some of the bytes cut, doubled, replaced or zeroed. */
export function damaged(chance: Chance, bytes: Uint8Array): Uint8Array {
  const at = chance.between(0, bytes.length - 1);
  const to = chance.between(at, bytes.length);
  const [head, middle, tail] = [bytes.subarray(0, at), bytes.subarray(at, to), bytes.subarray(to)];
  switch (chance.between(0, 6)) {
    case 0:
      return head;
    case 1:
      return Buffer.concat([head, tail]);
    case 2:
      return Buffer.concat([head, middle, middle, tail]);
    case 3:
      return Buffer.concat([head, nonsense(chance), tail]);
    case 4:
      return Buffer.concat([head, new Uint8Array(middle.length), tail]);
    case 5: {
      const flipped = Uint8Array.from(bytes);
      flipped[at] = (flipped[at] ?? 0) ^ (1 << chance.between(0, 7));
      return flipped;
    }
    default:
      return Buffer.concat([bytes, nonsense(chance)]);
  }
}
