import type { Rebuilt } from "../../../domain/adoption.ts";
import { type Check, refuseFailedChecks } from "../../../domain/check.ts";
import type { EvidenceSoFar } from "../../../domain/evidence.ts";
import type { SourceVersion } from "../../../domain/plan.ts";
import { accepted, type Result } from "../../../domain/result.ts";
import type { RunSession } from "../../session/run-session.ts";
import { approvedRequest, planConfirmed } from "./confirm-plan.ts";
import { confirmRows } from "./confirm-rows.ts";
import { judgeAgain } from "./judge-again.ts";
import type { Survey } from "./survey.ts";

export interface Confirmed {
  /** What phases 1 to 3 have given again; null where they gave nothing. */
  readonly planned: Pick<EvidenceSoFar, "source_pin" | "mark" | "cutplan"> | null;
  readonly checks: readonly Check[];
  readonly opened: Rebuilt["opened"];
  /** Why the run can only be taken back; empty where everything holds. */
  readonly unconfirmed: readonly string[];
}

/** Everything that is asked of what survives; refused where nobody can tell now. */
export async function confirm(
  session: RunSession,
  survey: Survey,
  source: SourceVersion,
): Promise<Result<Confirmed>> {
  const judged = await judgeUses(session, survey);
  if (!judged.ok) return judged;
  const { opened } = judged.value;
  const elsewhere = await refuseElsewhere(session, survey);
  const unconfirmed = [...judged.value.unconfirmed, ...elsewhere];
  const isCutOff = !survey.ledger.receipts.some(({ effect }) => effect === "write_verify");
  const { bound, lists } = survey;
  if (isCutOff && bound.SG_1_cut_authz === undefined && lists.SG_1_cut_authz === undefined)
    unconfirmed.push("its leg was cut off, and the request under which it would be finished is not in git");
  const planned = await planConfirmed(session, survey, source);
  if (!planned.ok) {
    const { reason, field = "", actual = "" } = planned.refusal;
    unconfirmed.push(`the plan can't be made again: ${[reason, field, actual].join(" ").trim()}`);
    return accepted({ planned: null, checks: [], opened, unconfirmed });
  }
  const live = await session.live();
  const base = await live.baseFacts(source.docPrefix, session.parts.settings.driftScope);
  const { runId } = session.position.run;
  const { plan } = planned.value.document;
  const isElsewhere = elsewhere.some((why) => why.startsWith(CUT_ELSEWHERE));
  const found = { runId, plan, ledger: survey.ledger, base, isElsewhere };
  const checks = [...planned.value.checks, ...(await confirmRows(live, found))];
  const failed = refuseFailedChecks("STOP_TAMPERED", checks);
  unconfirmed.push(...(failed?.details ?? []));
  return accepted({ planned: planned.value.evidence, checks, opened, unconfirmed });
}

async function judgeUses(
  session: RunSession,
  survey: Survey,
): Promise<Result<Pick<Confirmed, "opened" | "unconfirmed">>> {
  const opened: Rebuilt["opened"][number][] = [];
  const unconfirmed: string[] = [];
  for (const use of survey.ledger.uses) {
    const verdict = await judgeAgain(session, survey, use);
    if (!verdict.ok) return verdict;
    if (verdict.value.open === null) {
      unconfirmed.push(verdict.value.why);
      continue;
    }
    const { gate, ...open } = verdict.value.open;
    opened.push({ gate, open });
  }
  if (survey.ledger.uses.length === 0) unconfirmed.push("no approval of the run was used");
  return accepted({ opened, unconfirmed });
}

/** How it begins where nothing is amiss but that the database was restored elsewhere. */
export const CUT_ELSEWHERE = "it was cut in another database";

/** What was approved was approved for one version of the code and one database. */
async function refuseElsewhere(session: RunSession, survey: Survey): Promise<readonly string[]> {
  const [list] = Object.values(survey.lists);
  const { tool, database } = approvedRequest(survey) ?? list?.content ?? {};
  if (tool === undefined || database === undefined) return [];
  const own = session.parts.settings.tool;
  const { name, systemIdentifier } = await (await session.live()).identity();
  const [cutIn, isIn] = [
    `${database.name} on ${database.system_identifier}`,
    `${name} on ${systemIdentifier}`,
  ];
  return [
    ...(tool.sha256 === own.sha256
      ? []
      : [`it was cut by another version of the code: ${tool.version} ${tool.sha256}`]),
    ...(cutIn === isIn ? [] : [`${CUT_ELSEWHERE}: ${cutIn}, and this is ${isIn}`]),
  ];
}
