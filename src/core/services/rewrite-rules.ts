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

export const rules: readonly Rule[] = [
  // A man says "hello" and waves → a man waves
  rule(
    'dialogue',
    `,?\\s*\\b(?:while\\s+|and\\s+)?${speaking}\\b[^,.;!?"“„«「『\\n]{0,40}[,:]?\\s*${quote}(?:\\s+and\\b)?`,
  ),
  // "Hello," he says and waves
  rule('dialogue', `${quote}\\s*,?\\s*(?:\\p{L}+\\s+){0,3}${speaking}\\b(?:\\s+and\\b)?`),
  rule('dialogue', `\\s*\\b(?:that\\s+|which\\s+)?(?:reads?|reading|saying|titled|captioned|labell?ed)\\s+${quote}`),
  rule('dialogue', `\\s*${quote}`),
  rule('speech', '\\b(?:talk|speak)ing\\s+(?:in)?to\\s+(?:the\\s+)?camera\\b', 'looking at the camera'),
  rule('speech', '\\b(?:talk|speak)s\\s+(?:in)?to\\s+(?:the\\s+)?camera\\b', 'looks at the camera'),
  // …, with soft music playing in the background → gone, up to the end of the clause
  rule(
    'sound',
    `\\s*,?\\s*\\b(?:(?:and|while|with|to|set to|accompanied by|over|as)\\s+)(?:[\\p{L}'-]+\\s+){0,5}?${sound}\\b${rest}`,
  ),
  rule('sound', `(?<=^|[,.;!?]\\s*)\\s*(?:[\\p{L}'-]+\\s+){0,5}?${sound}\\b${rest}`),
  rule('sound', `\\s*\\b${sound}\\b`),
  rule(
    'speech',
    `,?\\s*\\b(?:while\\s+|and\\s+)${speaking}\\b(?:\\s+(?:about|to|with|that|of|loudly|softly|a|an|the)\\b${rest})?`,
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
  // Only names: "retro-style" stays
  rule('style', "\\s*\\b\\p{Lu}[\\p{L}\\d'’]+[- ](?:[Ss]tyled?|[Ll]ike|[Ee]sque)\\b", '', 'gu'),
  rule(
    'person',
    `,?\\s*\\b(?:(?:who\\s+)?look(?:s|ing)?\\s+(?:just\\s+|exactly\\s+)?like|resembl(?:es|ing)|played\\s+by|portrayed\\s+by|starring|featuring\\s+the\\s+(?:actor|actress|singer))\\s+(?:(?!a\\b|an\\b|the\\b)${rest})`,
  ),
  rule('person', '\\b(?:(?:world[- ])?famous|celebrated|iconic|a-list|superstar|celebrity)\\s+(?=\\p{L})'),
  rule('person', '\\b(?:celebrit(?:y|ies)|superstars?|movie stars?|pop stars?|film stars?)\\b', 'person'),
  rule('person', '\\s*\\b(?:look-?alikes?|impersonators?|deepfakes?)\\b'),
  rule('brand', "\\s*[\\p{L}\\d'’&.-]+\\s?[®™©]+(?:['’]s)?"),
  rule(
    'brand',
    `,?\\s*\\b(?:with|showing|featuring|bearing)\\s+(?:[\\p{L}\\d'’&-]+\\s+){0,4}?(?:logos?|trademarks?|watermarks?|brand(?:ing|s| names?)?)\\b${rest}`,
  ),
  rule('brand', '\\s*\\b(?:logos?|trademarks?|watermarks?|branding)\\b'),
  rule('brand', '\\b(?:branded|copyrighted|trademarked)\\s+'),
];
