import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { FROM_THE_BEGINNING, OPEN } from "../../../src/domain/planned-change.ts";
import { makeAmendment, type Step } from "../../support/amendment.ts";
import { makePlan } from "../../support/knowledge.ts";
import {
  type KnowledgeCluster,
  type KnowledgeDatabase,
  startKnowledgeCluster,
} from "../../support/knowledge-cluster.ts";
import { openRawHistory, type RawHistory, type RawRun } from "../../support/raw-history.ts";

let cluster: KnowledgeCluster;
let database: KnowledgeDatabase;
let raw: RawHistory;
let documents = 0;
let versions = 1;

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  raw = await openRawHistory(database);
});
after(async () => {
  await raw?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

/** A change of a unit by its number: `new` is born at the address of the number, `to` is the number that it gets. */
interface Act {
  readonly n: number;
  readonly is: "amended" | "renumbered" | "repealed" | "new" | "corrected" | "recut";
  /** Null where no day is recorded. */
  readonly from: string | null;
  readonly to?: number;
}

/** An amendment, one that stays a draft, or other days for units of the amendment of that number from 1. */
type Happening =
  | readonly Act[]
  | { readonly drafts: readonly Act[] }
  | { readonly of: number; readonly days: Readonly<Record<string, string>> };

interface Case {
  readonly rule: string;
  /** Three where nothing else is said. */
  readonly units?: number;
  /** True where the first cut is of an earlier release. */
  readonly isEarlier?: boolean;
  readonly happens: readonly Happening[];
  /** What the last happening is refused with; left out where it is not. */
  readonly conflict?: string;
  /** What is read on each day: the addresses by their numbers, and behind each the version; as known after so many happenings where `@` says so. */
  readonly reads?: Readonly<Record<string, string>>;
}

/** Of so many units one is hardly the first or the last in the order of their ids, which are random. */
const MANY = 24;
const OTHERS = Array.from({ length: MANY - 1 }, (_, index) => index + 2);
const IN_ORDER = OTHERS.map(String).sort();

const CASES: readonly Case[] = [
  {
    rule: "a version without a day is not in force, and its unit reads as before",
    happens: [[{ n: 1, is: "amended", from: OPEN }]],
    reads: { "2020-01-01": "1:1 2:1 3:1", "9999-12-31": "1:1 2:1 3:1" },
  },
  {
    rule: "a version of which no day was said is not in force, and takes no number",
    happens: [[{ n: 1, is: "renumbered", to: 2, from: null }]],
    reads: { "-infinity": "1:1 2:1 3:1", "9999-12-31": "1:1 2:1 3:1" },
  },
  {
    rule: "a version that nobody has enacted yet takes no number, whatever its day will be",
    happens: [
      { drafts: [{ n: 3, is: "new", from: FROM_THE_BEGINNING }] },
      [{ n: 3, is: "amended", from: "2027-01-01" }],
    ],
    reads: { "2027-01-01": "1:1 2:1 3:2" },
  },
  {
    rule: "a day that is set later counts from then on, and not as known before",
    happens: [[{ n: 1, is: "amended", from: OPEN }], { of: 1, days: { 1: "2027-01-01" } }],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:2 2:1 3:1", "2027-01-01@1": "1:1 2:1 3:1" },
  },
  {
    rule: "a new text counts from its day, and the old one the day before",
    happens: [[{ n: 2, is: "amended", from: "2028-02-29" }]],
    reads: { "2028-02-28": "1:1 2:1 3:1", "2028-02-29": "1:1 2:2 3:1", "0001-01-01": "1:1 2:1 3:1" },
  },
  {
    rule: "a retroactive text counts for days that are past, and not as known before it",
    happens: [[{ n: 1, is: "amended", from: "0001-01-01" }]],
    reads: {
      "2020-01-01": "1:2 2:1 3:1",
      "0001-01-01": "1:2 2:1 3:1",
      "2020-01-01@0": "1:1 2:1 3:1",
      "0001-01-01 BC": "1:1 2:1 3:1",
    },
  },
  {
    rule: "a text from the beginning counts for every day",
    happens: [[{ n: 1, is: "corrected", from: FROM_THE_BEGINNING }]],
    reads: { "-infinity": "1:2 2:1 3:1", "2020-01-01": "1:2 2:1 3:1", "2020-01-01@0": "1:1 2:1 3:1" },
  },
  {
    rule: "an erratum of the same day counts in place of what it corrects, and as known before it the wrong text stays",
    happens: [[{ n: 1, is: "amended", from: "2027-01-01" }], [{ n: 1, is: "corrected", from: "2027-01-01" }]],
    reads: {
      "2026-12-31": "1:1 2:1 3:1",
      "2027-01-01": "1:3 2:1 3:1",
      "2027-01-01@1": "1:2 2:1 3:1",
      "2027-01-01@0": "1:1 2:1 3:1",
    },
  },
  {
    rule: "a repealed unit is gone from its day on",
    happens: [[{ n: 2, is: "repealed", from: "2027-01-01" }]],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:1 3:1", "2027-01-01@0": "1:1 2:1 3:1" },
  },
  {
    rule: "a repeal without a day leaves the unit",
    happens: [[{ n: 2, is: "repealed", from: OPEN }]],
    reads: { "9999-12-31": "1:1 2:1 3:1" },
  },
  {
    rule: "a unit may be amended after its repeal",
    happens: [[{ n: 2, is: "repealed", from: "2027-01-01" }], [{ n: 1, is: "amended", from: "2027-02-01" }]],
    reads: { "2027-01-01": "1:1 3:1", "2027-02-01": "1:2 3:1" },
  },
  {
    rule: "two units change their numbers on one day",
    happens: [
      [
        { n: 1, is: "renumbered", to: 2, from: "2027-01-01" },
        { n: 2, is: "renumbered", to: 1, from: "2027-01-01" },
      ],
    ],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:2 2:2 3:1" },
  },
  {
    rule: "two units change their numbers on two days",
    happens: [
      [
        { n: 1, is: "renumbered", to: 2, from: "2027-01-01" },
        { n: 2, is: "renumbered", to: 1, from: "2027-01-02" },
      ],
    ],
    conflict: "effect_conflict: P/article-2 would name two units on 2027-01-01",
  },
  {
    rule: "a number goes to a new unit on the day of the repeal",
    happens: [
      [
        { n: 2, is: "repealed", from: "2027-01-01" },
        { n: 2, is: "new", from: "2027-01-01" },
      ],
    ],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:1 2:1 3:1", "2027-01-01@0": "1:1 2:1 3:1" },
  },
  {
    rule: "a number goes to a new unit the day before the repeal",
    happens: [
      [
        { n: 2, is: "repealed", from: "2027-01-02" },
        { n: 2, is: "new", from: "2027-01-01" },
      ],
    ],
    conflict: "effect_conflict: P/article-2 would name two units on 2027-01-01",
  },
  {
    rule: "a number goes to a new unit whose repealed holder has no day yet",
    happens: [
      [
        { n: 2, is: "repealed", from: OPEN },
        { n: 2, is: "new", from: "2027-01-01" },
      ],
    ],
    conflict: "effect_conflict: P/article-2 would name two units on 2027-01-01",
  },
  {
    rule: "a number is given to a new unit that has no day yet",
    happens: [[{ n: 2, is: "new", from: OPEN }]],
    reads: { "9999-12-31": "1:1 2:1 3:1" },
  },
  {
    rule: "a number is given to a new unit from the beginning, where another has it",
    happens: [[{ n: 2, is: "new", from: FROM_THE_BEGINNING }]],
    conflict: "effect_conflict: P/article-2 would name two units",
  },
  {
    rule: "a number that another unit had until the day before is taken by an amendment of its own later",
    happens: [
      [{ n: 3, is: "repealed", from: "2027-01-01" }],
      [{ n: 1, is: "renumbered", to: 3, from: "2027-01-01" }],
    ],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "2:1 3:2" },
  },
  {
    rule: "a number that another unit still has is taken by an amendment of its own",
    happens: [
      [{ n: 3, is: "repealed", from: "2027-01-02" }],
      [{ n: 1, is: "renumbered", to: 3, from: "2027-01-01" }],
    ],
    conflict: "effect_conflict: P/article-3 would name two units on 2027-01-01",
  },
  {
    rule: "a version comes before the one that it follows",
    happens: [[{ n: 1, is: "amended", from: "2027-01-01" }], [{ n: 1, is: "amended", from: "2026-12-31" }]],
    conflict:
      "effect_conflict: P/article-1 would be in force from 2026-12-31, before the version that it follows, from 2027-01-01",
  },
  {
    rule: "a version comes from the beginning, before the one that it follows",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "renumbered", to: 4, from: FROM_THE_BEGINNING }],
    ],
    conflict:
      "effect_conflict: P/article-4 would be in force from the beginning, before the version that it follows",
  },
  {
    rule: "a version follows one that has no day yet, and comes before the last one that has",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "amended", from: OPEN }],
      [{ n: 1, is: "amended", from: "2026-12-31" }],
    ],
    conflict:
      "effect_conflict: P/article-1 would be in force from 2026-12-31, before the version that it follows, from 2027-01-01",
  },
  {
    rule: "a version follows one that has no day yet",
    happens: [[{ n: 1, is: "amended", from: OPEN }], [{ n: 1, is: "amended", from: "2027-01-01" }]],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:3 2:1 3:1" },
  },
  {
    rule: "a day is postponed",
    happens: [
      [
        { n: 1, is: "amended", from: "2027-01-01" },
        { n: 2, is: "amended", from: "2027-01-01" },
      ],
      { of: 1, days: { 1: "2027-06-01" } },
    ],
    reads: { "2027-01-01": "1:1 2:2 3:1", "2027-06-01": "1:2 2:2 3:1", "2027-01-01@1": "1:2 2:2 3:1" },
  },
  {
    rule: "a day is brought forward",
    happens: [[{ n: 1, is: "amended", from: "2027-06-01" }], { of: 1, days: { 1: "2027-01-01" } }],
    reads: { "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:2 2:1 3:1", "2027-01-01@1": "1:1 2:1 3:1" },
  },
  {
    rule: "a day is taken back and is open again",
    happens: [[{ n: 1, is: "amended", from: "2027-06-01" }], { of: 1, days: { 1: OPEN } }],
    reads: { "2027-06-01": "1:1 2:1 3:1", "2027-06-01@1": "1:2 2:1 3:1" },
  },
  {
    rule: "a day is moved twice, and the last one counts",
    happens: [
      [{ n: 1, is: "amended", from: "2027-06-01" }],
      { of: 1, days: { 1: "2027-01-01" } },
      { of: 1, days: { 1: "2028-01-01" } },
    ],
    reads: {
      "2027-01-01": "1:1 2:1 3:1",
      "2028-01-01": "1:2 2:1 3:1",
      "2027-01-01@2": "1:2 2:1 3:1",
      "2027-06-01@1": "1:2 2:1 3:1",
    },
  },
  {
    rule: "a day is postponed behind that of the version that follows",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "amended", from: "2027-02-01" }],
      { of: 1, days: { 1: "2027-03-01" } },
    ],
    conflict:
      "effect_conflict: P/article-1 would be in force from 2027-02-01, before the version that it follows, from 2027-03-01",
  },
  {
    rule: "a first text is put off behind the day of the version that follows",
    happens: [[{ n: 1, is: "amended", from: "2027-01-01" }], { of: 0, days: { 1: "2027-03-01" } }],
    conflict:
      "effect_conflict: P/article-1 would be in force from 2027-01-01, before the version that it follows, from 2027-03-01",
  },
  {
    rule: "a first text is put off, and its unit is not there before",
    happens: [{ of: 0, days: { 1: "2027-01-01" } }],
    reads: { "2026-12-31": "2:1 3:1", "2027-01-01": "1:1 2:1 3:1", "2026-12-31@0": "1:1 2:1 3:1" },
  },
  {
    rule: "a day is brought forward before that of the version that it follows",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "amended", from: "2027-02-01" }],
      { of: 2, days: { 1: "2026-12-01" } },
    ],
    conflict:
      "effect_conflict: P/article-1 would be in force from 2026-12-01, before the version that it follows, from 2027-01-01",
  },
  {
    rule: "versions that are in force on no day, because others follow them on their day, take no number",
    units: MANY,
    happens: [
      OTHERS.map((n) => ({ n, is: "renumbered", to: 1, from: OPEN })),
      OTHERS.map((n) => ({ n, is: "renumbered", to: n, from: "2027-01-01" })),
      { of: 1, days: Object.fromEntries(OTHERS.map((n) => [n, "2027-01-01"])) },
    ],
    reads: {
      "2026-12-31": `1:1 ${IN_ORDER.map((n) => `${n}:1`).join(" ")}`,
      "2027-01-01": `1:1 ${IN_ORDER.map((n) => `${n}:3`).join(" ")}`,
    },
  },
  {
    rule: "a number that a unit of an earlier release has is taken by another one",
    isEarlier: true,
    happens: [[{ n: 1, is: "renumbered", to: 3, from: "2027-01-01" }]],
    conflict: "effect_conflict: P/article-3 would name two units on 2027-01-01",
  },
  {
    rule: "a number that a unit of an earlier release has is exchanged for that of another one",
    isEarlier: true,
    happens: [
      [
        { n: 1, is: "renumbered", to: 2, from: "2027-01-01" },
        { n: 2, is: "renumbered", to: 1, from: "2027-01-01" },
      ],
    ],
    reads: { "-infinity": "1:1 2:1 3:1", "2026-12-31": "1:1 2:1 3:1", "2027-01-01": "1:2 2:2 3:1" },
  },
  {
    rule: "a repeal is postponed while a new unit has the number already",
    happens: [
      [
        { n: 2, is: "repealed", from: "2027-01-01" },
        { n: 2, is: "new", from: "2027-01-01" },
      ],
      { of: 1, days: { 2: "2027-02-01" } },
    ],
    conflict: "effect_conflict: P/article-2 would name two units on 2027-01-01",
  },
  {
    rule: "a repeal is brought forward, and its number is free meanwhile",
    happens: [
      [
        { n: 2, is: "repealed", from: "2027-01-01" },
        { n: 2, is: "new", from: "2027-01-01" },
      ],
      { of: 1, days: { 2: "2026-12-01" } },
    ],
    reads: { "2026-11-30": "1:1 2:1 3:1", "2026-12-01": "1:1 3:1", "2027-01-01": "1:1 2:1 3:1" },
  },
  {
    rule: "a text that was corrected stays out of force when its correction is put off",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "corrected", from: "2027-01-01" }],
      { of: 2, days: { 1: "2027-06-01" } },
    ],
    reads: {
      "2027-03-01": "1:1 2:1 3:1",
      "2027-06-01": "1:3 2:1 3:1",
      "2027-03-01@2": "1:3 2:1 3:1",
      "2027-03-01@1": "1:2 2:1 3:1",
    },
  },
  {
    rule: "a correction is brought forward, before the day of the text that it corrects",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "recut", from: "2027-01-01" }],
      { of: 2, days: { 1: "2026-06-01" } },
    ],
    reads: { "2026-05-31": "1:1 2:1 3:1", "2026-06-01": "1:3 2:1 3:1" },
  },
  {
    rule: "an erratum is brought forward in the same way",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "corrected", from: "2027-01-01" }],
      { of: 2, days: { 1: "2026-06-01" } },
    ],
    reads: { "2026-05-31": "1:1 2:1 3:1", "2026-06-01": "1:3 2:1 3:1" },
  },
  {
    rule: "a correction whose day is open leaves the text before in force, and not the one that was wrong",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "corrected", from: "2027-01-01" }],
      { of: 2, days: { 1: OPEN } },
    ],
    reads: { "2030-01-01": "1:1 2:1 3:1" },
  },
  {
    rule: "the day of a text that was corrected is not moved away from its correction",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "corrected", from: "2027-01-01" }],
      { of: 1, days: { 1: "2026-01-01" } },
    ],
    conflict: "permit_fulfilled: permit: what was done for effect_set of RUN is not what was permitted",
  },
  {
    rule: "the day of a text that was recut is not moved away from its recut",
    happens: [
      [{ n: 1, is: "amended", from: "2027-01-01" }],
      [{ n: 1, is: "recut", from: "2027-01-01" }],
      { of: 1, days: { 1: "2026-01-01" } },
    ],
    conflict: "permit_fulfilled: permit: what was done for effect_set of RUN is not what was permitted",
  },
];

const OPERATION = {
  amended: "amend",
  renumbered: "renumber",
  repealed: "retire",
  new: "create",
  corrected: "correct",
  recut: "recut",
} as const;

for (const { rule, units = 3, isEarlier = false, happens, conflict, reads = {} } of CASES) {
  test(conflict === undefined ? rule : `where ${rule}, nothing is enacted`, async () => {
    documents += 1;
    const prefix = `E${documents}`;
    const first = await raw.draft(makePlan(prefix, units));
    assert.equal(await raw.enact(first), null);
    if (isEarlier) await raw.makeEarlier(prefix);
    const runs: RawRun[] = [first];
    const moments = [await raw.moment()];
    let refused: string | null = null;
    for (const one of happens) {
      assert.equal(refused, null);
      if ("days" in one) refused = await setDays(prefix, runs, one);
      else if ("drafts" in one) await draft(prefix, runs, one.drafts);
      else refused = await amend(prefix, runs, one);
      moments.push(await raw.moment());
    }
    const told = refused?.replaceAll(`${prefix}/`, "P/").replace(/ictr-\w+-\w+/, "RUN") ?? null;
    assert.equal(told, conflict ?? null);
    for (const [asked, expected] of Object.entries(reads)) {
      const [day = "", known] = asked.split("@");
      assert.equal(await read(prefix, day, moments[Number(known ?? happens.length)] ?? ""), expected, asked);
    }
  });
}

test("a unit of a first cut that the owner has moved is not enacted, though another document is amended", async () => {
  const [amended, moved] = [`E${++documents}`, `E${++documents}`];
  const first = await raw.draft(makePlan(amended, 3));
  assert.equal(await raw.enact(first), null);
  await draft(amended, [first], [{ n: 1, is: "amended", from: OPEN }]);
  const run = await raw.draft(makePlan(moved, 3));
  await raw.alter(
    ["public.information_unit"],
    `update public.information_unit set sort_order = 9 where canonical_address = '${moved}/article-3'`,
  );
  assert.match((await raw.enact(run)) ?? "", /^permit_fulfilled: permit: what was done for lifecycle_enact /);
});

async function amend(prefix: string, runs: RawRun[], acts: readonly Act[]): Promise<string | null> {
  const run = await draft(prefix, runs, acts);
  const refused = await raw.enact(run);
  if (refused === null) runs.push(run);
  return refused;
}

async function draft(prefix: string, runs: readonly RawRun[], acts: readonly Act[]): Promise<RawRun> {
  const last = runs.at(-1);
  assert.ok(last);
  const head = await database.knowledge.documentHead(last.changeSetId);
  const address = (n: number) => `${prefix}/article-${n}`;
  const steps = acts.map(
    ({ n, is, from, to }): Step => ({
      operation: OPERATION[is],
      unit: is === "new" ? `${address(n)}~2` : address(n),
      ...(is === "new" || to !== undefined ? { address: address(to ?? n) } : {}),
      effectiveFrom: from,
    }),
  );
  const made = makeAmendment(last.made, { changeSetId: last.changeSetId, head }, steps, {
    versionSeq: ++versions,
  });
  return await raw.draft(made);
}

async function setDays(
  prefix: string,
  runs: readonly RawRun[],
  { of, days }: { readonly of: number; readonly days: Readonly<Record<string, string>> },
): Promise<string | null> {
  const run = runs[of];
  assert.ok(run);
  return await raw.setDays(
    run,
    new Map(Object.entries(days).map(([n, day]) => [`${prefix}/article-${n}`, day])),
  );
}

/** The numbers that are in force in the order of the addresses, and which version of its unit each is. */
async function read(prefix: string, day: string, known: string): Promise<string> {
  const { rows } = await raw.session.query<{ line: string }>(
    `select string_agg(split_part(address, '-', 2) || ':' || version_seq, ' ' order by address) as line
     from public.iu_as_of($1, $2::text::date, $3::text::timestamptz)`,
    [`doc-${prefix}`, day, known],
  );
  return rows[0]?.line ?? "";
}
