import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { permitCutSql } from "../../support/permit-sql.ts";
import { openWrittenLedger, type WrittenLedger } from "../../support/written-ledger.ts";

let ledger: WrittenLedger;

before(async () => {
  ledger = await openWrittenLedger();
});
after(() => ledger?.[Symbol.asyncDispose]());

interface Asked {
  readonly addresses: readonly string[];
  readonly parents?: readonly (string | null)[];
  readonly titles?: readonly string[];
  /** Addresses of drafts that were withdrawn before. */
  readonly givenBack?: readonly string[];
}

interface Told {
  /** Address and status, as the function tells them. */
  readonly told: readonly string[];
  /** Address, place and address of the parent of the units that were made. */
  readonly made: readonly string[];
}

/** Calls the function as the exec lane, which has consumed a permit for the document; everything is taken back. */
async function createMany({ addresses, parents, titles, givenBack = [] }: Asked): Promise<Told> {
  await using session = await ledger.database.openSuperuser();
  await session.query("begin");
  try {
    await session.query("alter table public.information_unit disable trigger user");
    await session.query(
      "update public.information_unit set lifecycle_status = 'withdrawn' where canonical_address = any ($1)",
      [givenBack],
    );
    const prefix = addresses[0]?.split("/")[0] ?? "";
    for (const statement of permitCutSql(prefix)) await session.query(statement);
    const each = (value: string) => addresses.map(() => value);
    const { rows } = await session.query<{ address: string; status: string }>(
      "select address, status from public.fn_iu_create_many($1, $2, $3, $4, $5, $6, 'cutter_exec', 'registry', 'law')",
      [
        addresses,
        titles ?? each("title"),
        each("text"),
        each("article"),
        each("body"),
        parents ?? addresses.map(() => null),
      ],
    );
    const { rows: made } = await session.query<{ line: string }>(
      `select concat_ws(' ', u.canonical_address, u.sort_order, p.canonical_address) as line
       from public.information_unit u left join public.information_unit p on p.id = u.parent_or_container_ref
       where u.created_at = now() order by u.sort_order`,
    );
    return {
      told: rows.map(({ address, status }) => `${address} ${status}`),
      made: made.map(({ line }) => line),
    };
  } finally {
    await session.query("rollback");
  }
}

const CALLS: readonly { readonly rule: string; readonly asked: Asked; readonly told: Told }[] = [
  {
    rule: "the first units of a document begin at its first place",
    asked: { addresses: ["NEW/a", "NEW/b"] },
    told: { told: ["NEW/a created", "NEW/b created"], made: ["NEW/a 1", "NEW/b 2"] },
  },
  {
    rule: "later units of a document stand behind those that are there",
    asked: { addresses: ["DRAFT/a"] },
    told: { told: ["DRAFT/a created"], made: ["DRAFT/a 3"] },
  },
  {
    rule: "a parent stands before its child in the call, or as a draft of the document in the database",
    asked: { addresses: ["DRAFT/a", "DRAFT/b"], parents: ["DRAFT/article-2", "DRAFT/a"] },
    told: {
      told: ["DRAFT/a created", "DRAFT/b created"],
      made: ["DRAFT/a 3 DRAFT/article-2", "DRAFT/b 4 DRAFT/a"],
    },
  },
  {
    rule: "a parent that comes behind its child is not found",
    asked: { addresses: ["NEW/a", "NEW/b"], parents: ["NEW/b", null] },
    told: { told: ["NEW/a parent_not_found"], made: [] },
  },
  {
    rule: "a unit is not its own parent",
    asked: { addresses: ["NEW/a"], parents: ["NEW/a"] },
    told: { told: ["NEW/a parent_not_found"], made: [] },
  },
  {
    rule: "a draft of another document is no parent",
    asked: { addresses: ["NEW/a"], parents: ["DRAFT/article-1"] },
    told: { told: ["NEW/a parent_not_found"], made: [] },
  },
  {
    rule: "an enacted unit is no parent",
    asked: { addresses: ["LAW/a"], parents: ["LAW/article-1"] },
    told: { told: ["LAW/a parent_not_found"], made: [] },
  },
  {
    rule: "those whose parent is missing are named, and they alone",
    asked: { addresses: ["NEW/a", "NEW/b", "NEW/c"], parents: [null, "NEW/a", "NEW/none"] },
    told: { told: ["NEW/c parent_not_found"], made: [] },
  },
  {
    rule: "those that exist are named in the order of the call, and they alone",
    asked: { addresses: ["DRAFT/article-2", "DRAFT/new", "DRAFT/article-1"] },
    told: {
      told: ["DRAFT/article-2 exists_complete", "DRAFT/article-1 exists_complete"],
      made: [],
    },
  },
  {
    rule: "an address that was given back is not among those that exist",
    asked: { addresses: ["DRAFT/article-2", "DRAFT/article-1"], givenBack: ["DRAFT/article-2"] },
    told: { told: ["DRAFT/article-1 exists_complete"], made: [] },
  },
  {
    rule: "what was withdrawn takes no place",
    asked: { addresses: ["DRAFT/a"], givenBack: ["DRAFT/article-2"] },
    told: { told: ["DRAFT/a created"], made: ["DRAFT/a 2"] },
  },
];

for (const { rule, asked, told } of CALLS) {
  test(rule, async () => assert.deepEqual(await createMany(asked), told));
}

for (const { rule, asked } of [
  { rule: "units of two documents are refused in one call", asked: { addresses: ["NEW/a", "OLD/a"] } },
  {
    rule: "a list that does not name each unit is refused",
    asked: { addresses: ["NEW/a", "NEW/b"], titles: ["a", "b", "c"] },
  },
]) {
  test(rule, async () => {
    await assert.rejects(createMany(asked), /birth: the units of one call are of one document/);
  });
}
