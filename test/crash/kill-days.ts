import assert from "node:assert/strict";
import { phasesOf } from "../../src/domain/phases.ts";
import { enactVersion, readDay } from "../support/day-scene.ts";
import { must } from "../support/test-setup.ts";
import type { CrashScene } from "./crash-scene.ts";
import { passKilled } from "./killed-legs.ts";
import { askingPoints, CLOSING_POINTS, type Extent, openingPoints, pointsIn } from "./points.ts";

const PHASES = phasesOf("effect");
const GATE = "SG_2_lifecycle_authz";

/** Enacts two versions, sets the day of the second by a run that is killed once at each point; each day must be set once. */
export async function killDays(scene: CrashScene, extent: Extent): Promise<void> {
  const { setup } = scene;
  const isWhole = extent === "every point";
  const documentId = "killed-law";
  await using app = await setup.openApp();
  const words = { docPrefix: "KILLED", title: "Killed law", publicationType: "law", owner: "operator" };
  await enactVersion(setup, app, { documentId, articles: ["One.", "Two."], ...words });
  await enactVersion(setup, app, { documentId, articles: ["One, anew.", "Two, anew."], citation: "Act 2" });
  await scene.killAt("run:created", ["source", "effect", documentId, "--from", "2026-03-01"]);
  const runId = (await scene.newestRun()) ?? assert.fail();
  await passKilled(scene, runId, {
    gate: null,
    points: [...pointsIn(PHASES.slice(0, 4), extent), ...(isWhole ? askingPoints(GATE) : [])],
    state: "awaiting_lifecycle_authorization",
  });
  await passKilled(scene, runId, {
    gate: GATE,
    points: [
      ...(isWhole ? openingPoints(GATE) : []),
      ...pointsIn(PHASES.slice(4), extent),
      ...(isWhole ? CLOSING_POINTS : []),
    ],
    state: "closeout_reported",
  });
  assert.equal(await scene.resume(runId), "closeout_reported");
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
  await using sidecar = await setup.openSidecar();
  const { entries } = must(await sidecar.peekRun(runId));
  const results = entries.filter(
    ({ event }) => event.type === "phase_result" && event.phase === "effect_set",
  );
  assert.equal(results.length, 1);
}
