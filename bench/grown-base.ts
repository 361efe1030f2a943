import { createKnowledgeBase } from "../src/adapters/postgres/knowledge-base.ts";
import { CHAIN, GOVERNED_TABLES, VOCABULARIES } from "../src/domain/tables.ts";
import type { SqlSession, SqlSource } from "../src/ports/sql.ts";
import { commandFor } from "../test/support/knowledge.ts";
import { mustSucceed, registerUnits, runIdOf, writeDrafts } from "./units.ts";

/** Units of each document of a base that is made to be large. */
const UNITS_EACH = 1000;
const SEED = "SEED";
/** Tables whose rows are the same in every copy, and the one that says what rows each copy has. */
const LEFT_OUT: ReadonlySet<string> = new Set([...VOCABULARIES, CHAIN]);
/** What every copy keeps, since a constraint holds it to a text. */
const KEPT: ReadonlySet<string> = new Set(["body", "content_hash", "sha256"]);
/** What may stand in the ledger once. */
const ONCE: ReadonlySet<string> = new Set(["payload_sha256", "nonce"]);

/**
 * Makes the base hold at least as many units: one document is cut and enacted by the functions, and every row of it is copied under other
 * ids, addresses, runs and times, with the triggers off; then the chain of
 * each copy is founded, as an audit does it. What belongs together in the first document belongs together in each copy.
 */
export async function growBase(sql: SqlSource, superuser: SqlSession, units: number): Promise<void> {
  if (units === 0) return;
  const knowledge = createKnowledgeBase(sql);
  const made = await registerUnits(sql, SEED, UNITS_EACH);
  await writeDrafts(knowledge, made);
  const command = await commandFor(knowledge, made, "lifecycle_enact", { runId: runIdOf(SEED) });
  const reviewDecisionId = "00000000-0000-4000-8000-0000000005ed";
  mustSucceed(await knowledge.enact({ ...command, reviewDecisionId }));
  await copyDocuments(superuser, Math.ceil(units / UNITS_EACH) - 1);
  const { unchained } = await knowledge.auditBase(() => undefined);
  for (const document of unchained) await knowledge.foundChain(document);
}

async function copyDocuments(superuser: SqlSession, copies: number): Promise<void> {
  if (copies === 0) return;
  await superuser.query("begin");
  await superuser.query("set local session_replication_role = replica");
  for (const table of GOVERNED_TABLES.filter((name) => !LEFT_OUT.has(name))) {
    const { rows: columns } = await superuser.query<Column>(COLUMNS, [table]);
    const names = columns.map(({ name }) => `"${name}"`).join(", ");
    const values = columns.map(copyOf).join(", ");
    await superuser.query(`alter table ${table} disable trigger user`);
    await superuser.query(
      `insert into ${table} (${names}) select ${values} from ${table} t cross join generate_series(1, ${copies}) as k`,
    );
    const { rows: triggers } = await superuser.query<{ name: string }>(TRIGGERS, [table]);
    for (const { name } of triggers)
      await superuser.query(`alter table ${table} enable always trigger "${name}"`);
  }
  await superuser.query("commit");
  await superuser.query("vacuum analyze");
}

interface Column {
  readonly name: string;
  readonly type: string;
}

const COLUMNS = `select attname::text as name, format_type(atttypid, null) as type from pg_attribute
  where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`;
const TRIGGERS =
  "select tgname::text as name from pg_trigger where tgrelid = $1::regclass and not tgisinternal";

/** The column of a row `t` in copy number `k`. */
function copyOf({ name, type }: Column): string {
  const own = `t."${name}"`;
  if (KEPT.has(name)) return own;
  if (ONCE.has(name)) return `encode(sha256(convert_to(${own} || k, 'UTF8')), 'hex')`;
  switch (type) {
    case "uuid":
      return `md5(${own}::text || k)::uuid`;
    case "xid8":
      return `(${own}::text::bigint + k * 1000000::bigint)::text::xid8`;
    case "timestamp with time zone":
      return `${own} + k * interval '1 second'`;
    case "text":
      return `replace(replace(${own}, '${SEED}', 'L' || lpad(k::text, 6, '0')), '${runIdOf(SEED)}', '${RUN}' || lpad(to_hex(k), 8, '0'))`;
    default:
      return own;
  }
}

const RUN = runIdOf(SEED).slice(0, -8);
