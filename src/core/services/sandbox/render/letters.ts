// The outlines of letters, as scripts/glyphs.mjs prepared them: the sandbox draws text without a font engine.

export interface Letter {
  readonly advance: number;
  /** Where its outline begins in the file. */
  readonly outline: number;
}

/** Where an outline is drawn to; coordinates in units of the font, y upwards. */
export interface Pen {
  moveTo(x: number, y: number): void;
  lineTo(x: number, y: number): void;
  curveTo(controlX: number, controlY: number, x: number, y: number): void;
}

class Reader {
  constructor(
    private readonly bytes: Uint8Array,
    public at: number,
  ) {}

  byte(): number {
    const value = this.bytes[this.at++];
    if (value === undefined) throw new Error('The file of letters is cut short.');
    return value;
  }

  varint(): number {
    let value = 0;
    let scale = 1;
    for (let byte = 128; byte > 127; scale *= 128) {
      byte = this.byte();
      value += (byte & 127) * scale;
    }
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }
}

export class Letters {
  readonly unitsPerEm: number;
  private readonly letters = new Map<number, Letter>();
  private readonly kerning = new Map<number, number>();

  /** @throws Error where the bytes are not such a file */
  constructor(private readonly bytes: Uint8Array) {
    if (String.fromCharCode(...bytes.subarray(0, 4)) !== 'RWL1') throw new Error('This is not a file of letters.');
    this.unitsPerEm = new DataView(bytes.buffer, bytes.byteOffset).getUint16(4);
    const reader = new Reader(bytes, 6);
    this.readLetters(reader);
    this.readKerning(reader);
  }

  letter(code: number): Letter | undefined {
    return this.letters.get(code);
  }

  /** What stands between two letters beside their widths, in units of the font. */
  kern(left: number, right: number): number {
    return this.kerning.get(left * 65536 + right) ?? 0;
  }

  draw(letter: Letter, pen: Pen): void {
    const reader = new Reader(this.bytes, letter.outline);
    let [x, y] = [0, 0];
    for (let command = reader.byte(); command !== 0; command = reader.byte()) {
      x += reader.varint();
      y += reader.varint();
      if (command === 1) {
        pen.moveTo(x, y);
      } else if (command === 2) {
        pen.lineTo(x, y);
      } else {
        const [controlX, controlY] = [x, y];
        x += reader.varint();
        y += reader.varint();
        pen.curveTo(controlX, controlY, x, y);
      }
    }
  }

  private readLetters(reader: Reader): void {
    let code = 0;
    for (let left = reader.varint(); left > 0; left--) {
      code += reader.varint();
      const advance = reader.varint();
      this.letters.set(code, { advance, outline: reader.at });
      reader.at = this.endOf(reader.at);
    }
  }

  private endOf(outline: number): number {
    const reader = new Reader(this.bytes, outline);
    for (let command = reader.byte(); command !== 0; command = reader.byte()) {
      for (let numbers = command === 3 ? 4 : 2; numbers > 0; numbers--) reader.varint();
    }
    return reader.at;
  }

  private readKerning(reader: Reader): void {
    let pair = 0;
    for (let left = reader.varint(); left > 0; left--) {
      pair += reader.varint();
      this.kerning.set(pair, reader.varint());
    }
  }
}
