// Pictures that come in by paste or drop: files as bytes, and files of the explorer as addresses without bytes.

import * as l10n from '@vscode/l10n';
import { maxMessageBytes, maxPictures } from '../../src/protocol/create';
import type { FormView } from './app';

/** What VS Code's explorer hands over with Shift, in the order of preference. */
const addressTypes = ['application/vnd.code.uri-list', 'text/uri-list'];

/** Whether a drag may carry pictures; text that is dragged into the prompt is not our business. */
export function isPictureDrag({ dataTransfer }: DragEvent): boolean {
  return dataTransfer?.types.some(type => type === 'Files' || addressTypes.includes(type)) ?? false;
}

export function takeDrop(event: DragEvent, view: FormView): void {
  const { dataTransfer } = event;
  if (!dataTransfer || !isPictureDrag(event)) return;
  event.preventDefault();
  const files = [...dataTransfer.files];
  if (files.length > 0) {
    void takeFiles(files, view);
    return;
  }
  const uris = addressTypes.map(type => addresses(dataTransfer.getData(type))).find(list => list.length > 0);
  if (!uris) return;
  view.model.say(undefined);
  view.post({ type: 'dropUris', uris: uris.slice(0, 1000) });
}

/** One address a line; lines that begin with # are comments (RFC 2483). */
function addresses(list: string): string[] {
  return list.split(/\r?\n/).filter(line => line !== '' && !line.startsWith('#'));
}

/** A copied picture goes into the well; copied text that carries a picture too stays text. */
export function takePaste(event: ClipboardEvent, view: FormView): void {
  const { clipboardData } = event;
  const files = [...(clipboardData?.files ?? [])];
  if (files.length === 0 || clipboardData?.types.includes('text/plain')) return;
  event.preventDefault();
  void takeFiles(files, view);
}

async function takeFiles(files: readonly File[], view: FormView): Promise<void> {
  const pictures = files.filter(isPicture);
  const others = files.filter(file => !isPicture(file)).map(file => file.name);
  const taken = pictures.slice(0, maxPictures);
  if (taken.reduce((sum, file) => sum + file.size, 0) > maxMessageBytes) {
    view.model.say(l10n.t('That is more than 60 MB. Choose the pictures with the button instead.'));
    return;
  }
  const note = leftOut(others, pictures.length);
  view.model.say(taken.length === 0 ? note : undefined);
  if (taken.length === 0) return;
  try {
    const read = await Promise.all(
      taken.map(async file => ({ name: nameOf(file), bytes: new Uint8Array(await file.arrayBuffer()) })),
    );
    view.post({ type: 'dropFiles', files: read, ...(note !== undefined && { note: note.slice(0, 2000) }) });
  } catch {
    view.model.say(l10n.t('{0} could not be read. Choose another picture.', taken.map(nameOf).join(', ')));
  }
}

/** By type, or by name where the system knows no type. */
function isPicture({ type, name }: File): boolean {
  if (type !== '') return type.startsWith('image/') && !type.includes('svg');
  return /\.(png|jpe?g|webp|avif|gif|tiff?)$/i.test(name);
}

/** A browser calls every pasted picture image.png. */
function nameOf({ name }: File): string {
  return name === '' || name === 'image.png' ? l10n.t('Pasted picture') : name.slice(0, 200);
}

function leftOut(others: readonly string[], pictures: number): string | undefined {
  const sentences: string[] = [];
  if (others.length > 0) {
    const names = others.slice(0, 5).join(', ');
    sentences.push(l10n.t('Left out, since it is no picture that can be animated: {0}.', names));
  }
  if (pictures > maxPictures) sentences.push(l10n.t('{0} pictures at most: the first were taken.', maxPictures));
  return sentences.length > 0 ? sentences.join(' ') : undefined;
}
