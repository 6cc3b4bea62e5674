// The service, each with what it costs as it is and whether its key is there.

import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../../core/engine';
import type { Service } from '../../../core/service';
import { keptOptions } from './optionText';
import { requestFrom, type Page, type Plan } from './plan';
import { askForItem } from './steps';

type Item = vscode.QuickPickItem & { readonly state: ServiceState };

export function servicePage(engine: Engine): Page {
  return async (plan, frame) => {
    const items = await Promise.all(engine.services().map(service => serviceItem(engine, plan, service)));
    const answer = await askForItem({
      ...frame,
      items,
      active: items.find(({ state }) => state.service.id === plan.service),
      placeholder: vscode.l10n.t('Which service makes the video?'),
    });
    if (answer.kind !== 'next') return answer;
    const { service, options } = answer.value.state;
    return { kind: 'next', value: { ...plan, service: service.id, options: keptOptions(plan.options, options) } };
  };
}

async function serviceItem(engine: Engine, plan: Plan, service: Service): Promise<Item> {
  const state = await engine.serviceState(service.id);
  const options = keptOptions(plan.options, state.options);
  const { text } = await engine.estimate(requestFrom({ ...plan, service: service.id, options }));
  return { label: service.name, description: `${text} · ${keyText(state)}`, state };
}

function keyText({ key }: ServiceState): string {
  switch (key) {
    case 'secrets':
      return vscode.l10n.t('API key is set');
    case 'environment':
      return vscode.l10n.t('API key from the environment');
    case 'missing':
      return vscode.l10n.t('needs an API key');
    case undefined:
      return vscode.l10n.t('needs no API key');
  }
}
