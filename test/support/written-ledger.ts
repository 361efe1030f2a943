import { readSqlError, type SqlError } from "../../src/adapters/postgres/connection/sql-error.ts";
import type { Effect } from "../../src/domain/expected-change.ts";
import type { SqlSession } from "../../src/ports/sql.ts";
import { commandFor, makePlan, registerPlan } from "./knowledge.ts";
import { type KnowledgeDatabase, startKnowledgeCluster } from "./knowledge-cluster.ts";
import { chainedReceiptSql, consumeSql } from "./permit-sql.ts";

export type Role = "owner" | "exec" | "verify" | "superuser";

/** A database in which three units of `LAW` were cut, verified and enacted, two of `DRAFT` were cut, and one of `NEW` may be cut. */
export interface WrittenLedger extends AsyncDisposable {
  readonly database: KnowledgeDatabase;
  /** Statements of the exec lane that consume the permit for `NEW`, create its unit and leave the receipt. */
  readonly permittedCut: readonly string[];
  /** SQLSTATE of the failing statement after those before it, in a transaction that is taken back; `ok` where all went through. */
  attempt(role: Role, statements: readonly string[]): Promise<string>;
}

export async function openWrittenLedger(): Promise<WrittenLedger> {
  const cluster = await startKnowledgeCluster();
  const database = await cluster.open();
  const permittedCut = await write(database);
  const open = (role: Role): Promise<SqlSession> =>
    role === "superuser" ? database.openSuperuser() : database.sql.open(role);
  return {
    database,
    permittedCut,
    async attempt(role, statements) {
      await using session = await open(role);
      return await attemptIn(session, statements, ({ code }) => code);
    },
    [Symbol.asyncDispose]: () => cluster[Symbol.asyncDispose](),
  };
}

/** The server's message of the failing statement or constraint, in a transaction that is taken back; `ok` where all went through. */
export function attemptAs(session: SqlSession, statements: readonly string[]): Promise<string> {
  return attemptIn(session, statements, ({ message }) => message);
}

async function attemptIn(
  session: SqlSession,
  statements: readonly string[],
  tell: (error: SqlError) => string,
): Promise<string> {
  await session.query("begin");
  try {
    for (const statement of statements) await session.query(statement);
    await session.query("set constraints all immediate");
    return "ok";
  } catch (error) {
    const found = readSqlError(error);
    return found ? tell(found) : String(error);
  } finally {
    await session.query("rollback");
  }
}

const PERMITTED_RUN = "ictr-20261121T090000Z-00000003";

async function write({ knowledge, sql }: KnowledgeDatabase): Promise<readonly string[]> {
  const made = makePlan("LAW", 3);
  const draft = makePlan("DRAFT", 2);
  const permitted = makePlan("NEW", 1);
  for (const one of [made, draft, permitted]) await registerPlan(sql, one);
  const { sha256: schemaSha256 } = await knowledge.schemaFacts();
  const command = (effect: Effect) => commandFor(knowledge, made, effect, { schemaSha256 });
  const runId = "ictr-20261121T090000Z-00000002";
  const reviewDecisionId = "5b8f3b0e-51c3-4b8e-9f6e-0d4f3f0a7c11";
  const replies = [
    await knowledge.cutLegA(await command("cut_leg_a")),
    await knowledge.recordLegB(await command("leg_b_record")),
    await knowledge.recordVerification(await command("write_verify"), await knowledge.probe(made.plan)),
    await knowledge.enact({ ...(await command("lifecycle_enact")), reviewDecisionId }),
    await knowledge.cutLegA(await commandFor(knowledge, draft, "cut_leg_a", { runId, schemaSha256 })),
  ];
  for (const reply of replies) if (!reply.ok) throw new Error(JSON.stringify(reply.refusal));
  const { payloadSha256 } = await commandFor(knowledge, permitted, "cut_leg_a", {
    runId: PERMITTED_RUN,
    schemaSha256,
  });
  const text = Buffer.from(permitted.source).toString("utf8");
  return [
    consumeSql(PERMITTED_RUN, "SG_1_cut_authz"),
    `select public.fn_iu_create('NEW/article-1', 'Article 1', '${text}', 'cutter_exec', 'article', 'body', 'registry', 'law', null)`,
    chainedReceiptSql(PERMITTED_RUN, "cut_leg_a", payloadSha256),
  ];
}
