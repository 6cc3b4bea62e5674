// The core with the editor's ports: loaded when a view, a command or an open job first asks for it.

import { pathToFileURL } from 'node:url';
import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { checkVideoFile } from '../core/media/check-video';
import { looksLikeMp4 } from '../core/media/mp4';
import { createPicturePreparer } from '../core/media/picture-worker';
import { splitNet } from '../core/net/split';
import { createNet } from '../core/net/transport';
import { nodeClock, nodeRandom } from '../core/node/clock';
import { nodeFiles } from '../core/node/files';
import { ownerIsGone, presentOwner } from '../core/node/owner';
import { CoreEngine } from '../core/engine/core-engine';
import { PublicDoor } from '../core/public/door';
import { callbackSecretsOver, consentsOver } from '../core/public/keeping';
import type { Disposable, Keys, Log, Net, Settings } from '../core/ports';
import { allServices } from '../core/services/catalog';
import { createSandboxEndpoint } from '../core/services/sandbox/endpoint';
import { createWorkerRenderer } from '../core/services/sandbox/renderer';
import { layoutAt } from '../core/store/layout';
import { JobStore } from '../core/store/store';
import { openSettings, tell } from './commands/remedies';
import { proxyFor } from './proxy';
import { tellOfTroubles } from './storeTroubles';

export interface CoreSeams {
  readonly keys: Keys;
  readonly settings: Settings;
  readonly log: Log;
  /** Told every secret that must never be written to the log. */
  remember?(secret: string): void;
}

/** Makes and starts the engine. It must be stopped before the window ends. */
export function createEngine(context: vscode.ExtensionContext, seams: CoreSeams): CoreEngine {
  // The core's sentences speak the editor's language.
  if (vscode.l10n.bundle !== undefined) l10n.config({ contents: vscode.l10n.bundle });
  const root = context.globalStorageUri.fsPath;
  const owner = presentOwner();
  const clock = nodeClock;
  const base = { clock, random: nodeRandom, files: nodeFiles };
  const built = (path: string) => pathToFileURL(context.asAbsolutePath(path));
  const ending: Disposable[] = [];
  const kept = <T extends Disposable>(part: T): T => {
    ending.push(part);
    return part;
  };
  const sandbox = once<Net>(() => {
    const renderer = createWorkerRenderer({
      script: built('dist/workers/sandbox.js'),
      letters: context.asAbsolutePath('media/sandbox/letters.bin'),
      clock,
    });
    return kept(createSandboxEndpoint({ ...base, folder: layoutAt(root).sandbox, renderer: kept(renderer) }));
  });
  const net = splitNet(async () => sandbox(), createNet({ clock, log: seams.log, proxyFor }));
  const callbackSecrets = callbackSecretsOver(context.secrets, secret => seams.remember?.(secret));
  const ports = { ...base, ...seams, net, callbackSecrets, consents: consentsOver(context.globalState) };
  const work = {
    ports,
    store: new JobStore(ports, root, owner.window, `${owner.window} ${owner.pid} ${owner.host}`),
    services: allServices,
    pictures: kept(createPicturePreparer(built('dist/workers/picture.js'))),
    checkVideo: checkVideoFile,
    beginsVideo: looksLikeMp4,
    owner,
    submitting: new Set<string>(),
    fetching: new Map<string, Promise<unknown>>(),
    limitsLeft: new Map(),
  };
  const door = new PublicDoor(work, {
    ownerIsGone,
    tell: sentence => void tell('warning', sentence, [openSettings('reelwright.publicPort')]),
  });
  tellOfTroubles(work.store);
  return new CoreEngine({ work: { ...work, door }, ownerIsGone, ended: () => ending.forEach(part => part.dispose()) });
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
