// Finds the JPEG quality at which a picture fits into a number of bytes, in as few encodes as it takes.

/** The first try, and the best: above it a JPEG grows without looking better. */
export const bestQuality = 90;
const worstQuality = 10;
/** What is aimed at, as a part of the limit. */
const aim = 0.92;
/** A fit that uses this part of the limit is not worth another encode. */
const goodFit = 0.8;
/**
 * The logarithm of the size falls with the logarithm of the quantizer, by 0.3 (hard noise) to 1.2 (film grain) at quality 90 and
 * faster the coarser it gets: measured on noise of several kinds and photographs of 1080 × 1080 pixels.
 */
const slopeAtFirst = 0.35;
const curvature = 0.07;

/**
 * Encodes at quality 90 and, where that is more than `maxBytes`, moves along the curve of log size over log quantizer through the
 * first and the latest try. One to three encodes in practice; at most six. Undefined: it does not fit.
 */
export async function encodeToFit(
  encode: (quality: number) => Promise<Uint8Array>,
  maxBytes: number,
): Promise<Uint8Array | undefined> {
  const first = await encode(bestQuality);
  if (first.byteLength <= maxBytes) return first;
  const fall = Math.log(first.byteLength / (aim * maxBytes));
  let best: Uint8Array | undefined;
  let slope = slopeAtFirst;
  let last = bestQuality;
  for (let encodes = 2; encodes <= 6; encodes++) {
    // One that is too large has to be left behind, however flat the curve.
    const quality = Math.max(worstQuality, Math.min(qualityAfter(fall, slope), best ? bestQuality - 1 : last - 1));
    if (quality === last) break;
    const bytes = await encode(quality);
    if (bytes.byteLength <= maxBytes && bytes.byteLength > (best?.byteLength ?? 0)) best = bytes;
    if (best && (encodes >= 3 || best.byteLength > goodFit * maxBytes)) break;
    const moved = step(quality);
    slope = Math.max(0.1, Math.log(first.byteLength / bytes.byteLength) / moved - curvature * moved);
    last = quality;
  }
  return best;
}

/** The quality at which the logarithm of the size has fallen so far. */
function qualityAfter(fall: number, slope: number): number {
  const moved = (Math.sqrt(slope * slope + 4 * curvature * fall) - slope) / (2 * curvature);
  const scale = quantizer(bestQuality) * Math.exp(moved);
  return Math.floor(scale > 100 ? 5000 / scale : (200 - scale) / 2);
}

/** How far a quality is from the best, in logarithms of the quantizer. */
function step(quality: number): number {
  return Math.log(quantizer(quality) / quantizer(bestQuality));
}

/** libjpeg's scale of the quantization tables, in percent, for a quality. */
function quantizer(quality: number): number {
  return quality < 50 ? 5000 / quality : 200 - 2 * quality;
}
