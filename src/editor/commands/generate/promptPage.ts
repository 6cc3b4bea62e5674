// The prompt, held against the service's limit before anything else is asked.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import { requestFrom, type Page } from './plan';
import { askForText } from './steps';

export function promptPage(engine: Engine): Page {
  return async (plan, frame) => {
    const answer = await askForText({
      ...frame,
      value: plan.prompt,
      placeholder: vscode.l10n.t('What is to be seen? A misty mountain lake at sunrise, slow drone shot…'),
      prompt: vscode.l10n.t('Literal, short, visual prompts work best.'),
      check: async prompt => {
        const problems = await engine.validate(requestFrom({ ...plan, prompt }));
        return problems.find(({ field }) => field === 'prompt')?.message;
      },
    });
    return answer.kind === 'next' ? { kind: 'next', value: { ...plan, prompt: answer.value } } : answer;
  };
}
