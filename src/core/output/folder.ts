// Reads the setting for the output folder; a repository can write it, so it must stay inside the workspace folder.

export type OutputFolder =
  | { readonly segments: readonly string[] }
  /** `absolute`: a path of its own. `outside`: it climbs with `..`. `name`: a part that no file system should be given. */
  | { readonly problem: 'absolute' | 'outside' | 'name' };

/** The default of `reelwright.output.folder`. */
export const defaultFolder = 'videos';

/**
 * The folder of the setting as path segments below the workspace folder; none: the workspace folder itself. Both kinds
 * of slashes separate. A part that ends in dots or spaces counts as if it ended before them, since Windows reads it so.
 */
export function outputFolder(setting: string): OutputFolder {
  const text = setting.trim();
  if (/^[/\\~]/.test(text) || /^[A-Za-z][A-Za-z0-9+.-]*:/.test(text)) return { problem: 'absolute' };
  const segments: string[] = [];
  for (const part of text.split(/[/\\]/)) {
    if (part === '' || part === '.') continue;
    const name = part.replace(/[\s.]+$/, '').trimStart();
    if (name === '') return { problem: 'outside' };
    if (!isPlainName(name)) return { problem: 'name' };
    segments.push(name);
  }
  return segments.length > 16 ? { problem: 'name' } : { segments };
}

function isPlainName(name: string): boolean {
  if (/[<>:"|?*]|\p{C}|\p{Zl}|\p{Zp}/u.test(name) || Buffer.byteLength(name) > 120) return false;
  return !/^(?:con|prn|aux|nul|clock\$|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\.|$)/i.test(name);
}
