// Names for saved videos out of hostile prompts, ids, options and settings, judged by what each system's own documents forbid.

import { posix, win32 } from 'node:path';
import { fileName, outputName } from '../../src/core/output/names';
import { Chance } from '../simulation/world/chance';

const paths = String.raw`.. ../ ..\ / \ ./ ~ ~/ C: C:\ \\?\ \\.\ //host/share file:///x %2e%2e%2f ..%c0%af`.split(' ');
const devices = 'CON con.txt PRN aux NUL nul. COM1 com¹ LPT9 lpt³.x CONIN$ clock$ COM1\u00a0 Aux\u3000.b'.split(' ');
const invisible =
  '\u202e|\u202d|\u2066|\u2069|\u200f|\u061c|\u200b|\u200d|\ufeff|\u00ad|\u{e0041}|\u2028|\u2029|\0|\r\n|\t|\u0007|\u007f|\u0085|\ud800|\udfff|\ufffe|\u{10ffff}'.split(
    '|',
  );
const marks = '< > : " | ? * $ ` $(rm) ; & \' % ! # @ - -- . ... gpj.exe .mp4 .MP4 .part'.split(' ').concat(' ', '   ');
const placeholders =
  '${slug} ${shortId} ${take} ${service} ${resolution} ${seed} ${date} ${__proto__} ${constructor} ${ } ${${slug}}'.split(
    ' ',
  );
const letters =
  'İ ı ß ſ K Å é e\u0301 \u0301 ﬁ 日本語 한국 العربية עברית 🎬 👩‍👩‍👧‍👦 🏴‍☠️ ∕ ／ ＼ ： ․ ‥ … a Z 0 clip sea'.split(' ');
const long = [300, 120].flatMap(length => ['x', '🎬', 'é', '.', ' '].map(letter => letter.repeat(length)));
const pieces = [...paths, ...devices, ...invisible, ...marks, ...placeholders, ...letters, ...long];

function hostile(chance: Chance): string {
  return Array.from({ length: chance.between(0, 6) }, () => chance.pick(pieces)).join('');
}

/** Makes `count` names; returns those that are not plain, with why. Prints nothing. */
export function tryNames(seed: number, count: number): readonly string[] {
  const chance = new Chance(seed);
  const wrong: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const [pattern, prompt, id, option] = [hostile(chance), hostile(chance), hostile(chance), hostile(chance)];
    const options = {
      resolution: option,
      seed: option,
      aspectRatio: option,
      duration: chance.happens(0.5) ? 5 : option,
    };
    const facts = { id, service: option, prompt, take: 1, createdAt: chance.happens(0.9) ? 0 : Number.NaN, options };
    const { folders, stem } = outputName(chance.happens(0.3) ? '${slug}-${shortId}' : pattern, facts);
    const path = [...folders, fileName(stem, chance.pick([1, 2, 999_999]))];
    const why = whyUnfit(path);
    if (why !== undefined) wrong.push(`${why}: ${JSON.stringify(path)} from ${JSON.stringify({ pattern, ...facts })}`);
  }
  return wrong;
}

/** Why a path below the output folder is not plain; undefined where it is. */
function whyUnfit(path: readonly string[]): string | undefined {
  const root = '/work/space/videos';
  const there = posix.join(root, ...path);
  if (!there.startsWith(`${root}/`) || there !== `${root}/${path.join('/')}`) return 'escapes';
  const windows = win32.resolve('C:\\work\\videos', ...path);
  if (windows !== `C:\\work\\videos\\${path.join('\\')}`) return 'escapes on Windows';
  for (const segment of path) {
    if (segment === '' || Buffer.byteLength(segment) > 120) return 'empty or too long';
    // A name that is no Unicode becomes another one on its way to the disk.
    if (/\p{Surrogate}/u.test(segment) || segment.normalize('NFC') !== segment) return 'is another name on disk';
    if (/[<>:"/\\|?*]|\p{Cc}/u.test(segment) || /^[. -]|[. ]$/.test(segment)) return 'is refused or changed by Windows';
    if (/\p{Bidi_Control}|[\p{Cf}\p{Zl}\p{Zp}\p{Cn}\p{Co}]/u.test(segment)) return 'hides or turns letters';
    if (/^(?:con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$|clock\$) *(?:\.|$)/i.test(segment))
      return 'is a device';
  }
  return path.at(-1)?.endsWith('.mp4') ? undefined : 'is no video';
}
