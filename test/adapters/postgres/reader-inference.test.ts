import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { VIEWS } from "../../../src/domain/tables.ts";
import type { SqlSession } from "../../../src/ports/sql.ts";
import { makeAmendment } from "../../support/amendment.ts";
import { makePlan } from "../../support/knowledge.ts";
import { type KnowledgeCluster, startKnowledgeCluster } from "../../support/knowledge-cluster.ts";
import { openRawHistory, type RawHistory } from "../../support/raw-history.ts";

let cluster: KnowledgeCluster;
let raw: RawHistory;
let superuser: SqlSession;
let reader: SqlSession;

/** A document of which an amendment and a new unit are drafts, another one that is a draft as a whole, and statistics of all that. */
before(async () => {
  cluster = await startKnowledgeCluster();
  const database = await cluster.open();
  raw = await openRawHistory(database);
  const first = await raw.draft(makePlan("VE", 5));
  assert.equal(await raw.enact(first), null);
  const head = await database.knowledge.documentHead(first.changeSetId);
  const steps = [
    { operation: "amend", unit: "VE/article-1" },
    { operation: "create", unit: "VE/article-8" },
  ] as const;
  await raw.draft(
    makeAmendment(first.made, { changeSetId: first.changeSetId, head }, steps, { versionSeq: 2 }),
  );
  await raw.draft(makePlan("WE", 3));
  superuser = await database.openSuperuser();
  await superuser.query("analyze");
  reader = await database.sql.open("reader");
});
after(async () => {
  await reader?.[Symbol.asyncDispose]();
  await superuser?.[Symbol.asyncDispose]();
  await raw?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

const literal = (text: string) => `'${text.replaceAll("'", "''")}'`;

/** How the server would find the rows, and how many it expects, without the value that was asked for. */
async function estimate(condition: string, value: string): Promise<string> {
  const { rows } = await reader.query<{ "QUERY PLAN": string }>(
    `explain select from public.iu_history h where ${condition}`,
  );
  const plan = rows.map((row) => row["QUERY PLAN"]).join("\n");
  return plan.replaceAll(value, "…");
}

/** Of one draft's value and of one that is nowhere: between the two stands nothing else. */
const QUESTIONS: Readonly<Record<string, (column: string, value: string) => string>> = {
  equals: (column, value) => `${column} = ${value}`,
  "is before": (column, value) => `${column} < ${value}`,
  "is behind": (column, value) => `${column} > ${value}`,
  contains: (column, value) => `${column} like '%' || ${value} || '%'`,
  "begins with": (column, value) => `starts_with(${column}, ${value})`,
};

for (const column of ["title", "body", "content_hash"])
  for (const [title, ask] of Object.entries(QUESTIONS))
    test(`no estimate tells a reader whether the ${column} of a draft ${title} what was asked (D-166)`, async () => {
      const { rows } = await superuser.query<{ value: string }>(
        `select distinct ${column} as value from public.unit_version where lifecycle_status = 'draft'`,
      );
      assert.ok(rows.length > 0);
      for (const { value } of rows) {
        const near = `${value}~`;
        const [there, nowhere] = [value, near].map((each) =>
          estimate(ask(`h.${column}`, literal(each)), literal(each).slice(1, -1)),
        );
        assert.equal(await there, await nowhere);
      }
    });

for (const view of VIEWS)
  test(`no error tells a reader what ${view} leaves out (D-166)`, async () => {
    const { rows } = await superuser.query<{ column: string }>(
      "select attname as column from pg_attribute where attrelid = $1::regclass and attnum > 0",
      [view],
    );
    assert.ok(rows.length > 2);
    for (const { column } of rows) {
      const value = `"${column}"::text`;
      const asked = `select count(*)::integer as told from ${view}
        where case when ${value} <> all (array(select ${value} from ${view} where ${value} is not null)) then ${value}::inet is null else true end`;
      const { rows: counted } = await reader.query<{ told: number }>(asked);
      assert.equal(counted.length, 1, column);
    }
  });
