import assert from "node:assert/strict";
import test from "node:test";
import type { LedgerState } from "../../../src/domain/drill.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { accepted, type Result, refused } from "../../../src/domain/result.ts";
import { adoptEach } from "../../../src/engine/drill/adopt-each.ts";
import { CUT_ELSEWHERE } from "../../../src/engine/runs/adopt/confirm.ts";

const RUN = "ictr-20260101T000000Z-00000001";

type Adopted = Awaited<ReturnType<Parameters<typeof adoptEach>[0]["adopt"]>>;

function waiting(gate: "SG_1_cut_authz" | null, reason: ReasonCode | null, details: readonly string[] = []) {
  const found = reason === null ? null : { ...refusal(reason), details };
  return accepted({ state: "closed", refusal: found, waiting: gate === null ? null : { gate } });
}

async function stand(has: LedgerState, adopted: Adopted) {
  const runs = new Map([[RUN, { runId: RUN, documentId: "law", has, batchId: null }]]);
  const adopter = { adopt: async (): Promise<Adopted> => adopted, onEach: () => {} };
  const [found] = await adoptEach(adopter, { runs, used: new Set() }, []);
  return found && [found.would, found.isExpected];
}

test("what would become of a run is told, and whether somebody has to put something right before", async () => {
  const elsewhere = `${CUT_ELSEWHERE}: a on 1, and this is a on 2`;
  const cases: readonly (readonly [LedgerState, Result<unknown>, readonly unknown[] | undefined])[] = [
    ["drafts", waiting("SG_1_cut_authz", null), ["wait", true]],
    ["drafts", waiting("SG_1_cut_authz", "STOP_APPROVAL_REQUIRED"), ["wait", true]],
    ["drafts", waiting(null, null), ["be closed", true]],
    ["drafts", waiting(null, "STOP_ADOPTION_UNCONFIRMED", [elsewhere]), ["be taken back", true]],
    ["drafts", waiting(null, "STOP_ADOPTION_UNCONFIRMED", [elsewhere, "a row"]), ["be taken back", false]],
    ["drafts", waiting(null, "STOP_DRIFT"), ["stop", false]],
    ["nothing", refused(refusal("STOP_NOTHING_TO_ADOPT")), ["end", true]],
    ["nothing", refused(refusal("STOP_DOCUMENT_BUSY")), ["stop", true]],
    ["nothing", refused(refusal("STOP_TOOL_MISSING")), ["stop", false]],
    ["enacted", waiting(null, null), undefined],
    ["withdrawn", waiting(null, null), undefined],
  ];
  for (const [has, adopted, expected] of cases)
    assert.deepEqual(await stand(has, adopted as Adopted), expected, JSON.stringify(adopted));
});

test("a drill that is asked to end adopts nothing more", async () => {
  await assert.rejects(stand("drafts", refused(refusal("STOP_INTERRUPTED"))), /STOP_INTERRUPTED/);
});
