// First frames on their way in: prepared once, and kept under the hash of what was prepared.

import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { RequestError } from '../engine';
import { hasCode } from '../file-error';
import type { Picture } from '../request';
import { writeOnce } from '../store/whole';
import { storeProblem } from './intake';
import type { Work } from './work';

/** Prepares a picture and keeps it. @throws RequestError `picture-unreadable` with a sentence that names the file */
export async function stagePicture(work: Work, bytes: Uint8Array, name: string): Promise<Picture> {
  const { jpeg, width, height } = await work.pictures.prepare(bytes, name).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    throw new RequestError('picture-unreadable', message, [{ field: 'picture', message }]);
  });
  const sha256 = createHash('sha256').update(jpeg).digest('hex');
  const path = join(work.store.layout.pictures, `${sha256}.jpg`);
  await writeOnce(work.ports.files, work.ports.random, path, jpeg).catch((error: unknown) => {
    throw storeProblem(error);
  });
  return { sha256, bytes: jpeg.length, width, height, name };
}

/** The prepared JPEG. @throws RequestError `picture-unreadable` where it is gone */
export async function readStaged(work: Work, picture: Picture): Promise<Uint8Array> {
  try {
    return await work.ports.files.read(join(work.store.layout.pictures, `${picture.sha256}.jpg`));
  } catch (error) {
    if (!hasCode(error, 'ENOENT')) throw error;
    throw new RequestError(
      'picture-unreadable',
      l10n.t('The prepared picture “{0}” is gone. Choose it again.', picture.name),
    );
  }
}
