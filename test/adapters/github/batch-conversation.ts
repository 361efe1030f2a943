import assert from "node:assert/strict";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import { reportsBranch } from "../../../src/domain/run-paths.ts";
import { planWaves } from "../../../src/engine/batches/plan-waves.ts";
import { canonicalJson } from "../../../src/json/canonical-json.ts";
import type { Forge } from "../../../src/ports/forge.ts";
import { renderMemberList } from "../../../src/reports/batch-members.ts";
import { batchRequest, member } from "../../support/batch-request.ts";
import { type ForgeSetup, reportOf, requestOf } from "./forge-setup.ts";

/** As much text as the reports of one member have in the leg of a gate. */
const REPORTS = {
  SG_1_cut_authz: "report of a leg\n".repeat(1400),
  SG_2_lifecycle_authz: "report of a leg\n".repeat(500),
};

/** Everything that a batch of so many members says to GitHub, from its first request to its end; returns the number of waves that it told. */
export async function holdConversation(room: ForgeSetup, count: number): Promise<number> {
  const members = Array.from({ length: count }, () => member());
  const { batch_id: runId } = batchRequest({ members });
  const planned = planWaves(members, DEFAULT_RULES);
  let waves = 0;
  const openRequest = async (forge: Forge, gate: Gate, nonce: string) => {
    const request = batchRequest({ gate, nonce, members });
    const files = Object.fromEntries(
      renderMemberList(request, members).map(({ name, text }) => [name, text]),
    );
    const opened = await forge.openRequest(
      requestOf(gate, { runId, requestText: canonicalJson(request), files }),
    );
    assert.ok(opened.ok, opened.ok ? "" : JSON.stringify(opened.refusal));
  };
  const passLeg = async (forge: Forge, gate: keyof typeof REPORTS) => {
    assert.ok((await forge.showCard({ runId, markdown: `${gate} is open\n` })).ok);
    for (const places of planned) {
      waves += 1;
      const files = places.map((place) => [
        `reports/${runId}/${gate}/${members[place]?.run_id}.md`,
        `${place}\n${REPORTS[gate]}`,
      ]);
      const published = await forge.publishFiles({
        runId,
        branch: reportsBranch(runId),
        files: Object.fromEntries(files),
        message: "Reports\n",
        at: new Date("2026-11-21T10:00:00Z"),
      });
      assert.ok(published.ok, published.ok ? "" : JSON.stringify(published.refusal));
      assert.ok((await forge.postReport({ ...reportOf(`${gate.slice(0, 4)}-wave-${waves}`), runId })).ok);
    }
    assert.ok((await forge.postReport({ ...reportOf(`${gate.slice(0, 4)}-receipt`), runId })).ok);
  };
  // Three jobs, each a process of its own: the start, the leg of SG_1 with the next request, the leg of SG_2.
  await openRequest(room.start(), "SG_1_cut_authz", "a".repeat(32));
  const second = room.start();
  await passLeg(second, "SG_1_cut_authz");
  await openRequest(second, "SG_2_lifecycle_authz", "b".repeat(32));
  const third = room.start();
  await passLeg(third, "SG_2_lifecycle_authz");
  assert.ok((await third.showCard({ runId, markdown: "closed\n" })).ok);
  return waves;
}
