// Which files can be animated, by name. The bytes decide in the end; names decide what is offered.

/** In lower case; svg is not among them, since the packaged decoder draws no text. */
export const pictureEndings: readonly string[] = ['png', 'jpg', 'jpeg', 'webp', 'avif', 'gif', 'tif', 'tiff'];

/** Whether a path ends like a picture, in any letter case. */
export function isPictureName(path: string): boolean {
  const dot = path.lastIndexOf('.');
  return dot > path.lastIndexOf('/') && pictureEndings.includes(path.slice(dot + 1).toLowerCase());
}

/** The last part of a path, for people. */
export function fileNameOf(path: string): string {
  const parts = path.split('/').filter(part => part !== '');
  return parts.at(-1) ?? path;
}

/** Names in one line, at most five of them: the rest is counted by the caller's sentence. */
export function nameList(names: readonly string[]): string {
  const shown = names.slice(0, 5).join(', ');
  return names.length > 5 ? `${shown}, …` : shown;
}
