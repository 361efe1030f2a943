import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { bundleCutter } from "../support/cutter.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const bundle = await bundleCutter();
after(() => bundle[Symbol.asyncDispose]());

/** Runs the demo in a group of its own, as a shell does, and acts when it says `moment`. */
async function runDemo(folder: string, moment: string, act: (group: number) => void) {
  // The account of throw-away servers passes through.
  await chmod(folder, 0o711);
  const child = spawn(process.execPath, [bundle.program, "demo", "--engine", "postgresql"], {
    env: { PATH: process.env["PATH"], TMPDIR: folder },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let said = "";
  let acted = false;
  child.stderr.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (acted || !said.includes(moment)) return;
    acted = true;
    act(-(child.pid ?? 0));
  });
  child.stdout.resume();
  const [code, signal] = await once(child, "close");
  return { code, signal, said };
}

async function isEmpty(folder: string): Promise<boolean> {
  for (let tries = 0; tries < 500 && (await readdir(folder)).length > 0; tries += 1) await sleep(20);
  return (await readdir(folder)).length === 0;
}

for (const [name, moment, code] of [
  ["SIGINT", "a control repository", 130],
  ["SIGINT", "C3 a dry run", 130],
  ["SIGINT", "dumping, encrypting", 130],
  ["SIGINT", "rehearsing the run", 130],
  ["SIGINT", "the sovereign reads", 130],
  ["SIGINT", "what it leaves", 130],
  ["SIGTERM", "phase 4", 143],
  ["SIGHUP", "phase 6", 129],
] as const) {
  test(`${name} to the whole group at "${moment}" is told as such, without a stack, and leaves no key of the demo (F-110)`, async () => {
    await using folder = await makeTempFolder();
    const end = await runDemo(folder.path, moment, (group) => process.kill(group, name));
    assert.equal(end.code, code, end.said);
    assert.deepEqual(end.said.match(/^(?:STOP_\w+|fault)/gm), ["STOP_INTERRUPTED"], end.said);
    assert.doesNotMatch(end.said, /^ +at .*[:(]\d/m);
    assert.match(end.said, /do this {3}Start the (?:demo|command) again/);
    assert.ok(await isEmpty(folder.path));
  });
}

test("a second Ctrl-C ends the demo at once, a kill does, and neither leaves a key (F-110)", async () => {
  for (const signals of [["SIGINT", "SIGINT"], ["SIGKILL"]] as const) {
    await using folder = await makeTempFolder();
    const end = await runDemo(folder.path, "phase 4", async (group) => {
      for (const name of signals) {
        process.kill(group, name);
        await sleep(50);
      }
    });
    assert.doesNotMatch(end.said, /^(?:fault|STOP_(?!INTERRUPTED))/m);
    assert.ok(await isEmpty(folder.path), signals.join());
  }
});

test("a terminal that is closed ends the demo with 129, not with an abort (F-110)", async () => {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "code");
  // As a shell does, it hands the hang-up on to its job, and waits for that.
  const inner = `trap 'kill -HUP $job' HUP
"${process.execPath}" "${bundle.program}" demo --engine pglite & job=$!
wait $job; wait $job; echo $? > "${file}"`;
  const terminal = spawn("script", ["--quiet", "--command", inner, "/dev/null"], {
    env: { PATH: process.env["PATH"], TMPDIR: folder.path, SHELL: "/bin/sh" },
    stdio: ["pipe", "pipe", "inherit"],
  });
  let said = "";
  terminal.stdout.on("data", (chunk: Buffer) => {
    said += chunk.toString();
    if (said.includes("register")) terminal.kill("SIGKILL");
  });
  await once(terminal, "close");
  let code = "";
  for (let tries = 0; tries < 1000 && code === ""; tries += 1) {
    await sleep(20);
    code = await readFile(file, "utf8").catch(() => "");
  }
  assert.equal(code.trim(), "129");
  for (let tries = 0; tries < 500 && (await readdir(folder.path)).length > 1; tries += 1) await sleep(20);
  assert.deepEqual(await readdir(folder.path), ["code"]);
});
