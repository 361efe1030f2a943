import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import fc from "fast-check";
import type { ChangeKind, Operation } from "../../../src/domain/planned-change.ts";
import { FROM_THE_BEGINNING, KIND_OF_OPERATION, OPEN } from "../../../src/domain/planned-change.ts";
import { makeAmendment, type Step } from "../../support/amendment.ts";
import { asOf, isConflicting, type ModelVersion } from "../../support/history-model.ts";
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

before(async () => {
  cluster = await startKnowledgeCluster();
  database = await cluster.open();
  raw = await openRawHistory(database);
});
after(async () => {
  await raw?.[Symbol.asyncDispose]();
  await cluster?.[Symbol.asyncDispose]();
});

const DAYS = [FROM_THE_BEGINNING, "2026-01-01", "2026-06-01", "2027-01-01", "2027-01-02", OPEN];
const OPERATIONS: readonly Operation[] = ["amend", "renumber", "retire", "create", "correct", "recut"];

/** What happens next: numbers by which the history picks what there is to be picked. */
const change = fc.record({
  operation: fc.nat(OPERATIONS.length - 1),
  unit: fc.nat(9),
  day: fc.nat(DAYS.length - 1),
  address: fc.nat(4),
});
const event = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({
      changes: fc.array(change, { minLength: 1, maxLength: 3 }),
      isTakenBack: fc.nat(4).map((pick) => pick === 0),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      run: fc.nat(9),
      days: fc.array(fc.nat(DAYS.length - 1), { minLength: 3, maxLength: 3 }),
    }),
  },
);
type Event = typeof event extends fc.Arbitrary<infer T> ? T : never;

interface History {
  readonly prefix: string;
  versions: ModelVersion[];
  readonly runs: RawRun[];
  readonly moments: string[];
  kept: ReadonlySet<string>;
  seen: { refused: number; enacted: number; withdrawn: number; dated: number };
}

/** Digests of the rows of what is enacted of the document. */
async function readEnacted(prefix: string): Promise<ReadonlySet<string>> {
  const { rows } = await raw.session.query<{ digest: string }>(
    `with own as (select v.id, v.unit_id from public.unit_version v join public.information_unit u on u.id = v.unit_id
       where u.doc_code = $1 and v.lifecycle_status = 'enacted')
     select md5(v::text) as digest from own join public.unit_version v using (id)
     union select md5(u::text) from own join public.information_unit u on u.id = own.unit_id
     union select md5(e::text) from own join public.version_effect e on e.unit_version_id = own.id
     union select md5(l::text) from own join public.iu_lifecycle_log l on l.unit_version_id = own.id`,
    [prefix],
  );
  return new Set(rows.map(({ digest }) => digest));
}

async function recorded(history: History): Promise<void> {
  history.moments.push(await raw.moment());
  const now = await readEnacted(history.prefix);
  assert.deepEqual(
    [...history.kept].filter((row) => !now.has(row)),
    [],
    "an enacted row has changed",
  );
  history.kept = now;
}

async function amend(
  history: History,
  { changes, isTakenBack }: Extract<Event, { changes: unknown }>,
): Promise<void> {
  const { prefix, versions, runs, moments } = history;
  const last = runs.at(-1);
  assert.ok(last);
  const head = await database.knowledge.documentHead(last.changeSetId);
  const steps: Step[] = [];
  for (const { operation: at, unit: pick, day: dayAt, address } of changes) {
    const operation = OPERATIONS[at] ?? "amend";
    const day = DAYS[dayAt] ?? OPEN;
    const units = [...head.units].filter(({ unit }) => !steps.some((step) => step.unit === unit));
    const base = units[pick % Math.max(1, units.length)];
    if (operation === "create" || base === undefined) {
      const birth = `${prefix}/new-${versions.length + steps.length}`;
      steps.push({
        operation: "create",
        unit: birth,
        address: `${prefix}/article-${address + 1}`,
        effectiveFrom: day,
      });
      continue;
    }
    const isCorrection = operation === "correct" || operation === "recut";
    steps.push({
      operation,
      unit: base.unit,
      ...(operation === "renumber" ? { address: `${prefix}/article-${address + 1}` } : {}),
      effectiveFrom: isCorrection && address < 3 ? base.effectiveFrom : day,
    });
  }
  const versionSeq = moments.length + 10;
  const made = makeAmendment(last.made, { changeSetId: last.changeSetId, head }, steps, { versionSeq });
  const run = await raw.draft(made);
  const next = [
    ...versions,
    ...[...made.plan.changes].map(({ unit, address, operation, effectiveFrom }): ModelVersion => {
      const day = effectiveFrom === OPEN ? null : (effectiveFrom ?? null);
      const days = [{ day, recorded: moments.length }];
      return {
        unit,
        address,
        kind: KIND_OF_OPERATION[operation],
        changeSetId: run.changeSetId,
        recorded: moments.length,
        days,
      };
    }),
  ];
  const violated = isTakenBack ? null : await raw.enact(run);
  if (!isTakenBack)
    assert.equal(violated?.split(":")[0] ?? null, isConflicting(next) ? "effect_conflict" : null);
  if (isTakenBack || violated !== null) {
    await raw.withdraw(run);
    history.seen[isTakenBack ? "withdrawn" : "refused"] += 1;
  } else {
    history.versions = next;
    runs.push(run);
    history.seen.enacted += 1;
  }
  await recorded(history);
}

const CORRECTIONS: readonly ChangeKind[] = ["correction", "recut"];

async function setDays(
  history: History,
  { run: pick, days }: Extract<Event, { run: number }>,
): Promise<void> {
  const { versions, runs, moments } = history;
  const run = runs[pick % runs.length];
  assert.ok(run);
  const own = versions.filter(({ changeSetId }) => changeSetId === run.changeSetId);
  const free = own.filter((version) => {
    const next = versions.slice(versions.indexOf(version) + 1).find(({ unit }) => unit === version.unit);
    return next === undefined || !CORRECTIONS.includes(next.kind);
  });
  const chosen = new Map(free.slice(0, 3).map(({ unit }, at) => [unit, DAYS[days[at] ?? 0] ?? OPEN]));
  if (chosen.size === 0) return;
  const next = versions.map((version) => {
    const day = free.includes(version) ? chosen.get(version.unit) : undefined;
    if (day === undefined) return version;
    return {
      ...version,
      days: [...version.days, { day: day === OPEN ? null : day, recorded: moments.length }],
    };
  });
  const violated = await raw.setDays(run, chosen);
  assert.equal(violated?.split(":")[0] ?? null, isConflicting(next) ? "effect_conflict" : null);
  history.seen[violated === null ? "dated" : "refused"] += 1;
  if (violated === null) history.versions = next;
  await recorded(history);
}

async function begin(): Promise<History> {
  documents += 1;
  const made = makePlan(`H${documents}`, 3);
  const run = await raw.draft(made);
  assert.equal(await raw.enact(run), null);
  const history: History = {
    prefix: `H${documents}`,
    versions: [...made.plan.changes].map(({ unit, address }) => ({
      unit,
      address,
      kind: "original",
      changeSetId: run.changeSetId,
      recorded: 0,
      days: [],
    })),
    runs: [run],
    moments: [],
    kept: new Set(),
    seen: { refused: 0, enacted: 1, withdrawn: 0, dated: 0 },
  };
  await recorded(history);
  return history;
}

const ASKED = [...DAYS.filter((day) => day !== OPEN), "2026-05-31", "2026-12-31", "9999-12-31"];

/** What the base and the model say at every day as known at every moment, one line a version. */
async function compare({ prefix, versions, moments }: History): Promise<void> {
  const { rows } = await raw.session.query<{ line: string }>(
    `select concat_ws(' ', known.at - 1, asked.day, found.address, found.canonical_address, found.change_kind) as line
     from unnest($2::text[]::timestamptz[]) with ordinality as known (moment, at), unnest($3::text[]) as asked (day),
       public.iu_as_of($1, asked.day::date, known.moment) found`,
    [`doc-${prefix}`, moments, ASKED],
  );
  const modelled = moments.flatMap((_, known) =>
    ASKED.flatMap((day) =>
      asOf(versions, day, known).map(
        ({ address, unit, kind }) => `${known} ${day} ${address} ${unit} ${kind}`,
      ),
    ),
  );
  const found = rows.map(({ line }) => line);
  assert.deepEqual([...found].sort(), modelled.sort());
  const places = found.map((line) => line.split(" ").slice(0, 3).join(" "));
  const units = found.map((line) =>
    line
      .split(" ")
      .filter((_, at) => at !== 2 && at !== 4)
      .join(" "),
  );
  const last = String(moments.length - 1);
  const now = (lines: readonly string[]) => lines.filter((line) => line.startsWith(`${last} `));
  assert.equal(new Set(now(places)).size, now(places).length, "one unit an address");
  assert.equal(new Set(units).size, units.length, "one version a unit");
}

/** The views show what the function shows: the history what was enacted, the present what is in force today. */
async function compareViews({ prefix, versions }: History): Promise<void> {
  const { rows } = await raw.session.query<{ enacted: number; unlike: number }>(
    `select (select count(*)::integer from public.iu_history where document_id = $1) as enacted,
       (select count(*)::integer from (select version_id, address, title, body, effective_from, "position" from public.iu_current where document_id = $1) as c
         full join (select version_id, address, title, body, effective_from, "position" from public.iu_as_of($1, (now() at time zone 'UTC')::date)) as f
         on c = f where c is null or f is null) as unlike`,
    [`doc-${prefix}`],
  );
  assert.deepEqual(rows, [{ enacted: versions.length, unlike: 0 }]);
}

test("whatever happens to a document, every day has one version a unit and one unit an address, no enacted row changes, and the base reads as a model of twenty lines", async () => {
  const seen = { refused: 0, enacted: 0, withdrawn: 0, dated: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(event, { minLength: 3, maxLength: 6 }), async (events) => {
      const history = await begin();
      for (const one of events) await ("changes" in one ? amend(history, one) : setDays(history, one));
      await compare(history);
      await compareViews(history);
      for (const name of ["refused", "enacted", "withdrawn", "dated"] as const)
        seen[name] += history.seen[name];
    }),
    { numRuns: 30 },
  );
  for (const [what, times] of Object.entries(seen)) assert.ok(times > 0, `nothing was ${what}`);
});
