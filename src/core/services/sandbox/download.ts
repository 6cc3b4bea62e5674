// Hands a finished clip over as a web server would: in pieces, from an offset, with a strong ETag.

import { hasCode } from '../../file-error';
import type { DownloadEnd, DownloadRequest, DownloadSink, Files, OpenFile } from '../../ports';

const pieceBytes = 262_144;

export interface SendOptions {
  /** Loses the connection after half of the file. */
  readonly cut: boolean;
  readonly signal?: AbortSignal;
}

/** Sends a file from the offset asked for, or from its beginning where the ETag is another one. Passes on errors of the sink. */
export async function sendFile(
  files: Files,
  path: string,
  name: string,
  request: DownloadRequest,
  sink: DownloadSink,
  options: SendOptions,
): Promise<DownloadEnd> {
  let file: OpenFile;
  try {
    file = await files.open(path, 'read');
  } catch (error) {
    if (hasCode(error, 'ENOENT')) return { kind: 'refused', status: 404 };
    return { kind: 'failure', failure: 'unreachable', detail: error instanceof Error ? error.message : String(error) };
  }
  try {
    return await send(file, name, request, sink, options);
  } finally {
    await file.close();
  }
}

async function send(
  file: OpenFile,
  name: string,
  request: DownloadRequest,
  sink: DownloadSink,
  { cut, signal }: SendOptions,
): Promise<DownloadEnd> {
  const total = await file.size();
  const etag = `"${name}-${total}"`;
  const offset = request.etag === undefined || request.etag === etag ? request.offset : 0;
  if (offset > 0 && offset >= total) return { kind: 'refused', status: 416 };
  if (request.maxBytes !== undefined && total > request.maxBytes) {
    return { kind: 'failure', failure: 'too-large', detail: String(total) };
  }
  await sink.begin({ offset, total, etag, type: 'video/mp4' });
  const end = cut ? Math.floor(total / 2) : total;
  for (let position = offset; position < end;) {
    if (signal?.aborted) return { kind: 'failure', failure: 'aborted', detail: '' };
    const bytes = await file.read(position, Math.min(pieceBytes, end - position));
    if (bytes.length === 0) return { kind: 'failure', failure: 'closed', detail: '' };
    await sink.write(bytes);
    position += bytes.length;
  }
  return cut ? { kind: 'failure', failure: 'closed', detail: '' } : { kind: 'whole' };
}
