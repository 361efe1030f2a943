import type { BatchEntry } from "../../domain/batch-journal.ts";
import { EFFECTS, type Effect } from "../../domain/expected-change.ts";
import { GATE_NAMES, type Gate, gateOfEffect, isGate } from "../../domain/gates.ts";
import type { JournalEntry } from "../../domain/journal.ts";
import { describeHead, type JournalHead, missesHead, readAsked } from "../../domain/journal-head.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { requestFile } from "../../domain/run-files.ts";
import { gatePath } from "../../domain/run-paths.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { ApprovalJudge } from "../../ports/approvals.ts";
import type { LedgerRow } from "../../ports/ledger-rows.ts";
import type { JournalView } from "../../ports/sidecar.ts";
import type { EngineParts } from "./engine-parts.ts";

/** The journal of a run or batch. */
type Journal = Pick<JournalView<unknown>, "runId"> & { readonly entries: readonly AnyEntry[] };
type AnyEntry = JournalEntry | BatchEntry;

/**
 * `STOP_STATE_BEHIND_GIT` where the default branch holds a request that the journal does not know, or that names a head which the journal never
 * had: it was rolled back, exchanged or edited. A request is brought there only behind its entry in the journal, so that no crash does this.
 */
export async function refuseBehindGit(
  judge: Pick<ApprovalJudge, "requests">,
  { runId, entries }: Journal,
  gates: readonly Gate[] = GATE_NAMES,
): Promise<Refusal | null> {
  if (gates.length === 0) return null;
  const found = await judge.requests(runId);
  if (!found.ok) return found.refusal;
  for (const { gate, payloadSha256, journal } of found.value.filter((each) => gates.includes(each.gate))) {
    const field = gatePath({ runId, gate }, "request");
    if (!hasAsked(entries, payloadSha256))
      return refusal("STOP_STATE_BEHIND_GIT", {
        field,
        expected: "a request that the journal knows",
        actual: `${payloadSha256}, which it does not name`,
      });
    const missed = isOfLost(entries, payloadSha256) ? null : missedBy(entries, journal);
    if (missed !== null) return refusal("STOP_STATE_BEHIND_GIT", { field, ...missed });
  }
  return null;
}

/** The same before anything was fetched: where the machine's clone speaks against the journal, it is asked again as git stands now. */
export async function refuseBehindGitNow(
  { judge, repository }: Pick<EngineParts, "judge" | "repository">,
  journal: Journal,
  gates: readonly Gate[] = GATE_NAMES,
): Promise<Refusal | null> {
  const found = await refuseBehindGit(judge, journal, gates);
  if (found?.reason !== "STOP_STATE_BEHIND_GIT") return found;
  await repository.refresh();
  return await refuseBehindGit(judge, journal, gates);
}

/** `STOP_STATE_CORRUPT` where a request in the folder names a head that the journal never had. One that the journal does not name yet was written by a process that was killed. */
export async function refuseOtherJournal(
  { entries, readFile }: Pick<JournalView<unknown>, "readFile"> & { readonly entries: Journal["entries"] },
  gates: readonly Gate[] = GATE_NAMES,
): Promise<Refusal | null> {
  for (const gate of gates) {
    const { name } = requestFile(gate);
    const content = await readFile(name);
    const isOwn = content !== null && !isOfLost(entries, sha256Hex(content));
    const missed = isOwn ? missedBy(entries, readAsked(content)?.journal ?? null) : null;
    if (missed !== null) return refusal("STOP_STATE_CORRUPT", { field: name, ...missed });
  }
  return null;
}

/**
 * `STOP_STATE_BEHIND_DB` where the ledger holds something of the run that the journal does not lead to: the use of an approval that it never
 * opened a gate by, or an effect that it neither has nor was about to commit. What was about to commit when the process ended is settled by its receipt.
 */
export function refuseBehindLedger(
  entries: readonly JournalEntry[],
  rows: readonly LedgerRow[],
  gates: readonly Gate[] = GATE_NAMES,
): Refusal | null {
  const strange = rows.find((row) => {
    const gate = gateOf(row);
    return gate !== null && gates.includes(gate) && !leadsTo(entries, row);
  });
  if (strange === undefined) return null;
  const { table, of, payloadSha256, recordedUtc } = strange;
  return refusal("STOP_STATE_BEHIND_DB", {
    field: `${table} ${of}`,
    expected: "an entry of the journal that leads to it",
    actual: `recorded ${recordedUtc} under the request ${payloadSha256}; the journal does not know of it`,
  });
}

/** Whether the journal itself is at fault, and not the place in which it was looked for. */
export function isOfJournal({ reason }: Refusal): boolean {
  return reason === "STOP_STATE_BEHIND_GIT" || reason === "STOP_STATE_CORRUPT";
}

function leadsTo(entries: readonly JournalEntry[], { table, of, payloadSha256 }: LedgerRow): boolean {
  if (wasFound(entries, { of, payloadSha256 })) return true;
  if (!hasAsked(entries, payloadSha256)) return false;
  return entries.some(({ event }) => {
    if (table === "approval_use")
      return event.type === "gate_opened" && event.payloadSha256 === payloadSha256;
    // Earlier releases did not name the rows of a withdrawal before its COMMIT.
    if (of === "compensation") return true;
    return (
      (event.type === "commit_intent" && event.effect === of) ||
      (event.type === "phase_result" && event.phase === of)
    );
  });
}

function gateOf({ table, of }: LedgerRow): Gate | null {
  if (table === "approval_use") return isGate(of) ? of : null;
  return isEffect(of) ? gateOfEffect(of) : null;
}

function isEffect(name: string): name is Effect {
  return EFFECTS.some((effect) => effect === name);
}

function hasAsked(entries: readonly AnyEntry[], payloadSha256: string): boolean {
  return hasWritten(entries, payloadSha256) || listFound(entries).includes(payloadSha256);
}

function hasWritten(entries: readonly AnyEntry[], payloadSha256: string): boolean {
  return entries.some(
    ({ event }) => event.type === "gate_requested" && event.payloadSha256 === payloadSha256,
  );
}

/** Whether it is a request of a journal that is lost, which the one that has taken its place found when it began: it names another head. */
function isOfLost(entries: readonly AnyEntry[], payloadSha256: string): boolean {
  return listFound(entries).includes(payloadSha256) && !hasWritten(entries, payloadSha256);
}

/** The requests that whoever has adopted the run or batch found, in git or by the ledger. */
function listFound(entries: readonly AnyEntry[]): readonly string[] {
  const first = entries[0]?.event;
  if (first?.type !== "adopted") return [];
  if (!("found" in first)) return first.requests;
  const { requests, approvals } = first.found;
  return [...requests, ...approvals].map(({ payloadSha256 }) => payloadSha256);
}

/** Whether the row of the ledger was there when the run was adopted. */
function wasFound(
  entries: readonly JournalEntry[],
  { of, payloadSha256 }: Pick<LedgerRow, "of" | "payloadSha256">,
): boolean {
  const first = entries[0]?.event;
  if (first?.type !== "adopted") return false;
  const { approvals, receipts } = first.found;
  const rows = [
    ...approvals.map(({ gate, ...use }) => ({ of: gate as string, ...use })),
    ...receipts.map(({ effect, ...receipt }) => ({ of: effect, ...receipt })),
  ];
  return rows.some((row) => row.of === of && row.payloadSha256 === payloadSha256);
}

function missedBy(
  entries: readonly AnyEntry[],
  head: JournalHead | null,
): { readonly expected: string; readonly actual: string } | null {
  const actual = head === null ? null : missesHead(entries, head);
  if (head === null || actual === null) return null;
  return { expected: `a journal with ${describeHead(head)}`, actual };
}
