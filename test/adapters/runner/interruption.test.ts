import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import test, { after } from "node:test";
import { build } from "esbuild";
import { makeTempFolder } from "../../support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");
const folder = await makeTempFolder();
const BUNDLE = join(folder.path, "interruption.mjs");
await build({
  entryPoints: [join(ROOT, "src/adapters/runner/interruption.ts")],
  outfile: BUNDLE,
  bundle: true,
  platform: "node",
  format: "esm",
});
after(() => folder[Symbol.asyncDispose]());

/** A program whose wait nothing ends but a signal; `onAbort` is what it does when it is asked to end. */
async function interrupt(name: NodeJS.Signals, onAbort: string) {
  const script = `
    import { watchInterruption } from ${JSON.stringify(BUNDLE)};
    const signal = watchInterruption(100);
    const wait = setInterval(() => {}, 1000);
    signal.addEventListener("abort", () => { ${onAbort} });
    console.log("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script]);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  await once(child.stdout, "data");
  child.kill(name);
  const [code] = await once(child, "close");
  return { code, stderr };
}

for (const [name, code] of [
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const) {
  test(`the first ${name} ends a wait that nothing else ends, and says so (F-61)`, async () => {
    const end = await interrupt(name, "");
    assert.equal(end.code, code);
    assert.match(end.stderr, /^STOP_INTERRUPTED: .*\n {2}actual .*\n {2}do this /);
  });

  test(`a program that has ended its work by itself after ${name} is not ended by force (F-61)`, async () => {
    assert.deepEqual(await interrupt(name, "clearInterval(wait);"), { code, stderr: "" });
  });
}

test("a resolver that finds no name is not waited for once the process was asked to end (F-61)", async () => {
  const pipe = join(folder.path, "resolver");
  execFileSync("mkfifo", [pipe]);
  // Nobody writes to the pipe: like the resolver, opening it holds a thread that an exit waits for. The name of what is awaited is the resolver's.
  const script = `
    import { open } from "node:fs";
    import { watchInterruption } from ${JSON.stringify(BUNDLE)};
    watchInterruption(100);
    open(${JSON.stringify(pipe)}, () => {});
    process.getActiveResourcesInfo = () => ["GetAddrInfoReqWrap"];
    process.on("exit", () => console.log("told"));
    console.log("ready");`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "pipe"],
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  let stdout = "";
  child.stdout.on("data", (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  await once(child.stdout, "data");
  child.kill("SIGTERM");
  const [code, signal] = await once(child, "close");
  assert.deepEqual([code, signal, stdout], [null, "SIGTERM", "ready\ntold\n"]);
});
