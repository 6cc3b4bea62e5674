// Types of chromium.mjs, for the tests.
/** How every test starts the browser. */
export const chromiumFlags: readonly string[];

/** The path of a Chromium, installed now if need be and possible. Throws with what to install. */
export function installChromium(): Promise<string>;
