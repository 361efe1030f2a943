import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after } from "node:test";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { must } from "../support/test-setup.ts";
import { drawSchedule, type Schedule, tellSchedule } from "./schedules/draw-schedule.ts";
import { type FaultWorld, FaultWorlds } from "./schedules/fault-world.ts";
import { findViolations } from "./schedules/find-violations.ts";
import { judgeEnd } from "./schedules/judge-end.ts";
import { playSchedule } from "./schedules/play-schedule.ts";
import { play, runSchedules } from "./schedules/run-schedules.ts";

const worlds = new FaultWorlds();
after(() => worlds[Symbol.asyncDispose]());

/** Short ones, of which a few begin at the cut, which takes seconds; `npm run chaos -- --seeds N` plays all. */
const SEEDS = listSeeds();

function listSeeds(): readonly number[] {
  const all = Array.from({ length: 400 }, (_, index) => drawSchedule(index + 1)).filter(
    ({ acts }) => acts.length <= 2,
  );
  const [cuts, others] = [
    all.filter(({ start }) => start === "cut"),
    all.filter(({ start }) => start !== "cut"),
  ];
  return [...cuts.slice(0, 4), ...others.slice(0, 46)].map(({ seed }) => seed);
}

test("a run that random faults meet ends as a calm one, each approval used once, and every command ends with a reason (F-126)", (t) =>
  runSchedules(worlds, { seeds: SEEDS, tell: (line) => t.diagnostic(line) }));

for (const story of ["law", "batch"] as const)
  test(`a ${story} whose backup is lost with the machine's folder ends by the renewal that is printed`, async () => {
    const fault = { kind: "lose the folder", keepsBackups: false } as const;
    const lines = await playOne({ story, start: "SG_1", acts: [{ machine: 0, by: "resume", fault }] });
    assert.deepEqual(lines.slice(0, 5), [
      "approve SG_1_cut_authz",
      "lose the folder of machine 1",
      "resume, calm -> 3 STOP_BACKUP_UNVERIFIED",
      "renew, calm -> 0 STOP_APPROVAL_REQUIRED",
      "approve SG_1_cut_authz",
    ]);
  });

for (const [at, what] of [
  ["pg_advisory_lock_shared", "as it begins a write"],
  ["commit\0", "as it commits"],
] as const)
  test(`of a process that is frozen ${what}, is overtaken and wakes in the middle of the other's work, nothing comes later under its number`, async () => {
    const fault = { kind: "freeze", isTooLong: true, wakes: 0.1, part: 0, isLost: true, at } as const;
    const lines = await playOne({
      story: "law",
      start: "SG_1",
      acts: [{ machine: 0, by: "resume", fault }],
    });
    assert.deepEqual(lines.slice(1, 3), [
      "resume, other machine, overtakes the frozen one -> 0 STOP_APPROVAL_REQUIRED",
      `resume, frozen at message ${at} -> 3 STOP_RUN_TAKEN_OVER`,
    ]);
  });

/** Plays acts that no chance has drawn with the journal in the database; returns what was seen. */
async function playOne(acts: Pick<Schedule, "story" | "start" | "acts">): Promise<readonly string[]> {
  const world = await worlds.of("postgresql");
  const { violations, lines } = await play(world, { seed: 0, sidecar: "postgresql", ...acts });
  assert.deepEqual(violations, []);
  return lines;
}

test("a seed draws the same schedule each time, and each fault is drawn for either sidecar", () => {
  const kinds = { folder: new Set<string>(), postgresql: new Set<string>() };
  for (const seed of SEEDS) {
    assert.deepEqual(drawSchedule(seed), drawSchedule(seed));
    assert.match(tellSchedule(drawSchedule(seed)).join("\n"), /^seed \d+: /);
  }
  for (let seed = 1; seed <= 300; seed += 1) {
    const { sidecar, acts } = drawSchedule(seed);
    for (const { fault } of acts) kinds[sidecar].add(fault.kind);
  }
  assert.equal(kinds.folder.size, 13);
  assert.deepEqual(kinds.postgresql, kinds.folder);
});

/** How a process ends, and what is wrong with it. */
const ENDS = [
  { end: null, mayBeKilled: true, violation: /^HANG/ },
  { end: { code: 1, signal: null, stdout: "", stderr: "fault: TypeError" }, violation: /^FAULT/ },
  { end: { code: 3, signal: null, stdout: "", stderr: "no reason" }, violation: /^FAULT/ },
  { end: { code: 3, signal: null, stdout: "", stderr: "STOP_TAMPERED: …" }, violation: /^ALIEN REASON/ },
  { end: { code: null, signal: "SIGKILL", stdout: "", stderr: "" }, violation: /^KILLED/ },
  { end: { code: null, signal: "SIGKILL", stdout: "", stderr: "" }, mayBeKilled: true, violation: null },
  { end: { code: 3, signal: null, stdout: "", stderr: "STOP_LOCK_HELD: …" }, violation: null },
  { end: { code: 0, signal: null, stdout: "{}", stderr: "" }, violation: null },
] as const;

test("a command that hangs, fails with a fault or is refused for what nobody did is a violation", () => {
  for (const { end, violation, ...more } of ENDS) {
    const found = judgeEnd(end, "mayBeKilled" in more).violation;
    if (violation === null) assert.equal(found, null);
    else assert.match(found ?? "", violation);
  }
});

const FENCE = "cutter_sidecar.fence";
const UNITS = "public.information_unit";
const USES = "cutter_governance.approval_use";

/** What is wrong where a run has come to its end, and the name of its violation. */
const WRONGS: readonly {
  readonly what: string;
  readonly violation: RegExp;
  readonly does: (world: FaultWorld, runId: string) => unknown;
}[] = [
  {
    what: "a draft that stands",
    violation: /^DRAFTS/,
    does: ({ setup }) =>
      psqlNow(
        setup,
        forgeSql(UNITS, `update ${UNITS} set lifecycle_status = 'draft' where doc_code = 'FAULT'`),
      ),
  },
  {
    what: "another content than a calm run leaves",
    violation: /^CONTENT/,
    does: ({ setup }) => psqlNow(setup, forgeSql(UNITS, `update ${UNITS} set deleted_at = now()`)),
  },
  {
    what: "a base that is not as its runs have left it",
    violation: /^AUDIT/,
    does: ({ setup }) => psqlNow(setup, forgeSql(UNITS, `update ${UNITS} set deleted_at = now()`)),
  },
  {
    what: "the use of an approval that nobody gave",
    violation: /^NOT APPROVED/,
    does: ({ setup }) =>
      psqlNow(
        setup,
        forgeSql(USES, `update ${USES} set payload_sha256 = repeat('0', 64) where gate like 'SG_2%'`),
      ),
  },
  {
    what: "an entry under a number that was overtaken",
    violation: /^OVERTAKEN: .* file late/,
    does: ({ setup }, runId) =>
      psqlNow(
        setup,
        `${forgeSql(FENCE, `insert into ${FENCE} (owner_id, number) select owner_id, max(number) + 1 from ${FENCE} where owner_id = '${runId}' group by 1`)};
         ${forgeSql("cutter_sidecar.file", `insert into cutter_sidecar.file (owner_id, began, name, version, fence, sha256, content) values ('${runId}', 1, 'late', 1, 1, encode(sha256(''), 'hex'), '')`)}`,
      ),
  },
  {
    what: "a run that was closed twice",
    violation: /^TWICE: closed 2 times/,
    does: async ({ setup }, runId) => {
      await using sidecar = await setup.openSidecar();
      await using run = must(await sidecar.openRun(runId));
      await run.append({ type: "closed", closeoutSha256: "0".repeat(64) }, new Date());
    },
  },
  {
    what: "a temporary file",
    violation: /^LEFT BEHIND/,
    does: ({ temporary }) => writeFile(join(temporary, "left"), ""),
  },
];

test("each wrong end of a run is a violation with its name", async (t) => {
  const world = await worlds.of("postgresql");
  const scene = await world.scenes.scene("law", "SG_2");
  await scene.restore();
  await world.clear();
  const calm = { seed: 0, sidecar: "postgresql", story: "law", start: "SG_2", acts: [] } as const;
  const { violations, standing, approved } = await playSchedule(world, scene, calm);
  assert.deepEqual(violations, []);
  const id = standing?.id ?? "";
  const find = () => findViolations(world, scene, { id, approved });
  assert.deepEqual(await find(), []);
  const put = await world.setup.remember();
  for (const { what, violation, does } of WRONGS)
    await t.test(what, async () => {
      await put();
      await does(world, id);
      const found = await find();
      assert.ok(
        found.some((one) => violation.test(one)),
        found.join("\n"),
      );
    });
});
