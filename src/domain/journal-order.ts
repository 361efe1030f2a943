import type { Gate } from "./gates.ts";
import {
  entrySchemaOf,
  type JournalEvent,
  type JournalForm,
  journalEventSchema,
  type OrderFault,
  runOf,
} from "./journal.ts";
import { PHASE_NAMES, type PhaseName, phasesBeforeRequest, phasesOf } from "./phases.ts";
import { kindOf } from "./run.ts";
import type { RunKind } from "./run-kind.ts";

/**
 * What no journal of a run can say in this order, or null: it begins with `run_started` and says it once, a phase has its result only
 * behind that of the phase before, and a gate is waited at and opened only behind its request. The journal of a run that was adopted begins with
 * `adopted`, and goes on behind `rebuilt`, which stands for the phases that it names. Whoever folds a journal relies on it.
 */
function findOrderFault(events: readonly JournalEvent[]): OrderFault | null {
  const done = new Set<PhaseName>();
  const requested = new Set<Gate>();
  const first = events[0];
  const run = runOf(first);
  const kind = run === null ? "cut" : kindOf(run);
  const isAdopted = first?.type === "adopted";
  let isRebuilt = !isAdopted;
  for (const [index, event] of events.entries()) {
    const fault = faultOf(event, { isFirst: index === 0, isAdopted, isRebuilt, kind, done, requested });
    if (fault !== null) return { seq: index + 1, ...fault };
    if (event.type === "phase_result") done.add(event.phase);
    if (event.type === "gate_requested") requested.add(event.gate);
    if (event.type === "rebuilt") {
      isRebuilt = true;
      done.clear();
      requested.clear();
      for (const name of PHASE_NAMES) if (name in event.evidence) done.add(name);
      if (event.leg !== null) requested.add(event.leg.gate);
    }
    if (event.type !== "renewed") continue;
    requested.delete(event.gate);
    for (const { name } of phasesBeforeRequest(event.gate, kind) ?? []) done.delete(name);
  }
  return null;
}

/** The journal of a run. */
export const RUN_JOURNAL: JournalForm<JournalEvent> = {
  entry: entrySchemaOf(journalEventSchema),
  findOrderFault,
  ownerOf: (first) => runOf(first)?.runId ?? null,
  numberOf: (first) => (first.type === "adopted" ? first.number : 0),
};

interface Before {
  readonly isFirst: boolean;
  readonly isAdopted: boolean;
  /** False between `adopted` and `rebuilt`. */
  readonly isRebuilt: boolean;
  readonly kind: RunKind;
  readonly done: ReadonlySet<PhaseName>;
  readonly requested: ReadonlySet<Gate>;
}

function faultOf(
  event: JournalEvent,
  { isFirst, isAdopted, isRebuilt, kind, done, requested }: Before,
): Omit<OrderFault, "seq"> | null {
  const begins = event.type === "run_started" || event.type === "adopted";
  if (begins !== isFirst)
    return {
      expected: isFirst ? "run_started or adopted" : "run_started or adopted in the first entry alone",
      actual: event.type,
    };
  if (event.type === "rebuilt" && !isAdopted)
    return { expected: "rebuilt in the journal of an adopted run alone", actual: event.type };
  const goesOn =
    event.type === "phase_result" || event.type === "gate_requested" || event.type === "gate_opened";
  if (!isRebuilt && goesOn) return { expected: "rebuilt first", actual: event.type };
  if (event.type === "phase_result") {
    const phases = phasesOf(kind);
    const at = phases.findIndex(({ name }) => name === event.phase);
    if (at < 0) return { expected: `a phase of a run of the kind ${kind}`, actual: event.phase };
    const before = phases[at - 1];
    if (before === undefined || done.has(before.name)) return null;
    return { expected: `the result of ${before.name} first`, actual: `the result of ${event.phase}` };
  }
  if (event.type === "backup_renewed" && !done.has("pre_write_backup"))
    return { expected: "the result of pre_write_backup first", actual: event.type };
  if (event.type === "gate_requested" && !done.has("grant_probe"))
    return { expected: "the result of grant_probe first", actual: `${event.type} of ${event.gate}` };
  if ((event.type === "gate_waiting" || event.type === "gate_opened") && !requested.has(event.gate))
    return { expected: `the request of ${event.gate} first`, actual: `${event.type} of ${event.gate}` };
  return null;
}
