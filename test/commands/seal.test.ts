import assert from "node:assert/strict";
import { cp, mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { isAbsolute, join } from "node:path";
import test, { after, before } from "node:test";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { openSealScene, REAL_RUN, type SealScene, writeClosedRun } from "../support/seal-scene.ts";

const [FIRST, SECOND, LATE] = [
  "ictr-20260110T090000Z-00000001",
  "ictr-20260220T090000Z-00000002",
  "ictr-20260115T090000Z-00000003",
];

let scene: SealScene;
before(async () => {
  scene = await openSealScene();
  await writeClosedRun(scene.root, { id: FIRST, closedUtc: "2026-01-10T10:00:00Z" });
  await writeClosedRun(scene.root, { id: SECOND, closedUtc: "2026-02-20T10:00:00Z" });
});
after(() => scene?.[Symbol.asyncDispose]());

const at = (name: string) => join(scene.folder, name);
const seal = (...args: readonly string[]) => scene.cutter("evidence", "seal", ...args);

test("a period is sealed, and the same period gives the same bytes", async () => {
  const whole = await seal("--until", "2026-11-29", "--out", at("whole"));
  assert.equal(whole.code, 0, whole.stderr);
  assert.equal(whole.told["entries"], 3);
  const list = JSON.parse(await readFile(join(at("whole"), "seal.json"), "utf8"));
  assert.deepEqual(
    list.entries.map(({ run_id }: { run_id: string }) => run_id),
    [FIRST, SECOND, REAL_RUN],
  );
  const evidence = await readFile(join(scene.root, "runs", REAL_RUN, "evidence.json"));
  assert.deepEqual(
    { ...list.entries[2], database: { ...list.entries[2].database, system_identifier: "7" } },
    {
      kind: "run",
      run_id: REAL_RUN,
      document_id: "document-1",
      mode: "LIVE",
      closed_utc: "2026-11-29T12:23:41Z",
      batch_id: null,
      database: { name: list.entries[2].database.name, system_identifier: "7" },
      evidence_sha256: sha256Hex(evidence),
    },
  );
  assert.equal(
    await readFile(join(at("whole"), "root.txt"), "utf8"),
    `iu-cutter seal 1\nsince: the beginning\nuntil: 2026-11-29\nentries: 3\nprevious: none\nroot: ${list.root}\n`,
  );
  assert.deepEqual((await seal("--until", "2026-11-29", "--out", at("again"))).told["was_there"], false);
  for (const name of ["seal.json", "root.txt"])
    assert.deepEqual(await readFile(join(at("again"), name)), await readFile(join(at("whole"), name)));
  const repeated = await seal("--until", "2026-11-29", "--out", at("again"));
  assert.deepEqual([repeated.code, repeated.told["was_there"]], [0, true]);
});

test("a part of the time is sealed, and may overlap with what is sealed already", async () => {
  const part = await seal("--since", "2026-02-20", "--until", "2026-02-20", "--out", at("part"));
  assert.equal(part.told["entries"], 1, part.stderr);
});

test("a seal goes on from another: with what came after it, and what it lacked", async () => {
  const january = await seal("--until", "2026-01-31", "--out", at("january"));
  assert.equal(january.told["entries"], 1, january.stderr);
  await writeClosedRun(scene.root, { id: LATE, closedUtc: "2026-01-15T10:00:00Z" });
  const february = await seal("--previous", at("january"), "--until", "2026-02-28", "--out", at("february"));
  assert.equal(february.code, 0, february.stderr);
  const list = JSON.parse(await readFile(join(at("february"), "seal.json"), "utf8"));
  assert.deepEqual(
    list.entries.map(({ run_id }: { run_id: string }) => run_id),
    [LATE, SECOND],
  );
  assert.equal(list.since, "2026-02-01");
  assert.equal(list.previous_sha256, sha256Hex(await readFile(join(at("january"), "root.txt"))));
  const nothing = await seal("--previous", at("february"), "--until", "2026-03-31", "--out", at("march"));
  assert.deepEqual([nothing.code, nothing.told["reason"]], [2, "STOP_SEAL_EMPTY"]);
  await rm(join(scene.root, "runs", LATE), { recursive: true });
  const index = join(scene.root, "reports/runs-index.jsonl");
  const lines = (await readFile(index, "utf8")).split("\n");
  await writeFile(index, lines.filter((line) => !line.includes(LATE)).join("\n"));
});

test("an index that can't be read is refused, and one that lacks a closed run is told: neither says what is gone (D-175)", async () => {
  const index = join(scene.root, "reports/runs-index.jsonl");
  const lines = await readFile(index, "utf8");
  await writeFile(index, lines.replace("closed_utc", "utc"));
  const garbled = await seal("--until", "2026-02-28", "--out", at("garbled"));
  assert.deepEqual([garbled.code, garbled.told["reason"]], [3, "STOP_STATE_CORRUPT"]);
  assert.equal(garbled.told["field"], "reports/runs-index.jsonl line 1");
  await writeFile(index, "");
  const empty = await seal("--until", "2026-02-28", "--out", at("unlisted"));
  assert.equal(empty.code, 0, empty.stderr);
  assert.match(empty.stderr, /the index of runs lacks 2 closed runs: it can't tell of others that are gone/);
  await writeFile(index, lines);
});

const today = () => new Date().toISOString().slice(0, 10);

test("a period that is not over, or is none, is refused", async () => {
  for (const args of [
    ["--until", today()],
    ["--until", "9999-12-31"],
    ["--since", "2026-02-01", "--until", "2026-01-31"],
    ["--previous", at("whole"), "--until", "2026-01-31"],
  ]) {
    const { code, told } = await seal(...args, "--out", at("refused"));
    assert.deepEqual([code, told["reason"]], [2, "STOP_SEAL_PERIOD"], args.join(" "));
  }
  for (const args of [
    ["--until", "2026-02-30"],
    ["--since", "yesterday", "--until", "2026-01-31"],
    ["--since", "2026-01-01", "--previous", at("january"), "--until", "2026-02-28"],
    ["--previous", at("nowhere"), "--until", "2026-02-28"],
  ]) {
    const { code, told } = await seal(...args, "--out", at("refused"));
    assert.deepEqual([code, told["reason"]], [2, "STOP_BAD_INPUT"], args.join(" "));
  }
  const { code, told } = await seal("--until", "2025-12-31", "--out", at("refused"));
  assert.deepEqual([code, told["reason"]], [2, "STOP_SEAL_EMPTY"]);
  await assert.rejects(readdir(at("refused")), "nothing is written");
});

test("a folder that holds something else is not written into", async () => {
  await mkdir(at("letters"));
  await writeFile(join(at("letters"), "letter.txt"), "Dear sir");
  await cp(at("whole"), at("stamped"), { recursive: true });
  await writeFile(join(at("stamped"), "root.tsr"), "");
  await rm(join(at("stamped"), "root.txt"));
  for (const out of [at("letters"), at("part"), at("stamped")]) {
    const { code, told } = await seal("--until", "2026-11-29", "--out", out);
    assert.deepEqual([code, told["reason"]], [2, "STOP_SEAL_EXISTS"], out);
  }
  assert.deepEqual(await readdir(at("letters")), ["letter.txt"]);
});

test("S-12 damaged evidence stops the seal, by its name; so does a closed run that the index knows and that is gone", async () => {
  const run = join(scene.root, "runs", FIRST);
  const kept = await readFile(join(run, "pre.json"));
  await writeFile(join(run, "pre.json"), "{}\n");
  const damaged = await seal("--until", "2026-11-29", "--out", at("damaged"));
  assert.deepEqual([damaged.code, damaged.told["reason"]], [3, "STOP_STATE_CORRUPT"]);
  assert.equal(damaged.told["field"], `${FIRST}: pre.json`);
  await writeFile(join(run, "pre.json"), kept);
  await rename(run, at("away"));
  const gone = await seal("--until", "2026-11-29", "--out", at("damaged"));
  assert.deepEqual([gone.code, gone.told["reason"]], [3, "STOP_STATE_CORRUPT"]);
  assert.equal(gone.told["field"], `${FIRST}: journal.jsonl`);
  await rename(at("away"), run);
  for (const name of ["evidence.json", "journal.jsonl"]) {
    await rename(join(run, name), at("away"));
    const lost = await seal("--until", "2026-11-29", "--out", at("damaged"));
    assert.deepEqual([lost.code, lost.told["reason"]], [3, "STOP_STATE_CORRUPT"], name);
    assert.equal(lost.told["field"], `${FIRST}: ${name}`);
    await rename(at("away"), join(run, name));
  }
  await assert.rejects(readdir(at("damaged")), "nothing is written");
});

/** Places where no seal can be written, each made by what stands there. */
const PLACES: readonly (readonly [what: string, out: string, make: (path: string) => Promise<unknown>])[] = [
  ["is a file", "a-file", (path) => writeFile(path, "")],
  ["is below a file", "below/deep/seal", () => writeFile(at("below"), "")],
  ["is a link that leads nowhere", "dangling", (path) => symlink(at("nowhere"), path)],
  ["is a link that leads to itself", "loop", (path) => symlink(path, path)],
  ["has too long a name", "x".repeat(300), async () => undefined],
  ["is where no folder can be made", "/proc/no/seal", async () => undefined],
  ["is no name", "", async () => undefined],
];

for (const [what, out, make] of PLACES)
  test(`a seal whose --out ${what} is refused before any evidence is read`, async () => {
    const path = out === "" || isAbsolute(out) ? out : at(out);
    await make(path);
    const pre = join(scene.root, "runs", FIRST, "pre.json");
    const kept = await readFile(pre);
    await writeFile(pre, "damaged");
    const { code, told } = await seal("--until", "2026-11-29", "--out", path);
    await writeFile(pre, kept);
    assert.deepEqual([code, told["reason"], told["field"]], [2, "STOP_BAD_INPUT", "--out"]);
    assert.match(String(told["wayOut"]), /^Name a folder that is empty or not there/);
  });

test("so is one whose folder holds something else; and of one that is not made no folder is left", async () => {
  const pre = join(scene.root, "runs", FIRST, "pre.json");
  const kept = await readFile(pre);
  await writeFile(pre, "damaged");
  const taken = await seal("--until", "2026-11-29", "--out", at("letters"));
  assert.deepEqual([taken.code, taken.told["reason"]], [2, "STOP_SEAL_EXISTS"]);
  await mkdir(at("empty"));
  for (const out of ["empty/one/two", "empty"]) {
    const damaged = await seal("--until", "2026-11-29", "--out", at(out));
    assert.equal(damaged.told["reason"], "STOP_STATE_CORRUPT");
    assert.deepEqual(await readdir(at("empty")), [], "a folder that was there is left");
  }
  await writeFile(pre, kept);
});
