import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, chmod, mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import type { JournalEvent } from "../../../src/domain/journal.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import type { Sidecar } from "../../../src/ports/sidecar.ts";
import { overRun, phaseDone, runStarted } from "../../support/journal-events.ts";
import { NEEDS_ROOT } from "../../support/needs-root.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const OTHER = "ictr-20261121T090001Z-ffffffff";
const NOW = new Date("2026-11-21T09:00:00Z");

async function open(root: string): Promise<Sidecar> {
  return openSidecar({
    root,
    project: (entries) => ({ entries: entries.length }),
    projectBatch: () => ({}),
    clock: { now: () => NOW },
  });
}

function must<T>(result: Result<T>): T {
  assert.ok(result.ok, result.ok ? "" : result.refusal.reason);
  return result.value;
}

function reasonOf(result: Result<unknown>): ReasonCode | "accepted" {
  return result.ok ? "accepted" : result.refusal.reason;
}

async function makeRun(root: string, runId = RUN): Promise<string> {
  const sidecar = await open(root);
  await using run = must(await sidecar.createRun(runId, runStarted(runId)));
  for (const event of phaseDone("source_pin")) await run.append(event, NOW);
  return run.folder;
}

test("a journal that was written is read back, entry by entry, with its chain", async () => {
  await using folder = await makeTempFolder();
  await makeRun(folder.path);
  const view = must(await (await open(folder.path)).peekRun(RUN));
  assert.deepEqual(
    view.entries.map((entry) => entry.event.type),
    ["run_started", "phase_intent", "phase_result"],
  );
  assert.equal(view.entries[1]?.prev, view.entries[0]?.hash);
});

test("a run id is never taken twice", async () => {
  await using folder = await makeTempFolder();
  await makeRun(folder.path);
  const sidecar = await open(folder.path);
  assert.equal(reasonOf(await sidecar.createRun(RUN, runStarted(RUN))), "STOP_RUN_ID_TAKEN");
});

for (const id of [
  "../escape",
  "ictr-20261121T090000Z-1A2B3C4D",
  "",
  "ictr-20261121T090000Z-1a2b3c4d/..",
  OTHER,
]) {
  test(`a run that is not there, or is no run id (${JSON.stringify(id)}), is refused`, async () => {
    await using folder = await makeTempFolder();
    assert.equal(reasonOf(await (await open(folder.path)).openRun(id)), "STOP_RUN_UNKNOWN");
  });
}

const DAMAGES: readonly { readonly title: string; readonly damage: (folder: string) => Promise<void> }[] = [
  {
    title: "a flipped byte in the middle",
    damage: (folder) => replaceIn(folder, "journal.jsonl", '"phase":"source_pin"', '"phase":"source_pit"'),
  },
  {
    title: "a flipped byte in the last line",
    damage: (folder) => replaceIn(folder, "journal.jsonl", '"docPrefix":"LAW"', '"docPrefix":"LAV"'),
  },
  {
    title: "a removed line",
    damage: (folder) =>
      rewrite(folder, "journal.jsonl", (text) => text.split("\n").toSpliced(1, 1).join("\n")),
  },
  {
    title: "lines cut off that the state knows",
    damage: (folder) =>
      rewrite(folder, "journal.jsonl", (text) => `${text.split("\n").slice(0, 2).join("\n")}\n`),
  },
  { title: "an empty journal", damage: (folder) => writeFile(join(folder, "journal.jsonl"), "") },
  { title: "no journal", damage: (folder) => rm(join(folder, "journal.jsonl")) },
  { title: "no state", damage: (folder) => rm(join(folder, "state.json")) },
  {
    title: "a truncated state (F-11)",
    damage: (folder) => rewrite(folder, "state.json", (text) => text.slice(0, 20)),
  },
  {
    title: "a zero-filled state (F-11)",
    damage: (folder) => rewrite(folder, "state.json", (text) => "\0".repeat(text.length)),
  },
  {
    title: "the state of another run (F-11)",
    damage: (folder) => replaceIn(folder, "state.json", RUN, OTHER),
  },
];

for (const { title, damage } of DAMAGES) {
  test(`${title} is STOP_STATE_CORRUPT and nothing is made anew`, async () => {
    await using folder = await makeTempFolder();
    const run = await makeRun(folder.path);
    await damage(run);
    const sidecar = await open(folder.path);
    assert.equal(reasonOf(await sidecar.openRun(RUN)), "STOP_STATE_CORRUPT");
    assert.equal(reasonOf(await sidecar.peekRun(RUN)), "STOP_STATE_CORRUPT");
  });
}

test("a last line that a crash has torn is ignored, and cut off before the next entry (F-12)", async () => {
  await using folder = await makeTempFolder();
  const run = await makeRun(folder.path);
  await appendFile(join(run, "journal.jsonl"), '{"seq":4,"at":"2026');
  const sidecar = await open(folder.path);
  {
    await using opened = must(await sidecar.openRun(RUN));
    assert.equal(opened.entries.length, 3);
    await opened.append({ type: "disarmed", gate: "SG_1_cut_authz" }, NOW);
  }
  const view = must(await sidecar.peekRun(RUN));
  assert.equal(view.entries.length, 4);
});

test("temporary files that a killed process has left are gone when the run is held, and who only looks removes none", async () => {
  await using folder = await makeTempFolder();
  const run = await makeRun(folder.path);
  const left = ["state.json.4711-3.new", "kb/01-source_pin.md.4711-12.new"];
  const own = ["kb/01-source_pin.md", "kb/what-is-new"];
  for (const name of [...left, ...own]) await writeFile(join(run, name), "half a rep", { mode: 0o640 });
  const listFiles = async () => {
    const entries = await readdir(run, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  };
  const before = await listFiles();
  const sidecar = await open(folder.path);
  must(await sidecar.peekRun(RUN));
  assert.deepEqual(await listFiles(), before);
  await must(await sidecar.openRun(RUN))[Symbol.asyncDispose]();
  const gone = new Set(left.map((name) => join(run, name)));
  assert.deepEqual(
    await listFiles(),
    before.filter((path) => !gone.has(path)),
  );
});

test("a journal or report that can't be written is STOP_STATE_IO, and the journal takes no entry after that (F-08, R-13)", {
  skip: NEEDS_ROOT,
}, async (t) => {
  await using folder = await makeTempFolder();
  await makeRun(folder.path);
  const sidecar = await open(folder.path);
  await using opened = must(await sidecar.openRun(RUN));
  const full = await fillDisk(folder.path, t.name);
  if (full === null) throw new Error("the test needs to mount a small tmpfs");
  await using _full = full;
  await using crowded = must(await (await open(full.path)).createRun(OTHER, runStarted(OTHER)));
  const event: JournalEvent = { type: "voided", by: "x".repeat(400_000), why: "" };
  await assert.rejects(
    async () => {
      for (let count = 0; count < 10; count++) await crowded.append(event, NOW);
    },
    (fault) => fault instanceof RefusalError && fault.refusal.reason === "STOP_STATE_IO",
  );
  await assert.rejects(
    crowded.append({ type: "disarmed", gate: "SG_1_cut_authz" }, NOW),
    (fault) => fault instanceof RefusalError && fault.refusal.reason === "STOP_STATE_IO",
  );
  await opened.append({ type: "disarmed", gate: "SG_1_cut_authz" }, NOW);
});

test("a run is held by one process at a time, and a killed holder holds nothing (C-28, F-15)", async () => {
  await using folder = await makeTempFolder();
  await makeRun(folder.path);
  const script = `
    import { openSidecar } from ${JSON.stringify(join(import.meta.dirname, "../../../src/adapters/sidecar/sidecar.ts"))};
    const sidecar = await openSidecar({ root: ${JSON.stringify(folder.path)}, project: () => ({}), projectBatch: () => ({}), clock: { now: () => new Date() } });
    const run = await sidecar.openRun(${JSON.stringify(RUN)});
    if (!run.ok) throw new Error(run.refusal.reason);
    await run.value.arm({ runId: ${JSON.stringify(RUN)}, gate: "SG_1_cut_authz", expiresUtc: "2026-11-21T09:30:00Z" });
    console.log("held");
    setInterval(() => {}, 1000);
  `;
  const holder = spawn(process.execPath, ["--import", "tsx", "--input-type=module", "-e", script], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await once(holder.stdout, "data");
  const sidecar = await open(folder.path);
  const refusedRun = await sidecar.openRun(RUN);
  assert.equal(reasonOf(refusedRun), "STOP_LOCK_HELD");
  assert.match(refusedRun.ok ? "" : (refusedRun.refusal.actual ?? ""), new RegExp(`pid ${holder.pid}`));
  holder.kill("SIGKILL");
  await once(holder, "close");
  await using opened = must(await sidecar.openRun(RUN));
  assert.equal(
    await opened.isArmed("SG_1_cut_authz", NOW),
    false,
    "the lease of a dead process arms nothing",
  );
});

const LEASES: readonly {
  readonly title: string;
  readonly gate: string;
  readonly expiresUtc: string;
  readonly at: Date;
  readonly hold?: boolean;
  readonly armed: boolean;
}[] = [
  {
    title: "the lease of this process for this gate arms",
    gate: "SG_1_cut_authz",
    expiresUtc: "2026-11-21T09:30:00Z",
    at: NOW,
    armed: true,
  },
  {
    title: "a lease for another gate arms nothing",
    gate: "SG_2_lifecycle_authz",
    expiresUtc: "2026-11-21T09:30:00Z",
    at: NOW,
    armed: false,
  },
  {
    title: "a lease arms nothing at the moment of its end",
    gate: "SG_1_cut_authz",
    expiresUtc: "2026-11-21T09:00:00Z",
    at: NOW,
    armed: false,
  },
  {
    title: "a lease of more than 60 minutes arms nothing",
    gate: "SG_1_cut_authz",
    expiresUtc: "2026-11-21T10:00:01Z",
    at: NOW,
    armed: false,
  },
  {
    title: "a HOLD outranks the lease",
    gate: "SG_1_cut_authz",
    expiresUtc: "2026-11-21T09:30:00Z",
    at: NOW,
    hold: true,
    armed: false,
  },
];

for (const row of LEASES) {
  test(row.title, async () => {
    await using folder = await makeTempFolder();
    await makeRun(folder.path);
    const sidecar = await open(folder.path);
    await using run = must(await sidecar.openRun(RUN));
    assert.equal(await run.isArmed("SG_1_cut_authz", row.at), false, "the switch is off at rest");
    await run.arm({ runId: RUN, gate: row.gate, expiresUtc: row.expiresUtc });
    if (row.hold) await writeFile(join(folder.path, "HOLD"), "by the sovereign");
    assert.equal(await run.isArmed("SG_1_cut_authz", row.at), row.armed);
    await run.disarm();
    assert.equal(await run.isArmed("SG_1_cut_authz", row.at), false, "disarmed is off");
  });
}

test("a lease that names another process, start or boot arms nothing (F-15)", async () => {
  await using folder = await makeTempFolder();
  await makeRun(folder.path);
  const sidecar = await open(folder.path);
  await using run = must(await sidecar.openRun(RUN));
  await run.arm({ runId: RUN, gate: "SG_1_cut_authz", expiresUtc: "2026-11-21T09:30:00Z" });
  const path = join(run.folder, "armed.json");
  const own = await readFile(path, "utf8");
  for (const [from, to] of [
    [/"pid": \d+/, '"pid": 1'],
    [/"startTicks": "\d+"/, '"startTicks": "1"'],
    [/"bootId": "[^"]+"/, '"bootId": "another"'],
    [/^[\s\S]*$/, "no lease at all"],
  ] as const) {
    await writeFile(path, own.replace(from, to));
    assert.equal(await run.isArmed("SG_1_cut_authz", NOW), false, String(from));
  }
  await writeFile(path, own);
  assert.equal(await run.isArmed("SG_1_cut_authz", NOW), true);
});

test("what was read of the history is kept, and a sidecar that can't be written does without", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await open(folder.path);
  assert.equal(await sidecar.readHistory(), null);
  await sidecar.writeHistory("one\n");
  await sidecar.writeHistory("two\n");
  assert.equal(Buffer.from((await sidecar.readHistory()) ?? []).toString(), "two\n");
  await rm(join(folder.path, "approvals"), { recursive: true });
  await sidecar.writeHistory("three\n");
  assert.equal(await sidecar.readHistory(), null);
});

test("the policy floor only comes from a readable file, and is 0 only where there is none", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await open(folder.path);
  assert.equal(await sidecar.readPolicyFloor(), 0);
  await sidecar.raisePolicyFloor(4);
  assert.equal(await sidecar.readPolicyFloor(), 4);
  await writeFile(join(folder.path, "approvals", "policy-floor"), "four");
  await assert.rejects(
    sidecar.readPolicyFloor(),
    (fault) => fault instanceof RefusalError && fault.refusal.reason === "STOP_STATE_CORRUPT",
  );
});

test("the runs index has one line per run, however often the closeout is repeated", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await open(folder.path);
  for (const id of [RUN, RUN, OTHER]) await sidecar.appendIndex(overRun(id));
  const lines = (await readFile(join(folder.path, "reports", "runs-index.jsonl"), "utf8")).trim().split("\n");
  assert.deepEqual(
    lines.map((line) => JSON.parse(line).run_id),
    [RUN, OTHER],
  );
});

test("a line of the runs index that a crash has torn is dropped, and a damaged one is STOP_STATE_CORRUPT", async () => {
  await using folder = await makeTempFolder();
  const sidecar = await open(folder.path);
  const path = join(folder.path, "reports", "runs-index.jsonl");
  await sidecar.appendIndex(overRun(RUN));
  const whole = await readFile(path, "utf8");
  await appendFile(path, `{"run_id":"${OTHER}","uni`);
  await sidecar.appendIndex(overRun(OTHER));
  assert.equal(await readFile(path, "utf8"), `${whole}${JSON.stringify(overRun(OTHER))}\n`);
  for (const damage of ["{", "[]", "null", '{"run_id":5}', `{"run_id":"${RUN}","run_id":"${OTHER}"}`]) {
    await writeFile(path, `${whole}${damage}\n`);
    await assert.rejects(
      sidecar.appendIndex(overRun(OTHER)),
      (fault) => fault instanceof RefusalError && fault.refusal.field === "reports/runs-index.jsonl line 2",
    );
    assert.deepEqual([...(await sidecar.readIndex()).keys()], [RUN], "what is whole is read all the same");
  }
});

test("a run whose lease is damaged is not opened", async () => {
  await using folder = await makeTempFolder();
  const run = await makeRun(folder.path);
  const sidecar = await open(folder.path);
  const lease = join(run, "armed.json");
  for (const damage of [() => writeFile(lease, "{"), () => mkdir(lease)]) {
    await damage();
    for (const result of [await sidecar.openRun(RUN), await sidecar.peekRun(RUN)]) {
      assert.equal(result.ok ? "" : result.refusal.field, "armed.json");
    }
    await rm(lease, { recursive: true });
  }
});

async function rewrite(folder: string, name: string, change: (text: string) => string): Promise<void> {
  const path = join(folder, name);
  await chmod(path, 0o640);
  await writeFile(path, change(await readFile(path, "utf8")));
}

async function replaceIn(folder: string, name: string, from: string, to: string): Promise<void> {
  await rewrite(folder, name, (text) => {
    assert.ok(text.includes(from), `${name} holds ${from}`);
    return text.replace(from, to);
  });
}

/** A file system of 1 MB, or null where this process may not mount one. */
async function fillDisk(
  base: string,
  name: string,
): Promise<({ readonly path: string } & AsyncDisposable) | null> {
  const path = join(base, `small-${name.length}`);
  await mkdir(path);
  if ((await run("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0750", "tmpfs", path])) !== 0) return null;
  return { path, [Symbol.asyncDispose]: async () => void (await run("umount", [path])) };
}

async function run(command: string, args: readonly string[]): Promise<number> {
  const child = spawn(command, [...args], { stdio: "ignore" });
  const [code] = (await once(child, "close")) as [number];
  return code;
}
