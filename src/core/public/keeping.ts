// Where the editor keeps what the user allowed and the secrets of callbacks, behind the core's ports.

import type { CallbackSecrets, Consents } from '../ports';

/** The part of the editor's secret storage that is used here. */
export interface SecretPlace {
  get(name: string): PromiseLike<string | undefined>;
  store(name: string, value: string): PromiseLike<void>;
}

/** The part of the editor's global state that is used here. */
export interface StatePlace {
  get(name: string): unknown;
  update(name: string, value: unknown): PromiseLike<void>;
}

/** Each secret is bound to the service's origin, as its key is. `remember` is told every secret first, so that none is ever logged. */
export function callbackSecretsOver(storage: SecretPlace, remember: (secret: string) => void): CallbackSecrets {
  const name = (service: string, origin: string) => `reelwright.callback.${service}@${origin}`;
  return {
    async get(service, origin) {
      const secret = (await storage.get(name(service, origin))) || undefined;
      if (secret !== undefined) remember(secret);
      return secret;
    },
    async set(service, origin, secret) {
      remember(secret);
      await storage.store(name(service, origin), secret);
    },
  };
}

/** One key for each service, so that two windows cannot undo each other's. */
export function consentsOver(state: StatePlace): Consents {
  const name = (service: string) => `reelwright.dataUrl.${service}`;
  return {
    allowsDataUrl: service => state.get(name(service)) === true,
    async allowDataUrl(service, allowed = true) {
      await state.update(name(service), allowed ? true : undefined);
    },
  };
}
