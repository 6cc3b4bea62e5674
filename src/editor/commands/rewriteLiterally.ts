// A more literal prompt for what a safety review blocked: shown beside the old one, put into the form if wished, never sent.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import { rewriteLiterally as rewrite, type Rewrite } from '../../core/services/rewrite';
import type { App } from '../app';
import { shortened, withoutLinks } from '../views/texts';
import { virtualDocument } from '../virtualDocuments';
import type { Command } from './command';
import { pickJob } from './jobArgument';
import { tell, useSettings } from './remedies';
import { draftOf } from './useSettings';

/** Returns the rewrite. */
export const rewriteLiterally: Command = async (app, argument) => {
  const job = await pickJob(app, argument, one => one.error?.safety === true, {
    placeholder: vscode.l10n.t('The prompt of which job is to be rewritten?'),
    none: vscode.l10n.t('No prompt was blocked by a safety review, so there is none to rewrite.'),
  });
  if (!job) return undefined;
  const suggestion = suggestionFor(await app.engine(), job);
  if (suggestion.changes.length === 0) {
    const sentence = vscode.l10n.t(
      'Nothing stands out in this prompt. Say only what is seen, without names, and keep it short.',
    );
    void tell('information', sentence, [useSettings(job.id)]);
    return suggestion;
  }
  await showDiff(app, job, suggestion);
  void offer(app, job, suggestion);
  return suggestion;
};

function suggestionFor(engine: Engine, job: Job): Rewrite {
  const service = engine.services().find(({ id }) => id === job.service);
  const dialect = service?.dialects.find(({ id }) => id === job.dialect);
  const takesNegativePrompt = dialect?.options().some(({ name }) => name === 'negativePrompt') === true;
  const negativePrompt = negativeOf(job);
  return rewrite(job.prompt, { takesNegativePrompt, ...(negativePrompt === undefined ? {} : { negativePrompt }) });
}

function negativeOf(job: Job): string | undefined {
  const { negativePrompt } = job.options;
  return negativePrompt === undefined ? undefined : String(negativePrompt);
}

/** A diff does not wrap: breaks after sentences, and after commas far enough apart, fall on the same places on both sides. */
function inLines(text: string): string {
  return text.replaceAll(/([.!?;])[ \t]+/g, '$1\n').replaceAll(/([^\n]{32,}?,)[ \t]+/g, '$1\n');
}

function wrappedReason(reason: string): string {
  return `- ${reason.replaceAll(/(.{40,60}) /g, '$1\n  ')}`;
}

async function showDiff(app: App, job: Job, suggestion: Rewrite): Promise<void> {
  const name = vscode.l10n.t('prompt');
  const before = virtualDocument(app, 'reelwright-prompt', `${job.id}/${name}`, sheet(job.prompt, negativeOf(job)));
  const after = virtualDocument(
    app,
    'reelwright-prompt',
    `${job.id}/${vscode.l10n.t('more literal')}`,
    sheet(suggestion.prompt, suggestion.negativePrompt, reasonsOf(suggestion)),
  );
  const title = vscode.l10n.t('A more literal prompt: {0}', shortened(job.prompt, 30));
  await vscode.commands.executeCommand('vscode.diff', before, after, title, { preview: true });
}

function reasonsOf({ changes }: Rewrite): readonly string[] {
  return [...new Set(changes.map(({ why }) => why))];
}

function sheet(prompt: string, negativePrompt: string | undefined, reasons: readonly string[] = []): string {
  const negative = negativePrompt ? [``, `${vscode.l10n.t('Negative prompt')}:`, inLines(negativePrompt)] : [];
  const why = reasons.length > 0 ? [``, `${vscode.l10n.t('Why')}:`, ...reasons.map(wrappedReason)] : [];
  return [inLines(prompt), ...negative, ...why, ''].join('\n');
}

/** The form's price and button stay between the suggestion and any charge. */
async function offer(app: App, job: Job, suggestion: Rewrite): Promise<void> {
  const use = vscode.l10n.t('Use in the Form');
  const sentence = vscode.l10n.t(
    'This is a suggestion by what the services advise; names of brands and people only you can find. Nothing is sent by it.',
  );
  if ((await vscode.window.showInformationMessage(withoutLinks(sentence), use)) !== use) return;
  const { negativePrompt } = suggestion;
  await app.create.show({
    ...draftOf(job),
    prompt: suggestion.prompt,
    options: { ...job.options, ...(negativePrompt === undefined ? {} : { negativePrompt }) },
  });
}
