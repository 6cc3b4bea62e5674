// test/simulation/fleet.ts
import { mkdtemp, rm } from "node:fs/promises";
import { availableParallelism, tmpdir } from "node:os";
import { join as join2 } from "node:path";
import { Worker } from "node:worker_threads";

// test/simulation/bundle.ts
import { readFile } from "node:fs/promises";
import { join, sep } from "node:path";
import { build } from "esbuild";
async function bundle(root, entry, outfile, mutant) {
  const applied = /* @__PURE__ */ new Set();
  await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node22",
    external: ["sharp", "@img/*", "esbuild"],
    banner: { js: `import{createRequire as r}from'node:module';const require=r(import.meta.url);` },
    plugins: mutant === void 0 ? [] : [patch(root, mutant, applied)],
    logLevel: "error"
  });
  const missed = mutant?.patches.filter(({ file }) => !applied.has(file)) ?? [];
  if (missed.length > 0) throw new Error(`${mutant?.name}: ${missed[0]?.file} is not part of the bundle`);
}
function patch(root, mutant, applied) {
  return {
    name: "mutant",
    setup({ onLoad }) {
      onLoad({ filter: /\.ts$/ }, async ({ path }) => {
        const file = path.slice(join(root, "src/core/").length).split(sep).join("/");
        const patches = mutant.patches.filter((candidate) => candidate.file === file);
        if (patches.length === 0) return void 0;
        applied.add(file);
        let contents = await readFile(path, "utf8");
        for (const { find, replace } of patches) {
          const count = contents.split(find).length - 1;
          if (count !== 1) throw new Error(`${mutant.name}: the text is ${count} times in ${file}: ${find}`);
          contents = contents.replace(find, () => replace);
        }
        return { contents, loader: "ts" };
      });
    }
  };
}

// test/simulation/fleet.ts
async function sail(root, voyage) {
  const folder = await mkdtemp(join2(tmpdir(), "reelwright-simulation-"));
  try {
    const script = join2(folder, "player.mjs");
    await bundle(root, "test/simulation/player.ts", script, voyage.mutant);
    const sum = { seeds: 0, jobs: 0, paid: 0, doubts: 0, kills: 0, effects: 0, broken: [] };
    const threads = Math.min(voyage.threads ?? availableParallelism(), voyage.count);
    const workers = Array.from({ length: threads }, (_, index) => launch(script, voyage, threads, index, sum));
    await Promise.all(workers.map(({ end }) => end));
    sum.broken.sort((a, b) => a.seed - b.seed);
    return sum;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
function launch(script, voyage, threads, index, sum) {
  const count = Math.ceil((voyage.count - index) / threads);
  const enough = voyage.enough ?? 5;
  const orders = { first: voyage.first + index, step: threads, count, enough };
  const worker = new Worker(script, { workerData: orders });
  const end = new Promise((resolve, reject) => {
    worker.on("message", (played) => {
      for (const name of ["seeds", "jobs", "paid", "doubts", "kills", "effects"]) sum[name] += played[name];
      sum.broken.push(...played.broken);
      voyage.told?.(sum);
    });
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
  return { end };
}

// test/simulation/mutants.ts
function bug(name, file, find, replace, ...more) {
  const others = more.map(([other, instead]) => ({ file, find: other, replace: instead }));
  return { name, patches: [{ file, find, replace }, ...others] };
}
var sendOnce = "const exchange = await ask(work, wire, attempt.request, { once: true, timeoutMs: submitTimeoutMs });";
var sendAgain = `let ${sendOnce.slice("const ".length)}`;
var mutants = [
  bug(
    "repeats the POST after a 502",
    "pipeline/submit.ts",
    sendOnce,
    `${sendAgain} if (exchange.kind === 'answer' && exchange.answer.status === 502) exchange = await ask(work, wire, attempt.request);`
  ),
  bug(
    "repeats the POST after a lost connection",
    "pipeline/submit.ts",
    sendOnce,
    `${sendAgain} if (exchange.kind === 'failure') exchange = await ask(work, wire, attempt.request);`
  ),
  bug(
    "takes a lost answer for an unsent request",
    "pipeline/submit.ts",
    "if (!exchange.sent) {",
    "if (exchange.kind === 'failure') {"
  ),
  bug(
    "writes the id down only after the answer was used",
    "pipeline/submit.ts",
    "await keepId(work, wire, id, number, reading);",
    "await new Promise<void>(resolve => work.ports.clock.after(5_000, resolve)); await keepId(work, wire, id, number, reading);"
  ),
  {
    name: "sends again what a crash left without a verdict",
    patches: [
      {
        file: "pipeline/submit.ts",
        find: "const free = last === undefined || last.refused !== undefined;",
        replace: "const free = last === undefined || last.refused !== undefined || last.doubt?.body.reason === 'closed';"
      },
      {
        file: "store/fold.ts",
        find: "if (last.doubt !== undefined ||",
        replace: "if (last.doubt?.body.reason === 'closed') return 'queued';\n  if (last.doubt !== undefined ||"
      }
    ]
  },
  bug("takes over a claim", "store/whole.ts", "await files.link(temporary, path);", "await files.rename(temporary, path);"),
  bug("skips the fsync of a record", "store/whole.ts", "    await file.sync();\n", ""),
  bug(
    "skips the fsync of the folder",
    "store/whole.ts",
    "if (outcome === 'written') await files.syncFolder(folder);",
    ""
  ),
  bug(
    "acts on another window's unsynced job",
    "store/store.ts",
    "if (kind === 'attempt') await this.secure(id);",
    ""
  ),
  bug(
    "marks a video done that is not whole",
    "pipeline/fetch.ts",
    "if (check.kind === 'broken') {",
    "if (check.kind === 'broken' && check.why === '') {"
  ),
  bug(
    "trusts a short download",
    "pipeline/fetch.ts",
    "if (end.kind === 'whole') return finish(",
    "if (end.kind !== 'refused') return finish(",
    ["if (check.kind === 'broken') {", "if (check.kind === 'broken' && check.why === '') {"]
  ),
  bug("skips the fsync of a video", "pipeline/fetch.ts", "if (end.kind === 'whole') await this.file?.sync();", ""),
  bug(
    "sends again what the list does not show",
    "pipeline/reconcile.ts",
    "candidates.set(job.id, matches);",
    "candidates.set(job.id, matches); if (matches.length === 0 && isInDoubt(job.records)) await work.store.addNumbered(job.id, 'refused', job.records.attempts.length, { reason: 'notSent' });"
  ),
  bug(
    "adopts a match that is not the only one",
    "pipeline/reconcile.ts",
    "matches.length > 1 || ",
    "",
    ["if (open.filter(other => couldBe(other.records, only)).length > 1 || givenUp(work, wire, only)) continue;", ""]
  ),
  bug(
    "adopts what the list does not describe",
    "pipeline/reconcile.ts",
    "remote.prompt !== undefined && remote.createdAt !== undefined && couldBe(records, remote)",
    "couldBe(records, remote)"
  ),
  bug(
    "ends a job after a failed look",
    "pipeline/track.ts",
    "    case 'later':\n",
    "    case 'later':\n      await end(work, id, { state: 'failed' });\n"
  ),
  bug(
    "ends a job after one 404",
    "pipeline/track.ts",
    "if (misses + 1 < missesBeforeGone || !oldEnough)",
    "if (!oldEnough && misses < 0)"
  ),
  bug(
    "takes the lead from a window that lives",
    "pipeline/lease.ts",
    "return clock.elapsed() - last.since >= silenceBeforeTakeoverMs;",
    "return true;"
  ),
  bug(
    "does not count what is in doubt",
    "pipeline/due.ts",
    "if (state === 'inDoubt') return now - doubtfulSince(job) < doubtRunsMs;",
    "if (state === 'inDoubt') return false;"
  ),
  bug("spends more than the rate", "pipeline/pace.ts", "(this.requestsPerMinute ?? 10) / 15", "(this.requestsPerMinute ?? 10) / 3"),
  bug(
    "forgets the pace when the lead changes",
    "pipeline/pace.ts",
    "this.tokens = Math.min(this.burst, kept + away * this.perMs);",
    "this.tokens = this.burst;"
  ),
  bug("deletes without looking first", "pipeline/cancel.ts", "if (!mayDelete(dialect, status)) {", 'if (status.kind === "missing") {'),
  bug("writes the key into the claim", "pipeline/submit.ts", "keyFingerprint: wire.key?.fingerprint", "keyFingerprint: wire.key?.key"),
  bug(
    "keeps the words of a service that repeats the key",
    "pipeline/work.ts",
    "text: withoutKey(answer.text, key)",
    "text: answer.text"
  )
];

// ../../tmp/sim/mut.ts
for (const mutant of mutants) {
  if (process.argv[2] && !mutant.name.includes(process.argv[2])) continue;
  const t = performance.now();
  try {
    const sum = await sail("/work/main", { first: 1, count: 1e3, mutant, enough: 1 });
    const c = sum.broken[0];
    console.log(mutant.name, "| seed", c?.seed, "|", c?.violations[0]?.slice(0, 100), "|", Math.round((performance.now() - t) / 100) / 10, "s", sum.seeds);
  } catch (e) {
    console.log(mutant.name, "ERROR", String(e).slice(0, 300));
  }
}
