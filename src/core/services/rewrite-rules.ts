// What a more literal prompt leaves out, as patterns: in order, each on what the one before left.

export type RuleKind = 'dialogue' | 'speech' | 'sound' | 'style' | 'person' | 'brand';

export interface Rule {
  readonly kind: RuleKind;
  readonly pattern: RegExp;
  readonly replacement: string;
}

/** Something in quotation marks; straight single quotes are apostrophes too often. */
const quote =
  '(?:"[^"\\n]{0,600}"|“[^”\\n]{0,600}”|„[^“”\\n]{0,600}[“”]|«[^»\\n]{0,600}»|「[^」\\n]{0,600}」|『[^』\\n]{0,600}』)';
const speaking =
  '(?:says?|said|saying|asks?|asked|asking|whispers?|whispering|shouts?|shouting|yells?|yelling|screams?|screaming|' +
  'replies|replying|answers?|answering|announces?|announcing|exclaims?|exclaiming|mutters?|muttering|narrates?|narrating|' +
  'sings?|singing|chants?|chanting|speaks?|speaking|talks?|talking|raps?|rapping)';
/** Up to the end of the clause. */
const rest = '[^,.;!?\\n]{0,200}';
const sound =
  '(?:music|songs?|soundtracks?|jingles?|voice-?\\s?overs?|voices?|narration|narrators?|dialogues?|dialogs?|audio|' +
  'sounds?(?: effects?)?|laughter|applause|lyrics|lip[- ]?sync(?:ing|ed|s)?|monologues?|conversations?|podcasts?)';

const rule = (kind: RuleKind, pattern: string, replacement = '', flags = 'giu'): Rule => ({
  kind,
  pattern: new RegExp(pattern, flags),
  replacement,
});

/** Words of a phrase, none of which joins it to another. */
const words = "(?:(?!(?:and|with|while)\\b)[\\p{L}'-]+\\s+){0,5}?";
const names = '\\p{Lu}[\\p{L}.’-]*(?:\\s+\\p{Lu}[\\p{L}.’-]*){0,3}';
const mark = "[\\p{L}\\d'’&.-]+\\s?[®™©]+(?:['’]s)?";

export const rules: readonly Rule[] = [
  // A man says "hello" and waves → A man waves
  rule(
    'dialogue',
    `,?\\s*\\b(?:while\\s+|and\\s+)?${speaking}\\b[^,.;!?"“„«「『\\n]{0,40}[,:]?\\s*${quote}(?:\\s+and\\b)?`,
  ),
  // "Hello," he says and waves
  rule('dialogue', `${quote}\\s*,?\\s*(?:\\p{L}+\\s+){0,3}${speaking}\\b(?:\\s+and\\b)?`),
  rule('dialogue', `\\s*\\b(?:that\\s+|which\\s+)?(?:reads?|reading|titled|captioned|labell?ed)\\s+${quote}`),
  rule('dialogue', `\\s*(?:说道|说|說道|說|喊道|喊|问道|问)?[:：]?${quote}`),
  rule(
    'speech',
    '\\b(?:talk|speak)ing\\s+(?:in)?to\\s+(?:the\\s+)?camera\\b(?:\\s+about\\b[^,.;!?\\n]*)?',
    'looking at the camera',
  ),
  rule(
    'speech',
    '\\b(?:talk|speak)s\\s+(?:in)?to\\s+(?:the\\s+)?camera\\b(?:\\s+about\\b[^,.;!?\\n]*)?',
    'looks at the camera',
  ),
  // …, with soft music playing in the background → gone, to the end of the clause
  rule('sound', `\\s*,?\\s*\\b(?:and|while|with|to|set to|accompanied by|over|as)\\s+${words}${sound}\\b${rest}`),
  rule('sound', `(?<=^|[,.;!?]\\s{0,3})\\s*${words}${sound}\\b${rest}`),
  rule('sound', `\\s*\\b${sound}\\b`),
  rule('speech', `\\b${speaking}\\s+and\\s+`),
  rule(
    'speech',
    `,?\\s*\\b(?:while|and)\\s+${speaking}\\b(?:\\s+(?:about|to|with|that|of|loudly|softly|a|an|the)\\b${rest})?`,
  ),
  rule(
    'speech',
    `\\s*\\b${speaking}\\b(?:\\s+(?:about|to|with|that|of|a|an|the)\\b(?:(?!\\s(?:and|while|in|on|at|near|under)\\s)[^,.;!?\\n]){0,200})?`,
  ),
  rule('style', `,?\\s*\\b(?:in|with)\\s+the\\s+(?:visual\\s+)?(?:style|manner|spirit|look)\\s+of\\b${rest}`),
  rule(
    'style',
    `,?\\s*\\b(?:inspired\\s+by|reminiscent\\s+of|à\\s+la|homage\\s+to|a\\s+tribute\\s+to|based\\s+on)\\b${rest}`,
  ),
  // Names alone: "retro-style" stays.
  rule('style', "\\s*\\b\\p{Lu}[\\p{L}\\d'’]+[- ](?:[Ss]tyled?|[Ll]ike|[Ee]sque)\\b", '', 'gu'),
  rule(
    'person',
    `,?\\s*\\b(?:(?:who\\s+)?looks?\\s+(?:just\\s+|exactly\\s+)?like|looking\\s+(?:just\\s+|exactly\\s+)?like|resembl(?:es|ing)|played\\s+by|portrayed\\s+by|starring)\\s+${names}`,
    '',
    'gu',
  ),
  rule(
    'person',
    '\\b(?:celebrity|superstar)(?=\\s+(?:at|on|in|with|and|from|by|to|who|is|walks?|walking)\\b|\\s*(?:[,.;!?]|$))',
    'person',
  ),
  rule('person', '\\b(?:(?:world[- ])?famous|celebrated|iconic|a-list|superstar|celebrity)\\s+(?=\\p{L})'),
  rule('person', '\\b(?:celebrity|superstar|movie star|pop star|film star)\\b', 'person'),
  rule('person', '\\b(?:celebrities|superstars|movie stars|pop stars|film stars)\\b', 'people'),
  rule('person', '\\s*\\b(?:look-?alikes?|impersonators?|deepfakes?)\\b'),
  // "a Brand®" needs a noun in its place, "a Brand® laptop" does not.
  rule(
    'brand',
    `(?<=\\b(?:a|an|the)\\s{1,3})${mark}(?=\\s+(?:on|in|at|with|and|from|by|to|under|near)\\b|\\s*(?:[,.;!?]|$))`,
    'product',
  ),
  rule('brand', `\\s*${mark}`),
  rule(
    'brand',
    `,?\\s*\\b(?:with|showing|featuring|bearing)\\s+(?:[\\p{L}\\d'’&-]+\\s+){0,4}?(?:logos?|trademarks?|watermarks?|brand(?:ing|s| names?)?)\\b${rest}`,
  ),
  rule('brand', '\\s*\\b(?:logos?|trademarks?|watermarks?|branding)\\b'),
  rule('brand', '\\b(?:branded|copyrighted|trademarked)\\s+'),
];
