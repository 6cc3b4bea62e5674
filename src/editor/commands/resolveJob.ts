// A job in doubt: what happened, what it may have cost, and the three things that a person can say about it.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import type { RemoteJob } from '../../core/service';
import { plainText } from '../../core/services/answers';
import { shortName } from '../../core/services/short-name';
import { asSentence, momentText, shortened, withoutIcons } from '../views/texts';
import type { Command } from './command';
import { pickJob } from './jobArgument';
import { agreesToSpend } from './spending';

type Choice = 'dashboard' | 'candidate' | 'adopt' | 'again' | 'drop';

interface Item extends vscode.QuickPickItem {
  readonly choice: Choice;
  /** Of a candidate: the service's id. */
  readonly remoteId?: string;
}

export const resolveJob: Command = async (app, argument) => {
  const engine = await app.engine();
  const job = await pickJob(app, argument, (one, { abilities }) => abilities(one).resolve, {
    placeholder: vscode.l10n.t('About which job do you want to decide?'),
    none: vscode.l10n.t('No job is in doubt, so there is nothing to decide.'),
  });
  if (!job) return;
  const picked = await choose(engine, job);
  const choice = picked?.choice;
  if (picked?.remoteId !== undefined) {
    await engine.resolve(job.id, { kind: 'adopt', remoteId: picked.remoteId });
  }
  if (choice === 'adopt') await adopt(engine, job);
  if (choice === 'again') await submitAgain(engine, job);
  if (choice === 'drop') await engine.resolve(job.id, { kind: 'drop' });
};

/** Opening the dashboard decides nothing, so the question stays. */
async function choose(engine: Engine, job: Job): Promise<Item | undefined> {
  const service = engine.services().find(({ id }) => id === job.service);
  const name = service ? shortName(service) : job.service;
  const candidates = engine.candidates(job.id).slice(0, mostCandidates).map(candidateItem);
  const choices = choicesFor(job, name, service?.dashboardUrl !== undefined);
  const picked = await vscode.window.showQuickPick([...candidates, ...choices], {
    title: vscode.l10n.t('Did “{0}” arrive at {1}?', shortened(job.prompt, 40), name),
    placeHolder: whatHappened(job),
    ignoreFocusOut: true,
  });
  if (picked?.choice !== 'dashboard') return picked;
  await vscode.env.openExternal(vscode.Uri.parse(service?.dashboardUrl ?? ''));
  return choose(engine, job);
}

/** More than these nobody reads; the service's own list shows the rest. */
const mostCandidates = 5;

/** A job in the service's list that could be this one. Its words are the service's: plain text, cut short. */
function candidateItem({ remoteId, prompt, createdAt }: RemoteJob): Item {
  const facts = [
    createdAt === undefined ? undefined : vscode.l10n.t('made {0}', momentText(createdAt, Date.now())),
    prompt === undefined ? undefined : `“${shortened(plainText(prompt), 60)}”`,
  ];
  return {
    choice: 'candidate',
    remoteId,
    label: vscode.l10n.t('$(check) It is this one: {0}', withoutIcons(plainText(remoteId))),
    detail: withoutIcons(facts.filter(fact => fact !== undefined).join(' · ')),
  };
}

function whatHappened(job: Job): string {
  const words = asSentence(shortened(job.error?.message ?? '', 120));
  const happened =
    words === ''
      ? vscode.l10n.t('It was sent, and no clear answer came back.')
      : vscode.l10n.t('It was sent; then: {0}', words);
  const cost = job.estimate?.text;
  return cost === undefined || isFree(job) ? happened : vscode.l10n.t('{0} It may have cost {1}.', happened, cost);
}

function choicesFor(job: Job, name: string, hasDashboard: boolean): Item[] {
  const price = job.estimate?.text ?? vscode.l10n.t('price unknown');
  const items: Item[] = [
    {
      choice: 'adopt',
      label: vscode.l10n.t('$(link) It is there: adopt it by its id…'),
      detail: vscode.l10n.t('Nothing is sent again; Reelwright follows the job that {0} already has.', name),
    },
    {
      choice: 'again',
      label: vscode.l10n.t('$(refresh) It is not there: submit it again…'),
      detail: isFree(job)
        ? vscode.l10n.t('It is free. If the first one did arrive, there are two.')
        : vscode.l10n.t('Price: {0}. If the first one did arrive, both are paid.', price),
    },
    {
      choice: 'drop',
      label: vscode.l10n.t('$(circle-slash) Drop it'),
      detail: isFree(job)
        ? vscode.l10n.t('Reelwright forgets it. It is free.')
        : vscode.l10n.t('Reelwright forgets it. If it did arrive, {0} may charge for it.', name),
    },
  ];
  if (!hasDashboard) return items;
  const label = vscode.l10n.t('$(link-external) Look in the dashboard of {0}', name);
  return [
    { choice: 'dashboard', label, detail: vscode.l10n.t('Whether the job is listed there answers the question.') },
    ...items,
  ];
}

function isFree(job: Job): boolean {
  return job.estimate?.unit === 'free';
}

async function adopt(engine: Engine, job: Job): Promise<void> {
  const remoteId = await vscode.window.showInputBox({
    title: vscode.l10n.t('Adopt a job by its id'),
    prompt: vscode.l10n.t('Paste the job’s id as the service shows it.'),
    ignoreFocusOut: true,
    validateInput: value => idProblem(value.trim()),
  });
  if (remoteId !== undefined) await engine.resolve(job.id, { kind: 'adopt', remoteId: remoteId.trim() });
}

function idProblem(id: string): string | undefined {
  if (id === '') return vscode.l10n.t('The id is empty.');
  if (id.length > 200 || /\s/.test(id)) return vscode.l10n.t('That is not an id: ids are short and have no spaces.');
  return undefined;
}

async function submitAgain(engine: Engine, job: Job): Promise<void> {
  const [candidate] = engine.candidates(job.id);
  const question =
    candidate === undefined
      ? vscode.l10n.t('Submit it again? If the first one did arrive, both are paid.')
      : vscode.l10n.t(
          'Submit it again? The service lists a job that could be this one: {0}. Then both are paid.',
          plainText(candidate.remoteId),
        );
  if (await agreesToSpend(engine, [job], question, vscode.l10n.t('Submit Again'))) {
    await engine.resolve(job.id, { kind: 'submitAgain' });
  }
}
