// Types of package.mjs, for the tests.
/** Builds and packages the extension; answers the package's path and what the packager said. */
export function buildAndPackage(): Promise<{ vsix: string; output: string }>;
