// What every command and view of the editor side is given: the rooms of the house, behind small interfaces.

import type * as vscode from 'vscode';
import type { Engine } from '../core/engine';
import type { Job } from '../core/job';
import type { Options, Picture, PictureRoute } from '../core/request';
import type { LogMemory } from './diagnostics/logMemory';

/** What the Create form may be filled with; what is missing stays as the user left it. */
export interface Draft {
  readonly service?: string;
  readonly prompt?: string;
  readonly options?: Options;
  readonly pictures?: readonly Picture[];
  /** How the only one of `pictures` goes to a service that takes addresses only; an address may be the whole first frame. */
  readonly pictureRoute?: PictureRoute;
  /** Pictures that are still to be read and prepared; the well shows their names meanwhile. They count before `pictures`. */
  readonly pictureFiles?: readonly vscode.Uri[];
  /** Taken only where the prompt is empty. */
  readonly promptIfEmpty?: string;
}

export interface CreateForm {
  /** Reveals the Create view with the draft in it and the cursor in the prompt. */
  show(draft: Draft): Promise<void>;
}

export interface Previews {
  /**
   * Opens the job's preview, or brings the open one to the front. A `click` shows it in the tab that the last click opened;
   * a second click on the same job soon after keeps that tab for it.
   */
  open(jobId: string, how?: 'click'): Promise<void>;
  /** Opens the job's preview where it is not open, and makes the frame that it shows the first frame of a new request. @throws RequestError `not-possible` */
  useFrame(jobId: string): Promise<void>;
}

export interface Output {
  /**
   * Copies the finished video into the workspace by the settings, or to `target`; never over another file.
   * @throws RequestError `not-possible` with the reason and the next step
   */
  save(job: Job, target?: vscode.Uri): Promise<vscode.Uri>;
  /** Asks where, then saves there. Undefined: the person changed their mind. */
  saveAs(job: Job): Promise<vscode.Uri | undefined>;
  /** Saves the video if it is not in the workspace yet and writes it into the editor at its cursor. */
  insert(job: Job, editor: vscode.TextEditor): Promise<void>;
}

export interface KeyStore {
  /** Undefined where neither storage nor the environment has one for the service's present origin. */
  source(service: string): Promise<'secrets' | 'environment' | undefined>;
  /** Keeps the key for the service at its present origin. */
  set(service: string, key: string): Promise<void>;
  remove(service: string): Promise<void>;
  /** From now on this is taken out of every line of the log: for a key that is only being tried. */
  remember(secret: string): void;
}

export interface App {
  readonly context: vscode.ExtensionContext;
  readonly log: vscode.LogOutputChannel;
  /** The log's last lines. */
  readonly logMemory: LogMemory;
  /** The core, loaded and started at the first call. */
  engine(): Promise<Engine>;
  readonly keys: KeyStore;
  readonly create: CreateForm;
  readonly previews: Previews;
  readonly output: Output;
}
