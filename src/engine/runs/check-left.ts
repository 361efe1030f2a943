import { checkDocument } from "../../domain/base-facts.ts";
import { type Check, check } from "../../domain/check.ts";
import { evidenceOf } from "../../domain/evidence.ts";
import { sumOfChanges } from "../../domain/expected-change.ts";
import { effectsOfRun, GATE_NAMES } from "../../domain/gates.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { describeStored } from "../../domain/plan.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { kindOf } from "../../domain/run.ts";
import { isVocabulary } from "../../domain/tables.ts";
import { readPinnedSource } from "../../phases/cut-document.ts";
import type { ApprovalUse, KnowledgeBase } from "../../ports/knowledge-base.ts";
import { foldJournal } from "../session/fold-journal.ts";

/**
 * Whether the database still holds what a closed run has left in it: every receipt and every consumed approval, each text as its hash and the ledger
 * name it, and the rows of the document that stood when the run was closed. Journals of releases that did not keep these rows are checked without them.
 */
export async function checkLeft(
  entries: readonly JournalEntry[],
  live: KnowledgeBase,
): Promise<Result<readonly Check[]>> {
  const { run, evidence, opened } = foldJournal(entries);
  if (run.mode === "DRYRUN") {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: run.runId,
        expected: "a live run",
        actual: "a dry run, which leaves nothing",
      }),
    );
  }
  const { source } = evidenceOf(evidence, "source_pin");
  const rows: Check[] = [];
  for (const effect of effectsOfRun(kindOf(run))) {
    const written = evidence[effect as keyof typeof evidence];
    if (written === undefined || !("resultDigest" in written)) continue;
    const receipt = await live.receipt(run.runId, effect);
    rows.push(check(`receipt of ${effect}`, written.resultDigest, receipt?.resultDigest ?? "none"));
  }
  for (const gate of GATE_NAMES) {
    const gateOpened = opened[gate];
    if (gateOpened === undefined) continue;
    const use = await live.approvalUse(run.runId, gate);
    const { payloadSha256, approval } = gateOpened;
    rows.push(
      check(
        `use of the approval of ${gate}`,
        describeUse({ ...approval, payloadSha256 }),
        use === null ? "none" : describeUse(use),
      ),
    );
  }
  const bytes = await readPinnedSource(live, source);
  rows.push(
    check(
      "stored source",
      describeStored(source),
      bytes.ok ? describeStored(source) : (bytes.refusal.actual ?? "another"),
    ),
  );
  const altered = await live.alteredUnits(source.docPrefix);
  rows.push(check("units with another text than the one that was cut", "none", altered.join("; ") || "none"));
  const unaccounted = await live.unaccountedRows(source.docPrefix);
  rows.push(check("rows of the document that no run has written", "none", unaccounted.join("; ") || "none"));
  const left = evidence.closeout?.document;
  if (left === undefined) return accepted(rows);
  const then = { document: left.filter(({ table }) => !isVocabulary(table)), others: [] };
  const document = await live.rowsLeftBy(run.runId, source.docPrefix);
  return accepted([...rows, ...checkDocument(then, { document, others: [] }, sumOfChanges([]))]);
}

/** Who has approved what, and where it stands. */
function describeUse(use: Omit<ApprovalUse, "runId" | "usedUtc" | "gate">): string {
  const { payloadSha256, persons, keys, signedUtc, approvalCommit, executionCommit, nonce } = use;
  const signed = `signed by ${persons.join(", ")} with ${keys.join(", ")} at ${signedUtc}`;
  return `${payloadSha256} ${signed} in ${approvalCommit} and ${executionCommit}, nonce ${nonce}`;
}
