import type { Gate } from "./gates.ts";
import {
  entrySchemaOf,
  type JournalEvent,
  type JournalForm,
  journalEventSchema,
  type OrderFault,
} from "./journal.ts";
import { type PhaseName, phasesBeforeRequest, phasesOf } from "./phases.ts";
import { kindOf } from "./run.ts";
import type { RunKind } from "./run-kind.ts";

/**
 * What no journal of a run can say in this order, or null: it begins with `run_started` and says it once, a phase has its result only
 * behind that of the phase before, and a gate is waited at and opened only behind its request. Whoever folds a journal relies on it.
 */
function findOrderFault(events: readonly JournalEvent[]): OrderFault | null {
  const done = new Set<PhaseName>();
  const requested = new Set<Gate>();
  const first = events[0];
  const kind = first?.type === "run_started" ? kindOf(first.run) : "cut";
  for (const [index, event] of events.entries()) {
    const fault = faultOf(event, { isFirst: index === 0, kind, done, requested });
    if (fault !== null) return { seq: index + 1, ...fault };
    if (event.type === "phase_result") done.add(event.phase);
    if (event.type === "gate_requested") requested.add(event.gate);
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
  ownerOf: (first) => (first.type === "run_started" ? first.run.runId : null),
};

interface Before {
  readonly isFirst: boolean;
  readonly kind: RunKind;
  readonly done: ReadonlySet<PhaseName>;
  readonly requested: ReadonlySet<Gate>;
}

function faultOf(
  event: JournalEvent,
  { isFirst, kind, done, requested }: Before,
): Omit<OrderFault, "seq"> | null {
  if ((event.type === "run_started") !== isFirst)
    return { expected: isFirst ? "run_started" : "run_started in the first entry alone", actual: event.type };
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
