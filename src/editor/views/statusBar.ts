// The status bar's entry: there only while there is something to say; a click shows the jobs.

import * as vscode from 'vscode';
import type { Engine } from '../../core/engine';
import type { Job } from '../../core/job';
import { shortName } from '../../core/services/short-name';
import { noteSpentToday } from '../spentToday';
import { groupJobs } from './jobs/model';
import { offlineAmong, statusText, sumOfToday, waitsForNetwork, type StatusCounts } from './status';

/** Changes that come closer together than this are shown at once. */
const gatherMs = 100;

/**
 * Follows an engine that runs; nothing is to be said before there is one. `memory`: where the next start looks whether there is a
 * sum to show.
 */
export function registerStatusBar(memory: vscode.Memento, engine: Engine): vscode.Disposable {
  const item = vscode.window.createStatusBarItem('reelwright.status', vscode.StatusBarAlignment.Left, 0);
  item.name = 'Reelwright';
  item.command = 'reelwright.jobs.focus';
  let gathering: NodeJS.Timeout | undefined;
  const later = (): void => {
    gathering ??= setTimeout(() => {
      gathering = undefined;
      const today = sumOfToday(engine.services().map(({ id }) => engine.spending(id).today));
      if (today.usd > 0 || today.credits > 0) noteSpentToday(memory);
      draw(item, engine, today);
    }, gatherMs);
  };
  void engine.ready.then(later);
  return vscode.Disposable.from(
    item,
    engine.onDidChangeJobs(later),
    engine.onDidChangeServices(later),
    // Midnight passes without an event; whoever comes back to the window sees the new day.
    vscode.window.onDidChangeWindowState(({ focused }) => {
      if (focused) later();
    }),
    { dispose: () => clearTimeout(gathering) },
  );
}

function draw(item: vscode.StatusBarItem, engine: Engine, today: StatusCounts['today']): void {
  const groups = groupJobs(engine.jobs());
  const offline = offlineAmong([...groups.running, ...groups.queued], nameOfService(engine));
  const goesOn = (job: Job): boolean => !waitsForNetwork(job);
  const status = statusText({
    running: groups.running.filter(goesOn).length,
    queued: groups.queued.filter(goesOn).length,
    needs: groups.needs.length,
    ...(offline && { offline }),
    today,
  });
  if (!status) {
    item.hide();
    return;
  }
  item.text = status.text;
  item.tooltip = status.tooltip;
  item.accessibilityInformation = { label: status.spoken };
  item.show();
}

function nameOfService(engine: Engine): (id: string) => string {
  return id => {
    const service = engine.services().find(one => one.id === id);
    return service ? shortName(service) : id;
  };
}
