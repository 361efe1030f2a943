import assert from "node:assert/strict";
import { PHASES } from "../../src/domain/phases.ts";
import { registerVersion } from "../support/amend-document.ts";
import { must } from "../support/test-setup.ts";
import type { CrashScene } from "./crash-scene.ts";
import { type Leg, passKilled } from "./killed-legs.ts";
import { askingPoints, CLOSING_POINTS, type Extent, openingPoints, pointsIn } from "./points.ts";

/** Article 1 is amended, Article 3 replaced by a new Article 2, and the old Article 2 renumbered. */
const AMENDED = `# the killed law

## Article 1

Text 1 of the killed law, amended.

## Article 2

Nobody may kill what writes a law.

## Article 3

Text 2 of the killed law.
`;
const STATEMENT = "replaced_by ARTICLE-3 -> ARTICLE-2\n";
const BEFORE_AND_AFTER = ["2024-12-31", "2025-01-01", "2030-01-01"];

/** A document that stands in a first version, and its prefix. */
interface Standing {
  readonly documentId: string;
  readonly prefix: string;
}

function legsOf(extent: Extent): readonly Leg[] {
  const isWhole = extent === "every point";
  const gates = (points: readonly string[]) => (isWhole ? points : []);
  return [
    // The first point is met by the cut itself.
    {
      gate: null,
      points: pointsIn(PHASES.slice(2, 4), extent).slice(1),
      state: "awaiting_cut_authorization",
    },
    {
      gate: "SG_1_cut_authz",
      points: [
        ...gates(openingPoints("SG_1_cut_authz")),
        ...pointsIn(PHASES.slice(5, 9), extent),
        ...gates(askingPoints("SG_2_lifecycle_authz")),
      ],
      state: "awaiting_lifecycle_authorization",
    },
    {
      gate: "SG_2_lifecycle_authz",
      points: [
        ...gates(openingPoints("SG_2_lifecycle_authz")),
        ...pointsIn(PHASES.slice(9), extent),
        ...gates(CLOSING_POINTS),
      ],
      state: "closeout_reported",
    },
  ];
}

/** Amends two documents alike; one amendment is killed once at each point, the other never, and both must leave the same. */
export async function killAmendment(
  scene: CrashScene,
  order: { readonly killed: Standing; readonly calm: Standing; readonly extent: Extent },
): Promise<void> {
  for (const { documentId } of [order.calm, order.killed]) {
    const version = { documentId, text: AMENDED, lineage: STATEMENT, effectiveFrom: "2025-01-01" };
    must((await registerVersion(await scene.setup.live.openSource(), version)).outcome);
  }
  const calm = { runId: (await scene.runCalmly(order.calm.documentId)).runId, prefix: order.calm.prefix };
  await scene.killAt("cutplan:before_intent", [
    "orchestrate",
    "cut",
    "--document-id",
    order.killed.documentId,
  ]);
  const killed = { runId: (await scene.newestRun()) ?? assert.fail(), prefix: order.killed.prefix };
  for (const leg of legsOf(order.extent)) await passKilled(scene, killed.runId, leg);
  await scene.assertAlike(killed, calm, "kill what writes");
  await scene.assertReadAlike(killed, calm, BEFORE_AND_AFTER);
}
