import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { build } from "esbuild";
import { makeTempFolder } from "../../support/temp-folder.ts";

const SRC = join(import.meta.dirname, "../../../src");
const folder = await makeTempFolder();
after(() => folder[Symbol.asyncDispose]());
const PROGRAM = join(folder.path, "ask.mjs");
await writeFile(
  join(folder.path, "main.ts"),
  `import { watchInterruption } from ${JSON.stringify(join(SRC, "adapters/runner/interruption.ts"))};
   import { askYes } from ${JSON.stringify(join(SRC, "adapters/terminal/ask.ts"))};
   process.stdout.write("answer " + (await askYes("Sign? ", watchInterruption())) + "\\n");`,
);
await build({
  entryPoints: [join(folder.path, "main.ts")],
  outfile: PROGRAM,
  bundle: true,
  platform: "node",
  format: "esm",
});

/** Asks on a terminal of its own, and presses the keys when the question stands there. */
async function ask(keys: string) {
  const command = `"${process.execPath}" "${PROGRAM}"`;
  const child = spawn("script", ["--quiet", "--return", "--command", command, "/dev/null"], {
    env: { PATH: process.env["PATH"], TERM: "xterm" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let shown = "";
  let pressed = false;
  child.stdout.on("data", (chunk: Buffer) => {
    shown += chunk.toString();
    if (pressed || !shown.includes("Sign?")) return;
    pressed = true;
    child.stdin.write(keys);
  });
  const [code] = await once(child, "close");
  return { code, answer: /answer (\w+)/.exec(shown)?.[1] ?? shown };
}

for (const [keys, answer, code] of [
  ["y\r", "true", 0],
  ["Yes\r", "true", 0],
  ["n\r", "false", 0],
  ["\r", "false", 0],
  ["\u0004", "false", 0],
  ["\u0003", "false", 130],
] as const) {
  test(`the keys ${JSON.stringify(keys)} at a question are ${answer}, and the process ends with ${code}`, async () => {
    assert.deepEqual(await ask(keys), { code, answer });
  });
}
