// The line to the extension: VS Code's own object, with the messages that both sides agreed on.

import type * as z from 'zod/mini';
import { readMessage } from '../../src/protocol/shared';

interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

export interface Host<Out, State> {
  post(message: Out): void;
  /** What `keep` kept before the view was hidden or the window reloaded, where it still makes sense. */
  kept(): State | undefined;
  keep(state: State): void;
}

/** May be called once in a page's life: VS Code hands its object out once. */
export function connect<Out, StateSchema extends z.ZodMiniType>(state: StateSchema): Host<Out, z.infer<StateSchema>> {
  const api = acquireVsCodeApi();
  return {
    post: message => api.postMessage(message),
    kept: () => readMessage(state, api.getState()),
    keep: value => api.setState(value),
  };
}

/** Calls back with each message that makes sense; others are ignored. */
export function listen<Schema extends z.ZodMiniType>(
  schema: Schema,
  receive: (message: z.infer<Schema>) => void,
): void {
  window.addEventListener('message', event => {
    const message = readMessage(schema, event.data);
    if (message !== undefined) receive(message);
  });
}
