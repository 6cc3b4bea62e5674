// The Create view: takes what the view says, keeps the form, and answers with whole snapshots.

import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import { maxPictures, toExtension, type Snapshot, type ToExtension, type ToView } from '../../../protocol/create';
import { asBytes, readMessage } from '../../../protocol/shared';
import type { App, CreateForm, Draft } from '../../app';
import { EditorSettings } from '../../settings';
import { page, scriptFolder } from '../page';
import { withoutLinks } from '../texts';
import { copySent } from '../../commands/copyRequest';
import { copyOfForm } from './copy';
import { askForPictures, droppedUris, openPicture, pictureFile } from './pictureFiles';
import { fileNameOf, isPictureName, nameList } from './pictureNames';
import { answerPress } from './press';
import { Pump } from './pump';
import { FormSession, type FormFill } from './session';
import { buildSnapshot, type FormParts } from './snapshot';
import { SpendGuard } from './spendGuard';
import { Well, type PictureSource } from './well';

export const createViewId = 'reelwright.create';

export class CreateView implements vscode.WebviewViewProvider, CreateForm, vscode.Disposable {
  readonly #session = new FormSession(randomBytes(8).toString('base64url'));
  readonly #guard = new SpendGuard(
    () => performance.now(),
    () => randomBytes(16).toString('base64url'),
  );
  readonly #well: Well;
  readonly #pump = new Pump(
    () => this.#push(),
    error => this.#report(error),
  );
  readonly #settings = new EditorSettings();
  readonly #disposables: vscode.Disposable[] = [];
  #engine: Promise<Engine> | undefined;
  #view: vscode.WebviewView | undefined;
  /** The page has said that it listens; a hidden view has no page. */
  #listening = false;
  /** What was left out of the well, and why; goes when what the well holds changes. */
  #wellNote: { readonly sentence: string; readonly of: string } | undefined;

  constructor(private readonly app: Pick<App, 'context' | 'log' | 'engine'>) {
    this.#well = new Well({
      stage: async (bytes, name) => (await this.#core()).stagePicture(bytes, name),
      explain: (error, name) => this.#explainPicture(error, name),
      changed: () => this.#pump.request(),
    });
    this.#disposables.push(
      vscode.window.tabGroups.onDidChangeTabs(() => this.#pump.request()),
      vscode.window.tabGroups.onDidChangeTabGroups(() => this.#pump.request()),
      vscode.workspace.onDidChangeConfiguration(change => {
        if (['defaultService', 'publicAddress'].some(name => change.affectsConfiguration(`reelwright.${name}`))) {
          this.#pump.request();
        }
      }),
    );
  }

  dispose(): void {
    this.#listening = false;
    vscode.Disposable.from(...this.#disposables).dispose();
  }

  resolveWebviewView(view: vscode.WebviewView): void {
    const { webview } = view;
    this.#view = view;
    this.#listening = false;
    const { extensionUri } = this.app.context;
    webview.options = { enableScripts: true, localResourceRoots: [scriptFolder(extensionUri)] };
    const listeners = [
      webview.onDidReceiveMessage((message: unknown) => this.#receive(message)),
      view.onDidChangeVisibility(() => {
        if (!view.visible) this.#listening = false;
      }),
      view.onDidDispose(() => {
        vscode.Disposable.from(...listeners).dispose();
        if (this.#view !== view) return;
        this.#view = undefined;
        this.#listening = false;
      }),
    ];
    const title = vscode.l10n.t('Create a video');
    webview.html = page(webview, extensionUri, { script: 'create', title, element: 'reelwright-create' });
  }

  async show(draft: Draft): Promise<void> {
    const { pictures, pictureFiles, pictureRoute, ...change } = draft;
    const noAddress = pictures !== undefined || pictureFiles !== undefined;
    this.#fillForm({ ...change, noAddress, ...wayOf(pictureRoute, pictures) });
    if (pictureFiles) this.#takeFiles(pictureFiles);
    else if (pictures) this.#putPictures(pictures);
    await vscode.commands.executeCommand(`${createViewId}.focus`);
    this.#pump.request();
  }

  #fillForm(change: FormFill): void {
    this.#session.ask(change, true);
  }

  #putPictures(pictures: Parameters<Well['put']>[0]): void {
    this.#wellNote = undefined;
    this.#well.put(pictures);
  }

  #takeFiles(uris: readonly vscode.Uri[], note?: string): void {
    this.#takePictures(uris.map(pictureFile), note);
  }

  /** The note is of the well as it is with these pictures in it. */
  #takePictures(sources: readonly PictureSource[], note?: string): void {
    if (sources.length > 0) void this.#well.take(sources);
    else this.#pump.request();
    this.#wellNote = note === undefined ? undefined : { sentence: note, of: this.#well.holding };
  }

  /** The engine, watched from its first use on. */
  #core(): Promise<Engine> {
    this.#engine ??= this.#startCore();
    return this.#engine;
  }

  async #startCore(): Promise<Engine> {
    try {
      const engine = await this.app.engine();
      this.#disposables.push(engine.onDidChangeServices(() => this.#pump.request()));
      return engine;
    } catch (error) {
      this.#engine = undefined;
      throw error;
    }
  }

  #parts(): FormParts {
    return {
      session: this.#session,
      well: this.#well,
      guard: this.#guard,
      wellNote: this.#wellNote?.of === this.#well.holding ? this.#wellNote.sentence : undefined,
      defaultService: this.#defaultService(),
      publicAccess: this.#settings.publicAccess(),
    };
  }

  #defaultService(): string {
    const setting = vscode.workspace.getConfiguration('reelwright').get<string>('defaultService')?.trim();
    return setting || 'sandbox';
  }

  async #push(): Promise<void> {
    if (!this.#listening) return;
    const snapshot: Snapshot = await buildSnapshot(await this.#core(), this.#parts());
    this.#post(snapshot);
  }

  #post(message: ToView): void {
    if (this.#listening) void this.#view?.webview.postMessage(message);
  }

  #report(error: unknown): void {
    this.app.log.error(error instanceof Error ? error : String(error), 'create view');
    const reason = error instanceof Error ? error.message : String(error);
    this.#post({ type: 'broken', message: vscode.l10n.t('Reelwright could not start: {0}', reason.slice(0, 500)) });
  }

  #complain(error: unknown): void {
    this.app.log.error(error instanceof Error ? error : String(error), 'create view');
    const reason = error instanceof Error ? error.message : String(error);
    const sentence = vscode.l10n.t('Reelwright could not finish this: {0}', reason.slice(0, 200));
    void vscode.window.showErrorMessage(withoutLinks(sentence));
  }

  #receive(raw: unknown): void {
    const message = readMessage(toExtension, raw);
    if (!message) {
      this.app.log.warn('create view: a message that makes no sense was ignored');
      return;
    }
    this.#handle(message).catch((error: unknown) => this.#complain(error));
  }

  async #handle(message: ToExtension): Promise<void> {
    switch (message.type) {
      case 'ready':
        this.#listening = true;
        this.#session.restart();
        this.#session.adopt(message);
        this.#well.restore(message.pictures);
        return this.#pump.request();
      case 'edit':
        this.#session.adopt(message);
        return this.#pump.request();
      case 'generate':
        return await this.#generate(message);
      case 'copyRequest':
        return await this.#copyRequest(message);
      case 'pickPictures':
        return this.#takeUris((await askForPictures()) ?? []);
      case 'useOpenPicture':
        return this.#takeUris([openPicture()].filter(uri => uri !== undefined));
      case 'dropFiles':
        return this.#takeDropped(message);
      case 'dropUris':
        return this.#takeUris(droppedUris(message.uris), message.uris.length > 0);
      case 'removePicture':
        this.#wellNote = undefined;
        return this.#well.remove(message.id);
      case 'wantPicture':
        return await this.#sendPicture(message.sha256);
      case 'setKey':
        return await this.#setKey();
      case 'openBilling':
        await vscode.commands.executeCommand('reelwright.openBilling', this.#session.service);
        return;
      case 'allowDataUrl':
        return await this.#allowDataUrl(message);
      case 'setPublicAddress':
        await vscode.commands.executeCommand('workbench.action.openSettings', 'reelwright.publicAddress');
        return;
      case 'openJobs':
        await vscode.commands.executeCommand('reelwright.jobs.focus');
        return;
      case 'showLog':
        return this.app.log.show();
    }
  }

  async #generate(message: Extract<ToExtension, { type: 'generate' }>): Promise<void> {
    if (this.#session.outcome?.press === message.press) return; // Answered before: a repeated message.
    this.#session.adopt(message);
    const engine = await this.#core().catch((error: unknown) => this.#report(error));
    if (!engine) return;
    this.#session.outcome = await answerPress(engine, this.#parts(), message);
    this.#pump.request();
  }

  async #setKey(): Promise<void> {
    const service = this.#session.service ?? this.#defaultService();
    await vscode.commands.executeCommand('reelwright.setApiKey', service);
    this.#pump.request();
  }

  async #copyRequest(message: Extract<ToExtension, { type: 'copyRequest' }>): Promise<void> {
    this.#session.adopt(message);
    this.#pump.request();
    try {
      const copy = await copyOfForm(await this.#core(), this.#parts());
      if (copy) await copySent(copy.request, undefined, copy.also);
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      void vscode.window.showErrorMessage(withoutLinks(error.message));
    }
  }

  /** Only for the service that the form showed when the button was pressed. */
  async #allowDataUrl({ service, allowed }: Extract<ToExtension, { type: 'allowDataUrl' }>): Promise<void> {
    if (service !== this.#session.service) return;
    await (await this.#core()).allowDataUrl(service, allowed);
    this.#pump.request();
  }

  #takeUris(uris: readonly vscode.Uri[], dropped = false): void {
    if (uris.length === 0 && !dropped) return;
    const pictures = uris.filter(uri => isPictureName(uri.path));
    const others = uris.filter(uri => !isPictureName(uri.path)).map(uri => fileNameOf(uri.path));
    this.#takeFiles(pictures, leftOut(others, pictures.length, uris.length === 0));
  }

  #takeDropped({ files, note }: Extract<ToExtension, { type: 'dropFiles' }>): void {
    const sources = files.map(({ name, bytes }) => ({ name, read: () => Promise.resolve(asBytes(bytes)) }));
    this.#takePictures(sources, note);
  }

  /** Only pictures in the well are handed out: a message cannot read the store. */
  async #sendPicture(sha256: string): Promise<void> {
    const picture = this.#well.ready.find(candidate => candidate.sha256 === sha256);
    if (!picture) return;
    try {
      const bytes = await (await this.#core()).readPicture(picture);
      // A copy: VS Code hands over plain typed arrays as they are, and a Node buffer as JSON.
      this.#post({ type: 'picture', sha256, bytes: new Uint8Array(bytes) });
    } catch (error) {
      this.app.log.warn(`create view: ${error instanceof Error ? error.message : String(error)}`);
      this.#well.lose(sha256, vscode.l10n.t('{0} is not kept any more. Choose it again.', picture.name));
    }
  }

  #explainPicture(error: unknown, name: string): string {
    if (error instanceof RequestError) return error.message;
    this.app.log.error(error instanceof Error ? error : String(error), 'first frame');
    return vscode.l10n.t('{0} could not be prepared. Choose another picture.', name);
  }
}

/** The form's words for how a picture went: an address belongs to its picture, or stands alone. */
function wayOf(route: Draft['pictureRoute'], pictures: Draft['pictures']): Pick<FormFill, 'way' | 'address'> {
  if (route?.kind !== 'address') return route ? { way: route.kind } : {};
  const of = pictures?.[0]?.sha256;
  return { ...(of !== undefined && { way: route.kind }), address: { url: route.url, ...(of !== undefined && { of }) } };
}

function leftOut(names: readonly string[], pictures: number, nothing: boolean): string | undefined {
  if (nothing) return vscode.l10n.t('What was dropped is no file that can be read from here.');
  const sentences: string[] = [];
  if (names.length > 0) {
    sentences.push(vscode.l10n.t('Left out, since it is no picture that can be animated: {0}.', nameList(names)));
  }
  if (pictures > maxPictures) {
    sentences.push(vscode.l10n.t('{0} pictures at most: the first of {1} were taken.', maxPictures, pictures));
  }
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}
