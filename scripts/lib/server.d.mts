// Types of server.mjs, for the tests.
import type { Editor } from './editors.mjs';

/** The folders of one editor user. */
export interface Profile {
  readonly userData: string;
  readonly extensions: string;
  readonly serverData: string;
}

/** A running editor. */
export interface Server {
  readonly port: number;
  readonly url: string;
  readonly pid: number;
  readonly ended: Promise<number>;
  output(): string;
  /** Asks the editor to end; leaves no process behind. */
  stop(): Promise<void>;
  /** Ends it without asking, as a crash would. */
  kill(): Promise<void>;
}

/** User settings for a quiet editor. */
export const quietSettings: Readonly<Record<string, unknown>>;

export function makeProfile(folder: string, settings?: Readonly<Record<string, unknown>>): Promise<Profile>;
export function writeSettings(profile: Profile, settings: Readonly<Record<string, unknown>>): Promise<void>;
export function settingsFile(profile: Profile): string;
export function installExtension(editor: Editor, profile: Profile, vsix: string): Promise<void>;
export function serveWhole(
  editor: Editor,
  profile: Profile,
  options?: { port?: number; env?: Readonly<Record<string, string>>; asksForTrust?: boolean },
): Promise<Server>;
export function serveBare(
  editor: Editor,
  profile: Profile,
  options?: { env?: Readonly<Record<string, string>> },
): Promise<Server>;
