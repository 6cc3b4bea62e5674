// Dragging rows of the Jobs tree: a finished job opens where it is dropped, and the drop providers know it by its id.

import * as vscode from 'vscode';
import type { Job } from '../../../core/job';
import type { App } from '../../app';
import type { Row } from './rows';

/** Ids of jobs, one per line. */
export const jobMimeType = 'application/vnd.reelwright.job';
const filesMimeType = 'text/uri-list';

export class JobsDrag implements vscode.TreeDragAndDropController<Row> {
  readonly dragMimeTypes = [jobMimeType, filesMimeType];
  readonly dropMimeTypes: readonly string[] = [];

  constructor(private readonly app: App) {}

  async handleDrag(rows: readonly Row[], transfer: vscode.DataTransfer): Promise<void> {
    const engine = await this.app.engine();
    const jobs = rows.flatMap(row => (row.kind === 'job' ? (engine.job(row.id) ?? []) : []));
    if (jobs.length === 0) return;
    transfer.set(jobMimeType, new vscode.DataTransferItem(jobs.map(job => job.id).join('\n')));
    const found = await Promise.all(jobs.map(fileOf));
    const files = found.flatMap(file => file?.toString() ?? []);
    if (files.length > 0) transfer.set(filesMimeType, new vscode.DataTransferItem(files.join('\r\n')));
  }
}

/** The copy in the workspace where there is one: that is the file that a person knows. */
async function fileOf(job: Job): Promise<vscode.Uri | undefined> {
  const { existingCopy } = await import('../../output/save');
  return (await existingCopy(job)) ?? (job.video && vscode.Uri.file(job.video.path));
}
