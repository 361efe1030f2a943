import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import test, { after, before } from "node:test";
import { phasesOf } from "../../src/domain/phases.ts";
import { enactVersion, readDay } from "../support/day-scene.ts";
import { runPath, type TestSetup } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";

let scene: CrashScene;
let setup: TestSetup;

before(async () => {
  scene = await makeCrashScene();
  setup = scene.setup;
});
after(() => scene[Symbol.asyncDispose]());

const GATE = "SG_2_lifecycle_authz";

function pointsOf(from: number, to?: number): readonly string[] {
  return phasesOf("effect")
    .slice(from, to)
    .flatMap(({ name, timeLimitSeconds }) => [
      `${name}:before_intent`,
      `${name}:after_intent`,
      ...(timeLimitSeconds === null ? [] : [`${name}:in_transaction`, `${name}:before_commit`]),
      `${name}:after_effect`,
      `${name}:after_result`,
      "report:written",
    ]);
}

const BEFORE = [...pointsOf(0, 4), `${GATE}:after_request`, `${GATE}:after_opened`];
const BEHIND = [
  ...[`${GATE}:after_judged`, `${GATE}:after_armed`],
  ...pointsOf(4),
  ...["report:written", "close:after_seal", "close:after_index"],
];

test("a run that sets days and is killed once at every named crash point sets each day once (F-01)", async (t) => {
  const documentId = "killed-law";
  await using app = await setup.openApp();
  const words = { docPrefix: "KILLED", title: "Killed law", publicationType: "law", owner: "operator" };
  await enactVersion(setup, app, { documentId, articles: ["One.", "Two."], ...words });
  await enactVersion(setup, app, { documentId, articles: ["One, anew.", "Two, anew."], citation: "Act 2" });
  const kill = async (point: string, args: readonly string[]) => {
    const end = await scene.cutter(args, { variables: { ...setup.variables, CUTTER_CRASH_AT: point } });
    assert.equal(end.signal, "SIGKILL", `${point} was not reached: ${end.stderr.slice(-600)}`);
  };
  await kill("run:created", ["source", "effect", documentId, "--from", "2026-03-01"]);
  const runId = (await scene.newestRun()) ?? assert.fail();
  const go = ["orchestrate", "resume", runId];
  await t.test(`${BEFORE.length} points before SG_2`, async () => {
    for (const point of BEFORE) await kill(point, go);
    assert.equal(await scene.resume(runId), "awaiting_lifecycle_authorization");
  });
  await t.test(`${BEHIND.length} points behind SG_2`, async () => {
    await setup.approve(runId, GATE);
    for (const point of BEHIND) await kill(point, go);
    assert.equal(await scene.resume(runId), "closeout_reported");
    assert.equal(await scene.resume(runId), "closeout_reported");
  });
  assert.deepEqual(await readDay(setup, documentId, "2026-02-28"), ["ARTICLE-1: One.", "ARTICLE-2: Two."]);
  assert.deepEqual(await readDay(setup, documentId, "2026-03-01"), [
    "ARTICLE-1: One, anew.",
    "ARTICLE-2: Two, anew.",
  ]);
  await using owner = await setup.owner();
  const { rows } = await owner.query(
    `select max(e.ordinal) as ordinals, count(*)::integer as days, count(distinct e.xact)::integer as writes
     from public.version_effect e join cutter_governance.review_decision d using (review_decision_id) where d.run_id = $1`,
    [runId],
  );
  assert.deepEqual(rows, [{ ordinals: 2, days: 2, writes: 1 }]);
  const journal = await readFile(runPath(setup.setup, runId, "journal.jsonl"), "utf8");
  assert.equal(
    journal.match(
      /"type":"phase_result","phase":"effect_set"|"phase":"effect_set"[^}]*"type":"phase_result"/g,
    )?.length,
    1,
  );
});
