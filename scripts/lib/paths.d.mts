// Types of paths.mjs, for the tests.
/** The repository's top folder. */
export const root: string;
