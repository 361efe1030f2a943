import assert from "node:assert/strict";
import { cp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import test, { after, before } from "node:test";
import { readMigrations } from "../../src/adapters/postgres/migrate.ts";
import { CONTROL_WORKFLOWS } from "../../src/reports/control-files.ts";
import { findWorkflowFaults } from "../../src/trust/find-workflow-faults.ts";
import { type OldRelease, openOldRelease } from "../support/old-release.ts";

const ROOT = join(import.meta.dirname, "../..");

let old: OldRelease;
/** The commands that were walked, as the page writes them: without the values of options and the ids of runs. */
const walked = new Set<string>();
before(async () => {
  old = await openOldRelease("0.1.0");
});
after(() => old[Symbol.asyncDispose]());

async function cutter(...args: readonly string[]): Promise<string> {
  walked.add(shapeOf(args));
  const { code, stdout, stderr } = await old.cutter(...args);
  assert.equal(code, 0, `${args.join(" ")}\n${stdout}${stderr}`);
  return stdout;
}

/** Runs a command that is refused, and returns the reason with what stands behind `actual`. */
async function refused(...args: readonly string[]): Promise<string> {
  walked.add(shapeOf(args));
  const { code, stdout, stderr } = await old.cutter(...args);
  assert.equal(code, 3, `${args.join(" ")}\n${stdout}${stderr}`);
  const text = `${stdout}${stderr}`;
  return `${/STOP_\w+/.exec(text)?.[0]}: ${/actual +(.*)/.exec(text)?.[1]}`;
}

function shapeOf(words: readonly string[]): string {
  const command = words.slice(
    0,
    words[0] === "orchestrate" || words[0] === "db" || words[0] === "evidence" ? 2 : 1,
  );
  const options = words.filter((word) =>
    /^--(?:execute|database|merge|why|yes|gate|run|document-id)$/.test(word),
  );
  return [...command, ...options.sort()].join(" ");
}

const GATE = { sg1: "SG_1_cut_authz", sg2: "SG_2_lifecycle_authz", sg3: "SG_3_compensation_authz" } as const;
const approve = async (run: string, gate: string) => {
  walked.add(shapeOf(["approve", "--run", "--gate", "--push"]));
  await cutter("approve", "--repo", old.repository, "--run", run, "--gate", gate, "--push", "--yes");
};
const unitsOf = async (prefix: string) =>
  await old.query(
    `select distinct lifecycle_status as status from public.information_unit where canonical_address like '${prefix}/%'`,
  );

test("a base of an earlier release is upgraded in place, and its closed runs hold before and after", async () => {
  const { closed } = old.runs;
  await cutter("evidence", "verify", closed);
  assert.match(await refused("db", "check"), /^STOP_/);
  await writeFile(join(old.root, "HOLD"), "");
  assert.match(
    await cutter("db", "install"),
    new RegExp(`applied  0010_permits\\.sql\\napplied  0011[\\s\\S]*${readMigrations().length} migrations`),
  );
  assert.match(await cutter("db", "install"), /Nothing to do/);
  assert.match(await cutter("db", "check"), /exactly the expected grants/);
  await cutter("evidence", "verify", closed);
  assert.match(await cutter("audit"), /Founded for documents of an earlier release: \d+ chains/);
  assert.doesNotMatch(await cutter("audit"), /Founded/);
});

test("the workflows of this release come over those of the earlier one by a commit, and the repository is trusted as before", async () => {
  const commit = "1".repeat(40);
  const [fresh, key] = [join(dirname(old.root), "new"), join(dirname(old.root), "keys/sovereign.asc")];
  await cutter(
    "init",
    fresh,
    "--repository",
    "icx/control",
    "--actions",
    `icx/iu-cutter@${commit}`,
    "--root-key",
    key,
    "--sovereign",
    "ada",
    "--sovereign-key",
    key,
  );
  const own = (name: string) => join(old.repository, ".github/workflows", name);
  await old.git("switch", "--quiet", "--create", "upgrade");
  const earlier = await readdir(join(old.repository, ".github/workflows"));
  for (const name of earlier) assert.match(await readFile(own(name), "utf8"), /@0{40}/);
  for (const name of CONTROL_WORKFLOWS) await cp(join(fresh, ".github/workflows", name), own(name));
  await old.git("add", ".github/workflows");
  await old.git("commit", "--quiet", "--message", "Take the actions of the new release");
  await old.git("switch", "--quiet", "main");
  await old.git("merge", "--quiet", "--no-ff", "upgrade", "--message", "Merge the upgrade");
  for (const name of CONTROL_WORKFLOWS) {
    const text = await readFile(own(name), "utf8");
    assert.match(text, /uses: icx\/iu-cutter\/actions\/[a-z-]+@1{40}/);
    assert.doesNotMatch(text, /@0{40}/);
    assert.deepEqual(findWorkflowFaults({ name, text }, "icx/iu-cutter"), []);
  }
});

test("the doctor tells of the hold that stands; without it everything is in order, and the runs of the earlier release are shown", async () => {
  const { closed, drafts, leaving, asked } = old.runs;
  const held = await old.cutter("doctor");
  assert.equal(held.code, 3);
  assert.match(held.stdout, /^no HOLD in the sidecar +FAILED/m);
  await rm(join(old.root, "HOLD"));
  assert.match(await cutter("doctor"), /The runner is ready/);
  const status = await cutter("status");
  for (const [run, state] of [
    [closed, "closeout_reported"],
    [drafts, `awaiting_lifecycle_authorization +${GATE.sg2}`],
    [leaving, `awaiting_lifecycle_authorization +${GATE.sg3}`],
    [asked, `awaiting_cut_authorization +${GATE.sg1}`],
  ])
    assert.match(status, new RegExp(`${run} .*${state}`));
  await cutter("evidence", "verify", closed, "--database");
});

test("a run that waits is another version's: nothing goes on, and nothing is written", async () => {
  const { drafts, leaving, asked } = old.runs;
  for (const run of [drafts, leaving, asked])
    assert.match(await refused("orchestrate", "resume", run), /^STOP_VERSION_MISMATCH: \d/);
  assert.match(await refused("orchestrate", "reconcile"), /^STOP_VERSION_MISMATCH/);
  assert.deepEqual(await unitsOf("LAW-2"), [{ status: "draft" }]);
});

test("a run of an earlier release that has written nothing is given up, and its document is cut and enacted by this one", async () => {
  const { asked } = old.runs;
  await cutter("orchestrate", "void", asked, "--why", "upgrade", "--yes");
  const cut = await cutter("orchestrate", "cut", "--document-id", "document-3");
  const run = /^run +(\S+)/m.exec(cut)?.[1] ?? "";
  await approve(run, GATE.sg1);
  await cutter("orchestrate", "resume", run);
  await approve(run, GATE.sg2);
  assert.match(await cutter("orchestrate", "resume", run), /closeout_reported/);
  await cutter("evidence", "verify", run, "--database");
  assert.deepEqual(await unitsOf("LAW-3"), [{ status: "enacted" }]);
});

test("drafts of an earlier release are taken back under SG_3, also where that release has asked for it; its files may have another form, and no other content", async () => {
  const { drafts, leaving } = old.runs;
  assert.match(
    await refused("orchestrate", "void", drafts, "--why", "upgrade", "--yes"),
    /^STOP_UNITS_STAND: 3 drafts/,
  );
  for (const [run, prefix] of [
    [drafts, "LAW-2"],
    [leaving, "LAW-4"],
  ] as const) {
    assert.match(await cutter("orchestrate", "revert", run, "--execute"), /waits +for SG_3/);
    await approve(run, GATE.sg3);
    for (const name of ["pre.json", `facts-${GATE.sg2}.json`, "rehearsal.json"]) {
      const file = join(old.root, "runs", run, name);
      const whole = await readFile(file, "utf8");
      const other = whole.replace(
        /"digest": "[0-9a-f]{4}|"rows": \d|"order": \d/,
        (found) => `${found.slice(0, -1)}9`,
      );
      assert.notEqual(other, whole);
      await writeFile(file, other);
      assert.match(
        await refused("orchestrate", "revert", run, "--execute"),
        /^STOP_STATE_CORRUPT: [0-9a-f]{64}/,
        name,
      );
      await writeFile(file, whole);
    }
    assert.match(await cutter("orchestrate", "revert", run, "--execute"), /^state +voided/m);
    assert.deepEqual(await unitsOf(prefix), [{ status: "withdrawn" }]);
  }
  assert.doesNotMatch(await cutter("status"), /awaiting/);
  assert.match(await cutter("doctor"), /The runner is ready/);
});

test("every command of docs/upgrade.md was walked", async () => {
  const page = await readFile(join(ROOT, "docs/upgrade.md"), "utf8");
  const commands = [...page.matchAll(/^cutter (.*)$/gm)].map(([, line = ""]) => shapeOf(line.split(" ")));
  assert.ok(commands.length > 8);
  assert.deepEqual(
    commands.filter((one) => !walked.has(one)),
    [],
  );
});
