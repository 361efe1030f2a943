import type { Rebuilt } from "../../../domain/adoption.ts";
import type { EvidenceSoFar } from "../../../domain/evidence.ts";
import { GATE_NAMES } from "../../../domain/gates.ts";
import { phasesOf } from "../../../domain/phases.ts";
import { accepted, type Result } from "../../../domain/result.ts";
import { factsFile, type KeptGateFacts, keptListFile, requestFile } from "../../../domain/run-files.ts";
import { digestOf, type Json, sha256Hex } from "../../../json/canonical-json.ts";
import { grantProbe } from "../../../phases/grant-probe.ts";
import { backUpAgain } from "../../../phases/pre-write-backup.ts";
import type { PhaseReceipt } from "../../../ports/knowledge-base.ts";
import { readGateFacts } from "../../gates/gate-facts.ts";
import type { RunSession } from "../../session/run-session.ts";
import { adoptingContext } from "./adopting-context.ts";
import { confirm } from "./confirm.ts";
import { approvedRequest, findSource } from "./confirm-plan.ts";
import { effectsDone } from "./confirm-rows.ts";
import { keepStandingList } from "./keep-standing-list.ts";
import { readLedgerEvidence } from "./ledger-evidence.ts";
import { type Survey, surveyRun } from "./survey.ts";

type PlanEvidence = Pick<EvidenceSoFar, "source_pin" | "mark" | "cutplan">;

/**
 * Makes the evidence of an adopted run again. Nothing is taken on trust: the plan is made from the stored source and held against the request that
 * was approved, every row and receipt against the plan, every approval is judged again from git. Where one of them does not hold, the run has
 * the evidence that it takes to be taken back, and no more. A run that has written nothing begins with its first phase.
 */
export async function rebuild(session: RunSession): Promise<Result<Rebuilt>> {
  const live = await session.live();
  const { parts, position } = session;
  const { runId } = position.run;
  const survey = await surveyRun(parts, live, runId);
  if (!survey.ok) return survey;
  const { ledger } = survey.value;
  if (ledger.receipts.length === 0) return accepted(NOTHING_WRITTEN);
  const source = await findSource(session, survey.value);
  if (!source.ok) return source;
  parts.progress.step(`adopting ${runId}`);
  const confirmed = await confirm(session, survey.value, source.value);
  if (!confirmed.ok) return confirmed;
  const { checks, opened, unconfirmed } = confirmed.value;
  const isConfirmed = unconfirmed.length === 0 && confirmed.value.planned !== null;
  const planned: PlanEvidence =
    isConfirmed && confirmed.value.planned !== null
      ? confirmed.value.planned
      : readLedgerEvidence(ledger, source.value, await keepStandingList(session, survey.value.tip));
  const base = await live.baseFacts(source.value.docPrefix, parts.settings.driftScope);
  const done = effectsDone(ledger);
  const written = Object.fromEntries(
    ledger.receipts.map((receipt) => [
      receipt.effect,
      writtenBy(receipt, receipt.effect === done.at(-1) ? base.document : null),
    ]),
  );
  const verified = isConfirmed && done.includes("leg_b_record");
  const structural = verified
    ? { structural_verify: { checks: checks.length, checksSha256: digestOf(checks) } }
    : {};
  parts.crashPoints.reach("adopt:before_backup");
  const backedUp = await backUpAgain(await adoptingContext(session, { ...planned, ...written }));
  if (!backedUp.ok) return backedUp;
  const asOf = approvedRequest(survey.value)?.plan.amendment?.as_of;
  const backup = backedUp.value.evidence;
  const probed = await grantProbe(await adoptingContext(session, { ...planned, pre_write_backup: backup }));
  if (!probed.ok) return probed;
  parts.crashPoints.reach("adopt:after_backup");
  const evidence: EvidenceSoFar = {
    ...planned,
    pre_write_backup: asOf === undefined || asOf.length === 0 ? backup : { ...backup, asOf },
    grant_probe: probed.value.evidence,
    ...written,
    ...structural,
  };
  const last = phasesOf("cut").findLast(({ name }) => name in evidence);
  const kept = await keepRequests(session, survey.value);
  const finished =
    isConfirmed && !done.includes("write_verify")
      ? await keepLeg(session, survey.value, { evidence, kept })
      : null;
  return accepted({
    type: "rebuilt",
    evidence,
    state: last?.stateAfter ?? "pending",
    checks: [...checks],
    unconfirmed: [...unconfirmed],
    opened,
    leg: finished?.leg ?? null,
    kept: finished?.kept ?? kept,
  });
}

const NOTHING_WRITTEN: Rebuilt = {
  type: "rebuilt",
  evidence: {},
  state: "pending",
  checks: [],
  unconfirmed: [],
  opened: [],
  leg: null,
  kept: [],
};

function writtenBy({ resultDigest, committedUtc, ids }: PhaseReceipt, document: EvidenceDocument | null) {
  return { resultDigest, committedUtc, ids, ...(document === null ? {} : { document }) };
}

type EvidenceDocument = NonNullable<NonNullable<EvidenceSoFar["cut_leg_a"]>["document"]>;

/** The requests that the ledger names, as files of the run: they are sealed with it. */
async function keepRequests({ folder }: RunSession, { bound, lists }: Survey): Promise<Rebuilt["kept"]> {
  const kept: { name: string; sha256: string }[] = [];
  for (const gate of GATE_NAMES) {
    const files = [
      [requestFile(gate).name, bound[gate]?.text],
      [keptListFile(gate).name, lists[gate]?.text],
    ] as const;
    for (const [name, text] of files) {
      if (text === undefined) continue;
      await folder.writeFile(name, text);
      kept.push({ name, sha256: sha256Hex(text) });
    }
  }
  return kept;
}

const LEG = "SG_1_cut_authz";
type Leg = NonNullable<Rebuilt["leg"]>;

/**
 * The request under which the leg goes on; the facts that it binds are lost, and those of now, which were confirmed, take their place. With it what
 * the seal names besides the files of a gate that was asked for, of which the leg of a member is none: its own request is lost.
 */
async function keepLeg(
  session: RunSession,
  survey: Survey,
  { evidence, kept }: { readonly evidence: EvidenceSoFar; readonly kept: Rebuilt["kept"] },
): Promise<Pick<Rebuilt, "leg" | "kept"> | null> {
  const asked = askedForLeg(survey);
  if (asked === null) return null;
  const { parts, position, folder } = session;
  const facts = await readGateFacts(
    await session.live(),
    { ...position, evidence },
    parts.settings.driftScope,
  );
  const keptFacts: KeptGateFacts = { ...facts, base: await session.documents.keep(facts.base) };
  const { name } = factsFile(LEG);
  const text = `${JSON.stringify(keptFacts, null, 2)}\n`;
  await folder.writeFile(name, text);
  const own = requestFile(LEG).name;
  return {
    leg: { gate: LEG, ...asked, factsSha256: digestOf<Json>(keptFacts) },
    kept:
      asked.listSha256 === undefined
        ? kept.filter((each) => each.name !== own)
        : [...kept, { name, sha256: sha256Hex(text) }],
  };
}

/** Of a member its list stands for the request, which was the machine's alone. */
function askedForLeg({ bound, lists, ledger }: Survey): Omit<Leg, "gate" | "factsSha256"> | null {
  const [request, list] = [bound[LEG], lists[LEG]];
  if (request !== undefined) {
    const { nonce, issued_utc: issuedUtc } = request.content;
    return { payloadSha256: request.payloadSha256, nonce, issuedUtc };
  }
  const use = ledger.uses.find(({ gate }) => gate === LEG);
  if (list === undefined || use === undefined) return null;
  const { payloadSha256, nonce } = use;
  return { payloadSha256, nonce, issuedUtc: list.content.issued_utc, listSha256: list.payloadSha256 };
}
