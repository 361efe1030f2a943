import { digestOf } from "../json/canonical-json.ts";
import type { KnowledgeBase } from "../ports/knowledge-base.ts";
import type { SqlSession } from "../ports/sql.ts";

/** What stands in the demo's database, counted by plain SQL and not by the bot's own probes. */
export interface TableReading {
  /** sha256 over counts and content digests of every governed table. */
  readonly digest: string;
  readonly unitsByStatus: Readonly<Record<string, number>>;
  readonly legBRows: number;
  readonly verificationRows: number;
  readonly logRows: number;
  readonly reviewDecisions: number;
}

const LEDGER = `
  select
    (select count(*) from cutter_governance.decision_backlog_entry)
    + (select count(*) from cutter_governance.decision_backlog_history)
    + (select count(*) from cutter_governance.manifest_envelope)
    + (select count(*) from cutter_governance.manifest_unit_block)
    + (select count(*) from cutter_governance.review_decision where gate = 'SG_1_cut_authz')
    + (select count(*) from cutter_governance.dot_pair_signature where change_set_id is not null)
    + (select count(*) from cutter_governance.cut_change_set)
    + (select count(*) from cutter_governance.cut_change_set_affected_row) as leg_b,
    (select count(*) from cutter_governance.verify_result)
    + (select count(*) from cutter_governance.dot_pair_signature where verify_result_id is not null) as verification,
    (select count(*) from public.iu_lifecycle_log) as log,
    (select count(*) from cutter_governance.review_decision) as decisions`;

export async function readDemoTables(live: KnowledgeBase, session: SqlSession): Promise<TableReading> {
  await using snapshot = await live.openSnapshot();
  const statuses = await session.query<{ status: string; units: string }>(
    "select lifecycle_status as status, count(*) as units from public.information_unit group by 1",
  );
  const { rows } =
    await session.query<Readonly<Record<"leg_b" | "verification" | "log" | "decisions", string>>>(LEDGER);
  const [ledger] = rows;
  if (ledger === undefined) throw new Error("the ledger cannot be counted");
  return {
    digest: digestOf(snapshot.tables),
    unitsByStatus: Object.fromEntries(statuses.rows.map((row) => [row.status, Number(row.units)])),
    legBRows: Number(ledger.leg_b),
    verificationRows: Number(ledger.verification),
    logRows: Number(ledger.log),
    reviewDecisions: Number(ledger.decisions),
  };
}
