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
          const count2 = contents.split(find).length - 1;
          if (count2 !== 1) throw new Error(`${mutant.name}: the text is ${count2} times in ${file}: ${find}`);
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
    const sum2 = { seeds: 0, jobs: 0, paid: 0, doubts: 0, kills: 0, effects: 0, broken: [] };
    const threads = Math.min(voyage.threads ?? availableParallelism(), voyage.count);
    const workers = Array.from({ length: threads }, (_, index) => launch(script, voyage, threads, index, sum2));
    await Promise.all(workers.map(({ end }) => end));
    sum2.broken.sort((a, b) => a.seed - b.seed);
    return sum2;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
function launch(script, voyage, threads, index, sum2) {
  const count2 = Math.ceil((voyage.count - index) / threads);
  const enough = voyage.enough ?? 5;
  const orders = { first: voyage.first + index, step: threads, count: count2, enough };
  const worker = new Worker(script, { workerData: orders });
  const end = new Promise((resolve, reject) => {
    worker.on("message", (played) => {
      for (const name of ["seeds", "jobs", "paid", "doubts", "kills", "effects"]) sum2[name] += played[name];
      sum2.broken.push(...played.broken);
      voyage.told?.(sum2);
    });
    worker.on("error", reject);
    worker.on("exit", () => resolve());
  });
  return { end };
}

// ../../tmp/sim/fleet.ts
var [first, count] = [Number(process.argv[2]), Number(process.argv[3])];
var t = performance.now();
var c = process.cpuUsage();
var sum = await sail("/work/main", { first, count, enough: 10, told: (s) => s.seeds % 1e3 === 0 && process.stdout.write(`${s.seeds} `) });
var u = process.cpuUsage(c);
console.log(JSON.stringify({ ...sum, broken: void 0 }), "wall", Math.round(performance.now() - t), "cpu/seed", (u.user + u.system) / 1e3 / sum.seeds);
for (const b of sum.broken) console.log(b.seed, b.violations.join("; ").slice(0, 300));
