import assert from "node:assert/strict";
import { mkdir, readdir, readFile, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import type { Command } from "commander";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import { makeBackupListCommand } from "../../src/commands/backup-list.ts";
import { makeBackupPruneCommand } from "../../src/commands/backup-prune.ts";
import type { CommandLine } from "../../src/commands/command-line.ts";
import { makeOpenBackupShelf } from "../../src/compose/backup-shelf.ts";
import { type Environment, readEnvironment } from "../../src/config/environment.ts";
import { accepted } from "../../src/domain/result.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import {
  fileOf,
  fillShelf,
  incrementFileOf,
  journalBackup,
  runOf,
  type ShelvedRun,
  takeAnother,
  writeBasisOf,
} from "../support/backup-shelf.ts";
import { makeTempFolder } from "../support/temp-folder.ts";
import { must } from "../support/test-setup.ts";

/** A number that no process has. */
const DEAD = 4_194_305;

interface Shelf extends AsyncDisposable {
  readonly root: string;
  /** The days of the backups that are there. */
  days(): Promise<readonly number[]>;
  names(): Promise<readonly string[]>;
  list(): Promise<Said>;
  prune(args: readonly string[], choose?: Choice): Promise<Said>;
}

interface Said {
  readonly code: number | null;
  readonly text: string;
  readonly json: unknown;
}

interface Choice {
  /** What a person answers; without one there is no terminal to ask on. */
  readonly answer?: () => Promise<boolean>;
  readonly environment?: Partial<Environment>;
}

async function makeShelf(runs: readonly ShelvedRun[]): Promise<Shelf> {
  const folder = await makeTempFolder();
  const root = folder.path;
  await fillShelf(root, runs);
  const names = async () => (await readdir(join(root, "backups"))).sort();
  const open = (environment: Partial<Environment> = {}) =>
    makeOpenBackupShelf({ ...must(readEnvironment()), CUTTER_ROOT: root, ...environment });
  return {
    root,
    names,
    days: async () =>
      (await names()).flatMap((name) =>
        [1, 2, 3, 4, 5, 6].filter((day) => [fileOf(day), incrementFileOf(day)].includes(name)),
      ),
    list: () => say((line) => makeBackupListCommand(line, open()), []),
    prune: (args, { answer, environment } = {}) =>
      say(
        (line) =>
          makeBackupPruneCommand(line, open(environment), answer && (async () => accepted(await answer()))),
        args,
      ),
    [Symbol.asyncDispose]: () => folder[Symbol.asyncDispose](),
  };
}

async function say(make: (line: CommandLine) => Command, args: readonly string[]): Promise<Said> {
  const said: string[] = [];
  let json: unknown = null;
  let code: number | null = null;
  const keep = (text: string) => void said.push(text);
  const command = make({
    openOutput: () => ({
      progress: { step: keep, note: keep },
      line: keep,
      pages: async () => undefined,
      json: (value) => {
        json = value;
      },
      error: keep,
      isTerminal: false,
    }),
    exit: (given) => {
      code = given;
    },
    interrupted: new AbortController().signal,
  });
  await command.parseAsync(args, { from: "user" });
  return { code, text: said.join("\n"), json };
}

const OLD: readonly ShelvedRun[] = [1, 2, 3, 4].map((day) => ({ day, run: "voided" }));

const STATES: readonly (ShelvedRun & { readonly is: string | null; readonly isOpen?: boolean })[] = [
  { day: 1, run: "voided", is: "sound" },
  { day: 2, run: "indexed", is: "sound" },
  { day: 3, run: "open", is: "sound", isOpen: true },
  { day: 1, run: "damaged", is: "sound", isOpen: true },
  { day: 1, run: "voided", file: "altered", is: "altered" },
  { day: 1, run: "voided", file: "cut short", is: "altered" },
  { day: 1, run: "voided", file: "none", is: null },
  { day: 1, run: "open", file: "none", is: "missing", isOpen: true },
  { day: 1, run: "open", file: "none", envelope: "none", is: null },
  { day: 1, run: "voided", envelope: "none", is: "unproved" },
  { day: 1, run: "voided", envelope: "of another file", is: "unproved" },
  { day: 1, run: "gone", is: "unproved" },
];

for (const { is, isOpen = false, ...run } of STATES) {
  const { file = "whole", envelope = "whole" } = run;
  const title = `a run that is ${run.run}, its file ${file}, its envelope ${envelope}`;
  test(`${title}: the backup is ${is ?? "not listed"}`, async () => {
    await using shelf = await makeShelf([run]);
    const { code, json, text } = await shelf.list();
    const { backups } = json as { backups: { state: string; openRun: string | null; file: string }[] };
    assert.deepEqual(
      backups.map(({ state, openRun, file: name }) => [state, openRun !== null, name]),
      is === null ? [] : [[is, isOpen, fileOf(run.day)]],
    );
    assert.equal(code, is === "altered" || is === "missing" ? 3 : 0, text);
  });
}

test("the list is newest first, by the file's own date where no envelope tells, in eighty columns, and says what each holds", async () => {
  await using shelf = await makeShelf([...OLD, { day: 5, run: "open" }]);
  await rename(
    join(shelf.root, "backups", fileOf(4)),
    join(shelf.root, "backups", fileOf(4).replace(".gz.", ".zst.")),
  );
  const { text } = await shelf.list();
  const lines = text.split("\n");
  assert.deepEqual(
    lines.filter((line) => line.startsWith("ictr-")).map((line) => line[12]),
    ["4", "5", "3", "2", "1"],
  );
  assert.deepEqual(
    lines.filter((line) => [...line].length > 80),
    [],
  );
  const tables = GOVERNED_TABLES.length;
  assert.match(text, new RegExp(`^ {2}${tables} tables, ${3 * tables} rows, to A{40}$`, "m"));
  assert.match(text, /^ {2}its run is open \(pending\): never pruned$/m);
});

const KEEP: readonly {
  readonly title: string;
  readonly runs: readonly ShelvedRun[];
  readonly keep: string;
  readonly left: readonly number[];
}[] = [
  { title: "--keep 2 leaves the newest two", runs: OLD, keep: "2", left: [3, 4] },
  { title: "--keep beyond their number leaves all", runs: OLD, keep: "9", left: [1, 2, 3, 4] },
  {
    title: "a backup of an open run stays, however old (B-14)",
    runs: [{ day: 1, run: "open" }, { day: 2, run: "damaged" }, ...OLD.slice(2)],
    keep: "1",
    left: [1, 2, 4],
  },
  {
    title: "the newest sound one stays behind altered and unproved ones, which are left to a person (B-14)",
    runs: [...OLD, { day: 5, run: "voided", file: "altered" }, { day: 6, run: "voided", envelope: "none" }],
    keep: "1",
    left: [4, 5, 6],
  },
];

for (const { title, runs, keep, left } of KEEP) {
  test(title, async () => {
    await using shelf = await makeShelf(runs);
    const { code, json } = await shelf.prune(["--keep", keep, "--yes"]);
    assert.equal(code, 0);
    assert.deepEqual(await shelf.days(), left);
    const deleted = runs.filter(({ day }) => !left.includes(day));
    assert.deepEqual(json, {
      verdict: "pruned",
      deleted: deleted.map(({ day }) => fileOf(day)).toReversed(),
      freedBytes: deleted.length * "backup of day 1".length,
    });
  });
}

const NAMED: readonly {
  readonly title: string;
  readonly names: readonly string[];
  readonly left: readonly number[];
}[] = [
  {
    title: "an altered and an unproved one go by their names",
    names: [fileOf(1), fileOf(2)],
    left: [3, 4, 5],
  },
  { title: "a sound one goes by its name", names: [fileOf(3)], left: [1, 2, 4, 5] },
  { title: "the newest sound one is refused", names: [fileOf(3), fileOf(5)], left: [1, 2, 3, 4, 5] },
  { title: "one of an open run is refused", names: [fileOf(3), fileOf(4)], left: [1, 2, 3, 4, 5] },
  { title: "one that is not there is refused", names: [fileOf(3), fileOf(6)], left: [1, 2, 3, 4, 5] },
  { title: "a path is refused", names: [`../backups/${fileOf(3)}`], left: [1, 2, 3, 4, 5] },
];

for (const { title, names, left } of NAMED) {
  test(`by name: ${title}`, async () => {
    await using shelf = await makeShelf([
      { day: 1, run: "voided", file: "altered" },
      { day: 2, run: "gone" },
      { day: 3, run: "voided" },
      { day: 4, run: "open" },
      { day: 5, run: "voided" },
    ]);
    const { code, text } = await shelf.prune([...names, "--yes"]);
    assert.deepEqual(await shelf.days(), left);
    const isRefused = left.length === 5;
    assert.equal(code, isRefused ? 2 : 0);
    assert.equal(/^STOP_BAD_INPUT/m.test(text), isRefused, text);
  });
}

const FULL: ShelvedRun = { day: 1, run: "voided" };
const LATER_FULL: ShelvedRun = { day: 4, run: "voided" };

const RESTED: readonly {
  readonly title: string;
  readonly runs: readonly ShelvedRun[];
  readonly keep: string;
  readonly left: readonly number[];
  /** Whether it is told that the full backup stays. */
  readonly isTold: boolean;
}[] = [
  {
    title: "the full backup on which the newest increment rests stays, however old, and it is said why",
    runs: [FULL, { day: 2, run: "voided", restsOn: 1 }, { day: 3, run: "voided", restsOn: 1 }],
    keep: "1",
    left: [1, 3],
    isTold: true,
  },
  {
    title: "the full backup on which an increment of an open run rests stays",
    runs: [FULL, { day: 2, run: "open", restsOn: 1 }, { day: 3, run: "voided", restsOn: 1 }, LATER_FULL],
    keep: "1",
    left: [1, 2, 4],
    isTold: true,
  },
  {
    title: "one on which an altered increment rests stays too: that one is left to a person",
    runs: [FULL, { day: 2, run: "voided", restsOn: 1, file: "altered" }, LATER_FULL],
    keep: "1",
    left: [1, 2, 4],
    isTold: true,
  },
  {
    title: "full backup and increments go together where all of them are old",
    runs: [FULL, { day: 2, run: "voided", restsOn: 1 }, { day: 3, run: "voided", restsOn: 1 }, LATER_FULL],
    keep: "1",
    left: [4],
    isTold: false,
  },
];

for (const { title, runs, keep, left, isTold } of RESTED) {
  test(`--keep ${keep}: ${title} (B-14)`, async () => {
    await using shelf = await makeShelf(runs);
    const { code, text } = await shelf.prune(["--keep", keep, "--yes"]);
    assert.equal(code, 0, text);
    assert.deepEqual(await shelf.days(), left);
    assert.equal(text.includes(`stays, for increments rest on it that stay: ${fileOf(1)}`), isTold, text);
  });
}

test("what lies beside a full backup makes it sound only where its run has taken it: who can write to the backups alone makes none sound (B-20)", async () => {
  for (const run of ["voided", "open", "gone"] as const) {
    await using shelf = await makeShelf([{ day: 1, run, envelope: "none" }, ...OLD.slice(1)]);
    await writeBasisOf(shelf.root, 1);
    const { text } = await shelf.list();
    assert.match(text, new RegExp(`^${fileOf(1)} .* unproved$`, "m"));
    await shelf.prune(["--keep", "1", "--yes"]);
    assert.deepEqual(await shelf.days(), [1, 4]);
  }
});

test("a full backup on which increments rest stays sound where its run has taken another one since, as its journal says", async () => {
  await using shelf = await makeShelf([{ day: 1, run: "open" }, ...OLD.slice(1)]);
  await writeBasisOf(shelf.root, 1);
  await takeAnother(shelf.root, 1);
  const isSound = async () => new RegExp(`^${fileOf(1)} .* sound$`, "m").test((await shelf.list()).text);
  assert.equal(await isSound(), false);
  await journalBackup(shelf.root, 1);
  assert.equal(await isSound(), true);
  const beside = join(shelf.root, "backups", `${fileOf(1)}.basis.json`);
  assert.equal((await shelf.prune(["--keep", "3", "--yes"])).code, 0);
  assert.deepEqual(await shelf.days(), [2, 3, 4]);
  await assert.rejects(readFile(beside), /ENOENT/, "what lies beside it goes with it");
});

test("by name: a full backup goes only with every increment that rests on it, and an increment without it is incomplete (B-14)", async () => {
  await using shelf = await makeShelf([
    { day: 1, run: "voided" },
    { day: 2, run: "voided", restsOn: 1 },
    { day: 3, run: "voided", restsOn: 1 },
    { day: 4, run: "voided" },
  ]);
  for (const names of [[fileOf(1)], [fileOf(1), incrementFileOf(3)]]) {
    const { code, text } = await shelf.prune([...names, "--yes"]);
    assert.equal(code, 2);
    assert.match(text, /^STOP_BAD_INPUT: [\s\S]*\.increment\.sql\.gz\.pgp rests on it$/m);
    assert.match(text, /name its increments with it/);
    assert.deepEqual(await shelf.days(), [1, 2, 3, 4]);
  }
  await rename(join(shelf.root, "backups", fileOf(1)), join(shelf.root, "kept"));
  const { code, text } = await shelf.list();
  assert.equal(code, 3);
  assert.match(text, new RegExp(`^${incrementFileOf(2)} .* incomplete$`, "m"));
  await rename(join(shelf.root, "kept"), join(shelf.root, "backups", fileOf(1)));
  const all = [fileOf(1), incrementFileOf(2), incrementFileOf(3)];
  assert.equal((await shelf.prune([...all, "--yes"])).code, 0);
  assert.deepEqual(await shelf.days(), [4]);
});

test("while an open run has an increment that no envelope describes yet, no full backup goes on which increments can rest (B-14)", async () => {
  await using shelf = await makeShelf([
    { day: 1, run: "voided", isBasis: true },
    { day: 2, run: "open", restsOn: 1, envelope: "none" },
    { day: 3, run: "voided" },
    { day: 4, run: "voided" },
  ]);
  assert.equal((await shelf.prune([fileOf(1), "--yes"])).code, 2);
  assert.equal((await shelf.prune(["--keep", "1", "--yes"])).code, 0);
  assert.deepEqual(await shelf.days(), [1, 2, 4]);
});

test("where the full backup of the newest increment is gone in the meantime, nothing is deleted (B-14)", async () => {
  await using shelf = await makeShelf([
    { day: 1, run: "voided" },
    { day: 2, run: "voided" },
    { day: 3, run: "voided", restsOn: 2 },
  ]);
  const { code, text } = await shelf.prune(["--keep", "1"], {
    answer: async () => unlink(join(shelf.root, "backups", fileOf(2))).then(() => true),
  });
  assert.equal(code, 3);
  assert.match(text, /^STOP_BACKUP_UNVERIFIED: [\s\S]*Nothing was deleted/m);
  assert.deepEqual(await shelf.days(), [1, 3]);
});

for (const args of [
  [],
  [fileOf(1), "--keep", "1"],
  ["--keep", "0"],
  ["--keep", "-1"],
  ["--keep", "1e1"],
  ["--keep", "two"],
  ["--keep", ""],
]) {
  test(`prune ${args.join(" ") || "of nothing"} is refused input, and nothing is deleted`, async () => {
    await using shelf = await makeShelf(OLD);
    const { code, text } = await shelf.prune([...args, "--yes"]);
    assert.deepEqual([code, await shelf.days()], [2, [1, 2, 3, 4]]);
    assert.match(text, /^STOP_BAD_INPUT: [\s\S]*do this/m);
  });
}

test("a person is asked first and told what would go; no is no, and without a terminal --yes has to answer", async () => {
  await using shelf = await makeShelf(OLD);
  const asked = await shelf.prune(["--keep", "3"], { answer: async () => false });
  assert.match(asked.text, new RegExp(`^${fileOf(1)} `, "m"));
  assert.deepEqual([asked.code, await shelf.days()], [2, [1, 2, 3, 4]]);
  const mute = await shelf.prune(["--keep", "3"]);
  assert.match(mute.text, /^STOP_BAD_INPUT/m);
  assert.deepEqual([mute.code, await shelf.days()], [2, [1, 2, 3, 4]]);
  const yes = await shelf.prune(["--keep", "3"], { answer: async () => true });
  assert.match(yes.text, /^Deleted 1 file; 15 B are free \(15 bytes\)\.$/m);
  assert.deepEqual(await shelf.days(), [2, 3, 4]);
});

test("a backup that a process is taking anew is not called altered, and stays", async () => {
  await using shelf = await makeShelf([{ day: 1, run: "open", file: "altered" }, ...OLD.slice(1)]);
  const sidecar = await openSidecar({
    root: shelf.root,
    clock: systemClock,
    project: () => ({}),
    projectBatch: () => ({}),
  });
  await using atWork = must(await sidecar.openRun(runOf(1)));
  const { code, text } = await shelf.list();
  assert.match(text, new RegExp(`^${fileOf(1)} .* unproved$`, "m"));
  assert.equal(code, 0);
  await shelf.prune([fileOf(1), "--yes"]);
  await shelf.prune(["--keep", "1", "--yes"]);
  assert.deepEqual([await shelf.days(), atWork.runId], [[1, 4], runOf(1)]);
});

test("what ended processes left unfinished goes with --keep; what a living process writes stays (B-14)", async () => {
  await using shelf = await makeShelf(OLD.slice(3));
  const [dead, alive] = [DEAD, process.pid].map((pid) => `.${runOf(9)}.${pid}.partial`);
  for (const name of [dead, alive]) await writeFile(join(shelf.root, "backups", name ?? ""), "half");
  const { text } = await shelf.list();
  assert.match(text, new RegExp(`unfinished, its process has ended: \\${dead}, 4 B`));
  assert.doesNotMatch(text, new RegExp(`\\${alive}`));
  assert.equal((await shelf.prune(["--keep", "1", "--yes"])).code, 0);
  assert.deepEqual(await shelf.names(), [alive, fileOf(4)]);
});

test("links, folders and files of others are named, never followed and never deleted (B-14)", async () => {
  await using shelf = await makeShelf(OLD.slice(2));
  const target = join(shelf.root, "target");
  await writeFile(target, "backup of day 1");
  const place = (name: string) => join(shelf.root, "backups", name);
  await symlink(target, place(fileOf(1)));
  await mkdir(place(fileOf(2)));
  await symlink(target, place(`.${runOf(9)}.${DEAD}.partial`));
  await writeFile(place("notes.txt"), "mine");
  await writeFile(place("notes.sql.gz.pgp"), "mine, too");
  const before = await shelf.names();
  const { text } = await shelf.list();
  for (const name of ["notes.txt", "notes.sql.gz.pgp", fileOf(1), fileOf(2)])
    assert.ok(text.includes(`no backup, left alone: ${name}\n`) || text.endsWith(`: ${name}`), text);
  for (const args of [[fileOf(1)], [fileOf(2)], ["notes.txt"], ["notes.sql.gz.pgp"], ["--keep", "2"]])
    await shelf.prune([...args, "--yes"]);
  assert.deepEqual(await shelf.names(), before);
  assert.equal(await readFile(target, "utf8"), "backup of day 1");
});

test("a file that has changed since it was listed is left alone (B-14)", async () => {
  await using shelf = await makeShelf(OLD);
  const old = join(shelf.root, "backups", fileOf(1));
  const { text } = await shelf.prune(["--keep", "2"], {
    async answer() {
      await writeFile(`${old}.new`, "backup of day 1");
      await rename(`${old}.new`, old);
      return true;
    },
  });
  assert.match(text, new RegExp(`left alone, for it has changed: ${fileOf(1)}`));
  assert.deepEqual(await shelf.days(), [1, 3, 4]);
});

for (const { what, change } of [
  { what: "gone", change: (path: string) => unlink(path) },
  { what: "altered", change: (path: string) => writeFile(path, "BACKUP of day 4") },
]) {
  test(`where the newest sound backup is ${what} in the meantime, nothing is deleted`, async () => {
    await using shelf = await makeShelf(OLD);
    const { code, text } = await shelf.prune(["--keep", "1"], {
      async answer() {
        await change(join(shelf.root, "backups", fileOf(4)));
        return true;
      },
    });
    assert.equal(code, 3);
    assert.match(text, /^STOP_BACKUP_UNVERIFIED: [\s\S]*Nothing was deleted/m);
    assert.deepEqual((await shelf.days()).slice(0, 3), [1, 2, 3]);
  });
}

test("a folder of backups that is a link is STOP_STATE_UNSAFE, and nothing behind it is deleted", async () => {
  await using shelf = await makeShelf(OLD);
  const elsewhere = join(shelf.root, "elsewhere");
  await rename(join(shelf.root, "backups"), elsewhere);
  await symlink(elsewhere, join(shelf.root, "backups"));
  const { code, text } = await shelf.prune(["--keep", "1", "--yes"]);
  assert.deepEqual([code, (await readdir(elsewhere)).length], [3, 4]);
  assert.match(text, /^STOP_STATE_UNSAFE/m);
});

test("a folder without a configuration is no sidecar: it is refused, and nothing is made in it", async () => {
  await using folder = await makeTempFolder();
  await using shelf = await makeShelf(OLD);
  const { text } = await shelf.prune(["--keep", "1", "--yes", "--root", folder.path]);
  assert.match(text, /^STOP_CONFIG_INVALID/m);
  assert.deepEqual(await readdir(folder.path), []);
});

test("a job of a pull request prunes nothing", async () => {
  await using shelf = await makeShelf(OLD);
  const { code, text } = await shelf.prune(["--keep", "1", "--yes"], {
    environment: { GITHUB_ACTIONS: "true", GITHUB_EVENT_NAME: "pull_request" },
  });
  assert.match(text, /^STOP_CI_CONTEXT_UNTRUSTED/m);
  assert.deepEqual([code, await shelf.days()], [3, [1, 2, 3, 4]]);
});

test("a sidecar without a backup says so", async () => {
  await using shelf = await makeShelf([]);
  assert.deepEqual([(await shelf.list()).text, (await shelf.list()).code], ["no backups", 0]);
  assert.match((await shelf.prune(["--keep", "1", "--yes"])).text, /^Nothing to delete\.$/m);
  await rm(join(shelf.root, "runs"), { recursive: true });
  assert.equal((await shelf.list()).code, 0);
});
