import { type BaseFacts, isChained } from "../../../domain/base-facts.ts";
import { type Effect, mayActOn } from "../../../domain/expected-change.ts";
import { accepted, type Result } from "../../../domain/result.ts";
import type { TableFact } from "../../../domain/tables.ts";
import { canonicalJson } from "../../../json/canonical-json.ts";
import type { PhaseReceipt, WriteOrder } from "../../../ports/knowledge-base.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { readDocumentRows } from "../reads/document-rows.ts";
import { type ActionsByTable, readActions } from "../reads/row-actions.ts";
import { writeChainEntry } from "./chain-entry.ts";
import { settled } from "./settled.ts";
import type { EffectOutcome } from "./write-transaction.ts";

export interface Closing {
  readonly receipt: PhaseReceipt;
  readonly after: ActionsByTable;
  readonly now: Date;
  /** The rows of the document in the tables on which the effect acts. */
  readonly acted: BaseFacts["document"];
}

/**
 * Ends the transaction up to COMMIT: writes the receipt and the entry of the chain, checks deferred constraints, and reads what was done and what stands. A table on which
 * the effect does not act has the rows that were found before it: `after` tells whether that is so.
 */
export async function close(
  session: SqlSession,
  command: WriteOrder,
  effect: Effect,
  { outcome, found }: { readonly outcome: EffectOutcome; readonly found: BaseFacts["document"] },
): Promise<Result<Closing>> {
  const isActedOn = (table: TableFact["table"]) => mayActOn(table, effect, command.expectedChange);
  const [receipt, chained, , after, clock, beside] = await settled([
    writeReceipt(session, command, effect, outcome),
    writeChainEntry(session, command, effect, { found, isActedOn }),
    session.query("set constraints all immediate"),
    readActions(session),
    session.query<{ now: Date | string }>("select clock_timestamp() as now"),
    readDocumentRows(
      session,
      command.plan.source.docPrefix,
      (table) => isActedOn(table) && !isChained({ table }),
    ),
  ] as const);
  return accepted({ receipt, after, now: asDate(clock.rows[0]?.now), acted: [...chained, ...beside] });
}

async function writeReceipt(
  session: SqlSession,
  command: WriteOrder,
  effect: Effect,
  { resultDigest, ids }: EffectOutcome,
): Promise<PhaseReceipt> {
  const { rows } = await session.query<{ committed_utc: string }>(
    `insert into cutter_governance.phase_receipt (run_id, phase, payload_sha256, result_digest, ids)
     values ($1, $2, $3, $4, $5::text::jsonb)
     returning to_char(recorded_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as committed_utc`,
    [command.runId, effect, command.payloadSha256, resultDigest, canonicalJson(ids)],
  );
  const committedUtc = rows[0]?.committed_utc ?? "";
  return {
    runId: command.runId,
    effect,
    payloadSha256: command.payloadSha256,
    resultDigest,
    committedUtc,
    ids,
    already: false,
  };
}

export function asDate(value: Date | string | undefined): Date {
  if (value === undefined) throw new Error("the database did not tell its time");
  return value instanceof Date ? value : new Date(value);
}
