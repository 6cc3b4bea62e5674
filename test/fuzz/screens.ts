// What people, repositories and web views write: settings, and the messages of a page that may have been taken over.

import { ok } from 'node:assert';
import { outputName } from '../../src/core/output/names';
import { readBaseUrl } from '../../src/editor/baseUrl';
import { wholeNumberWithin } from '../../src/editor/settingValues';
import * as create from '../../src/protocol/create';
import * as preview from '../../src/protocol/preview';
import { readMessage } from '../../src/protocol/shared';
import type { Chance } from '../simulation/world/chance';
import { damaged, nonsense } from './damage';

const addresses = [
  'https://usvideoapi.com/v1/',
  'http://127.0.0.1:47115/a//',
  'http://[::1]/',
  'http://127.0.0.1.evil.example/',
  'https://user:key@evil.example/',
  'https://a.example/?x#y',
  'javascript:alert(1)',
  'file:///etc/passwd',
  '//a.example',
  'HTTPS://A.EXAMPLE/../..',
];
const patterns = [
  '${slug}-${shortId}',
  '../../${slug}',
  '${date}/${take}',
  'C:\\a\\b',
  '/etc/${slug}',
  'aux',
  '${seed}.',
];

/** An address is https or of this machine, without anything hidden in it; figures keep their limits; a name stays in its folder. */
export async function settings(chance: Chance): Promise<void> {
  const given = anything(chance, addresses);
  const read = readBaseUrl(given);
  if (read.ok) {
    const url = new URL(read.url);
    ok(url.protocol === 'https:' || (url.protocol === 'http:' && read.loopback), read.url);
    const written = new URL(String(given).trim());
    ok(
      written.username === '' && written.password === '' && written.search === '' && written.hash === '',
      String(given),
    );
    ok(url.origin === read.origin && !read.url.endsWith('/'), read.url);
  } else ok(read.problem.length > 0);
  const figure = wholeNumberWithin(anything(chance, ['5']), 1, 100);
  ok(figure === undefined || (Number.isInteger(figure) && figure >= 1 && figure <= 100), `${figure}`);
  const prompt = chance.happens(0.5) ? 'A calm sea' : spoilt(chance, 'A calm — sea \u202E 𝒳 /../ CON');
  const facts = { id: spoilt(chance, '0mk0xjmt1-0011223344'), prompt, service: 'usvideo', take: 1, options: {} };
  const { folders, stem } = outputName(spoilt(chance, chance.pick(patterns)), {
    ...facts,
    createdAt: 1_767_603_600_000,
  });
  for (const part of [...folders, stem]) {
    // eslint-disable-next-line no-control-regex
    ok(part !== '' && part !== '.' && part !== '..' && !/[/\\:*?"<>|\u0000-\u001f\u202a-\u202e]/.test(part), part);
    ok(Buffer.byteLength(part) <= 110, part);
  }
}

/** A value of a settings file: text, or any other JSON. */
function anything(chance: Chance, texts: readonly string[]): unknown {
  if (chance.happens(0.7)) return spoilt(chance, chance.pick(texts));
  return chance.pick([undefined, null, 0, -1, 2.5, 1e300, Number.NaN, Number.POSITIVE_INFINITY, true, [], {}]);
}

function spoilt(chance: Chance, text: string): string {
  if (chance.happens(0.3)) return text;
  const bytes = chance.happens(0.1) ? nonsense(chance) : damaged(chance, Buffer.from(text));
  return Buffer.from(bytes).toString(chance.happens(0.8) ? 'utf8' : 'latin1');
}

const draft = { service: 'usvideo', prompt: 'A calm sea', options: { duration: 5, audio: true }, takes: 2 };
const picture = { sha256: 'a'.repeat(64), bytes: 10, width: 4, height: 3, name: 'a.png' };
const whole: readonly unknown[] = [
  { type: 'generate', seq: 1, draft, token: 't', press: 'p' },
  { type: 'ready', seq: 1, draft, pictures: [picture] },
  { type: 'edit', seq: 2, draft, filled: 'f' },
  { type: 'dropUris', uris: ['file:///a.png'] },
  { type: 'wantPicture', sha256: 'a'.repeat(64) },
  { type: 'act', action: 'save' },
  { type: 'frame', bytes: 'AAAA', seconds: 1 },
  { draft, pictures: [picture], job: 'j' },
];
const readers = [
  create.toExtension,
  create.toView,
  create.viewState,
  preview.fromView,
  preview.toView,
  preview.viewState,
];

/** What passes has the shape that it says: no more takes than a person can choose, no list without end, nothing on every object. */
export async function messages(chance: Chance): Promise<void> {
  const message = altered(chance, chance.pick(whole), 0);
  for (const schema of readers) readMessage(schema, message);
  const read = readMessage(create.toExtension, message);
  if (read !== undefined && 'draft' in read) {
    const { takes, prompt } = read.draft;
    ok(Number.isInteger(takes) && takes >= 1 && takes <= create.maxTakes, `${takes} takes`);
    ok(prompt.length <= 200_000);
  }
  if (read?.type === 'ready') ok(read.pictures.length <= create.maxPictures);
  const act = readMessage(preview.fromView, message);
  if (act?.type === 'act') ok(preview.actions.includes(act.action));
  ok(!('v' in {}), 'a message reached every object');
}

/** The same value with some of its parts replaced, doubled or left out. */
function altered(chance: Chance, value: unknown, depth: number): unknown {
  if (chance.happens(0.06)) return stranger(chance, depth);
  if (Array.isArray(value)) {
    const items = value.map(item => altered(chance, item, depth + 1));
    return chance.happens(0.1) ? Array.from({ length: chance.between(0, 3_000) }, () => items[0]) : items;
  }
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(() => !chance.happens(0.03));
  return Object.fromEntries(entries.map(([name, part]) => [name, altered(chance, part, depth + 1)]));
}

function stranger(chance: Chance, depth: number): unknown {
  if (depth < 4 && chance.happens(0.2))
    return { type: stranger(chance, depth + 1), draft: stranger(chance, depth + 1) };
  return chance.pick<unknown>([
    undefined,
    null,
    0,
    -1,
    9,
    2.5,
    1e300,
    Number.NaN,
    '',
    'generate',
    'x'.repeat(300_000),
    [],
    {},
    JSON.parse('{"__proto__":{"v":1}}'),
    new Uint8Array(3),
    Buffer.from(nonsense(chance)).toString('utf8'),
  ]);
}
