import type { Adopted, Rebuilt } from "../../domain/adoption.ts";
import type { Committing } from "../../domain/base-facts.ts";
import type { BoundBase } from "../../domain/bound-base.ts";
import type { EvidenceSoFar } from "../../domain/evidence.ts";
import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { joinInitiators } from "../../domain/initiator.ts";
import type { OpenGate } from "../../domain/open-gate.ts";
import { type Phase, type PhaseName, phaseFrom, type State } from "../../domain/phases.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { kindOf, type Run } from "../../domain/run.ts";
import type { Json } from "../../json/canonical-json.ts";

/** Where a run stands: everything that its journal says, folded. */
export interface RunPosition {
  readonly run: Run;
  /** Who has adopted the run, and what has become of it; null for one that was begun here. */
  readonly adoption: Adoption | null;
  /** Everybody who moved the run by hand after it was started, in the order of acting. */
  readonly movedBy: readonly string[];
  readonly state: State;
  readonly evidence: EvidenceSoFar;
  /** The phase whose intent is in the journal and whose result is not: it runs, or the process ended inside it. */
  readonly inDoubt: PhaseName | null;
  /** Of each effect that was about to commit, the rows of the document that it was to leave. */
  readonly committing: Committing;
  /** The gate at which the run waits, with the request that people were shown. */
  readonly waiting: GateWait | null;
  readonly opened: Partial<Readonly<Record<Gate, OpenGate>>>;
  readonly requests: Partial<Readonly<Record<Gate, RequestFacts>>>;
  /** When the bot first saw each approval commit. */
  readonly firstSeen: ReadonlyMap<string, Date>;
  readonly reports: readonly ReportRecord[];
  readonly armed: Gate | null;
  readonly ending: RunEnding | null;
  /** Places that have the evidence. */
  readonly copiedTo: readonly string[];
  readonly lastAt: string;
}

/** `rebuilt` is null until what survives is compared and the run can go on. */
interface Adoption extends Adopted {
  readonly rebuilt: Rebuilt | null;
}

export interface RequestFacts {
  readonly payloadSha256: string;
  readonly nonce: string;
  readonly issuedUtc: string;
  /** How the request sees the other documents; earlier releases do not say it. */
  readonly base?: BoundBase;
}

interface GateWait extends RequestFacts {
  readonly gate: Gate;
  readonly where: string;
  /** How the run had ended when a gate outside its phases was asked for; null for every other gate. */
  readonly endedBefore: RunEnding | null;
}

export interface ReportRecord {
  readonly name: string;
  readonly sha256: string;
  /** Null until it is published. */
  readonly where: string | null;
}

type RunEnding =
  | { readonly kind: "closed"; readonly closeoutSha256: string }
  | { readonly kind: "voided"; readonly by: string; readonly why: string }
  | { readonly kind: "failed"; readonly phase: string; readonly refusal: Refusal }
  | { readonly kind: "stopped"; readonly phase: string | null; readonly refusal: Refusal }
  | { readonly kind: "fault"; readonly phase: string | null; readonly message: string };

/** Name of the state as people see it: `failed_<phase>`, `stopped_<reason>`, `stopped_fault`, `voided`, or the state itself. */
export function stateName(position: RunPosition): string {
  const { ending } = position;
  if (ending === null || ending.kind === "closed") return position.state;
  if (ending.kind === "failed") return `failed_${ending.phase}`;
  if (ending.kind === "stopped")
    return `stopped_${ending.refusal.reason.replace(/^STOP_/, "").toLowerCase()}`;
  return ending.kind === "voided" ? "voided" : "stopped_fault";
}

/** Everybody who started the run or moved it by hand, as a request names them; none of them counts for four eyes. */
export function initiatorsOf({ run, movedBy }: RunPosition): string {
  return joinInitiators([run.initiator, ...movedBy]);
}

/** What `state.json` shows people: where the run stands, what it waits for, and why it stopped. */
export function projectState(position: RunPosition): { readonly [key: string]: Json } {
  const { run, waiting, ending, reports, lastAt } = position;
  return {
    state: stateName(position),
    documentId: run.documentId,
    mode: run.mode,
    initiator: run.initiator,
    startedUtc: run.startedUtc,
    lastUtc: lastAt,
    waitsFor: waiting && { gate: waiting.gate, where: waiting.where, payloadSha256: waiting.payloadSha256 },
    reason: ending !== null && "refusal" in ending ? ending.refusal.reason : null,
    reports: reports.length,
  };
}

/** The gate whose request was written last, or null. */
export function lastRequested({ requests }: RunPosition): Gate | null {
  const issued = (gate: Gate) => requests[gate]?.issuedUtc ?? "";
  const asked = GATE_NAMES.filter((gate) => requests[gate] !== undefined);
  return asked.toSorted((a, b) => issued(a).localeCompare(issued(b))).at(-1) ?? null;
}

/** The phase that the run starts next, or null after the last. */
export function nextPhase(position: RunPosition): Phase | null {
  return phaseFrom(position.state, kindOf(position.run));
}
