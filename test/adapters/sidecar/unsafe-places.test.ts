import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { chmod, chown, mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { openSidecar } from "../../../src/adapters/sidecar/sidecar.ts";
import { type Refusal, RefusalError } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import type { Sidecar } from "../../../src/ports/sidecar.ts";
import { overRun, runStarted } from "../../support/journal-events.ts";
import { NEEDS_ROOT } from "../../support/needs-root.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";
import { must } from "../../support/test-setup.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const OTHER = "ictr-20261121T090001Z-ffffffff";
const NOW = new Date("2026-11-21T09:00:00Z");
const NOBODY = 65534;

const open = (root: string) =>
  openSidecar({ root, project: () => ({}), projectBatch: () => ({}), clock: { now: () => NOW } });

/** A sidecar with one run, a policy floor and an index. */
async function makeSidecar(root: string): Promise<void> {
  const sidecar = await open(root);
  await using run = must(await sidecar.createRun(RUN, runStarted(RUN)));
  await run.writeFile("kb/report.md", "text");
  await sidecar.raisePolicyFloor(3);
  await sidecar.appendIndex(overRun(OTHER));
  await writeFile(join(root, "orchestrator.config.json"), "{}");
}

async function refusedBy(work: () => Promise<unknown>): Promise<Refusal | null> {
  try {
    const result = (await work()) as Partial<Result<unknown>> | undefined;
    return result?.ok === false ? (result as { readonly refusal: Refusal }).refusal : null;
  } catch (fault) {
    if (fault instanceof RefusalError) return fault.refusal;
    throw fault;
  }
}

async function linkInPlace(path: string): Promise<void> {
  await rename(path, `${path}.moved`);
  await symlink(`${path}.moved`, path);
}

async function pipeInPlace(path: string): Promise<void> {
  await rename(path, `${path}.moved`);
  execFileSync("mkfifo", ["-m", "0640", path]);
}

/** What each place of the sidecar stops where others can change it: opening the sidecar, or the call that relies on the place. */
const PLACES: readonly { readonly path: string; readonly stops?: (sidecar: Sidecar) => Promise<unknown> }[] =
  [
    { path: "runs" },
    { path: "approvals" },
    { path: "backups" },
    { path: "reports" },
    { path: "locks" },
    { path: `runs/${RUN}`, stops: (sidecar) => sidecar.peekRun(RUN) },
    { path: `runs/${RUN}/kb`, stops: (sidecar) => sidecar.openRun(RUN) },
    { path: `runs/${RUN}/kb/report.md`, stops: (sidecar) => sidecar.peekRun(RUN) },
    { path: `runs/${RUN}/journal.jsonl`, stops: (sidecar) => sidecar.openRun(RUN) },
    { path: `runs/${RUN}/state.json`, stops: (sidecar) => sidecar.openRun(RUN) },
    { path: `locks/${RUN}.lock`, stops: (sidecar) => sidecar.openRun(RUN) },
    { path: "approvals/policy-floor", stops: (sidecar) => sidecar.readPolicyFloor() },
    { path: "reports/runs-index.jsonl", stops: (sidecar) => sidecar.appendIndex(overRun(RUN)) },
  ];

const WAYS: readonly (readonly [title: string, expose: (path: string) => Promise<void>])[] = [
  ["open to anybody", (path) => chmod(path, 0o777)],
  ["open to the group", (path) => chmod(path, 0o770)],
  ["owned by another account", (path) => chown(path, NOBODY, NOBODY)],
  ["a link", linkInPlace],
];

/** In the place of a file: to open it would wait without end. */
const PIPE: (typeof WAYS)[number] = ["a pipe", pipeInPlace];

for (const { path, stops } of PLACES) {
  for (const [title, expose] of [...WAYS, ...(/\.\w+$|floor$/.test(path) ? [PIPE] : [])]) {
    test(`${path.replace(RUN, "RUN")} that is ${title} is STOP_STATE_UNSAFE at opening and to the doctor (F-93)`, {
      skip: title === "owned by another account" && NEEDS_ROOT,
    }, async () => {
      await using folder = await makeTempFolder();
      await makeSidecar(folder.path);
      const before = await open(folder.path);
      assert.deepEqual(await before.findUnsafe(), []);
      await expose(join(folder.path, path));
      const refused = await refusedBy(() => (stops ? stops(before) : open(folder.path)));
      assert.deepEqual([refused?.reason, refused?.field], ["STOP_STATE_UNSAFE", join(folder.path, path)]);
      assert.ok((await before.findUnsafe()).some(({ field }) => field === join(folder.path, path)));
    });
  }
}

test("a HOLD that is a pipe holds, and the history that is one is read from the repository again (F-93)", async () => {
  await using folder = await makeTempFolder();
  await makeSidecar(folder.path);
  const sidecar = await open(folder.path);
  for (const path of ["HOLD", "approvals/history"])
    execFileSync("mkfifo", ["-m", "0640", join(folder.path, path)]);
  assert.equal(await sidecar.readHold(), "unreadable: neither a file nor a folder");
  assert.equal(await sidecar.readHistory(), null);
});

test("a root, or a file in it, that others can change is STOP_STATE_UNSAFE; one that is named through a link is none (F-93)", async () => {
  await using folder = await makeTempFolder();
  const root = join(folder.path, "sidecar");
  await mkdir(root, { mode: 0o750 });
  await makeSidecar(root);
  for (const path of [root, join(root, "orchestrator.config.json")]) {
    await chmod(path, 0o777);
    assert.equal((await refusedBy(() => open(root)))?.field, path);
    await chmod(path, 0o750);
  }
  const link = join(folder.path, "link");
  await symlink(root, link);
  assert.equal((await (await open(link)).peekRun(RUN)).ok, true);
});

test("a sidecar on a disk that takes no writes is STOP_STATE_IO for each of them, and still readable (F-95)", {
  skip: NEEDS_ROOT,
}, async () => {
  await using folder = await makeTempFolder();
  const root = join(folder.path, "disk");
  await mkdir(root, { mode: 0o750 });
  execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m,mode=0750", "tmpfs", root]);
  try {
    await makeSidecar(root);
    execFileSync("mount", ["-o", "remount,ro", root]);
    const again = await open(root);
    assert.equal((await again.peekRun(RUN)).ok, true);
    for (const write of [
      () => again.openRun(RUN),
      () => again.createRun(OTHER, runStarted(OTHER)),
      () => again.raisePolicyFloor(4),
      () => again.appendIndex(overRun(RUN)),
    ])
      assert.equal((await refusedBy(write))?.reason, "STOP_STATE_IO");
  } finally {
    execFileSync("umount", ["--lazy", root]);
  }
});
