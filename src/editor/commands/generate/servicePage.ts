// The service, each with what it costs as it is and whether its key is there.

import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../../core/engine';
import type { Service } from '../../../core/service';
import { fitted, optionsAt, requestFrom, type Page, type Plan } from './plan';
import { askForItem } from './steps';
import { askForWay, mustAskForWay } from './wayPage';

type Item = vscode.QuickPickItem & { readonly state: ServiceState };

export function servicePage(engine: Engine): Page {
  return async (plan, frame) => {
    let { service } = plan;
    for (;;) {
      const items = await Promise.all(engine.services().map(one => serviceItem(engine, plan, one)));
      const answer = await askForItem({
        ...frame,
        items,
        active: items.find(({ state }) => state.service.id === service),
        placeholder: vscode.l10n.t('Which service makes the video?'),
      });
      if (answer.kind !== 'next') return answer;
      const { state } = answer.value;
      service = state.service.id;
      const chosen = planAt(plan, state);
      if (!mustAskForWay(chosen, state)) return { kind: 'next', value: chosen };
      const way = await askForWay(engine, state, chosen, frame);
      if (way.kind === 'next') return { kind: 'next', value: { ...chosen, pictureRoute: way.value } };
      if (way.kind === 'cancel') return way;
    }
  };
}

/** What was chosen for another service is kept where this one understands it, and remembered where not. */
function planAt(plan: Plan, { service, options, pictureRoute: ways }: ServiceState): Plan {
  const { picture, pictureRoute } = plan;
  const isAddress = pictureRoute?.kind === 'address';
  // An address that stands alone is the first frame itself; what was allowed for one service says nothing about another.
  const keepsRoute = isAddress ? picture === undefined || ways !== undefined : service.id === plan.service;
  return {
    ...plan,
    service: service.id,
    ...optionsAt(plan, service.id, options),
    pictureRoute: keepsRoute ? pictureRoute : undefined,
  };
}

async function serviceItem(engine: Engine, plan: Plan, service: Service): Promise<Item> {
  const state = await engine.serviceState(service.id);
  const there = fitted({ ...plan, service: service.id, ...optionsAt(plan, service.id, state.options) }, state.options);
  const { text } = await engine.estimate(requestFrom(there.plan));
  const facts = [
    text,
    keyText(state),
    ...(takesPicture(plan, state) ? [] : [vscode.l10n.t('takes no picture address')]),
  ];
  return { label: service.name, description: facts.join(' · '), state };
}

function takesPicture({ picture, pictureRoute }: Plan, state: ServiceState): boolean {
  return picture !== undefined || pictureRoute?.kind !== 'address' || state.pictureRoute !== undefined;
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
