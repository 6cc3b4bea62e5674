// Runs the benchmarks and prints their figures; ends with 1 where one is missed. Started by run.mjs, which builds it.

import { pathToFileURL } from 'node:url';
import { batchFigures } from './batch.bench';
import { downloadFigures } from './download.bench';
import { isMet, type Benchmark, type Figure } from './figure';
import { pictureFigures } from './picture.bench';
import { sandboxFigures } from './sandbox.bench';
import { storeFigures } from './store.bench';
import { table } from './table';
import { trackingFigures } from './tracking.bench';

const benchmarks: readonly Benchmark[] = [
  storeFigures,
  pictureFigures,
  sandboxFigures,
  trackingFigures,
  downloadFigures,
  batchFigures,
];

const dist = pathToFileURL(`${process.argv[2]}/`);
const figures: Figure[] = [];
for (const benchmark of benchmarks) figures.push(...(await benchmark(dist)));
const missed = figures.filter(figure => !isMet(figure)).length;
process.stdout.write(
  `${table(figures)}\n\n${figures.filter(figure => figure.limit).length - missed} met, ${missed} missed\n`,
);
process.exitCode = missed > 0 ? 1 : 0;
