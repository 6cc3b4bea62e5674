// Turns a font into the small file of outlines that the sandbox sets its title cards with: media/sandbox/letters.bin.
// Run by hand when the font changes: node scripts/glyphs.mjs <files/ of the npm package @fontsource/inter, 5.3.0>
import { readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { parse } = createRequire(import.meta.url)('opentype.js');

const ranges = [
  [0x20, 0x7e], // Latin
  [0xa0, 0x17f], // Latin-1, Latin Extended-A
  [0x218, 0x21b], // Romanian
  [0x370, 0x3ff], // Greek
  [0x400, 0x45f], // Cyrillic
  [0x490, 0x491], // Ukrainian
  [0x1e80, 0x1e85], // Welsh
  [0x1ea0, 0x1ef9], // Vietnamese
  [0x2010, 0x2027], // dashes, quotes, ellipsis
  [0x2030, 0x203a], // per mille, primes, angle quotes
  [0x20ac, 0x20ac], // euro
  [0x2116, 0x2116], // numero
  [0x2122, 0x2122], // trade mark
  [0x2190, 0x2193], // arrows
  [0x2212, 0x2212], // minus
];
const wanted = code => ranges.some(([from, to]) => code >= from && code <= to);

/** Bytes that grow: numbers as zigzag varints, since most steps of an outline are small. */
class Bytes {
  list = [];
  varint(value) {
    let rest = value < 0 ? -2 * value - 1 : 2 * value;
    for (; rest > 127; rest = Math.floor(rest / 128)) this.list.push((rest & 127) | 128);
    this.list.push(rest);
  }
}

/** Commands: 0 ends, 1 moves, 2 lines, 3 curves (quadratic); coordinates as steps from the last point, y upwards. */
function outline(glyph, font) {
  const bytes = new Bytes();
  let [lastX, lastY, firstX, firstY] = [0, 0, 0, 0];
  const point = (x, y) => {
    const [nextX, nextY] = [Math.round(x), Math.round(y)];
    bytes.varint(nextX - lastX);
    bytes.varint(nextY - lastY);
    [lastX, lastY] = [nextX, nextY];
  };
  for (const command of glyph.getPath(0, 0, font.unitsPerEm).commands) {
    if (command.type === 'C') throw new Error('Cubic outlines are not expected.');
    if (command.type === 'Z') {
      if (lastX === firstX && lastY === firstY) continue;
      bytes.list.push(2);
      point(firstX, firstY);
      continue;
    }
    bytes.list.push({ M: 1, L: 2, Q: 3 }[command.type]);
    if (command.type === 'Q') point(command.x1, -command.y1);
    point(command.x, -command.y);
    if (command.type === 'M') [firstX, firstY] = [lastX, lastY];
  }
  bytes.list.push(0);
  return bytes.list;
}

async function readFonts(folder) {
  const names = (await readdir(folder)).filter(name => name.endsWith('-600-normal.woff')).sort();
  // The plain Latin subset first: where a letter is in several, its kerning is richest there.
  names.sort((a, b) => Number(b === 'inter-latin-600-normal.woff') - Number(a === 'inter-latin-600-normal.woff'));
  const fonts = [];
  for (const name of names) {
    const file = await readFile(join(folder, name));
    fonts.push(parse(file.buffer.slice(file.byteOffset, file.byteOffset + file.length)));
  }
  return fonts;
}

function collect(fonts) {
  const glyphs = new Map();
  const kerning = new Map();
  for (const font of fonts) {
    const here = [];
    for (const code of Object.keys(font.tables.cmap.glyphIndexMap).map(Number)) {
      if (!wanted(code)) continue;
      const glyph = font.charToGlyph(String.fromCodePoint(code));
      here.push([code, glyph]);
      if (!glyphs.has(code)) glyphs.set(code, { advance: glyph.advanceWidth, outline: outline(glyph, font) });
    }
    for (const [left, leftGlyph] of here) {
      for (const [right, rightGlyph] of here) {
        const key = left * 65536 + right;
        if (kerning.has(key)) continue;
        kerning.set(key, font.getKerningValue(leftGlyph, rightGlyph));
      }
    }
  }
  return { glyphs, kerning };
}

/** Letter pairs whose kerning is worth its bytes: beyond 1.5 % of the size. */
const worthKerning = (value, unitsPerEm) => Math.abs(value) > unitsPerEm * 0.015;

function encode({ glyphs, kerning }, font) {
  const codes = [...glyphs.keys()].sort((a, b) => a - b);
  const pairs = [...kerning].filter(([, value]) => worthKerning(value, font.unitsPerEm)).sort((a, b) => a[0] - b[0]);
  const bytes = new Bytes();
  let last = 0;
  bytes.varint(codes.length);
  for (const code of codes) {
    const glyph = glyphs.get(code);
    bytes.varint(code - last);
    bytes.varint(Math.round(glyph.advance));
    bytes.list.push(...glyph.outline);
    last = code;
  }
  bytes.varint(pairs.length);
  last = 0;
  for (const [key, value] of pairs) {
    bytes.varint(key - last);
    bytes.varint(Math.round(value));
    last = key;
  }
  const head = Buffer.alloc(6);
  head.write('RWL1', 'latin1');
  head.writeUInt16BE(font.unitsPerEm, 4);
  return { file: Buffer.concat([head, Buffer.from(bytes.list)]), letters: codes.length, pairs: pairs.length };
}

const folder = process.argv[2];
if (!folder) throw new Error('Give the folder that holds the .woff files.');
const fonts = await readFonts(folder);
const { file, letters, pairs } = encode(collect(fonts), fonts[0]);
await writeFile(new URL('../media/sandbox/letters.bin', import.meta.url), file);
process.stdout.write(`${letters} letters, ${pairs} kerning pairs, ${file.length} bytes\n`);
