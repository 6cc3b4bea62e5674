// Types of host-bundle.mjs, for the tests.
import type { BuildOptions } from 'esbuild';

/** What esbuild is told of the extension host's chunks and workers. */
export function hostOptions(out: string): Promise<BuildOptions>;
