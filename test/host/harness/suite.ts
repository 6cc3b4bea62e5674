// A small test runner inside the extension host: files register tests, the editor calls `run`, the results go into a file as JSON.
import { writeFile } from 'node:fs/promises';

/** What one test came to. */
export interface TestResult {
  readonly name: string;
  readonly milliseconds: number;
  /** The failure with its stack; absent when the test passed. */
  readonly failure?: string;
}

type TestBody = () => Promise<void> | void;
interface RegisteredTest {
  readonly name: string;
  readonly body: TestBody;
  readonly seconds: number;
}

const tests: RegisteredTest[] = [];
const cleanups: (() => Promise<void> | void)[] = [];

/** Registers a test, named by what it promises. It fails after 90 seconds unless `seconds` says otherwise. */
export function test(name: string, body: TestBody, seconds = 90): void {
  tests.push({ name, body, seconds });
}

/** Runs something after all tests, also when they fail. */
export function afterAll(body: () => Promise<void> | void): void {
  cleanups.push(body);
}

/** Runs the registered tests one after the other and writes the results to `REELWRIGHT_HOST_RESULTS`. Called by the editor. */
export async function run(): Promise<void> {
  const results: TestResult[] = [];
  for (const registered of tests) results.push(await runOne(registered));
  for (const cleanup of cleanups) await cleanup();
  const path = process.env['REELWRIGHT_HOST_RESULTS'];
  if (!path) throw new Error('REELWRIGHT_HOST_RESULTS does not say where the results go.');
  await writeFile(path, JSON.stringify(results));
}

async function runOne({ name, body, seconds }: RegisteredTest): Promise<TestResult> {
  const start = performance.now();
  try {
    await withLimit(Promise.resolve().then(body), seconds);
    return { name, milliseconds: performance.now() - start };
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { name, milliseconds: performance.now() - start, failure };
  }
}

async function withLimit(work: Promise<void>, seconds: number): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not done after ${seconds} s`)), seconds * 1000);
  });
  try {
    await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
  }
}
