import { describeBoundBase } from "../../domain/bound-base.ts";
import { writeCountsOf } from "../../domain/evidence.ts";
import { expectedChange, sumOfChanges } from "../../domain/expected-change.ts";
import { gateRow } from "../../domain/gates.ts";
import { phasesOf } from "../../domain/phases.ts";
import { quorumFor, raisingConcerns } from "../../domain/policy.ts";
import type { Refusal } from "../../domain/refusal.ts";
import { kindOf, utc } from "../../domain/run.ts";
import { requestBranch } from "../../domain/run-paths.ts";
import { listedFiles } from "../../domain/shown-cut.ts";
import { describeAdoption } from "../../reports/adoption.ts";
import { renderRunCard } from "../../reports/run-card.ts";
import type {
  DaysPreview,
  GateBox,
  PlanPreview,
  RunCardView,
  RunStanding,
} from "../../reports/run-card-view.ts";
import { isSolo } from "../../trust/policy/safety.ts";
import { eligible, listAnswers } from "../gates/gate-answers.ts";
import { concernsAt } from "../gates/position-concerns.ts";
import { initiatorsOf, lastRequested, nextPhase, type RunPosition } from "../session/run-position.ts";
import type { RunSession } from "../session/run-session.ts";
import { placeOfList } from "./place-of-list.ts";

/** Renders the run card as Markdown; `standing` is the state that the run will have once the card is shown. */
export function renderCard(session: RunSession, standing = standingOf(session.position)): string {
  return renderRunCard(viewRun(session, standing));
}

function viewRun(session: RunSession, standing: RunStanding): RunCardView {
  const { position, parts, policy } = session;
  const { evidence } = position;
  const source = evidence.source_pin?.source;
  const backup = evidence.pre_write_backup;
  return {
    run: position.run,
    document: source ?? null,
    standing,
    ...adoptedOf(position),
    phasesDone: (nextPhase(position)?.number ?? phasesOf(kindOf(position.run)).length + 1) - 1,
    gate: boxOf(session, standing),
    plan: previewOf(session),
    days: daysOf(session),
    backup: backup
      ? {
          repository: backup.repository ?? null,
          increment: backup.increment ?? null,
          copies: backup.copies ?? [],
          recipient: backup.recipient,
          sha256: backup.backupSha256,
          takenUtc: backup.takenUtc,
          tables: backup.tables.length,
          restoreProofSha256: backup.restoreProofSha256,
          rehearsal: backup.rehearsal,
        }
      : null,
    // What waits for an answer is told by its gate; why the run had stopped before leads elsewhere.
    refusal: standing === "waiting" ? null : refusalIn(position),
    reports: position.reports.map(({ name, sha256, where }) => ({
      name,
      sha256,
      where: where ?? `kb/${name}.md`,
    })),
    solo: policy !== null && isSolo(policy),
    writtenUtc: utc(parts.clock.now()),
  };
}

/** Whoever is asked has to see that the run is no longer that of the machine which has begun it. */
function adoptedOf({ adoption }: RunPosition): Pick<RunCardView, "adopted"> {
  if (adoption === null || adoption.rebuilt === null) return {};
  const { missing, rebuilt } = adoption;
  return { adopted: { sentence: describeAdoption(adoption, rebuilt.unconfirmed), missing } };
}

function standingOf({ ending, waiting }: RunPosition): RunStanding {
  if (waiting !== null && waiting.endedBefore === ending) return "waiting";
  if (ending === null) return "running";
  return ending.kind === "fault" ? "stopped" : ending.kind;
}

function refusalIn({ ending }: RunPosition): Refusal | null {
  return ending !== null && "refusal" in ending ? ending.refusal : null;
}

/** Endings after which no gate of the run can be opened any more. */
const OVER: ReadonlySet<RunStanding> = new Set(["failed", "voided", "closed"]);

/** The gate at which the run waits, is about to, or that was opened last; null where no answer to its request can count any more. */
function boxOf({ position, policy, parts }: RunSession, standing: RunStanding): GateBox | null {
  const isRefused = standing === "stopped" && refusalIn(position)?.reason === "STOP_APPROVAL_WITHDRAWN";
  const gate = lastRequested(position);
  const request = gate === null ? undefined : position.requests[gate];
  if (gate === null || request === undefined || OVER.has(standing) || isRefused) return null;
  const { runId } = position.run;
  const initiator = initiatorsOf(position);
  const rule = policy?.gates[gate];
  const concerns = concernsAt(position, gate);
  const counts = writeCountsOf(position.evidence);
  const proofs = rule === undefined ? [] : "any" in rule.proofs ? rule.proofs.any : rule.proofs.all;
  return {
    gate,
    kind: kindOf(position.run),
    isOpen: position.opened[gate] !== undefined,
    payloadSha256: request.payloadSha256,
    issuedUtc: request.issuedUtc,
    ...(request.base === undefined ? {} : { others: describeBoundBase(request.base) }),
    expiresUtc: null,
    persons: (policy && rule ? eligible(policy, rule, initiator) : []).map(
      (id) => policy?.persons.find((person) => person.id === id)?.name ?? id,
    ),
    threshold: rule === undefined ? 1 : quorumFor(rule, concerns),
    moreBecause: rule === undefined ? [] : raisingConcerns(rule, concerns),
    proofs,
    change: sumOfChanges(
      gateRow(gate, kindOf(position.run)).effects.map((effect) => expectedChange(effect, counts)),
    ),
    runId,
    branch: requestBranch({ runId, gate }),
    repositoryUrl: parts.settings.repositoryUrl,
    answers: listAnswers(policy, {
      ...{ runId, gate, payloadSha256: request.payloadSha256, initiator },
      concerns,
    }),
  };
}

function daysOf(session: RunSession): DaysPreview | null {
  const { cutplan, pre_write_backup } = session.position.evidence;
  if (cutplan?.days === undefined) return null;
  const place = placeOfList(session, lastRequested(session.position));
  return {
    days: cutplan.days,
    asOf: pre_write_backup?.asOf ?? [],
    count: cutplan.unitCount,
    list: listedFiles(cutplan),
    place,
  };
}

function previewOf(session: RunSession): PlanPreview | null {
  const { cutplan, mark, source_pin } = session.position.evidence;
  if (cutplan === undefined || mark === undefined || source_pin === undefined) return null;
  return {
    unitCount: cutplan.unitCount,
    written: writeCountsOf(session.position.evidence).versions,
    amendment: cutplan.amendment ?? null,
    histogram: cutplan.histogram,
    convention: mark.convention,
    coverage: mark.coverage ?? null,
    writerDigest: cutplan.writerDigest,
    sourceSha256: source_pin.source.sha256,
    shown: cutplan.shown ?? null,
    place: placeOfList(session, lastRequested(session.position)),
    acceptedDoubts: source_pin.source.acceptedDoubts ?? [],
  };
}
