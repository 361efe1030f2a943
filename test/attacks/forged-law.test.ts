import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import type { App } from "../../src/compose/app.ts";
import { verifyEvidence } from "../../src/compose/evidence.ts";
import { cutAndEnact, registerVersion, type VersionWords } from "../support/amend-document.ts";
import { auditRun } from "../support/audit-run.ts";
import { forgeSql, psqlNow } from "../support/psql.ts";
import { makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

const LAW = "harbour";
const WORDS = { docPrefix: "HARBOUR", title: "Harbour Act", publicationType: "law", owner: "operator" };
const lawWith = (fee: string) =>
  `# The Harbour Act\n\n# Article 1\n\nThe harbour is open.\n\n# Article 2\n\nA ship pays ${fee}.\n`;

let setup: TestSetup;
let app: App;
let putBack: () => Promise<void>;
let enacted: readonly string[];
let takenBack: string;

before(async () => {
  setup = await makeTestSetup();
  app = await setup.openApp();
  await register("one crown", { ...WORDS, effectiveFrom: "2020-01-01" });
  const first = await cutAndEnact(setup, app, LAW);
  await register("two crowns", { effectiveFrom: "2026-03-01" });
  enacted = [first, await cutAndEnact(setup, app, LAW)];
  await register("three crowns", { effectiveFrom: "2027-01-01" });
  takenBack = must(await app.cut({ documentId: LAW, mode: "LIVE" })).runId;
  await setup.approve(takenBack, "SG_1_cut_authz");
  must(await app.resume(takenBack));
  must(await app.revert(takenBack, { execute: true }));
  await setup.approve(takenBack, "SG_3_compensation_authz");
  const reverted = must(await app.revert(takenBack, { execute: true }));
  assert.equal(reverted.outcome?.refusal, null);
  putBack = await setup.remember();
});
after(async () => {
  await app?.[Symbol.asyncDispose]();
  await setup?.[Symbol.asyncDispose]();
});

async function register(fee: string, words: VersionWords): Promise<void> {
  const sql = await setup.live.openSource();
  must((await registerVersion(sql, { documentId: LAW, text: lawWith(fee), ...words })).outcome);
}

async function findingsOf(runId: string): Promise<readonly string[]> {
  const { entries } = must(await verifyEvidence(runPath(setup.setup, runId)));
  const checks = await auditRun(app, entries);
  return checks.filter(({ passed }) => !passed).map(({ name }) => name);
}

const receipt = (phase: string) =>
  `(select r.recorded_at from cutter_governance.phase_receipt r where r.run_id = 'RUN' and r.phase = '${phase}')`;
const ENACTED = "public.unit_version v where v.lifecycle_status = 'enacted' and v.version_seq = 2";
const DECISION =
  "(select d.review_decision_id from cutter_governance.review_decision d where d.gate = 'SG_2_lifecycle_authz' order by d.decided_at desc limit 1)";
const LAST_SET =
  "(select d.change_set_id from cutter_governance.review_decision d where d.gate = 'SG_2_lifecycle_authz' order by d.decided_at desc limit 1)";

/** What an owner can write by hand once a run was taken back, in whose time no closed run has evidence. */
const FORGED: readonly (readonly [what: string, table: string, change: string])[] = [
  ...["cut_leg_a", "write_verify", "compensation"].map(
    (phase) =>
      [
        `a day in the time of ${phase} of a run that was taken back`,
        "public.version_effect",
        `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at)
         select v.id, 9, '2021-01-01', 'forged', ${LAST_SET}, ${DECISION}, 'operator', ${receipt(phase)} from ${ENACTED}`,
      ] as const,
  ),
  ...(["0 * (select 1)", "7"] as const).map(
    (gap) =>
      [
        `a day that a run of the document has set, again, ${gap === "7" ? "after a hole" : "as the next one"}`,
        "public.version_effect",
        `insert into public.version_effect (unit_version_id, ordinal, effective_from, reason, change_set_id, review_decision_id, actor, recorded_at, xact)
         select unit_version_id, ordinal + 1 + ${gap}, '2021-01-01', reason, change_set_id, review_decision_id, actor, recorded_at, xact
         from public.version_effect where effective_from = '2026-03-01'`,
      ] as const,
  ),
  [
    "a link of lineage in its time",
    "public.unit_lineage",
    `insert into public.unit_lineage (from_unit, to_unit, relation, change_set_id, actor, recorded_at)
     select a.id, b.id, 'replaced_by', ${LAST_SET}, 'operator', ${receipt("compensation")}
     from public.information_unit a, public.information_unit b
     where a.canonical_address = 'HARBOUR/ARTICLE-1' and b.canonical_address = 'HARBOUR/ARTICLE-2'`,
  ],
  [
    "a withdrawn version that is made enacted",
    "public.unit_version",
    "update public.unit_version set lifecycle_status = 'enacted', enacted_at = now() where lifecycle_status = 'withdrawn'",
  ],
  [
    "an enactment in the log, in the time of the withdrawal",
    "public.iu_lifecycle_log",
    `update public.iu_lifecycle_log set to_status = 'enacted', change_set_id = ${LAST_SET}, review_decision_id = ${DECISION}
     where to_status = 'withdrawn'`,
  ],
  [
    "an enacted version that is made withdrawn",
    "public.unit_version",
    "update public.unit_version set lifecycle_status = 'withdrawn' where lifecycle_status = 'enacted' and version_seq = 2",
  ],
];

test("what is written by hand beside a run that was taken back is told by the evidence of every closed run (D-132)", async (t) => {
  for (const run of enacted) assert.deepEqual(await findingsOf(run), []);
  for (const [what, table, change] of FORGED)
    await t.test(what, async () => {
      psqlNow(setup, forgeSql(table, change.replaceAll("RUN", takenBack)));
      for (const run of enacted) assert.notDeepEqual(await findingsOf(run), []);
      await putBack();
    });
});
