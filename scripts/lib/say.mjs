// What the scripts say: few plain lines, with steps that take long announced before they start.

/** Says one line of what is being done. */
export function say(text) {
  process.stdout.write(`${text}\n`);
}

/** Says why the command cannot go on, and ends it with exit code 1. */
export function fail(text) {
  process.stderr.write(`\n${text}\n`);
  process.exit(1);
}

/** Seconds since a `performance.now()` reading, as text. */
export function secondsSince(start) {
  return `${((performance.now() - start) / 1000).toFixed(1)} s`;
}
