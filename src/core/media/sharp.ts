// The one place that loads sharp: when first used, and as WebAssembly only, since native sharp takes the host down.

import type sharp from 'sharp';

/** sharp itself: `const sharp = await loadSharp(); sharp(bytes).resize(…)`. */
export type Sharp = typeof sharp;

let loaded: Promise<Sharp> | undefined;

/**
 * Loads sharp on the first call and hands out the same one after that. Call it in a worker thread only: compiling and
 * running it would block the host's event loop. No cache is kept between operations, so that its memory stays small.
 *
 * Surprising in this build: what `toBuffer()` gives lies in the WebAssembly memory (2 GB at most) and is freed when that very Buffer is collected.
 * A `subarray` or a `structuredClone` of it (sharp's own `clone()` too) dangles: keep a copy (`new Uint8Array(buffer)`). Each input's whole
 * ArrayBuffer is copied into that memory until it is collected, which a thread with a small heap seldom does: end the thread now and then.
 * @throws Error where the package is damaged or a native build was found instead of the WebAssembly one
 */
export function loadSharp(): Promise<Sharp> {
  loaded ??= load();
  return loaded;
}

async function load(): Promise<Sharp> {
  const { default: found } = await import('sharp');
  // Only the WebAssembly build is made with Emscripten, and names its version.
  if ((found.versions as Readonly<Record<string, string | undefined>>)['emscripten'] === undefined) {
    throw new Error('sharp was found as a native build; Reelwright loads it as WebAssembly only.');
  }
  found.cache(false);
  return found;
}
