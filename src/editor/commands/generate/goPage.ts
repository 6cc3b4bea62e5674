// The last page: the price and Go, with every option below it to be changed.

import * as vscode from 'vscode';
import type { Engine, ServiceState } from '../../../core/engine';
import { copySent } from '../copyRequest';
import { goItems, sameChoice, type Choice, type Item } from './goItems';
import { askForOption, askForTakes } from './optionPage';
import { fitted, requestFrom, type Page, type Plan } from './plan';
import { askForItem } from './steps';
import { askForWay } from './wayPage';

/** Goes on only with a request that can be sent, at the price that was shown. */
export function goPage(engine: Engine): Page {
  return async (begin, frame) => {
    let chosen = begin;
    let last: Choice = 'go';
    await engine.livePrices(begin.service);
    for (;;) {
      const state = await engine.serviceState(chosen.service);
      const { plan, leftOut } = fitted(chosen, state.options);
      const price = (await engine.estimate(requestFrom(plan))).text;
      const problems = await engine.validate(requestFrom(plan));
      const items = goItems(engine, plan, state, { price, problems, leftOut });
      const answer = await askForItem<Item>({
        ...frame,
        placeholder: problems[0]?.message ?? vscode.l10n.t('Generate, or choose an option to change it'),
        items,
        active: items.find(item => sameChoice(item.choice, last)),
      });
      if (answer.kind === 'back') return { kind: 'back', value: chosen };
      if (answer.kind === 'cancel') return answer;
      last = answer.value.choice;
      if (last === 'go') {
        const now = (await engine.estimate(requestFrom(plan))).text;
        if (problems.length === 0 && now === price) return { kind: 'next', value: plan };
      } else if (last === 'copy') {
        if (problems.length > 0) continue;
        await copySent(await engine.sentRequest(requestFrom(plan)));
        return { kind: 'cancel' };
      } else {
        const before = chosen;
        chosen = await changed(engine, state, chosen, last);
        // What was set needs no more; what was left as it was may be tried again.
        if (chosen !== before) last = 'go';
      }
    }
  };
}

async function changed(
  engine: Engine,
  state: ServiceState,
  plan: Plan,
  choice: Exclude<Choice, 'go' | 'copy'>,
): Promise<Plan> {
  if (choice === 'heading' || choice === 'leftOut') return plan;
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
  const { name } = choice;
  const { [name]: now, ...others } = fitted(plan, state.options).plan.options;
  const answer = await askForOption(choice, now, async value => {
    const { text } = await engine.estimate(requestFrom({ ...plan, options: { ...others, [name]: value } }));
    return text;
  });
  if (!answer) return plan;
  const { [name]: _, ...kept } = plan.options;
  const options = answer.value === undefined ? kept : { ...kept, [name]: answer.value };
  return { ...plan, options, dropped: (plan.dropped ?? []).filter(dropped => dropped !== name) };
}
