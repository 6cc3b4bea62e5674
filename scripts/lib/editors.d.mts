// Types of editors.mjs, for the tests.
/** Today's editor, or the oldest one that the manifest allows. */
export type EditorName = 'today' | 'floor';

/** A VS Code in the cache folder. */
export interface Editor {
  readonly name: EditorName;
  /** VS Code's version. */
  readonly vscode: string;
  readonly folder: string;
  /** The Node it was built for. */
  readonly node: string;
  /** The entry of code-server, which keeps secrets over reloads. */
  readonly whole: string;
  /** The entry of VS Code's own server, which runs extension tests. */
  readonly bare: string;
  /** Whether the editor writes its own log files; needs a toolchain when it is installed. */
  readonly hasLogFiles: boolean;
}

/** Installs the editor unless it is there already. */
export function installEditor(name: EditorName): Promise<Editor>;
