// The output's door: there from the start, loaded when the first video is saved or inserted.

import type { Output } from '../app';
import type { OutputNeeds } from './output';

export function lazyOutput(app: OutputNeeds): Output {
  let loaded: Promise<Output> | undefined;
  const output = (): Promise<Output> => (loaded ??= import('./output').then(({ createOutput }) => createOutput(app)));
  return {
    save: async (job, target) => (await output()).save(job, target),
    saveAs: async job => (await output()).saveAs(job),
    insert: async (job, editor) => (await output()).insert(job, editor),
  };
}
