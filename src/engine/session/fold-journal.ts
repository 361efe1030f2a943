import type { Rebuilt } from "../../domain/adoption.ts";
import type { Gate } from "../../domain/gates.ts";
import { type JournalEntry, type JournalEvent, runOf } from "../../domain/journal.ts";
import { phasesBeforeRequest, type State, stateOfRenewal, waitingState } from "../../domain/phases.ts";
import { kindOf } from "../../domain/run.ts";
import { readUtc } from "../../domain/text-forms.ts";
import type { RequestFacts, RunPosition } from "./run-position.ts";

/** Folds a journal into the run's position. The journal is the truth; everything else about a run is derived from it. */
export function foldJournal(entries: readonly JournalEntry[]): RunPosition {
  const first = entries[0]?.event;
  const run = runOf(first);
  if (run === null) throw new Error("a journal begins with run_started or adopted");
  const start: RunPosition = {
    run,
    adoption: null,
    movedBy: [],
    state: "pending",
    evidence: {},
    inDoubt: null,
    committing: {},
    waiting: null,
    opened: {},
    requests: {},
    firstSeen: new Map(),
    reports: [],
    armed: null,
    ending: null,
    copiedTo: [],
    lastAt: "",
  };
  return entries.reduce(
    (position, entry) => ({ ...step(position, entry.event, entry.at), lastAt: lastAtOf(position, entry) }),
    start,
  );
}

/** A copy of its evidence does not move a run any more. */
function lastAtOf({ lastAt }: RunPosition, { event, at }: JournalEntry): string {
  return event.type === "evidence_copied" ? lastAt : at;
}

function step(position: RunPosition, event: JournalEvent, at: string): RunPosition {
  switch (event.type) {
    case "run_started":
      return position;
    case "adopted":
      return { ...position, movedBy: [event.by], adoption: { ...event, rebuilt: null } };
    case "rebuilt":
      return rebuild(position, event);
    case "moved":
      return { ...position, movedBy: [...position.movedBy, event.by] };
    case "phase_intent":
      return { ...position, inDoubt: event.phase, waiting: null, ending: null };
    case "commit_intent":
      return { ...position, committing: { ...position.committing, [event.effect]: event.document } };
    case "phase_result":
      return afterPhase(position, event);
    case "report_written":
      return {
        ...position,
        reports: [...position.reports, { name: event.name, sha256: event.sha256, where: null }],
      };
    case "report_posted":
      return {
        ...position,
        reports: position.reports.map((report) =>
          report.name === event.name ? { ...report, where: event.where } : report,
        ),
      };
    case "gate_requested":
      return { ...position, requests: { ...position.requests, [event.gate]: requestFacts(event) } };
    case "gate_waiting":
      return waitAt(position, event.gate, event.where);
    case "approval_seen":
      return position.firstSeen.has(event.commit)
        ? position
        : { ...position, firstSeen: new Map([...position.firstSeen, [event.commit, readUtc(at)]]) };
    case "gate_opened":
      return {
        ...position,
        ending: null,
        opened: { ...position.opened, [event.gate]: { ...event.approval, gate: event.gate } },
      };
    case "armed":
      return { ...position, armed: event.gate };
    case "disarmed":
      return { ...position, armed: null };
    case "backup_renewed":
      return {
        ...position,
        evidence: { ...position.evidence, pre_write_backup: event.evidence },
      };
    case "probe_renewed":
      return { ...position, evidence: { ...position.evidence, grant_probe: event.evidence } };
    case "renewed":
      return renew(position, event.gate);
    case "compensated":
      return position;
    case "stopped":
      return { ...position, ending: { kind: "stopped", phase: event.phase, refusal: event.refusal } };
    case "failed":
      return { ...position, ending: { kind: "failed", phase: event.phase, refusal: event.refusal } };
    case "fault":
      return { ...position, ending: { kind: "fault", phase: event.phase, message: event.message } };
    case "voided":
      return { ...position, waiting: null, ending: { kind: "voided", by: event.by, why: event.why } };
    case "closed":
      return { ...position, ending: { kind: "closed", closeoutSha256: event.closeoutSha256 } };
    case "evidence_copied":
      return { ...position, copiedTo: [...position.copiedTo, event.place] };
  }
}

/** What the adoption has proved takes the place of whatever was there. */
function rebuild(position: RunPosition, rebuilt: Rebuilt): RunPosition {
  const { adoption } = position;
  if (adoption === null) throw new Error("only an adopted run is rebuilt");
  const { leg, opened } = rebuilt;
  return {
    ...position,
    adoption: { ...adoption, rebuilt },
    evidence: rebuilt.evidence,
    state: rebuilt.state as State,
    inDoubt: null,
    committing: {},
    waiting: null,
    ending: null,
    requests: leg === null || leg.listSha256 !== undefined ? {} : { [leg.gate]: requestFacts(leg) },
    opened: Object.fromEntries(opened.map(({ gate, open }) => [gate, { ...open, gate }])),
  };
}

function afterPhase(
  position: RunPosition,
  event: Extract<JournalEvent, { type: "phase_result" }>,
): RunPosition {
  const evidence = { ...position.evidence, [event.phase]: event.evidence };
  return { ...position, state: event.state as State, inDoubt: null, evidence };
}

function waitAt(position: RunPosition, gate: Gate, where: string): RunPosition {
  const request = position.requests[gate];
  if (request === undefined) throw new Error(`the run waits at ${gate} without a request`);
  const state = waitingState(gate);
  const isAgain = position.waiting?.gate === gate;
  const asked = isAgain ? (position.waiting?.endedBefore ?? null) : position.ending;
  // A gate outside the phases is asked for where the run has ended; what has stopped it since then is over.
  const endedBefore = state === null ? asked : null;
  const waiting = { ...request, gate, where, endedBefore };
  return { ...position, state: state ?? position.state, ending: endedBefore, waiting };
}

/** A renewed gate reads its facts again, so the phases that its request rests on run again. */
function renew(position: RunPosition, gate: Gate): RunPosition {
  const kind = kindOf(position.run);
  const { [gate]: _old, ...requests } = position.requests;
  const { [gate]: _opened, ...opened } = position.opened;
  const again = new Set<string>(phasesBeforeRequest(gate, kind)?.map((phase) => phase.name));
  const kept = Object.entries(position.evidence).filter(([name]) => !again.has(name));
  return {
    ...position,
    requests,
    opened,
    evidence: Object.fromEntries(kept),
    state: stateOfRenewal(gate, kind) ?? position.state,
    inDoubt: null,
    waiting: null,
    ending: null,
  };
}

function requestFacts(event: RequestFacts): RequestFacts {
  const { payloadSha256, nonce, issuedUtc, base } = event;
  return { payloadSha256, nonce, issuedUtc, ...(base === undefined ? {} : { base }) };
}
