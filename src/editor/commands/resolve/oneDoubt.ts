// One job in doubt: what happened, what it may have cost, and the things that a person can say about it.

import * as vscode from 'vscode';
import type { Engine } from '../../../core/engine';
import type { Job } from '../../../core/job';
import type { RemoteJob } from '../../../core/service';
import { plainText } from '../../../core/services/answers';
import { shortName } from '../../../core/services/short-name';
import { asSentence, momentText, shortened, withoutIcons, withoutLinks } from '../../views/texts';
import { agreesToSpend } from '../spending';
import { lookAgain } from './lookAgain';

type Choice = 'dashboard' | 'look' | 'candidate' | 'adopt' | 'again' | 'drop';

interface Item extends vscode.QuickPickItem {
  readonly choice: Choice;
  /** Of a candidate: the service's id. */
  readonly remoteId?: string;
}

/** Asks about one job and does what is said. False: the person went back or away, and nothing was decided. */
export async function decideOne(engine: Engine, job: Job): Promise<boolean> {
  const picked = await choose(engine, job);
  switch (picked?.choice) {
    case 'candidate':
      await engine.resolve(job.id, { kind: 'adopt', remoteId: picked.remoteId ?? '' }, job.submittedAt);
      return true;
    case 'adopt':
      return adopt(engine, job);
    case 'again':
      return submitAgain(engine, job);
    case 'drop':
      await engine.resolve(job.id, { kind: 'drop' }, job.submittedAt);
      return true;
    default:
      return false;
  }
}

/** Opening the dashboard decides nothing, so the question stays. */
async function choose(engine: Engine, job: Job): Promise<Item | undefined> {
  if (engine.job(job.id)?.state !== 'inDoubt') return undefined;
  const service = engine.services().find(({ id }) => id === job.service);
  const name = service ? shortName(service) : job.service;
  const candidates = engine.candidates(job.id).slice(0, mostCandidates).map(candidateItem);
  const lists = service?.dialects.find(({ id }) => id === job.dialect)?.list !== undefined;
  const choices = choicesFor(job, name, { dashboard: service?.dashboardUrl !== undefined, lists });
  const picked = await vscode.window.showQuickPick([...candidates, ...choices], {
    title: vscode.l10n.t('Did “{0}” arrive at {1}?', shortened(job.prompt, 40), name),
    placeHolder: whatHappened(job),
    ignoreFocusOut: true,
  });
  if (picked?.choice === 'look') {
    const { problem, found } = await lookAgain(engine, [job]);
    if (problem !== undefined) void vscode.window.showWarningMessage(withoutLinks(problem));
    return found > 0 ? undefined : choose(engine, job);
  }
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

function choicesFor(job: Job, name: string, has: { readonly dashboard: boolean; readonly lists: boolean }): Item[] {
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
  return [...lookItems(name, has), ...items];
}

function lookItems(name: string, has: { readonly dashboard: boolean; readonly lists: boolean }): Item[] {
  const items: Item[] = [];
  if (has.lists) {
    items.push({
      choice: 'look',
      label: vscode.l10n.t('$(search) Look again at {0} now', name),
      detail: vscode.l10n.t('Reads its list of jobs. Spends nothing; what can be no other job is adopted.'),
    });
  }
  if (has.dashboard) {
    items.push({
      choice: 'dashboard',
      label: vscode.l10n.t('$(link-external) Look in the dashboard of {0}', name),
      detail: vscode.l10n.t('Whether the job is listed there answers the question.'),
    });
  }
  return items;
}

function isFree(job: Job): boolean {
  return job.estimate?.unit === 'free';
}

async function adopt(engine: Engine, job: Job): Promise<boolean> {
  const remoteId = await vscode.window.showInputBox({
    title: vscode.l10n.t('Adopt a job by its id'),
    prompt: vscode.l10n.t('Paste the job’s id as the service shows it.'),
    ignoreFocusOut: true,
    validateInput: value => idProblem(value.trim()),
  });
  if (remoteId === undefined) return false;
  await engine.resolve(job.id, { kind: 'adopt', remoteId: remoteId.trim() }, job.submittedAt);
  return true;
}

function idProblem(id: string): string | undefined {
  if (id === '') return vscode.l10n.t('The id is empty.');
  if (id.length > 200 || /\s/.test(id)) return vscode.l10n.t('That is not an id: ids are short and have no spaces.');
  return undefined;
}

async function submitAgain(engine: Engine, job: Job): Promise<boolean> {
  const [candidate] = engine.candidates(job.id);
  const question =
    candidate === undefined
      ? vscode.l10n.t('Submit it again? If the first one did arrive, both are paid.')
      : vscode.l10n.t(
          'Submit it again? The service lists a job that could be this one: {0}. Then both are paid.',
          plainText(candidate.remoteId),
        );
  if (!(await agreesToSpend(engine, [job], question, vscode.l10n.t('Submit Again')))) return false;
  await engine.resolve(job.id, { kind: 'submitAgain' }, job.submittedAt);
  return true;
}
