// Generate from the palette alone: prompt, first frame, service, options with the price, go.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { Command } from './command';
import { goPage } from './generate/goPage';
import { picturePage } from './generate/picturePage';
import { requestFrom, walk, type Plan } from './generate/plan';
import { promptPage } from './generate/promptPage';
import { servicePage } from './generate/servicePage';

/** Returns the queued jobs; undefined when the person left on the way. */
export const generate: Command = async app => {
  const engine = await app.engine();
  const pages = [promptPage(engine), picturePage(engine), servicePage(engine), goPage(engine)];
  const plan = await walk(pages, emptyPlan(engine));
  if (!plan) return undefined;
  const jobs = await engine.generate(requestFrom(plan), 'palette');
  await vscode.commands.executeCommand('reelwright.jobs.focus');
  return jobs;
};

function emptyPlan(engine: Engine): Plan {
  const wanted = vscode.workspace.getConfiguration('reelwright').get<unknown>('defaultService');
  const ids = engine.services().map(({ id }) => id);
  const service = ids.find(id => id === wanted) ?? ids[0] ?? 'sandbox';
  return { prompt: '', service, options: {}, takes: 1 };
}
