// Holds the marked tests against the documented facts, and writes docs/services.md from both.

import { documented } from './documented';
import { decisions } from './documented/decisions';
import type { DialectId, Fact, Kind } from './facts';
import type { Proof } from './proves';

/** A marked test as it was collected. */
export interface MarkedTest {
  /** Relative to the repository, with `/`. */
  readonly file: string;
  /** Describes and name, joined by ` › `. */
  readonly name: string;
  readonly proves: readonly Proof[];
}

const titles: Readonly<Record<DialectId, string>> = {
  usvideo: 'US Video API, reference (`sd_` key)',
  'usvideo-platform': 'US Video API, platform (`usv_` key)',
  'seedance-tv': 'Seedance (seedance.tv)',
  vibegen: 'VibeGen (vibegen.art)',
  seedanceapi: 'Seedance API (seedanceapi.org)',
};
const kinds: readonly Kind[] = ['text', 'picture'];
const kindTitles: Readonly<Record<Kind, string>> = { text: 'from text', picture: 'from an image' };
const dialects = Object.keys(documented) as DialectId[];

function factsFor(dialect: DialectId, kind: Kind): readonly [string, Fact][] {
  const facts: readonly [string, Fact][] = Object.entries(documented[dialect]);
  return facts.filter(([, fact]) => fact.only === undefined || fact.only === kind);
}

function proofsOf(tests: readonly MarkedTest[], dialect: DialectId, fact: string, kind: Kind): MarkedTest[] {
  const fits = (proof: Proof) =>
    proof.dialect === dialect && proof.fact === fact && (proof.kind === undefined || proof.kind === kind);
  const own = (test: MarkedTest) => test.proves.some(proof => fits(proof) && proof.kind === kind);
  // Those of this kind of request first.
  return tests.filter(test => test.proves.some(fits)).toSorted((a, b) => Number(own(b)) - Number(own(a)));
}

function decisionProofs(tests: readonly MarkedTest[], decision: string): MarkedTest[] {
  return tests.filter(test => test.proves.some(proof => proof.dialect === undefined && proof.fact === decision));
}

/** What is documented and has no test, as `vibegen, from an image: INSUFFICIENT_CREDITS`. */
export function unproven(tests: readonly MarkedTest[]): readonly string[] {
  const facts = dialects.flatMap(dialect =>
    kinds.flatMap(kind =>
      factsFor(dialect, kind)
        .filter(([name]) => proofsOf(tests, dialect, name, kind).length === 0)
        .map(([name]) => `${dialect}, ${kindTitles[kind]}: ${name}`),
    ),
  );
  const open = Object.keys(decisions).filter(name => decisionProofs(tests, name).length === 0);
  return [...facts, ...open.map(name => `decision: ${name}`)];
}

/** Marks that name nothing documented: the type check finds most, this finds those in names computed at run time. */
export function unknownMarks(tests: readonly MarkedTest[]): readonly string[] {
  const known = (proof: Proof) =>
    proof.dialect === undefined
      ? Object.hasOwn(decisions, proof.fact)
      : Object.hasOwn(documented[proof.dialect], proof.fact);
  return tests.flatMap(test =>
    test.proves.filter(proof => !known(proof)).map(proof => `${test.name}: ${proof.dialect ?? ''} ${proof.fact}`),
  );
}

const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll(/\s+/g, ' ');
const code = (text: string) =>
  text
    .split(', ')
    .map(part => (/^[A-Z]+ \//.test(part) ? `\`${part}\`` : part))
    .join(', ');

/** At most so many tests stand in a row. */
const shown = 3;

/** Links to the tests, each file once. */
function testCell(tests: readonly MarkedTest[]): string {
  const some = tests.slice(0, shown);
  const files = [...new Set(some.map(test => test.file))];
  const lines = files.map(file => {
    const names = new Set(some.filter(test => test.file === file).map(test => cell(test.name)));
    const label = file.slice(file.lastIndexOf('/') + 1).replace(/\.test\.ts$/, '');
    return `[${label}](../${file}): ${[...names].join('; ')}`;
  });
  return [...lines, ...(tests.length > shown ? [`and ${tests.length - shown} more`] : [])].join('<br>');
}

function factRow(name: string, fact: Fact, tests: readonly MarkedTest[]): string {
  const cells = [code(fact.endpoint), `**${cell(name)}**: ${cell(fact.says)}`, cell(fact.source), testCell(tests)];
  return `| ${cells.join(' | ')} |`;
}

function dialectTable(tests: readonly MarkedTest[], dialect: DialectId, kind: Kind): readonly string[] {
  return [
    `### ${titles[dialect]}, ${kindTitles[kind]}`,
    '',
    '| endpoint | behaviour | where it stands | tests |',
    '| --- | --- | --- | --- |',
    ...factsFor(dialect, kind).map(([name, fact]) => factRow(name, fact, proofsOf(tests, dialect, name, kind))),
    '',
  ];
}

const introduction = `# The services: what is documented, and the test that shows it

Written by \`node scripts/conformance.mjs --write\` from the tests; do not edit it by hand. Every row is something that a service's own
page says, or that was decided where the pages are silent or disagree. The last column names tests that show it, three at most; they run with
\`npm test\`. A row without a test, and a page that is not what the tests say, fail the build
(\`test/unit/services/conformance/documentation.test.ts\`). The rows stand in \`test/unit/services/conformance/documented/\`.

“Inferred” marks what no page prints. The services themselves cannot be reached from a test: the stand-in servers of \`test/services/\` were
written from the same pages.`;

/** The whole of docs/services.md. */
export function servicesPage(tests: readonly MarkedTest[]): string {
  const decided = Object.entries(decisions).map(
    ([name, says]) => `| ${name} | ${cell(says)} | ${testCell(decisionProofs(tests, name))} |`,
  );
  const tables = dialects.flatMap(dialect => kinds.flatMap(kind => dialectTable(tests, dialect, kind)));
  return [
    introduction,
    '',
    // The formatter would pad every cell to the longest one.
    '<!-- prettier-ignore-start -->',
    '',
    '## Decisions',
    '',
    '| | what is decided | tests |',
    '| --- | --- | --- |',
    ...decided,
    '',
    '## By dialect',
    '',
    ...tables,
    '<!-- prettier-ignore-end -->',
    '',
  ].join('\n');
}
