// A VS Code in which nobody is there: every box closes unanswered, every modal is left, and everything that was asked of it is noted.

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
  with(change: { scheme?: string; authority?: string; path?: string }): Uri {
    return new Uri(change.scheme ?? this.scheme, change.authority ?? this.authority, change.path ?? this.path);
  }
  toString(): string {
    return `${this.scheme}://${this.authority}${this.path}`;
  }
  static file(path: string): Uri {
    return new Uri('file', '', path);
  }
  static from({ scheme, authority = '', path = '' }: { scheme: string; authority?: string; path?: string }): Uri {
    return new Uri(scheme, authority, path);
  }
  static parse(text: string): Uri {
    const [, scheme, authority = '', path = ''] = /^([a-z][a-z0-9+.-]*):(?:\/\/([^/]*))?(.*)$/i.exec(text) ?? [];
    if (scheme === undefined) throw new Error('no scheme');
    return new Uri(scheme, authority, path);
  }
  static joinPath(base: Uri, ...parts: readonly string[]): Uri {
    return base.with({ path: posix.join(base.path, ...parts) });
  }
}

/** What happened, and what a test sets. */
export const world = {
  modals: [] as string[],
  said: [] as string[],
  ran: [] as (readonly [command: string, ...args: unknown[]])[],
  opened: [] as string[],
  clipboard: [] as string[],
  read: [] as string[],
  written: [] as string[],
  trusted: true,
  folders: [] as { uri: Uri; name: string; index: number }[],
  settings: {} as Record<string, unknown>,
  /** Commands that are registered, by their ids. */
  commands: new Map<string, (...args: unknown[]) => unknown>(),
  /** What a person presses in a modal. */
  press: (_question: string, _buttons: readonly string[]): string | undefined => undefined,
  /** What a person picks in a list. */
  pick: (_items: readonly unknown[]): unknown => undefined,
};

export function resetWorld(): void {
  for (const list of [world.modals, world.said, world.ran, world.opened, world.clipboard, world.read, world.written])
    list.length = 0;
  world.trusted = true;
  world.folders = [];
  world.settings = {};
  world.press = () => undefined;
  world.pick = () => undefined;
}

const nothing = { dispose: () => undefined };
const event = () => nothing;

async function message(sentence: string, ...rest: readonly unknown[]): Promise<unknown> {
  const [options] = rest;
  const modal = typeof options === 'object' && options !== null && 'modal' in options && options.modal === true;
  if (!modal) return void world.said.push(sentence);
  world.modals.push(sentence);
  const items = rest.slice(1) as (string | { title: string })[];
  const titles = items.map(item => (typeof item === 'string' ? item : item.title));
  const pressed = world.press(sentence, titles);
  return items[titles.indexOf(pressed ?? '')];
}

/** A box that closes as soon as it is shown. */
function box() {
  const hidden: (() => void)[] = [];
  const hide = () => hidden.splice(0).forEach(listener => listener());
  return {
    items: [],
    buttons: [],
    selectedItems: [],
    onDidHide: (listener: () => void) => (hidden.push(listener), nothing),
    onDidAccept: event,
    onDidChangeValue: event,
    onDidTriggerButton: event,
    show: () => queueMicrotask(hide),
    hide,
    dispose: () => undefined,
  };
}

class Emitter {
  readonly event = event;
  fire(): void {}
  dispose(): void {}
}
class Plain {
  constructor(readonly value?: unknown) {}
}
class Disposable {
  constructor(readonly dispose: () => void) {}
  static from(...all: { dispose(): void }[]): Disposable {
    return new Disposable(() => all.forEach(one => one.dispose()));
  }
}
class FileSystemError extends Error {
  constructor(readonly code: string) {
    super(code);
  }
}

const folderOf = (uri: Uri) => world.folders.find(({ uri: root }) => `${uri.path}/`.startsWith(`${root.path}/`));

/** The module that stands in for `vscode`. */
export const fakeVscode = {
  Uri,
  Disposable,
  FileSystemError,
  EventEmitter: Emitter,
  ThemeIcon: Plain,
  ThemeColor: Plain,
  TabInputCustom: Plain,
  TabInputText: Plain,
  MarkdownString: Plain,
  TreeItem: Plain,
  TreeItemCollapsibleState: { None: 0, Collapsed: 1, Expanded: 2 },
  QuickPickItemKind: { Separator: -1, Default: 0 },
  QuickInputButtons: { Back: {} },
  InputBoxValidationSeverity: { Info: 1, Warning: 2, Error: 3 },
  ProgressLocation: { Window: 10 },
  ConfigurationTarget: { Global: 1 },
  FileType: { Directory: 2 },
  UIKind: { Desktop: 1, Web: 2 },
  ViewColumn: { Active: -1 },
  Range: Plain,
  l10n: {
    bundle: undefined,
    t: (text: string, ...values: unknown[]) => text.replaceAll(/\{(\d)\}/g, (_, at) => String(values[Number(at)])),
  },
  env: {
    language: 'en',
    uiKind: 1,
    remoteName: undefined,
    clipboard: { writeText: async (text: string) => void world.clipboard.push(text) },
    openExternal: async (uri: unknown) => world.opened.push(String(uri)) > 0,
  },
  commands: {
    registerCommand: (id: string, run: (...args: unknown[]) => unknown) => {
      world.commands.set(id, run);
      return nothing;
    },
    executeCommand: async (id: string, ...args: unknown[]) => {
      world.ran.push([id, ...args]);
      return world.commands.get(id)?.(...args);
    },
  },
  window: {
    activeTextEditor: undefined,
    tabGroups: { all: [], activeTabGroup: {}, onDidChangeTabs: event, onDidChangeTabGroups: event },
    onDidChangeActiveTextEditor: event,
    showInformationMessage: message,
    showWarningMessage: message,
    showErrorMessage: message,
    showQuickPick: async (items: readonly unknown[]) => world.pick(items),
    showInputBox: async () => undefined,
    showOpenDialog: async () => undefined,
    showSaveDialog: async () => undefined,
    showTextDocument: async () => undefined,
    createQuickPick: box,
    createInputBox: box,
    withProgress: (_options: unknown, work: () => unknown) => work(),
  },
  workspace: {
    get isTrusted() {
      return world.trusted;
    },
    get workspaceFolders() {
      return world.folders.length > 0 ? world.folders : undefined;
    },
    getWorkspaceFolder: folderOf,
    asRelativePath: (uri: Uri) => uri.path,
    onDidChangeConfiguration: event,
    getConfiguration: () => ({
      get: (name: string, fallback?: unknown) => world.settings[name] ?? fallback,
      inspect: (name: string) => ({
        globalValue: world.settings[name],
        defaultValue: world.settings[`default ${name}`],
      }),
    }),
    openTextDocument: async () => ({}),
    registerTextDocumentContentProvider: () => nothing,
    fs: {
      isWritableFileSystem: (scheme: string) => (scheme === 'file' ? true : undefined),
      stat: async (uri: Uri) => {
        world.read.push(uri.toString());
        throw new FileSystemError('FileNotFound');
      },
      readFile: async (uri: Uri) => {
        world.read.push(uri.toString());
        throw new FileSystemError('FileNotFound');
      },
      writeFile: async (uri: Uri) => void world.written.push(uri.toString()),
      copy: async (_from: Uri, to: Uri) => void world.written.push(to.toString()),
      createDirectory: async (uri: Uri) => void world.written.push(uri.toString()),
    },
  },
};
