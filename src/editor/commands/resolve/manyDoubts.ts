// Many jobs in doubt at once, as after an outage: one look for all of them, one price for all of them, or one by one.

import * as vscode from 'vscode';
import { RequestError, type Engine } from '../../../core/engine';
import type { Job } from '../../../core/job';
import { shortName } from '../../../core/services/short-name';
import { momentText, shortened, withoutIcons, withoutLinks } from '../../views/texts';
import { agreesToSpend, priceThen } from '../spending';
import { lookAgain } from './lookAgain';
import { decideOne } from './oneDoubt';

interface Item extends vscode.QuickPickItem {
  readonly choice: 'look' | 'dashboard' | 'oneByOne' | 'again' | 'drop';
}

/** Which of the jobs in doubt a person wants to decide about; all are ticked. Undefined: they changed their mind. */
export async function pickDoubts(engine: Engine, doubts: readonly Job[]): Promise<readonly Job[] | undefined> {
  const items = doubts.map(job => ({ ...rowOf(engine, job), picked: true, job }));
  const picked = await vscode.window.showQuickPick(items, {
    canPickMany: true,
    title: vscode.l10n.t('{0} jobs are in doubt', doubts.length),
    placeHolder: vscode.l10n.t('About which of them do you want to decide?'),
    ignoreFocusOut: true,
  });
  return picked?.map(({ job }) => job);
}

/** Asks until there is nothing left to decide, or the person goes away. */
export async function decideMany(engine: Engine, chosen: readonly Job[], lead?: string): Promise<void> {
  const jobs = stillInDoubt(engine, chosen);
  if (jobs.length === 0) {
    if (lead !== undefined) void vscode.window.showInformationMessage(withoutLinks(lead));
    return;
  }
  const picked = await vscode.window.showQuickPick(choicesFor(engine, jobs), {
    title: titleFor(engine, jobs),
    placeHolder: lead ?? whatHappened(jobs),
    ignoreFocusOut: true,
  });
  switch (picked?.choice) {
    case 'look':
      return decideMany(engine, jobs, lookedText(jobs.length, await lookAgain(engine, jobs)));
    case 'dashboard':
      await vscode.env.openExternal(vscode.Uri.parse(onlyService(engine, jobs)?.dashboardUrl ?? ''));
      return decideMany(engine, jobs);
    case 'oneByOne':
      return decideOneByOne(engine, jobs);
    case 'again':
      return submitAllAgain(engine, jobs);
    case 'drop':
      return dropAll(engine, jobs);
    case undefined:
  }
}

function stillInDoubt(engine: Engine, jobs: readonly Job[]): readonly Job[] {
  return jobs.flatMap(({ id }) => engine.job(id) ?? []).filter(({ state }) => state === 'inDoubt');
}

function choicesFor(engine: Engine, jobs: readonly Job[]): Item[] {
  const count = jobs.length;
  const price = priceThen(jobs);
  const listed = jobs.filter(job => engine.candidates(job.id).length > 0).length;
  const items: Item[] = [
    {
      choice: 'look',
      label: vscode.l10n.t('$(search) Look again at the service now'),
      detail: vscode.l10n.t('Reads its list of jobs. Spends nothing; what can be no other job is adopted.'),
    },
    {
      choice: 'oneByOne',
      label: vscode.l10n.t('$(link) Some are there: adopt one by one…'),
      detail:
        listed === 0
          ? vscode.l10n.t('By the ids that the service’s dashboard shows.')
          : vscode.l10n.t('The service lists jobs that could be {0} of them.', listed),
    },
    {
      choice: 'again',
      label: vscode.l10n.t('$(refresh) None of them is there: submit all {0} again…', count),
      detail:
        price === undefined
          ? vscode.l10n.t('They are free. What did arrive is then made twice.')
          : vscode.l10n.t('Price: {0} for {1} takes. What did arrive is then paid twice.', price, count),
    },
    {
      choice: 'drop',
      label: vscode.l10n.t('$(circle-slash) Drop them…'),
      detail: vscode.l10n.t('Reelwright forgets them. What did arrive may be charged.'),
    },
  ];
  const service = onlyService(engine, jobs);
  if (service?.dashboardUrl === undefined) return items;
  const label = vscode.l10n.t('$(link-external) Look in the dashboard of {0}', shortName(service));
  return [{ choice: 'dashboard', label }, ...items];
}

function onlyService(engine: Engine, jobs: readonly Job[]) {
  const ids = new Set(jobs.map(job => job.service));
  return ids.size === 1 ? engine.services().find(({ id }) => ids.has(id)) : undefined;
}

function titleFor(engine: Engine, jobs: readonly Job[]): string {
  const service = onlyService(engine, jobs);
  return service
    ? vscode.l10n.t('Did these {0} jobs arrive at {1}?', jobs.length, shortName(service))
    : vscode.l10n.t('Did these {0} jobs arrive?', jobs.length);
}

function whatHappened(jobs: readonly Job[]): string {
  const price = priceThen(jobs);
  const happened = vscode.l10n.t('They were sent, and no clear answer came back.');
  return price === undefined ? happened : vscode.l10n.t('{0} They may have cost {1}.', happened, price);
}

function lookedText(count: number, { found, problem }: Awaited<ReturnType<typeof lookAgain>>): string {
  const left = count - found;
  const sentence =
    found === 0
      ? vscode.l10n.t('None of the {0} was found for certain. A list that does not show a job is no proof.', count)
      : left === 0
        ? vscode.l10n.t('All {0} were found, and are followed from now on.', count)
        : vscode.l10n.t('{0} found and followed from now on; {1} still in doubt.', found, left);
  return problem === undefined ? sentence : `${problem} ${sentence}`;
}

/** Back to the list after each, until none is left or the person goes away. */
async function decideOneByOne(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const open = stillInDoubt(engine, jobs);
  if (open.length === 0) return;
  const items = open.map(job => ({ ...rowOf(engine, job), job }));
  const picked = await vscode.window.showQuickPick(items, {
    title: titleFor(engine, open),
    placeHolder: vscode.l10n.t('About which job do you want to decide?'),
    ignoreFocusOut: true,
    matchOnDetail: true,
  });
  if (!picked) return decideMany(engine, jobs);
  await decideOne(engine, picked.job);
  return decideOneByOne(engine, jobs);
}

function rowOf(engine: Engine, job: Job): vscode.QuickPickItem {
  const count = engine.candidates(job.id).length;
  const listed = count === 0 ? undefined : vscode.l10n.t('{0} in the service’s list could be it', count);
  const sent = vscode.l10n.t('sent {0}', momentText(job.submittedAt ?? job.createdAt, Date.now()));
  return {
    label: withoutIcons(shortened(job.prompt, 60)),
    description: job.takes > 1 ? vscode.l10n.t('take {0} of {1}', job.take, job.takes) : '',
    detail: [sent, job.service, job.estimate?.text, listed].filter(part => part !== undefined).join(' · '),
  };
}

async function submitAllAgain(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const listed = jobs.filter(job => engine.candidates(job.id).length > 0).length;
  const question = vscode.l10n.t('Submit {0} jobs again, once each?', jobs.length);
  const warning =
    listed === 0
      ? vscode.l10n.t('Whatever of the first ones did arrive is then paid twice.')
      : vscode.l10n.t(
          'The service lists jobs that could be {0} of them. Whatever of the first ones did arrive is then paid twice.',
          listed,
        );
  if (!(await agreesToSpend(engine, jobs, question, vscode.l10n.t('Submit {0} Again', jobs.length), warning))) return;
  await resolveAll(engine, jobs, 'submitAgain');
}

async function dropAll(engine: Engine, jobs: readonly Job[]): Promise<void> {
  const price = priceThen(jobs);
  const question = vscode.l10n.t('Drop {0} jobs?', jobs.length);
  const detail =
    price === undefined
      ? vscode.l10n.t('Reelwright forgets them.')
      : vscode.l10n.t('Reelwright forgets them. What did arrive is charged all the same: {0} at most.', price);
  const yes = vscode.l10n.t('Drop {0} Jobs', jobs.length);
  if ((await vscode.window.showWarningMessage(question, { modal: true, detail }, yes)) !== yes) return;
  await resolveAll(engine, jobs, 'drop');
}

/** What was settled while the question stood is left as it is. */
async function resolveAll(engine: Engine, jobs: readonly Job[], kind: 'submitAgain' | 'drop'): Promise<void> {
  for (const { id, submittedAt } of jobs) {
    try {
      await engine.resolve(id, { kind }, submittedAt);
    } catch (error) {
      if (!(error instanceof RequestError && error.code === 'not-possible')) throw error;
    }
  }
}
