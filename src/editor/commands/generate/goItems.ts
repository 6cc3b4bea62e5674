// The rows of the last page: Go with its price, what is left out, every option as it stands, and the request to copy.

import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../../core/engine';
import type { FieldProblem, OptionSpec } from '../../../core/request';
import { shortName } from '../../../core/services/short-name';
import { optionLabels } from '../../views/optionLabels';
import { withoutIcons } from '../../views/texts';
import { limitsText, optionsFor, valueText } from './optionText';
import { isPictured, type Plan } from './plan';
import { wayText } from './wayPage';

export type Choice = 'go' | 'key' | 'takes' | 'way' | 'heading' | 'leftOut' | 'copy' | OptionSpec;
export type Item = vscode.QuickPickItem & { readonly choice: Choice };

export interface Standing {
  readonly price: string;
  readonly problems: readonly FieldProblem[];
  /** Names of options that the request does not carry. */
  readonly leftOut: readonly string[];
}

export function goItems(
  engine: Engine,
  plan: Plan,
  state: ServiceState,
  { price, problems, leftOut }: Standing,
): Item[] {
  const specs = optionsFor(state.options, isPictured(plan));
  const problemOf = (field: string) => problems.find(problem => problem.field === field)?.message;
  const missing = state.key === 'missing';
  return [
    missing ? keyItem(state) : goItem(plan, state, specs, price),
    ...leftOutItem(engine, state, leftOut),
    { choice: 'heading', label: vscode.l10n.t('Options'), kind: vscode.QuickPickItemKind.Separator },
    ...wayItem(plan, state, problemOf('picture')),
    ...specs.map(spec => optionItem(spec, plan, problemOf(spec.name))),
    {
      choice: 'takes',
      label: vscode.l10n.t('Takes'),
      description: String(plan.takes),
      ...detail(problemOf('takes'), undefined),
    },
    ...copyItem(state),
  ];
}

function goItem(plan: Plan, state: ServiceState, specs: readonly OptionSpec[], price: string): Item {
  const values = specs.flatMap(spec => {
    const value = plan.options[spec.name] ?? spec.default;
    if (spec.kind === 'text' || value === undefined) return [];
    if (spec.kind === 'flag') return value === true ? [spec.label] : [];
    const bare = spec.kind === 'number' && spec.unit === undefined;
    return [bare ? `${spec.label} ${valueText(spec, value)}` : valueText(spec, value)];
  });
  return {
    choice: 'go',
    label: vscode.l10n.t('$(sparkle) Generate · {0}', price),
    description: withoutIcons([shortName(state.service), ...values].join(' · ')),
  };
}

function leftOutItem(engine: Engine, { service }: ServiceState, names: readonly string[]): Item[] {
  if (names.length === 0) return [];
  const labels = optionLabels(engine);
  const list = names.map(name => labels.get(name) ?? name).join(', ');
  return [
    {
      choice: 'leftOut',
      label: vscode.l10n.t('$(info) Left out: {0}', list),
      description: vscode.l10n.t('{0} does not take it so for this request', shortName(service)),
    },
  ];
}

/** The sandbox sends nothing that could be copied. */
function copyItem({ service }: ServiceState): Item[] {
  if (!service.key) return [];
  return [
    { choice: 'heading', label: vscode.l10n.t('Without sending it'), kind: vscode.QuickPickItemKind.Separator },
    { choice: 'copy', label: vscode.l10n.t('$(copy) Copy the request…'), description: 'cURL, TypeScript, Python' },
  ];
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
    ...detail(problem, [spec.help, boundsText(spec)].filter(Boolean).join(' ') || undefined),
  };
}

/** Said where there are any: that a seed is a whole number is said when it is typed. */
function boundsText(spec: OptionSpec): string | undefined {
  const bounded = spec.kind === 'number' && (spec.min !== undefined || spec.max !== undefined);
  return bounded ? limitsText(spec) : undefined;
}

function detail(problem: string | undefined, help: string | undefined): { detail?: string } {
  if (problem !== undefined) return { detail: `$(error) ${withoutIcons(problem)}` };
  return help === undefined ? {} : { detail: help };
}

export function sameChoice(one: Choice, other: Choice): boolean {
  return typeof one === 'object' && typeof other === 'object' ? one.name === other.name : one === other;
}
