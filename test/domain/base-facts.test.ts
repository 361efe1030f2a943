import assert from "node:assert/strict";
import test from "node:test";
import {
  type BaseFacts,
  type ChainHead,
  changeSince,
  checkDocument,
  checkOthers,
  type DriftScope,
  scopeSince,
} from "../../src/domain/base-facts.ts";
import type { Check } from "../../src/domain/check.ts";
import { expectedChange, type RowChange, sumOfChanges } from "../../src/domain/expected-change.ts";
import { GOVERNED_TABLES, type TableFact } from "../../src/domain/tables.ts";
import { countFirstCut } from "../../src/domain/write-counts.ts";

const [BEFORE_DIGEST, AFTER_DIGEST] = ["b".repeat(64), "a".repeat(64)];
const DOCUMENT: readonly TableFact[] = GOVERNED_TABLES.map((table) => ({
  table,
  rows: 10,
  digest: BEFORE_DIGEST,
}));
const NOTHING = sumOfChanges([]);
const LEG_A = expectedChange("cut_leg_a", countFirstCut(3));

type Other = BaseFacts["others"][number];
const head = (document: string, changes: Partial<ChainHead> = {}): ChainHead => ({
  document,
  seq: 4,
  sha256: BEFORE_DIGEST,
  rows: BEFORE_DIGEST,
  isFounded: false,
  ...changes,
});
const SEEN = { cluster: "42/00000001", snapshot: "7:7:" };
const other = (document: string, changes: Partial<Other> = {}): Other => ({
  document,
  receipts: 4,
  units: 7,
  rows: 40,
  digest: BEFORE_DIGEST,
  ...changes,
});
const base = (document: readonly TableFact[], others: readonly Other[] = []): BaseFacts => ({
  seen: SEEN,
  document,
  others,
});
const failed = (checks: readonly Check[]) => checks.filter((row) => !row.passed).map(({ name }) => name);

function after(change: RowChange, edit: (fact: TableFact) => TableFact | null = (fact) => fact): BaseFacts {
  const changes: Readonly<Record<string, number>> = {
    ...change,
    "cutter_governance.write_permit": change["cutter_governance.approval_use"],
  };
  return base(
    DOCUMENT.map((fact) => {
      const added = changes[fact.table] ?? 0;
      return { ...fact, rows: fact.rows + added, digest: added === 0 ? fact.digest : AFTER_DIGEST };
    }).flatMap((fact) => edit(fact) ?? []),
  );
}

const failuresOf = (now: BaseFacts, change: RowChange) => failed(checkDocument(base(DOCUMENT), now, change));

test("rows of the document that changed as expected pass", () =>
  assert.deepEqual(failuresOf(after(LEG_A), LEG_A), []));

test("an extra, a missing or an altered row of the document is named, in any table (D-32)", () => {
  for (const table of GOVERNED_TABLES) {
    for (const step of [1, -1]) {
      const now = after(LEG_A, (fact) => (fact.table === table ? { ...fact, rows: fact.rows + step } : fact));
      assert.deepEqual(failuresOf(now, LEG_A), [`rows of ${table}`]);
    }
    const altered = after(NOTHING, (fact) =>
      fact.table === table ? { ...fact, digest: AFTER_DIGEST } : fact,
    );
    assert.deepEqual(failuresOf(altered, NOTHING), [`content of ${table}`]);
    const lost = after(NOTHING, (fact) => (fact.table === table ? null : fact));
    assert.deepEqual(failuresOf(lost, NOTHING), [`rows of ${table}`, `content of ${table}`]);
  }
});

test("units may change their content only where the log says that they were enacted or withdrawn", () => {
  const touched = (fact: TableFact) =>
    fact.table === "public.information_unit" ? { ...fact, digest: AFTER_DIGEST } : fact;
  assert.deepEqual(failuresOf(after(NOTHING, touched), NOTHING), ["content of public.information_unit"]);
  const enact = expectedChange("lifecycle_enact", countFirstCut(3));
  assert.deepEqual(failuresOf(after(enact, touched), enact), []);
});

test("the change since a baseline leaves out the effects that it holds", () => {
  const change = (effect: Parameters<typeof expectedChange>[0]) => expectedChange(effect, countFirstCut(3));
  const facts = base(DOCUMENT);
  const done = ["cut_leg_a", "leg_b_record"] as const;
  assert.deepEqual(changeSince({ facts, holds: ["cut_leg_a"] }, done, change), change("leg_b_record"));
  assert.deepEqual(changeSince({ facts, holds: done }, done, change), NOTHING);
});

const NEIGHBOURS: readonly {
  readonly what: string;
  readonly now: readonly Other[];
  readonly scope?: DriftScope;
  readonly named: readonly string[];
}[] = [
  { what: "a document that is as it was", now: [other("A")], named: [] },
  {
    what: "a document that another run has changed, with a receipt",
    now: [other("A", { receipts: 5, units: 9, digest: AFTER_DIGEST })],
    named: [],
  },
  {
    what: "a document that changed without a receipt",
    now: [other("A", { digest: AFTER_DIGEST })],
    named: ["document A"],
  },
  {
    what: "a document that lost a receipt",
    now: [other("A", { receipts: 3, digest: AFTER_DIGEST })],
    named: ["document A"],
  },
  { what: "a document that is gone", now: [], named: ["document A"] },
  {
    what: "a document that was registered meanwhile",
    now: [other("A"), other("B", { receipts: 0, units: 0 })],
    named: [],
  },
  {
    what: "a document that was registered and cut meanwhile",
    now: [other("A"), other("B", { receipts: 1 })],
    named: [],
  },
  {
    what: "a new document with units that no receipt accounts for",
    now: [other("A"), other("B", { receipts: 0 })],
    named: ["document B"],
  },
  {
    what: "a document that changed without a receipt, where other documents are not looked at",
    now: [other("A", { digest: AFTER_DIGEST })],
    scope: "document",
    named: [],
  },
];

for (const { what, now, scope = "all", named } of NEIGHBOURS) {
  test(`${what} is ${named.length === 0 ? "no drift" : "named"}`, () => {
    assert.deepEqual(failed(checkOthers(base([], [other("A")]), base([], now), scope)), named);
  });
}

const CHAINED: readonly {
  readonly what: string;
  readonly was?: Partial<BaseFacts>;
  readonly now: Partial<BaseFacts>;
  readonly named: readonly string[];
}[] = [
  { what: "a document whose newest entry is the one of then", now: { heads: [head("A")] }, named: [] },
  {
    what: "a document with a later entry",
    now: { heads: [head("A", { seq: 5, sha256: AFTER_DIGEST })] },
    named: [],
  },
  {
    what: "a document with another entry of the same number",
    now: { heads: [head("A", { sha256: AFTER_DIGEST })] },
    named: ["document A"],
  },
  {
    what: "a document with an earlier entry",
    now: { heads: [head("A", { seq: 3 })] },
    named: ["document A"],
  },
  { what: "a document whose chain is gone", now: { others: [other("A")], heads: [] }, named: ["document A"] },
  { what: "a document that is gone with its chain", now: { heads: [] }, named: ["document A"] },
  {
    what: "a document that was registered and cut meanwhile",
    now: { heads: [head("A"), head("B", { seq: 1 })] },
    named: [],
  },
  {
    what: "a document with units and no chain, which was not there",
    now: { heads: [head("A")], others: [other("B", { receipts: 0 })] },
    named: ["document B"],
  },
  {
    what: "a document whose chain an audit has founded with the rows of then",
    was: { others: [other("A")], heads: [] },
    now: { heads: [head("A", { seq: 1, isFounded: true })] },
    named: [],
  },
  {
    what: "a document whose chain an audit has founded with other rows",
    was: { others: [other("A")], heads: [] },
    now: { heads: [head("A", { seq: 1, isFounded: true, rows: AFTER_DIGEST })] },
    named: ["document A"],
  },
  {
    what: "a document without a chain that a run has cut since",
    was: { others: [other("A")], heads: [] },
    now: { heads: [head("A", { seq: 1, rows: AFTER_DIGEST })] },
    named: [],
  },
];

for (const { what, was = { heads: [head("A")] }, now, named } of CHAINED) {
  test(`seen by the chains, ${what} is ${named.length === 0 ? "no drift" : "named"}`, () => {
    const found = checkOthers({ ...base([]), ...was }, { ...base([]), ...now }, "chain");
    assert.deepEqual(failed(found), named);
  });
}

test("rows that are read are held against rows, though the chain is the same", () => {
  const then = { ...base([], [other("A")]), heads: [head("A")] };
  const now = { ...base([], [other("A", { digest: AFTER_DIGEST })]), heads: [head("A")] };
  assert.deepEqual(failed(checkOthers(then, now, "all")), ["document A"]);
});

test("the rows of the document are what the newest entry of its chain says, the vocabularies and the chain itself left out", () => {
  const chained = DOCUMENT.filter(({ table }) => !/dot_config|lifecycle_vocab|document_digest/.test(table));
  const checked = (now: readonly TableFact[] | null) =>
    failed(checkDocument(base(DOCUMENT), { ...base(DOCUMENT), chained: now }, NOTHING));
  assert.deepEqual(checked(chained), []);
  assert.deepEqual(checked(null), []);
  for (const { table } of chained) {
    const edited = chained.map((fact) => (fact.table === table ? { ...fact, digest: AFTER_DIGEST } : fact));
    assert.deepEqual(checked(edited), ["tables that differ from the chain"], table);
    assert.deepEqual(checked(chained.filter((fact) => fact.table !== table)), [
      "tables that differ from the chain",
    ]);
  }
});

test("what is held against facts sees other documents as the facts do, whatever the setting has become, unless it leaves them out", () => {
  const facts = (scope: DriftScope): BaseFacts => ({ ...base([]), scope });
  assert.equal(scopeSince(facts("all"), "chain"), "all");
  assert.equal(scopeSince(facts("chain"), "all"), "chain");
  assert.equal(scopeSince(facts("chain"), "document"), "document");
  assert.equal(scopeSince(base([]), "chain"), "all", "facts of an earlier release");
});
