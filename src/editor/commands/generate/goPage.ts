// The last page: the price and Go, with every option below it to be changed.

import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../../core/engine';
import type { FieldProblem, OptionSpec } from '../../../core/request';
import { shortName } from '../../../core/services/short-name';
import { askForOption, askForTakes } from './optionPage';
import { withoutIcons } from '../../views/texts';
import { optionsFor, valueText } from './optionText';
import { isPictured, requestFrom, type Page, type Plan } from './plan';
import { askForItem } from './steps';
import { askForWay, wayText } from './wayPage';

type Choice = 'go' | 'key' | 'takes' | 'way' | 'heading' | OptionSpec;
type Item = vscode.QuickPickItem & { readonly choice: Choice };

/** Goes on only with a request that can be sent, at the price that was shown. */
export function goPage(engine: Engine): Page {
  return async (begin, frame) => {
    let plan = begin;
    let last: Choice = 'go';
    for (;;) {
      const state = await engine.serviceState(plan.service);
      const price = (await engine.estimate(requestFrom(plan))).text;
      const problems = await engine.validate(requestFrom(plan));
      const items = itemsFor(plan, state, price, problems);
      const answer = await askForItem<Item>({
        ...frame,
        placeholder: problems[0]?.message ?? vscode.l10n.t('Generate, or choose an option to change it'),
        items,
        active: items.find(item => sameChoice(item.choice, last)),
      });
      if (answer.kind !== 'next') return answer;
      last = answer.value.choice;
      if (last === 'go') {
        const now = (await engine.estimate(requestFrom(plan))).text;
        if (problems.length === 0 && now === price) return { kind: 'next', value: plan };
      } else {
        const before = plan;
        plan = await changed(engine, state, plan, last);
        // What was set needs no more; what was left as it was may be tried again.
        if (plan !== before) last = 'go';
      }
    }
  };
}

async function changed(engine: Engine, state: ServiceState, plan: Plan, choice: Exclude<Choice, 'go'>): Promise<Plan> {
  if (choice === 'heading') return plan;
  if (choice === 'key') {
    await vscode.commands.executeCommand('reelwright.setApiKey', plan.service);
    return plan;
  }
  if (choice === 'takes') {
    const takes = await askForTakes(plan.takes);
    return takes === undefined ? plan : { ...plan, takes };
  }
  if (choice === 'way') {
    const way = await askForWay(engine, state, plan, { title: vscode.l10n.t('First frame') });
    return way.kind === 'next' ? { ...plan, pictureRoute: way.value } : plan;
  }
  const answer = await askForOption(choice, plan.options[choice.name]);
  if (!answer) return plan;
  const { [choice.name]: _, ...others } = plan.options;
  return { ...plan, options: answer.value === undefined ? others : { ...others, [choice.name]: answer.value } };
}

function itemsFor(plan: Plan, state: ServiceState, price: string, problems: readonly FieldProblem[]): Item[] {
  const specs = optionsFor(state.options, isPictured(plan));
  const problemOf = (field: string) => problems.find(problem => problem.field === field)?.message;
  const missing = state.key === 'missing';
  return [
    missing ? keyItem(state) : goItem(plan, state, specs, price),
    { choice: 'heading', label: vscode.l10n.t('Options'), kind: vscode.QuickPickItemKind.Separator },
    ...wayItem(plan, state, problemOf('picture')),
    ...specs.map(spec => optionItem(spec, plan, problemOf(spec.name))),
    {
      choice: 'takes',
      label: vscode.l10n.t('Takes'),
      description: String(plan.takes),
      ...detail(problemOf('takes'), undefined),
    },
  ];
}

function goItem(plan: Plan, state: ServiceState, specs: readonly OptionSpec[], price: string): Item {
  const values = specs.flatMap(spec => {
    const value = plan.options[spec.name] ?? spec.default;
    if (spec.kind === 'text' || value === undefined) return [];
    if (spec.kind === 'flag') return value === true ? [spec.label] : [];
    return [valueText(spec, value)];
  });
  return {
    choice: 'go',
    label: vscode.l10n.t('$(sparkle) Generate · {0}', price),
    description: withoutIcons([shortName(state.service), ...values].join(' · ')),
  };
}

function keyItem(state: ServiceState): Item {
  return {
    choice: 'key',
    label: vscode.l10n.t('$(key) Set API key…'),
    description: vscode.l10n.t('{0} needs one before anything can be sent', shortName(state.service)),
  };
}

function wayItem(plan: Plan, state: ServiceState, problem: string | undefined): Item[] {
  const way = wayText(plan, state);
  if (way === undefined) return [];
  const description = withoutIcons(way);
  return [{ choice: 'way', label: vscode.l10n.t('First frame'), description, ...detail(problem, undefined) }];
}

function optionItem(spec: OptionSpec, plan: Plan, problem: string | undefined): Item {
  return {
    choice: spec,
    label: spec.label,
    description: withoutIcons(valueText(spec, plan.options[spec.name])),
    ...detail(problem, spec.help),
  };
}

function detail(problem: string | undefined, help: string | undefined): { detail?: string } {
  if (problem !== undefined) return { detail: `$(error) ${withoutIcons(problem)}` };
  return help === undefined ? {} : { detail: help };
}

function sameChoice(one: Choice, other: Choice): boolean {
  return typeof one === 'object' && typeof other === 'object' ? one.name === other.name : one === other;
}
