// The masked box that a key is typed into: it stays open while the key is tried, so that a refused one can be corrected.

import * as vscode from 'vscode';
import { RequestError, type ConnectionReport } from '../../core/engine';
import type { Service } from '../../core/service';
import { shortName } from '../../core/services/short-name';
import type { App } from '../app';
import { cleanKey, keyProblem } from '../secrets';
import { baseUrlOf } from '../settings';
import { withoutLinks } from '../views/texts';

export class KeyEntry {
  readonly #box = vscode.window.createInputBox();
  readonly #keep: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('check'),
    tooltip: vscode.l10n.t('Keep this key anyway'),
  };
  readonly #create: vscode.QuickInputButton = {
    iconPath: new vscode.ThemeIcon('link-external'),
    tooltip: vscode.l10n.t('Get a key in the browser'),
  };
  #settle: (sentence: string | undefined) => void = () => {};
  /** Grows with every try and when the box closes: an answer that comes too late is not acted upon. */
  #try = 0;

  constructor(
    private readonly app: App,
    private readonly service: Service,
    private readonly origin: string,
  ) {
    const box = this.#box;
    box.title = vscode.l10n.t('API key of {0}', shortName(service));
    box.prompt = vscode.l10n.t('It is kept in the editor’s secret storage, and sent to {0} and nowhere else.', origin);
    box.placeholder = vscode.l10n.t('Paste the key: {0}', service.key?.looksLike ?? '');
    box.password = true;
    box.ignoreFocusOut = true;
    box.buttons = [this.#create];
  }

  /** A sentence that says that the key was kept; undefined when the person changed their mind. */
  ask(): Promise<string | undefined> {
    const box = this.#box;
    box.onDidAccept(() => void this.#accept());
    box.onDidChangeValue(() => this.#say(undefined));
    box.onDidTriggerButton(button => void this.#pressed(button));
    box.show();
    return new Promise(resolve => {
      this.#settle = resolve;
      box.onDidHide(() => {
        this.#try++;
        resolve(undefined);
        box.dispose();
      });
    });
  }

  async #accept(): Promise<void> {
    const key = this.#readKey();
    if (key === undefined) return;
    const number = ++this.#try;
    this.#busy(true);
    const report = await this.#test(key);
    if (number !== this.#try) return;
    this.#busy(false);
    if (report.ok) return this.#store(key, report.text);
    this.#box.buttons = [this.#keep, this.#create];
    this.#say(
      report.reached
        ? vscode.l10n.t('{0} Correct the key and press Enter, or keep it anyway (✓ above).', report.text)
        : vscode.l10n.t('{0} Press Enter to try once more, or keep the key anyway (✓ above).', report.text),
    );
  }

  async #pressed(button: vscode.QuickInputButton): Promise<void> {
    if (button !== this.#keep) {
      await vscode.env.openExternal(vscode.Uri.parse(this.service.key?.createUrl ?? ''));
      return;
    }
    const key = this.#readKey();
    if (key !== undefined) await this.#store(key, undefined);
  }

  #readKey(): string | undefined {
    const key = cleanKey(this.#box.value);
    const problem = keyProblem(key);
    this.#say(problem ?? this.#moved());
    return problem === undefined && this.#moved() === undefined ? key : undefined;
  }

  /** The key was typed for the origin that the box names: after the setting was changed it is neither sent nor kept. */
  #moved(): string | undefined {
    if (new URL(baseUrlOf(this.service.id)).origin === this.origin) return undefined;
    return vscode.l10n.t('The base URL in the settings has changed meanwhile. Close this box and begin again.');
  }

  async #test(key: string): Promise<Pick<ConnectionReport, 'ok' | 'reached' | 'text'>> {
    this.app.keys.remember(key);
    try {
      const engine = await this.app.engine();
      return await engine.testConnection(this.service.id, key);
    } catch (error) {
      if (error instanceof RequestError) return { ok: false, reached: false, text: error.message };
      this.app.log.error(error instanceof Error ? error : String(error), 'setApiKey');
      return { ok: false, reached: false, text: vscode.l10n.t('The key could not be tried.') };
    }
  }

  async #store(key: string, found: string | undefined): Promise<void> {
    const moved = this.#moved();
    if (moved !== undefined) return this.#say(moved);
    try {
      await this.app.keys.set(this.service.id, key);
    } catch (error) {
      this.app.log.error(error instanceof Error ? error : String(error), 'setApiKey');
      this.#say(error instanceof RequestError ? error.message : storageFailed());
      return;
    }
    const kept = vscode.l10n.t('The API key of {0} is set.', shortName(this.service));
    this.#settle(found === undefined ? kept : vscode.l10n.t('{0} The key is set.', found));
    this.#box.hide();
  }

  #busy(busy: boolean): void {
    this.#box.busy = busy;
    this.#box.enabled = !busy;
    if (busy) this.#say(vscode.l10n.t('Trying the key…'), vscode.InputBoxValidationSeverity.Info);
  }

  #say(message: string | undefined, severity = vscode.InputBoxValidationSeverity.Error): void {
    this.#box.validationMessage = message === undefined ? undefined : { message: withoutLinks(message), severity };
  }
}

function storageFailed(): string {
  return vscode.l10n.t('The editor’s secret storage could not keep the key. The log says why; try again.');
}
