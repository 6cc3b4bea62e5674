// Deliberate bugs, each of which the simulation must find: what it does not find, it does not prove.

/** A bug as a change of the production text; a text that is not there exactly once is an error. */
export interface Mutant {
  readonly name: string;
  readonly patches: readonly Patch[];
}

interface Patch {
  /** Below src/core. */
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

function bug(name: string, file: string, find: string, replace: string, ...more: readonly [string, string][]): Mutant {
  const others = more.map(([other, instead]) => ({ file, find: other, replace: instead }));
  return { name, patches: [{ file, find, replace }, ...others] };
}

const sendOnce = 'const exchange = await ask(work, wire, attempt.request, { once: true, timeoutMs: submitTimeoutMs });';
const sendAgain = `let ${sendOnce.slice('const '.length)}`;

export const mutants: readonly Mutant[] = [
  bug(
    'repeats the POST after a 502',
    'pipeline/submit.ts',
    sendOnce,
    `${sendAgain} if (exchange.kind === 'answer' && exchange.answer.status === 502) exchange = await ask(work, wire, attempt.request);`,
  ),
  bug(
    'repeats the POST after a lost connection',
    'pipeline/submit.ts',
    sendOnce,
    `${sendAgain} if (exchange.kind === 'failure') exchange = await ask(work, wire, attempt.request);`,
  ),
  bug(
    'takes a lost answer for an unsent request',
    'pipeline/submit.ts',
    'if (!exchange.sent) {',
    "if (exchange.kind === 'failure') {",
  ),
  bug(
    'writes the id down only after the answer was used',
    'pipeline/submit.ts',
    'await keepId(work, wire, id, number, reading);',
    'await new Promise<void>(resolve => work.ports.clock.after(5_000, resolve)); await keepId(work, wire, id, number, reading);',
  ),
  {
    name: 'sends again what a crash left without a verdict',
    patches: [
      {
        file: 'pipeline/submit.ts',
        find: 'const free = last === undefined ||',
        replace: "const free = last === undefined || last.doubt?.body.reason === 'closed' ||",
      },
      {
        file: 'store/fold.ts',
        find: 'if (last.doubt !== undefined ||',
        replace: "if (last.doubt?.body.reason === 'closed') return 'queued';\n  if (last.doubt !== undefined ||",
      },
    ],
  },
  bug(
    'takes over a claim',
    'store/whole.ts',
    'await files.link(temporary, path);',
    'await files.rename(temporary, path);',
  ),
  bug('skips the fsync of a record', 'store/whole.ts', '    await file.sync();\n', ''),
  bug(
    'skips the fsync of the folder',
    'store/whole.ts',
    "if (outcome === 'written') await files.syncFolder(folder);",
    '',
  ),
  bug("acts on another window's unsynced job", 'store/store.ts', "if (kind === 'attempt') await this.secure(id);", ''),
  bug(
    'marks a video done that is not whole',
    'pipeline/fetch.ts',
    "if (check.kind === 'broken') {",
    "if (check.kind === 'broken' && check.why === '') {",
  ),
  bug(
    'trusts a short download',
    'pipeline/fetch.ts',
    "if (end.kind === 'whole') return finish(",
    "if (end.kind !== 'refused') return finish(",
    ["if (check.kind === 'broken') {", "if (check.kind === 'broken' && check.why === '') {"],
  ),
  bug('skips the fsync of a video', 'pipeline/part.ts', "if (end.kind === 'whole') await this.file?.sync();", ''),
  bug(
    'sends again what the list does not show',
    'pipeline/reconcile.ts',
    'const only = matches[0];',
    "const only = matches[0]; if (matches.length === 0 && isInDoubt(job.records)) await work.store.addNumbered(job.id, 'refused', job.records.attempts.length, { reason: 'notSent' });",
  ),
  bug('adopts a match that is not the only one', 'pipeline/reconcile.ts', 'matches.length > 1 || ', '', [
    'if (open.filter(other => couldBe(other.records, only)).length > 1 || givenUp(work, wire, only)) continue;',
    '',
  ]),
  bug(
    'adopts what the list does not describe',
    'pipeline/reconcile.ts',
    'remote.prompt !== undefined && remote.createdAt !== undefined && couldBe(records, remote)',
    'couldBe(records, remote)',
  ),
  bug(
    'ends a job after a failed look',
    'pipeline/track.ts',
    "    case 'later':\n",
    "    case 'later':\n      await end(work, id, { state: 'failed' });\n",
  ),
  bug(
    'ends a job after one 404',
    'pipeline/track.ts',
    'if (misses + 1 < missesBeforeGone || !oldEnough)',
    'if (!oldEnough && misses < 0)',
  ),
  bug(
    'takes the lead from a window that lives',
    'lanes/lease.ts',
    'since: lookedAt };\n      return false;',
    'since: lookedAt };\n      return true;',
  ),
  bug(
    'takes a link that died for a finished download',
    'pipeline/fetch.ts',
    'if (isUseless) await part.discard();',
    "if (end.kind === 'refused') { await work.store.add(id, 'done', { state: 'completed' }); return { kind: 'done' }; }",
  ),
  bug(
    'gives up a video whose link died',
    'pipeline/fetch.ts',
    'if (result === undefined || work.ports.clock.now() <= result.body.expiresAt) return next;',
    'if (result === undefined) return next;',
  ),
  bug(
    'does not count what is in doubt',
    'pipeline/due.ts',
    "if (state === 'inDoubt') return now - doubtfulSince(job, now) < doubtRunsMs;",
    "if (state === 'inDoubt') return false;",
  ),
  bug(
    'spends more than the rate',
    'lanes/pace.ts',
    '(this.requestsPerMinute ?? 10) / 15',
    '(this.requestsPerMinute ?? 10) / 3',
  ),
  bug(
    'grants other windows requests that it does not count',
    'lanes/wishes.ts',
    'for (; now < made && this.waitMs() <= 0; now += 1) this.spend();',
    'now = made;',
  ),
  bug(
    'forgets the pace when the lead changes',
    'lanes/pace.ts',
    'this.tokens = Math.min(this.burst, kept + away * this.perMs);',
    'this.tokens = this.burst;',
  ),
  bug(
    'deletes without looking first',
    'pipeline/cancel.ts',
    'if (!mayDelete(dialect, status)) {',
    'if (status.kind === "missing") {',
  ),
  bug(
    'writes the key into the claim',
    'pipeline/submit.ts',
    'keyFingerprint: wire.key?.fingerprint',
    'keyFingerprint: wire.key?.key',
  ),
  bug(
    'keeps the words of a service that repeats the key',
    'pipeline/work.ts',
    '{ ...exchange, answer: withoutKey(answer, key) }',
    '(withoutKey(answer, key), exchange)',
  ),
];
