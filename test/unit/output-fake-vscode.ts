// As much of VS Code as saving needs: addresses, a workspace, settings, and a file system in memory beside the real disk.
import { mkdir, stat } from 'node:fs/promises';
import { posix } from 'node:path';

export class Uri {
  constructor(
    readonly scheme: string,
    readonly authority: string,
    readonly path: string,
  ) {}
  get fsPath(): string {
    return this.path;
  }
  with({ path = this.path }: { path?: string }): Uri {
    return new Uri(this.scheme, this.authority, path);
  }
  toString(): string {
    return `${this.scheme}://${this.authority}${this.path.split('/').map(encodeURIComponent).join('/')}`;
  }
  static file(path: string): Uri {
    return new Uri('file', '', path);
  }
  static parse(text: string): Uri {
    const [, scheme = '', authority = '', path = ''] = /^([^:]+):\/\/([^/]*)(.*)$/.exec(text) ?? [];
    return new Uri(scheme, authority, decodeURIComponent(path));
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: posix.join(base.path, ...parts) });
  }
}

export class FileSystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
  static FileExists(): FileSystemError {
    return new FileSystemError('FileExists');
  }
}

export class Disposable {
  constructor(readonly dispose: () => void) {}
}

/** What a test sets and reads. */
export const world = {
  folders: [] as { uri: Uri; name: string; index: number }[],
  settings: {} as Record<string, unknown>,
  trusted: true,
  activeDocument: undefined as Uri | undefined,
  answer: undefined as Uri | undefined,
  /** Files of every scheme but `file:`, by address. */
  memory: new Map<string, number>(),
  /** Called before a copy in memory: what somebody else does at that moment. */
  beforeCopy: (_target: Uri): void => undefined,
  said: [] as string[],
};

export function resetWorld(): void {
  Object.assign(world, { folders: [], settings: {}, trusted: true, activeDocument: undefined, answer: undefined });
  world.memory.clear();
  world.beforeCopy = () => undefined;
  world.said = [];
}

const folderOf = (uri: Uri) =>
  world.folders.find(({ uri: root }) => root.scheme === uri.scheme && `${uri.path}/`.startsWith(`${root.path}/`));

const fs = {
  stat: async (uri: Uri) => {
    if (uri.scheme === 'file') return { size: (await stat(uri.fsPath)).size };
    const size = world.memory.get(uri.toString());
    if (size === undefined) throw new FileSystemError('FileNotFound');
    return { size };
  },
  createDirectory: async (uri: Uri) => {
    if (uri.scheme === 'file') await mkdir(uri.fsPath, { recursive: true });
  },
  copy: async (source: Uri, target: Uri, { overwrite }: { overwrite: boolean }) => {
    world.beforeCopy(target);
    if (!overwrite && world.memory.has(target.toString())) throw new FileSystemError('FileExists');
    world.memory.set(target.toString(), (await stat(source.fsPath)).size);
  },
};

/** The module that stands in for `vscode`. */
export const fakeVscode = {
  Uri,
  FileSystemError,
  Disposable,
  l10n: {
    t: (text: string, ...values: unknown[]) => text.replaceAll(/\{(\d)\}/g, (_, at) => String(values[Number(at)])),
  },
  window: {
    get activeTextEditor() {
      return world.activeDocument && { document: { uri: world.activeDocument } };
    },
    showSaveDialog: async () => world.answer,
    showErrorMessage: async (sentence: string) => void world.said.push(sentence),
  },
  workspace: {
    fs,
    get workspaceFolders() {
      return world.folders.length > 0 ? world.folders : undefined;
    },
    get isTrusted() {
      return world.trusted;
    },
    getWorkspaceFolder: folderOf,
    asRelativePath: (uri: Uri) => posix.relative(folderOf(uri)?.uri.path ?? '/', uri.path),
    getConfiguration: () => ({ get: (name: string) => world.settings[name] }),
  },
};
