// An MP4 reader that shares no code with the product: the top boxes, and what the one video track says.

export interface BoxFacts {
  /** Types of the top-level boxes, in order; free space left out. */
  readonly order: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly seconds: number;
  readonly codec: string;
  readonly frames: number;
}

/** Reads a whole MP4. @throws where its boxes do not add up to its size */
export function readBoxes(file: Buffer): BoxFacts {
  const order: string[] = [];
  let moov: Buffer = Buffer.alloc(0);
  let at = 0;
  while (at < file.length) {
    const [size, type] = head(file, at);
    if (type === 'moov') moov = file.subarray(at, at + size);
    if (type !== 'free') order.push(type);
    at += size;
  }
  if (at !== file.length) throw new Error(`The boxes end at ${at}, the file at ${file.length}.`);
  const tkhd = find(moov, 'tkhd');
  const mvhd = find(moov, 'mvhd');
  const stsd = find(moov, 'stsd');
  const stsz = find(moov, 'stsz');
  return {
    order,
    width: tkhd.readUInt32BE(tkhd.length - 8) / 65_536,
    height: tkhd.readUInt32BE(tkhd.length - 4) / 65_536,
    seconds: mvhd.readUInt32BE(24) / mvhd.readUInt32BE(20),
    codec: stsd.toString('latin1', 20, 24),
    frames: stsz.readUInt32BE(16),
  };
}

function head(file: Buffer, at: number): [number, string] {
  const short = file.readUInt32BE(at);
  const type = file.toString('latin1', at + 4, at + 8);
  const size = short === 1 ? Number(file.readBigUInt64BE(at + 8)) : short === 0 ? file.length - at : short;
  if (size < 8) throw new Error(`The box ${type} at ${at} has the size ${size}.`);
  return [size, type];
}

/** The first box of a type, by its name's bytes. */
function find(moov: Buffer, type: string): Buffer {
  const at = moov.indexOf(type, 0, 'latin1') - 4;
  if (at < 0) throw new Error(`There is no ${type} box.`);
  return moov.subarray(at, at + moov.readUInt32BE(at));
}
