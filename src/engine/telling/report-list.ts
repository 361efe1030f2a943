import type { Evidence } from "../../domain/evidence.ts";
import { GATE_NAMES, gateRow } from "../../domain/gates.ts";
import { type JournalEntry, type JournalEvent, runOf } from "../../domain/journal.ts";
import { type PhaseName, phasesOf, waitingState } from "../../domain/phases.ts";
import { kindOf } from "../../domain/run.ts";
import type { RunKind } from "../../domain/run-kind.ts";
import { listedFiles } from "../../domain/shown-cut.ts";
import { adoptionFacts, describeAdoption } from "../../reports/adoption.ts";
import type { ReportContent } from "./report-content.ts";

/** The reports of a full run in order, one for each phase and gate request, thirteen of a cut; after them, the gates that no phase waits for. */
function orderOf(kind: RunKind): readonly string[] {
  const asked = phasesOf(kind).flatMap(({ gateBefore, name }) =>
    gateBefore === null ? [name] : [gateBefore, name],
  );
  return [...asked, ...GATE_NAMES.filter((gate) => waitingState(gate) === null)];
}

/** Every report that the journal calls for, in its order; the name of a repeated one ends in its count. */
export function listReports(entries: readonly JournalEntry[]): readonly ReportContent[] {
  const times = new Map<string, number>();
  const first = entries[0]?.event;
  const run = runOf(first);
  const kind = run === null ? "cut" : kindOf(run);
  // The reports of the journal that is lost may stand where people read them: those of this one have other names.
  const adopted = first?.type === "adopted" ? `-a${first.number}` : "";
  return entries.flatMap(({ event }) => {
    const told = event.type === "rebuilt" ? adoptionReport(first, event) : contentOf(event, kind);
    if (told === null) return [];
    const content = { ...told, name: `${told.name}${adopted}` };
    const count = (times.get(content.name) ?? 0) + 1;
    times.set(content.name, count);
    return [count === 1 ? content : { ...content, name: `${content.name}-${count}` }];
  });
}

/** Name of the report of the previous attempt, or null: `04-x-3` follows `04-x-2`, which follows `04-x`. */
export function attemptBefore(name: string): string | null {
  const [, first, count] = /^(.+)-([1-9]\d*)$/.exec(name) ?? [];
  if (first === undefined) return null;
  return count === "2" ? first : `${first}-${Number(count) - 1}`;
}

function contentOf(event: JournalEvent, kind: RunKind): ReportContent | null {
  if (event.type === "phase_result") {
    const list = "writerDigest" in event.evidence ? listedFiles(event.evidence) : [];
    return {
      name: numbered(event.phase, kind),
      title: event.phase,
      result: "passed",
      ...event.report,
      ...(list.length === 0 ? {} : { list }),
      ...amendmentOf(event.evidence),
    };
  }
  if (event.type === "failed") {
    const { refusal } = event;
    return {
      name: `${numbered(event.phase, kind)}-failed`,
      title: event.phase,
      result: "failed",
      summary: refusal.message,
      refusal,
    };
  }
  return event.type === "gate_requested" ? requestReport(event, kind) : null;
}

/** What survives of the run, what is lost, and what of it was confirmed. */
function adoptionReport(
  adopted: JournalEvent | undefined,
  { evidence, checks, unconfirmed }: Extract<JournalEvent, { type: "rebuilt" }>,
): ReportContent | null {
  if (adopted?.type !== "adopted") return null;
  const list = listedFiles(evidence.cutplan);
  return {
    name: "00-adopted",
    title: "adopted",
    result: unconfirmed.length === 0 ? "passed" : "stopped",
    summary: describeAdoption(adopted, unconfirmed),
    facts: adoptionFacts(adopted, unconfirmed),
    checks,
    ...(list.length === 0 ? {} : { list }),
  };
}

function amendmentOf(evidence: Evidence[PhaseName]): Pick<ReportContent, "amendment"> {
  return "amendment" in evidence ? { amendment: evidence.amendment } : {};
}

function requestReport(
  event: Extract<JournalEvent, { type: "gate_requested" }>,
  kind: RunKind,
): ReportContent {
  const gate = gateRow(event.gate, kind);
  return {
    name: numbered(event.gate, kind),
    title: `${event.gate} request`,
    result: "waiting",
    summary: `The run waits for a human decision whether to ${gate.allows}.`,
    facts: [
      ["gate", event.gate],
      ["reversible", gate.reversible ? "yes, as long as nothing is enacted" : "no"],
      ["payload_sha256", event.payloadSha256],
      ["nonce", event.nonce],
      ["issued", event.issuedUtc],
      ["an approval is valid for", `${gate.lifetimeHours} h from its signed_utc`],
    ],
  };
}

function numbered(name: string, kind: RunKind): string {
  const index = orderOf(kind).indexOf(name);
  if (index < 0) throw new Error(`${name} is neither a phase nor a gate`);
  return `${String(index + 1).padStart(2, "0")}-${name}`;
}
