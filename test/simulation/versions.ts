// What a later version of the product might write, as changes of today's text: for windows of two versions on one store.

import type { Mutant } from './mutants';

/** More is said in every file that windows share, and new kinds of lines and records are written; nothing that an older version could misread. */
const saysMore: Mutant['patches'] = [
  {
    file: 'store/records.ts',
    find: 'const plain: unknown = JSON.parse(JSON.stringify(body));',
    replace: `const plain: unknown = { ...JSON.parse(JSON.stringify(body)), mood: { tone: 'calm', marks: [1, 2] } };`,
  },
  { file: 'store/records.ts', find: 'at, sum, body: plain })', replace: `at, sum, body: plain, by: 'next' })` },
  {
    file: 'store/store.ts',
    find: `await addRecord(this.ports, this.folderOf(spec.id), 'spec', 0, { at, body: spec });`,
    replace: `await addRecord(this.ports, this.folderOf(spec.id), 'mood' as never, 0, { at, body: { tone: 'calm' } as never });
    await addRecord(this.ports, this.folderOf(spec.id), 'spec', 0, { at, body: spec });`,
  },
  {
    file: 'store/journal.ts',
    find: '${JSON.stringify({ owner: this.owner })}\\n',
    replace: `\${JSON.stringify({ owner: this.owner, by: 'next' })}\\n`,
  },
  {
    file: 'store/journal.ts',
    find: '${start}${JSON.stringify(line)}\\n',
    replace:
      `\${start}\${JSON.stringify({ job: line.job, what: 'mood', mood: 'calm' })}\\n` +
      `\${JSON.stringify({ what: 'weather', sky: 'blue' })}\\n` +
      `\${JSON.stringify({ ...line, by: 'next', ...(line.live && { live: { ...line.live, mood: 'calm' } }) })}\\n`,
  },
  { file: 'store/finished-index.ts', find: 'indexShape = ', replace: 'indexShape = 100 + ' },
  { file: 'lanes/lease.ts', find: '`${this.owner}\\n`', replace: '`${this.owner} next\\nby: next\\n`' },
  {
    file: 'lanes/pace-file.ts',
    find: 'JSON.stringify(kept)',
    replace: "JSON.stringify({ ...kept, mood: 'calm' })",
  },
  {
    file: 'pipeline/submit.ts',
    find: 'JSON.stringify({ job: id })',
    replace: "JSON.stringify({ by: 'next', job: id })",
  },
  {
    file: 'pipeline/remote-claims.ts',
    find: '`${JSON.stringify(value)}\\n`',
    replace: "`${JSON.stringify({ by: 'next', ...value })}\\n`",
  },
  {
    file: 'money/ledger.ts',
    find: 'JSON.stringify(entry)',
    replace: "JSON.stringify({ ...entry, by: 'next' })",
  },
];

/** A later version with the same records: both go on with each other's jobs. */
export const compatible: Mutant = { name: 'a later version that says more', patches: saysMore };

/** A later version whose records an older one could misread: that one shows what it can, and leaves the rest alone. */
export const newer: Mutant = {
  name: 'a later version with other records',
  patches: [
    ...saysMore,
    { file: 'store/records.ts', find: 'export const recordVersion = 1;', replace: 'export const recordVersion = 2;' },
    { file: 'store/records.ts', find: 'const sum = checksum(', replace: "const sum = 'next ' + checksum(" },
    { file: 'store/records.ts', find: '!== head.data.sum)', replace: "!== head.data.sum.replace('next ', ''))" },
  ],
};

/** Bugs that show only where a version with newer records runs beside today's. */
export const bugsBesideNewer: readonly Mutant[] = [
  {
    name: 'forgets the answer to its own submission once it only shows',
    patches: [
      {
        file: 'store/store.ts',
        find: 'if (!this.sending.isVerdict(id, kind, number)) this.mustBeWritable();',
        replace: 'this.mustBeWritable();',
      },
    ],
  },
  {
    name: 'goes on although a newer version has written',
    patches: [{ file: 'store/store.ts', find: 'this.readOnly = true;', replace: '' }],
  },
  {
    name: 'takes what a newer version wrote for damage',
    patches: [{ file: 'store/records.ts', find: "if (isOfNewerVersion(json)) return { kind: 'newer' };", replace: '' }],
  },
];
