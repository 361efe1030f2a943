import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { build } from "esbuild";
import { HEAP_FLAGS } from "../../../src/config/heap-flags.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");
/** Bundled once: the processes then start without the loader of TypeScript. */
const bundle = await makeTempFolder();
const START_AGAIN = join(bundle.path, "start-again.mjs");
await build({
  entryPoints: [join(ROOT, "src/adapters/runner/start-again.ts")],
  outfile: START_AGAIN,
  bundle: true,
  platform: "node",
  format: "esm",
});
after(() => bundle[Symbol.asyncDispose]());
const FLAG = "--max-semi-space-size=2";

/** Starts a program that starts itself again; `work` is what the child does, `act` what is done to the parent when the child prints. */
async function run(work: string, act: (parent: ReturnType<typeof spawn>) => void = () => {}) {
  await using folder = await makeTempFolder();
  const program = join(folder.path, "program.mjs");
  await writeFile(
    program,
    `import { endWithParent, startAgain } from ${JSON.stringify(START_AGAIN)};
     if (!process.execArgv.includes("${FLAG}")) process.exitCode = await startAgain(["${FLAG}"]);
     else { endWithParent(); ${work} }`,
  );
  const parent = spawn(process.execPath, [program, "one", "two"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let stdout = "";
  parent.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
    act(parent);
  });
  // The pipe is closed when both processes are gone.
  const [code, signal] = await once(parent, "close");
  return { code, signal, stdout };
}

const WAIT = 'setInterval(() => {}, 1000); console.log("ready");';

test("the child has the flag and the arguments, and its exit code is kept", async () => {
  const ended = await run("console.log(process.argv.slice(2).join()); process.exitCode = 3;");
  assert.deepEqual(ended, { code: 3, signal: null, stdout: "one,two\n" });
});

test("a child that waits for nothing ends", async () => {
  assert.deepEqual(await run(""), { code: 0, signal: null, stdout: "" });
});

for (const [name, number] of [
  ["SIGINT", 2],
  ["SIGTERM", 15],
] as const) {
  test(`${name} goes on to the child, whose answer is kept`, async () => {
    const work = `process.on("${name}", () => process.exit(40 + ${number})); ${WAIT}`;
    const ended = await run(work, (parent) => parent.kill(name));
    assert.equal(ended.code, 40 + number);
  });

  test(`a child that ${name} ends is told as 128 and its number`, async () => {
    assert.equal((await run(WAIT, (parent) => parent.kill(name))).code, 128 + number);
  });
}

test("a child is gone when its parent was killed", async () => {
  const ended = await run(WAIT, (parent) => parent.kill("SIGKILL"));
  assert.equal(ended.signal, "SIGKILL");
});

test("every start line of the product holds the flags", async () => {
  const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8"));
  const first = (await readFile(join(ROOT, "bin/cutter.js"), "utf8")).split("\n")[0];
  for (const line of [first, scripts.cutter, scripts.demo, scripts.bench])
    assert.ok(line.includes(`node ${HEAP_FLAGS.join(" ")}`), line);
});
