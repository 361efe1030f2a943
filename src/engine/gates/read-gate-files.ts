import type { Gate } from "../../domain/gates.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import type { GateRequest } from "../../domain/request.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import {
  factsFile,
  type GateFacts,
  type KeptGateFacts,
  keptListFile,
  requestFile,
} from "../../domain/run-files.ts";
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
  return readDigested(folder, requestFile(gate), position.requests[gate]?.payloadSha256);
}

/** A file with its bytes as a text, where these have the digest. */
async function readDigested<T>(
  folder: Pick<RunFolder, "readFile">,
  file: StateFile<T>,
  expected: string | undefined,
): Promise<Result<{ readonly text: string; readonly content: T }>> {
  const bytes = await folder.readFile(file.name);
  const parsed = parseStateFile(file, bytes);
  if (!parsed.ok) return parsed;
  const text = Buffer.from(bytes ?? []).toString("utf8");
  const other = refuseOther(file.name, expected, sha256Hex(text));
  return other === null ? accepted({ text, content: parsed.value }) : refused(other);
}

/** What people were asked at a gate: the request of the run, or the list of its batch where that alone survives. */
export interface Asked {
  /** The run or the batch that was decided about. */
  readonly id: string;
  readonly isBatch: boolean;
  /** The bytes that an approval binds. */
  readonly text: string;
  readonly initiator: string;
  readonly toolSha256: string;
  /** The digest of the facts that it binds, or of those that were confirmed in their place. */
  readonly factsSha256: string;
}

export async function readAskedAt(
  run: Pick<WrittenRun, "folder" | "position">,
  gate: Gate,
): Promise<Result<Asked>> {
  const leg = run.position.adoption?.rebuilt?.leg;
  if (leg?.gate === gate && leg.listSha256 !== undefined) {
    const list = await readDigested(run.folder, keptListFile(gate), leg.listSha256);
    if (!list.ok) return list;
    const { text, content } = list.value;
    const { batch_id: id, initiator, tool } = content;
    return accepted({
      id,
      isBatch: true,
      text,
      initiator,
      toolSha256: tool.sha256,
      factsSha256: leg.factsSha256,
    });
  }
  const request = await readWrittenRequest(run, gate);
  if (!request.ok) return request;
  const { text, content } = request.value;
  const isLeg = leg?.gate === gate && leg.payloadSha256 === run.position.requests[gate]?.payloadSha256;
  return accepted({
    id: run.position.run.runId,
    isBatch: false,
    text,
    initiator: content.initiator,
    toolSha256: content.tool.sha256,
    factsSha256: isLeg ? leg.factsSha256 : content.pre_sha256,
  });
}

/** The facts that the request of a gate binds by their digest. */
export async function readBoundFacts(session: RunSession, gate: Gate): Promise<Result<GateFacts>> {
  const asked = await readAskedAt(session, gate);
  if (!asked.ok) return asked;
  const kept = await readFacts(session, asked.value, factsFile(gate));
  if (!kept.ok) return kept;
  const base = await session.documents.read(kept.value.base);
  return base.ok ? accepted({ ...kept.value, base: base.value }) : base;
}

/** Whether request and facts of a gate are those that were written. The facts of another version of the code may have another form. */
export async function refuseDamagedGate(session: WrittenRun, gate: Gate): Promise<Refusal | null> {
  const asked = await readAskedAt(session, gate);
  if (!asked.ok) return asked.refusal;
  const isOwn = asked.value.toolSha256 === session.parts.settings.tool.sha256;
  if (!isOwn) {
    const facts = await readFacts(session, asked.value, inAnyForm(factsFile(gate)));
    return facts.ok ? null : facts.refusal;
  }
  const facts = await readFacts(session, asked.value, factsFile(gate));
  return facts.ok ? session.documents.refuseDamaged(facts.value.base) : facts.refusal;
}

async function readFacts<T extends KeptGateFacts | AnyForm>(
  session: WrittenRun,
  { factsSha256 }: Pick<Asked, "factsSha256">,
  file: StateFile<T>,
): Promise<Result<T>> {
  const facts = await readRunFile(session.folder, file);
  if (!facts.ok) return facts;
  const other = refuseOther(file.name, factsSha256, digestOf<Json>(facts.value));
  return other === null ? facts : refused(other);
}

/** Whether a file has another digest than the journal, or what the journal binds, says of it. */
export function refuseOther(field: string, expected: string | undefined, actual: string): Refusal | null {
  if (expected === actual) return null;
  return refusal("STOP_STATE_CORRUPT", { field, expected: expected ?? "no such file", actual });
}
