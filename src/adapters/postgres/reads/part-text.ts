import type { PartText, PartWish } from "../../../ports/snapshots.ts";
import type { SqlSession } from "../../../ports/sql.ts";
import { STATES_DIGEST } from "./document-states.ts";
import { PART_TABLES, type PartTable, partOf, partRows, selectPart } from "./part-rows.ts";

/**
 * The text of an increment: one transaction of SQL that puts the part of some documents into a database, in the place of what it holds of them.
 * The rows themselves stand between `head` and `tail`, and are what psql prints that runs `script`.
 *
 * Triggers that are ALWAYS enabled fire under any `session_replication_role`, so they are disabled by name and enabled as they were. Foreign keys
 * are dropped and made again: that holds every row of the whole database against them.
 */
export async function writePartText(session: SqlSession, wish: PartWish): Promise<PartText> {
  // So that the catalogs tell every name with its schema.
  await session.query("set local search_path = pg_catalog");
  const { rows: columns } = await session.query<{ relation: PartTable; columns: string }>(COLUMNS, [
    PART_TABLES,
  ]);
  const { rows: guards } = await session.query<Guard>(TRIGGERS, [PART_TABLES]);
  const { rows: keys } = await session.query<ForeignKey>(FOREIGN_KEYS, [PART_TABLES]);
  const ids = arrayOf(wish.documents);
  const columnsOf = new Map(columns.map((row) => [row.relation, row.columns]));
  const copies = PART_TABLES.flatMap((table) => {
    const names = columnsOf.get(table) ?? "";
    const own = names.split(", ").map((name) => `t.${name}`);
    return [
      `\\echo 'COPY ${table} (${names}) FROM stdin;'`,
      `copy (${oneLine(selectPart(table, ":'ids'::text[]", own.join(", ")))}) to stdout;`,
      "\\echo '\\\\.'",
    ];
  });
  return {
    lastLine: PART_END,
    script: [
      ...["set client_encoding = 'UTF8';", "begin isolation level repeatable read read only;"],
      `set transaction snapshot '${wish.snapshotId}';`,
      ...["set local statement_timeout = '30min';", "set local datestyle = 'ISO, YMD';"],
      ...["set local intervalstyle = 'postgres';", "set local extra_float_digits = 3;"],
      ...["set local bytea_output = 'hex';", "set local search_path = pg_catalog;"],
      `\\set ids '{${wish.documents.map((id) => `"${id}"`).join(",")}}'`,
      ...copies,
      "commit;",
      `\\echo '${PART_END}'`,
      "",
    ].join("\n"),
    head: [
      // Refused outside of a transaction: all of it, or nothing.
      "savepoint increment;",
      ...["set statement_timeout = 0;", "set lock_timeout = 0;", "set client_encoding = 'UTF8';"],
      ...["set standard_conforming_strings = on;", "set client_min_messages = warning;"],
      ...["set datestyle = 'ISO, YMD';", "set intervalstyle = 'postgres';", "set row_security = off;"],
      "set search_path = pg_catalog;",
      expectBefore(wish),
      ...[...new Set(guards.map(({ relation }) => relation))].map(
        (relation) => `alter table ${relation} disable trigger user;`,
      ),
      ...keys.map(({ relation, name }) => `alter table ${relation} drop constraint ${name};`),
      deletion(ids),
      "",
    ].join("\n"),
    tail: [
      ...keys.map(
        ({ relation, name, definition }) => `alter table ${relation} add constraint ${name} ${definition};`,
      ),
      ...guards.map(
        ({ relation, name, state }) => `alter table ${relation} ${ENABLE[state]} trigger ${name};`,
      ),
      expectAfter(wish),
      `${PART_END}\n`,
    ].join("\n"),
  };
}

/** The last line that psql prints, and of the text. */
const PART_END = "-- iu-cutter: increment complete";

interface Guard {
  readonly relation: string;
  readonly name: string;
  readonly state: keyof typeof ENABLE;
}

const ENABLE = { O: "enable", A: "enable always", R: "enable replica", D: "disable" } as const;

interface ForeignKey {
  readonly relation: string;
  readonly name: string;
  readonly definition: string;
}

/** A restored full backup must be the one that the increment rests on; a database without any document is a throw-away one. */
function expectBefore({ before, restsOn }: PartWish): string {
  return `do $increment$
begin
  if exists (select from cutter_governance.source_document_registry) then
    if (${STATES_DIGEST}) is distinct from '${before}' then
      raise exception 'this increment rests on the backup ${restsOn}, and what is in the database is not what that one restores';
    end if;
    perform set_config('iu_cutter.is_whole', 'yes', true);
  else
    perform set_config('iu_cutter.is_whole', 'no', true);
  end if;
end
$increment$;`;
}

function expectAfter({ after }: PartWish): string {
  return `do $increment$
begin
  if current_setting('iu_cutter.is_whole') = 'yes' and (${STATES_DIGEST}) is distinct from '${after}' then
    raise exception 'the documents are not those of the snapshot of this increment';
  end if;
end
$increment$;`;
}

/** One statement, so that each table is judged by the others as they were. */
function deletion(ids: string): string {
  const each = PART_TABLES.map((table, position) => {
    const { from, where } = partRows(table);
    return `gone_${position} as (delete from ${table} x where x.ctid = any (array(select t.ctid from ${table} t ${from} where ${where})) returning 1)`;
  });
  const count = PART_TABLES.map((_table, position) => `select 1 from gone_${position}`).join(" union all ");
  return `with ${partOf(ids)},\n${each.join(",\n")}\nselect count(*) from (${count}) as gone;`;
}

/** Ids have neither quotes nor backslashes: a constraint of the registry says so. */
function arrayOf(ids: readonly string[]): string {
  return `array[${ids.map((id) => `'${id}'`).join(", ")}]::text[]`;
}

/** psql's \\set and \\echo end at the line; a query of `copy` may not, but is easier to find in a log. */
function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, " ");
}

const COLUMNS = `select r.name as relation, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
from unnest($1::text[]) r (name) join pg_catalog.pg_attribute a on a.attrelid = r.name::regclass
where a.attnum > 0 and not a.attisdropped and a.attgenerated = '' group by r.name`;

const TRIGGERS = `select r.name as relation, quote_ident(t.tgname) as name, t.tgenabled::text as state
from unnest($1::text[]) with ordinality r (name, position) join pg_catalog.pg_trigger t on t.tgrelid = r.name::regclass
where not t.tgisinternal order by r.position, t.tgname`;

const FOREIGN_KEYS = `select r.name as relation, quote_ident(c.conname) as name, pg_catalog.pg_get_constraintdef(c.oid) as definition
from unnest($1::text[]) with ordinality r (name, position) join pg_catalog.pg_constraint c on c.conrelid = r.name::regclass
where c.contype = 'f' order by r.position, c.conname`;
