// The last pass over the encoder's output: the same frames give the same bytes, and the header comes first.

import { keyFrameTable } from './mp4-keyframes';

interface Node {
  readonly type: string;
  /** Bytes before the children, or all of the content. */
  readonly data: Uint8Array;
  readonly children: readonly Node[];
}

const containers = new Set(['moov', 'trak', 'mdia', 'minf', 'stbl', 'edts', 'dinf']);

/** ITU-T H.273: BT.709 primaries, transfer and matrix, limited range. What the frames are drawn in, and what players assume of HD. */
const colour: Node = {
  type: 'colr',
  data: Uint8Array.of(0x6e, 0x63, 0x6c, 0x78, 0, 1, 0, 1, 0, 1, 0),
  children: [],
};

const view = (bytes: Uint8Array) => new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
const typeAt = (bytes: Uint8Array, at: number) => String.fromCharCode(...bytes.subarray(at + 4, at + 8));

function* parts(bytes: Uint8Array, from: number): Generator<{ type: string; content: Uint8Array; start: number }> {
  let start = from;
  while (start + 8 <= bytes.length) {
    const size = view(bytes).getUint32(start) || bytes.length - start;
    if (size < 8 || start + size > bytes.length) throw new Error(`The encoder wrote a broken box at ${start}.`);
    yield { type: typeAt(bytes, start), content: bytes.subarray(start + 8, start + size), start };
    start += size;
  }
}

/** How many bytes of a box stand before its children; undefined where it has none. */
function prefixOf(type: string): number | undefined {
  if (containers.has(type)) return 0;
  if (type === 'stsd') return 8;
  return type === 'avc1' ? 78 : undefined;
}

function parse(type: string, content: Uint8Array): Node {
  const prefix = prefixOf(type);
  if (prefix === undefined) return { type, data: content.slice(), children: [] };
  const children = [...parts(content, prefix)].map(part => parse(part.type, part.content));
  return { type, data: content.slice(0, prefix), children };
}

function sizeOf(node: Node): number {
  return 8 + node.data.length + node.children.reduce((sum, child) => sum + sizeOf(child), 0);
}

function writeNode(node: Node, target: Uint8Array, at: number): number {
  view(target).setUint32(at, sizeOf(node));
  for (let index = 0; index < 4; index++) target[at + 4 + index] = node.type.charCodeAt(index);
  target.set(node.data, at + 8);
  let end = at + 8 + node.data.length;
  for (const child of node.children) end = writeNode(child, target, end);
  return end;
}

/** Creation and modification time stand right after version and flags (ISO/IEC 14496-12, 8.2.2, 8.3.2, 8.4.2). */
function withoutTimes(node: Node): void {
  if (node.type === 'mvhd' || node.type === 'tkhd' || node.type === 'mdhd') {
    node.data.fill(0, 4, node.data[0] === 1 ? 20 : 12);
  }
  for (const child of node.children) withoutTimes(child);
}

function withColour(node: Node): Node {
  const children = node.children.map(withColour);
  const add = node.type === 'avc1' && !children.some(child => child.type === 'colr');
  return { ...node, children: add ? [...children, colour] : children };
}

/** Adds the list of key frames to a video track that has none. Chunk offsets must still be those of `file`. */
function withKeyFrames(node: Node, file: Uint8Array): Node {
  if (node.type !== 'stbl') return { ...node, children: node.children.map(child => withKeyFrames(child, file)) };
  const content = (type: string) => node.children.find(child => child.type === type)?.data;
  const [stsz, stsc, stco] = [content('stsz'), content('stsc'), content('stco')];
  if (content('stss') || !stsz || !stsc || !stco) return node;
  const stss: Node = { type: 'stss', data: keyFrameTable(file, { stsz, stsc, stco }), children: [] };
  return { ...node, children: [...node.children, stss] };
}

function moveChunks(node: Node, delta: number): void {
  const data = view(node.data);
  if (node.type === 'stco') {
    for (let index = 0; index < data.getUint32(4); index++) {
      data.setUint32(8 + index * 4, data.getUint32(8 + index * 4) + delta);
    }
  } else if (node.type === 'co64') {
    for (let index = 0; index < data.getUint32(4); index++) {
      data.setBigUint64(8 + index * 8, data.getBigUint64(8 + index * 8) + BigInt(delta));
    }
  }
  for (const child of node.children) moveChunks(child, delta);
}

/**
 * Sets the times of creation to zero, lists the key frames, writes down what the colours mean, leaves out padding, and puts
 * the header before the media ("fast start"). Takes a plain H.264 MP4 with one media box below 4 GB.
 * @throws Error where it is none
 */
export function finishMp4(bytes: Uint8Array): Uint8Array {
  const top = [...parts(bytes, 0)];
  const [ftyp, moov, mdat] = ['ftyp', 'moov', 'mdat'].map(type => top.find(part => part.type === type));
  if (!ftyp || !moov || !mdat) throw new Error('The encoder wrote no whole MP4.');
  const head = parse(ftyp.type, ftyp.content);
  const header = withKeyFrames(withColour(parse(moov.type, moov.content)), bytes);
  withoutTimes(header);
  const mediaStart = sizeOf(head) + sizeOf(header);
  moveChunks(header, mediaStart - mdat.start);
  const target = new Uint8Array(mediaStart + 8 + mdat.content.length);
  writeNode(header, target, writeNode(head, target, 0));
  writeNode({ type: 'mdat', data: mdat.content, children: [] }, target, mediaStart);
  return target;
}
