// Dragging rows of the Jobs tree: a finished job opens where it is dropped, and the drop providers know it by its id.

import * as vscode from 'vscode';
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
    const files = jobs.flatMap(job => (job.video ? vscode.Uri.file(job.video.path).toString() : []));
    if (files.length > 0) transfer.set(filesMimeType, new vscode.DataTransferItem(files.join('\r\n')));
  }
}
