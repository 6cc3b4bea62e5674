// A request from another extension: copied at once, so that what the caller changes later changes nothing, and checked for its shape.

import * as vscode from 'vscode';
import type { GenerateRequest } from '../api';
import { RequestError, type Engine } from '../core/engine';
import type { FieldName, GenerationRequest, OptionValue } from '../core/request';

/** A copy that is ours alone. */
export interface TakenRequest {
  readonly plain: GenerationRequest;
  /** Bytes or a file; an https address is in `plain.pictureRoute`. */
  readonly image?: vscode.Uri | Uint8Array;
}

const longestPrompt = 100_000;
const largestImage = 100_000_000;

/** Copies and checks a request, before anything is waited for. @throws RequestError `invalid-request` */
export function takeRequest(request: unknown): TakenRequest {
  if (!isRecord(request))
    throw wrong('prompt', vscode.l10n.t('A request must be an object with a service and a prompt.'));
  const { service, prompt, takes, image } = request as Partial<Record<keyof GenerateRequest, unknown>>;
  if (typeof service !== 'string')
    throw wrong('service', vscode.l10n.t('“service” must be text: the id of a service.'));
  if (typeof prompt !== 'string') throw wrong('prompt', vscode.l10n.t('“prompt” must be text.'));
  if (prompt.length > longestPrompt) {
    throw wrong('prompt', vscode.l10n.t('The prompt has more than {0} characters. Shorten it.', longestPrompt));
  }
  if (takes !== undefined && typeof takes !== 'number')
    throw wrong('takes', vscode.l10n.t('“takes” must be a number.'));
  const address = image instanceof vscode.Uri && image.scheme === 'https' ? image.toString(true) : undefined;
  const taken = image === undefined || address !== undefined ? undefined : takeImage(image);
  const picture = taken === undefined ? {} : { picture: { sha256: '', bytes: 0, width: 0, height: 0, name: '' } };
  const plain: GenerationRequest = {
    service,
    prompt,
    options: takeOptions(request['options']),
    ...picture,
    ...(address === undefined ? {} : { pictureRoute: { kind: 'address', url: address } }),
    ...(takes === undefined ? {} : { takes }),
  };
  return taken === undefined ? { plain } : { plain, image: taken };
}

/** The request with its picture prepared. Everything else is checked first. @throws RequestError */
export async function withPicture(engine: Engine, { plain, image }: TakenRequest): Promise<GenerationRequest> {
  if (image === undefined) return plain;
  const problems = await engine.validate(plain, 'export');
  if (problems.length > 0) {
    throw new RequestError('invalid-request', problems.map(problem => problem.message).join(' '), problems);
  }
  const { bytes, name } = await readImage(image);
  return { ...plain, picture: await engine.stagePicture(bytes, name) };
}

function takeOptions(options: unknown): GenerationRequest['options'] {
  if (options === undefined) return {};
  if (!isRecord(options)) throw wrong('prompt', vscode.l10n.t('“options” must be an object.'));
  const taken: Record<string, OptionValue> = {};
  for (const [name, value] of Object.entries(options)) {
    if (value === undefined) continue;
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw wrong(name as FieldName, vscode.l10n.t('The option “{0}” must be text, a number, or true or false.', name));
    }
    Object.defineProperty(taken, name, { value, enumerable: true });
  }
  return taken;
}

function takeImage(image: unknown): vscode.Uri | Uint8Array {
  if (image instanceof Uint8Array) return image.slice();
  if (image instanceof vscode.Uri) return image;
  throw wrong(
    'picture',
    vscode.l10n.t('“image” must be the address of a picture file (a Uri) or its bytes (a Uint8Array).'),
  );
}

async function readImage(image: vscode.Uri | Uint8Array): Promise<{ bytes: Uint8Array; name: string }> {
  if (image instanceof Uint8Array) return { bytes: image, name: vscode.l10n.t('picture') };
  if (isUntrusted(image)) {
    throw unreadable(
      vscode.l10n.t(
        'This workspace is not trusted, so none of its pictures is sent for another extension. Trust it, or choose the picture in the Create view.',
      ),
    );
  }
  const name = image.path.slice(image.path.lastIndexOf('/') + 1);
  try {
    const { size } = await vscode.workspace.fs.stat(image);
    if (size > largestImage) {
      throw unreadable(vscode.l10n.t('“{0}” is larger than 100 MB. Make it smaller first.', name));
    }
    return { bytes: await vscode.workspace.fs.readFile(image), name };
  } catch (error) {
    if (error instanceof RequestError) throw error;
    throw unreadable(vscode.l10n.t('“{0}” cannot be read. Check that it is there and try again.', name));
  }
}

/**
 * Where a video is saved must be a place that can be written, and not a workspace that nobody trusts: there a person saves.
 * @throws RequestError `not-possible`
 */
export function takeTarget(target: unknown): vscode.Uri | undefined {
  if (target === undefined || target instanceof vscode.Uri) refuseUntrusted(target);
  if (target === undefined) return undefined;
  const writable = target instanceof vscode.Uri && vscode.workspace.fs.isWritableFileSystem(target.scheme) === true;
  if (target instanceof vscode.Uri && (writable || target.scheme === 'file')) return target;
  throw new RequestError(
    'not-possible',
    vscode.l10n.t('The target of a video must be a Uri of a file system that can be written.'),
  );
}

function refuseUntrusted(target: vscode.Uri | undefined): void {
  const untrusted = target === undefined ? !vscode.workspace.isTrusted : isUntrusted(target);
  if (!untrusted) return;
  throw new RequestError(
    'not-possible',
    vscode.l10n.t(
      'This workspace is not trusted, so nothing is saved into it for another extension. Trust it, or save the video in the Jobs view.',
    ),
  );
}

/** In a workspace that nobody has said to trust, other extensions have no say over its files. */
function isUntrusted(uri: vscode.Uri): boolean {
  return !vscode.workspace.isTrusted && vscode.workspace.getWorkspaceFolder(uri) !== undefined;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Runs what another extension asked for, and names what is refused as its request does: the house's `picture` is its `image`.
 * The work begins at once, so that it can copy the request before its caller goes on.
 */
export async function inCallersWords<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof RequestError) || error.fields === undefined) throw error;
    const fields = error.fields.map(one => (one.field === 'picture' ? { ...one, field: 'image' } : one));
    throw Object.assign(new RequestError(error.code, error.message), { fields });
  }
}

function wrong(field: FieldName, message: string): RequestError {
  return new RequestError('invalid-request', message, [{ field, message }]);
}

function unreadable(message: string): RequestError {
  return new RequestError('picture-unreadable', message, [{ field: 'picture', message }]);
}
