import { writeSync } from "node:fs";

/**
 * A refusal of which nothing of the build may be loaded; a test compares its words with the table of reasons.
 *
 * @typedef {{ readonly reason: string, readonly message: string, readonly field: string, readonly expected: string, readonly actual: string, readonly wayOut: string }} Told
 */

/**
 * Tells it in the shape of every refusal, with `--json` as an object too, and sets the exit code. Where nobody reads, that stands.
 *
 * @param {Told} told
 */
export function tellRefusal(told) {
  write(
    2,
    `${told.reason}: ${told.message}
  at        ${told.field}
  expected  ${told.expected}
  actual    ${told.actual}
  do this   ${told.wayOut}
`,
  );
  if (process.argv.includes("--json"))
    write(1, `${JSON.stringify({ verdict: "refused", ...told }, null, 2)}\n`);
  process.exitCode = 3;
}

/**
 * @param {number} descriptor
 * @param {string} text
 */
function write(descriptor, text) {
  try {
    writeSync(descriptor, text);
  } catch {
    // Nobody reads, or the disk is full: the exit code tells it.
  }
}
