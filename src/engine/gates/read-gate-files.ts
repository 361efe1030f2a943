import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { GateRequest } from "../../domain/request.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { factsFile, type GateFacts, type KeptGateFacts, requestFile } from "../../domain/run-files.ts";
import { type AnyForm, inAnyForm, parseStateFile, type StateFile } from "../../domain/state-file.ts";
import { digestOf, type Json, sha256Hex } from "../../json/canonical-json.ts";
import type { RunFolder } from "../../ports/sidecar.ts";
import { readRunFile } from "../session/read-run-file.ts";
import type { RunPosition } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";

/** What a run has written, to be read with its lock or without. */
export interface WrittenRun extends Pick<RunSession, "position" | "parts" | "documents"> {
  readonly folder: Pick<RunFolder, "readFile">;
}

export interface WrittenRequest {
  /** The bytes that an approval binds. */
  readonly text: string;
  readonly content: GateRequest;
}

/** The request of a gate as it was written into the sidecar: the journal has the sha256 of its bytes. */
export async function readWrittenRequest(
  { folder, position }: { readonly folder: Pick<RunFolder, "readFile">; readonly position: RunPosition },
  gate: Gate,
): Promise<Result<WrittenRequest>> {
  const file = requestFile(gate);
  const bytes = await folder.readFile(file.name);
  const parsed = parseStateFile(file, bytes);
  if (!parsed.ok) return parsed;
  const text = Buffer.from(bytes ?? []).toString("utf8");
  const other = refuseOther(file.name, position.requests[gate]?.payloadSha256, sha256Hex(text));
  return other === null ? accepted({ text, content: parsed.value }) : refused(other);
}

/** The facts that the request of a gate binds by their digest. */
export async function readBoundFacts(session: RunSession, gate: Gate): Promise<Result<GateFacts>> {
  const request = await readWrittenRequest(session, gate);
  if (!request.ok) return request;
  const kept = await readFacts(session, boundBy(session, gate, request.value.content), factsFile(gate));
  if (!kept.ok) return kept;
  const base = await session.documents.read(kept.value.base);
  return base.ok ? accepted({ ...kept.value, base: base.value }) : base;
}

/** Whether request and facts of a gate are those that were written. The facts of another version of the code may have another form. */
export async function refuseDamagedGate(session: WrittenRun, gate: Gate): Promise<Refusal | null> {
  const request = await readWrittenRequest(session, gate);
  if (!request.ok) return request.refusal;
  const { content } = request.value;
  const bound = boundBy(session, gate, content);
  const isOwn = content.tool.sha256 === session.parts.settings.tool.sha256;
  if (!isOwn) {
    const facts = await readFacts(session, bound, inAnyForm(factsFile(gate)));
    return facts.ok ? null : facts.refusal;
  }
  const facts = await readFacts(session, bound, factsFile(gate));
  return facts.ok ? session.documents.refuseDamaged(facts.value.base) : facts.refusal;
}

/** The digest of the facts: those of a leg that was cut off are lost with its machine, and others were confirmed in their place. */
function boundBy(
  { position }: Pick<WrittenRun, "position">,
  gate: Gate,
  request: Pick<GateRequest, "pre_sha256">,
): Pick<GateRequest, "pre_sha256"> {
  const leg = position.adoption?.rebuilt?.leg;
  const isLeg = leg?.gate === gate && leg.payloadSha256 === position.requests[gate]?.payloadSha256;
  return isLeg ? { pre_sha256: leg.factsSha256 } : request;
}

async function readFacts<T extends KeptGateFacts | AnyForm>(
  session: WrittenRun,
  request: Pick<GateRequest, "pre_sha256">,
  file: StateFile<T>,
): Promise<Result<T>> {
  const facts = await readRunFile(session.folder, file);
  if (!facts.ok) return facts;
  const other = refuseOther(file.name, request.pre_sha256, digestOf<Json>(facts.value));
  return other === null ? facts : refused(other);
}

/** Whether a file has another digest than the journal, or what the journal binds, says of it. */
export function refuseOther(field: string, expected: string | undefined, actual: string): Refusal | null {
  if (expected === actual) return null;
  return refusal("STOP_STATE_CORRUPT", { field, expected: expected ?? "no such file", actual });
}
