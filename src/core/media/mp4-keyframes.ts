// Finds the frames that a player can begin at: the encoder does not write them down, and without them seeking shows nothing.

/** Content of the boxes that say where samples lie; each begins with version and flags. */
export interface SampleTables {
  readonly stsz: Uint8Array;
  readonly stsc: Uint8Array;
  readonly stco: Uint8Array;
}

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);

/** Whether a sample, as NAL units with four bytes of length each, holds a slice of a key frame (ITU-T H.264, 7.4.1: type 5). */
function isKeyFrame(sample: Uint8Array): boolean {
  const lengths = view(sample);
  let at = 0;
  while (at + 5 <= sample.length) {
    if ((lengths.getUint8(at + 4) & 31) === 5) return true;
    at += 4 + lengths.getUint32(at);
  }
  return false;
}

/** Where each sample lies: its first byte and the byte after its last. */
function* samples({ stsz, stsc, stco }: SampleTables): Generator<readonly [start: number, end: number]> {
  const [sizes, runs, chunks] = [view(stsz), view(stsc), view(stco)];
  const each = sizes.getUint32(4);
  let sample = 0;
  let run = 0;
  for (let chunk = 0; chunk < chunks.getUint32(4); chunk++) {
    while (run + 1 < runs.getUint32(4) && runs.getUint32(8 + (run + 1) * 12) <= chunk + 1) run += 1;
    let position = chunks.getUint32(8 + chunk * 4);
    for (let left = runs.getUint32(12 + run * 12); left > 0 && sample < sizes.getUint32(8); left--) {
      const size = each || sizes.getUint32(12 + sample * 4);
      yield [position, position + size];
      position += size;
      sample += 1;
    }
  }
}

/** The content of an stss box (ISO/IEC 14496-12, 8.6.2) for an H.264 track of `file`. */
export function keyFrameTable(file: Uint8Array, tables: SampleTables): Uint8Array {
  const numbers: number[] = [];
  let number = 0;
  for (const [start, end] of samples(tables)) {
    number += 1;
    if (isKeyFrame(file.subarray(start, end))) numbers.push(number);
  }
  const content = new Uint8Array(8 + numbers.length * 4);
  view(content).setUint32(4, numbers.length);
  numbers.forEach((value, index) => view(content).setUint32(8 + index * 4, value));
  return content;
}
