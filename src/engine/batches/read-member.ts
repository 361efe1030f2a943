import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { RunView } from "../../ports/sidecar.ts";
import { readWrittenRequest } from "../gates/read-gate-files.ts";
import { isOver } from "../runs/index-run.ts";
import { foldJournal } from "../session/fold-journal.ts";
import { type RunPosition, stateName } from "../session/run-position.ts";
import type { MemberPosition } from "./batch-position.ts";
import type { BatchSession } from "./batch-session.ts";
import type { AskedMember } from "./make-request.ts";

/** A member as its own journal has it, seen from a gate; read without its lock, since whoever goes on with it takes that. */
export type ReadMember =
  /** It waits at the gate, or is on its way behind it, with this request. */
  | { readonly kind: "asked"; readonly asked: AskedMember; readonly folder: Pick<RunView, "readFile"> }
  /** The leg of the gate is done. */
  | { readonly kind: "past" }
  /** It was given up or taken back by itself. */
  | { readonly kind: "left"; readonly state: string }
  | { readonly kind: "unfit"; readonly refusal: Refusal };

export async function readMember(
  { memberParts }: BatchSession,
  { runId, documentId }: MemberPosition,
  gate: Gate,
): Promise<ReadMember> {
  const view = runId === null ? null : await memberParts.sidecar.peekRun(runId);
  if (view === null) return unfit(documentId, "a run", "none was started");
  if (!view.ok) return { kind: "unfit", refusal: { ...view.refusal, field: runId ?? documentId } };
  const position = foldJournal(view.value.entries);
  if (isPast(position, gate)) return { kind: "past" };
  if (isOver(position)) return { kind: "left", state: stateName(position) };
  const { run, requests, waiting, opened } = position;
  const known = requests[gate];
  const isAt = waiting?.gate === gate || opened[gate] !== undefined;
  if (known === undefined || !isAt || position.ending?.kind === "failed")
    return unfit(run.runId, `a run that waits at ${gate}`, stateName(position));
  const { sha256, version } = memberParts.settings.tool;
  if (run.toolSha256 !== sha256)
    return unfit(run.runId, `version ${version} ${sha256}`, `${run.toolVersion} ${run.toolSha256}`);
  const request = await readWrittenRequest({ folder: view.value, position }, gate);
  if (!request.ok) return { kind: "unfit", refusal: { ...request.refusal, field: run.runId } };
  const { payloadSha256 } = known;
  return {
    kind: "asked",
    asked: { position, request: request.value.content, payloadSha256 },
    folder: view.value,
  };
}

/** Whether the run has done everything that the gate covers. */
function isPast({ waiting, ending, evidence, opened }: RunPosition, gate: Gate): boolean {
  if (gate === "SG_1_cut_authz")
    return waiting?.gate === "SG_2_lifecycle_authz" || evidence.lifecycle_enact !== undefined;
  if (gate === "SG_2_lifecycle_authz") return ending?.kind === "closed";
  return ending?.kind === "voided" && opened[gate] !== undefined;
}

function unfit(field: string, expected: string, actual: string): ReadMember {
  return { kind: "unfit", refusal: refusal("STOP_BATCH_MEMBER", { field, expected, actual }) };
}
