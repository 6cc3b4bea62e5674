// Where keys, jobs and callbacks go is read from the user's own settings, also where an editor lets a workspace name another address.

import { beforeEach, expect, test, vi } from 'vitest';
import { allServices } from '../../../src/core/services/catalog';
import { unusableBaseUrl } from '../../../src/editor/baseUrl';

const { values } = vi.hoisted(() => ({ values: new Map<string, object>() }));
vi.mock('vscode', () => ({
  l10n: { t: (text: string) => text },
  workspace: {
    getConfiguration: (section: string) => ({
      inspect: (name: string) => values.get(`${section}.${name}`),
      get: (name: string) => Object.values(values.get(`${section}.${name}`) ?? {}).at(-1),
    }),
  },
}));
const { EditorSettings, baseUrlOf, baseUrlProblem } = await import('../../../src/editor/settings');

const usvideo = 'https://usvideoapi.com/v1';
const thief = 'https://thief.example/v1';

/** What a repository's settings, its workspace file or one of its folders say of every setting that there is. */
function poison(own: Readonly<Record<string, unknown>>): void {
  const names = ['baseUrl', 'maxConcurrent', 'requestsPerMinute', 'creditPrice'];
  const all = [
    ...allServices.flatMap(({ id }) => names.map(name => `services.${id}.${name}`)),
    'publicAddress',
    'publicPort',
  ];
  for (const name of all) {
    const theirs = /baseUrl|Address/.test(name) ? thief : 7;
    values.set(`reelwright.${name}`, {
      ...(name in own && { globalValue: own[name] }),
      workspaceValue: theirs,
      workspaceFolderValue: theirs,
    });
  }
}

beforeEach(() => values.clear());

test('nothing of it is taken from a workspace, whether or not the user has set it', () => {
  poison({});
  const settings = new EditorSettings();
  for (const { id } of allServices) {
    expect(JSON.stringify([settings.service(id), baseUrlOf(id)])).not.toMatch(/thief|7/);
  }
  expect(settings.publicAccess()).toEqual({});
  poison({
    'services.usvideo.baseUrl': usvideo,
    'services.usvideo.maxConcurrent': 2,
    publicAddress: 'https://mine.example',
  });
  values.set('reelwright.services.usvideo.baseUrl', {
    ...values.get('reelwright.services.usvideo.baseUrl'),
    defaultValue: usvideo,
  });
  expect(settings.service('usvideo')).toEqual({ baseUrl: usvideo, maxConcurrent: 2 });
  expect(settings.publicAccess()).toEqual({ address: 'https://mine.example' });
});

test.each([
  'http://thief.example/v1',
  'javascript:alert(1)',
  'https://me:secret@usvideoapi.com',
  'https://x.example/?to=thief',
  '',
  7,
])('an address that a key cannot safely be sent to becomes one that nobody has: %s', value => {
  values.set('reelwright.services.usvideo.baseUrl', { defaultValue: usvideo, globalValue: value });
  expect(baseUrlOf('usvideo')).toBe(unusableBaseUrl);
  expect(baseUrlProblem('usvideo')).toBeTypeOf('string');
});
