import { readSqlError } from "../../src/adapters/postgres/connection/sql-error.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import { type Made, makeAmendment, registerAmendment, type Written, write } from "./amendment.ts";
import { commandFor, makePlan, registerPlan } from "./knowledge.ts";
import { type KnowledgeDatabase, startKnowledgeCluster } from "./knowledge-cluster.ts";
import { decisionSql, enactSql } from "./lane-sql.ts";
import { chainedReceiptSql, consumePermitSql } from "./permit-sql.ts";
import { effectSql, linkSql } from "./version-sql.ts";

/** A run with a permit of the gate that nobody has consumed. */
export interface Permitted {
  readonly made: Made;
  readonly runId: string;
  readonly changeSetId: string;
  readonly permitId: string;
  readonly payloadSha256: string;
}

/**
 * A database in which `LAW` was cut (`first`) and amended (`second`), both enacted, and `OTHER` was cut. Two amendments of `LAW`, `draft` and
 * `rival`, follow the second one and are drafts that may be enacted; `draft` may be withdrawn too. `next` may be written: an amendment of
 * `OTHER`; so may `stale`, which follows the first cut of `LAW`. `later` may set other days for the second one.
 */
export interface AmendedLedger extends AsyncDisposable {
  readonly database: KnowledgeDatabase;
  readonly first: Written;
  readonly second: Written;
  readonly other: Written;
  readonly draft: Permitted;
  readonly rival: Permitted;
  readonly withdrawal: Permitted;
  readonly next: Permitted;
  readonly stale: Permitted;
  readonly later: Permitted;
}

export const DECISION = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7e01";
export const SECOND_DECISION = "0b1e2f6a-6a39-4a64-8a86-1f5a4a6b7e02";
const runOf = (digit: number) => `ictr-20261121T090000Z-0000000${digit}`;
const decisionOf = (digit: number) => `5b8f3b0e-51c3-4b8e-9f6e-0d4f3f0a7c0${digit}`;
const SG2 = "SG_2_lifecycle_authz";

export async function openAmendedLedger(): Promise<AmendedLedger> {
  const cluster = await startKnowledgeCluster();
  const database = await cluster.open();
  const { knowledge, sql } = database;
  const law = makePlan("LAW", 6);
  const foreign = makePlan("OTHER", 2);
  for (const made of [law, foreign]) await registerPlan(sql, made);
  const first = await write(knowledge, law, { runId: runOf(1), reviewDecisionId: decisionOf(1) });
  const amended = makeAmendment(
    law,
    first,
    [
      { operation: "amend", unit: "LAW/article-1", parent: "LAW/article-6" },
      { operation: "renumber", unit: "LAW/article-2", address: "LAW/article-2a" },
      { operation: "retire", unit: "LAW/article-3" },
      { operation: "create", unit: "LAW/article-3~2", address: "LAW/article-3", position: "3.5" },
      { operation: "create", unit: "LAW/article-9", parent: "LAW/article-3~2", position: "3.6" },
    ],
    {
      effectiveFrom: "2027-01-01",
      citation: "Act 1 of 2026",
      lineage: [{ from: "LAW/article-3", to: "LAW/article-3~2", relation: "replaced_by" }],
    },
  );
  await registerAmendment(sql, amended);
  const second = await write(knowledge, amended, { runId: runOf(2), reviewDecisionId: decisionOf(2) });
  const other = await write(knowledge, foreign, { runId: runOf(3), reviewDecisionId: decisionOf(3) });

  const third = makeAmendment(
    amended,
    second,
    [
      { operation: "amend", unit: "LAW/article-1" },
      { operation: "retire", unit: "LAW/article-9" },
      { operation: "create", unit: "LAW/article-10", position: "10" },
    ],
    { effectiveFrom: "2028-01-01", versionSeq: 3, citation: "Act 2 of 2027" },
  );
  const fourth = makeAmendment(amended, second, [{ operation: "amend", unit: "LAW/article-5" }], {
    effectiveFrom: "2028-02-01",
    versionSeq: 4,
  });
  const foreignNext = makeAmendment(
    foreign,
    other,
    [
      { operation: "amend", unit: "OTHER/article-1" },
      { operation: "create", unit: "OTHER/article-8", parent: "OTHER/article-1", position: "1.5" },
      { operation: "retire", unit: "OTHER/article-2" },
    ],
    { effectiveFrom: "2028-03-01", citation: "Act 3" },
  );
  const late = makeAmendment(law, first, [{ operation: "amend", unit: "LAW/article-4" }], { versionSeq: 5 });
  for (const made of [third, fourth, foreignNext, late]) await registerAmendment(sql, made);
  const drafts = [];
  for (const [made, digit] of [
    [third, 4],
    [fourth, 5],
  ] as const)
    drafts.push(
      await write(knowledge, made, { runId: runOf(digit), enact: false, reviewDecisionId: DECISION }),
    );
  const permit = async (
    made: Made,
    digit: number,
    effect: "cut_leg_a" | "lifecycle_enact" | "compensation",
    changeSetId = "",
  ): Promise<Permitted> => {
    const runId = runOf(digit);
    const { approval, payloadSha256 } = await commandFor(knowledge, made, effect, { runId });
    return { made, runId, changeSetId, permitId: approval?.permitId ?? "", payloadSha256 };
  };
  const postponed = {
    ...amended.plan,
    changes: [...amended.plan.changes].map((change) => ({ ...change, effectiveFrom: "2027-06-01" })),
    lineage: [],
  };
  const { approval } = await commandFor(knowledge, amended, "lifecycle_enact", { runId: runOf(8) });
  if (approval === null) throw new Error("an enactment has an approval");
  const laterPayload = "8".repeat(64);
  const laterPermit = await knowledge.permit({
    runId: runOf(8),
    payloadSha256: laterPayload,
    approval: { ...approval, nonce: "later" },
    plan: amended.plan,
    written: postponed,
  });
  const [draft, rival] = drafts;
  return {
    database,
    first,
    second,
    other,
    draft: await permit(third, 4, "lifecycle_enact", draft?.changeSetId),
    rival: await permit(fourth, 5, "lifecycle_enact", rival?.changeSetId),
    withdrawal: await permit(third, 4, "compensation", draft?.changeSetId),
    next: await permit(foreignNext, 6, "cut_leg_a"),
    stale: await permit(late, 7, "cut_leg_a"),
    later: {
      made: { ...amended, plan: postponed },
      runId: runOf(8),
      changeSetId: second.changeSetId,
      permitId: laterPermit,
      payloadSha256: laterPayload,
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

export const consume = ({ permitId }: Permitted): string => consumePermitSql(permitId);

export const receipt = ({ runId, payloadSha256 }: Permitted, phase: string): string =>
  chainedReceiptSql(runId, phase, payloadSha256);

export function decide(permitted: Permitted, gate: Gate = SG2, id = DECISION): string {
  const { runId, made, changeSetId } = permitted;
  const { documentId } = made.plan.source;
  return decisionSql({ id, runId, gate, documentId, changeSet: changeSetId });
}

export const unitsOf = ({ made }: Permitted): readonly string[] =>
  [...made.plan.changes].map(({ unit }) => unit);

export const enactment = (permitted: Permitted, some = unitsOf(permitted), decision = DECISION): string =>
  enactSql(some, { decision, changeSet: permitted.changeSetId });

export function days(permitted: Permitted, day?: string | null, decision = DECISION): string {
  const changes = [...permitted.made.plan.changes];
  return effectSql(
    changes.map(({ unit }) => unit),
    changes.map(({ effectiveFrom }) => (day === undefined ? effectiveFrom : day)),
    { decision, changeSet: permitted.changeSetId },
  );
}

/** The enactment as the bot does it. */
export function enacting(permitted: Permitted, decision = DECISION): readonly string[] {
  const { lineage } = permitted.made.plan;
  return [
    consume(permitted),
    decide(permitted, SG2, decision),
    enactment(permitted, unitsOf(permitted), decision),
    days(permitted, undefined, decision),
    ...(lineage.length === 0 ? [] : [linkSql(lineage, permitted.changeSetId)]),
    receipt(permitted, "lifecycle_enact"),
  ];
}

/** Digests of every row that tells of enacted text, as the session sees them. */
export async function enactedRows(session: SqlSession): Promise<readonly string[]> {
  const { rows } = await session.query<{ digest: string }>(ENACTED_ROWS);
  return rows.map(({ digest }) => digest);
}

const ENACTED_ROWS = [
  "public.information_unit t where t.lifecycle_status = 'enacted'",
  "public.unit_version t where t.lifecycle_status = 'enacted'",
  "public.iu_lifecycle_log t",
  "public.version_effect t",
  "public.unit_lineage t",
  "public.birth_registry t where exists (select from public.information_unit u where u.id = t.unit_id and u.lifecycle_status = 'enacted')",
  "cutter_governance.cut_change_set_affected_row t",
  "cutter_governance.cut_change_set t",
  "cutter_governance.review_decision t",
  "cutter_governance.source_document_version_registry t",
]
  .map(
    (from) =>
      `select '${from.split(" ")[0]} ' || encode(sha256(convert_to(t::text, 'UTF8')), 'hex') as digest from ${from}`,
  )
  .join("\nunion all ");

/**
 * What a transaction that is taken back tells: the statuses that the functions returned, and the message of the failing statement or `ok`; and
 * how many rows of enacted text are gone or others after it.
 */
export async function attemptOn(
  session: SqlSession,
  statements: readonly string[],
  before: readonly string[],
): Promise<{ readonly told: string; readonly gone: number }> {
  const statuses = new Set<string>();
  await session.query("begin");
  try {
    for (const statement of statements) {
      const { rows } = await session.query<{ status?: string }>(statement);
      for (const { status } of rows) if (status !== undefined) statuses.add(status);
    }
    await session.query("set constraints all immediate");
    await session.query("reset session authorization");
    const now = new Set(await enactedRows(session));
    const gone = before.filter((row) => !now.has(row)).length;
    return { told: [...statuses, "ok"].join(" "), gone };
  } catch (error) {
    const message = readSqlError(error)?.message ?? String(error);
    return { told: [...statuses, message].join(" "), gone: 0 };
  } finally {
    await session.query("rollback");
  }
}
