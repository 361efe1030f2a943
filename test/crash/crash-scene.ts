import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOutcome } from "../../src/compose/app.ts";
import type { Settings } from "../../src/config/settings.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Result } from "../../src/domain/result.ts";
import { makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";
import { type Left, neutral, readContents } from "./left-content.ts";

/** A database, a sidecar and the built command line that works on them as a process of its own. */
export interface CrashScene extends AsyncDisposable {
  readonly setup: TestSetup;
  readonly cutter: TestSetup["cutter"];
  /** Starts the command line, which must be killed at the point. */
  killAt(point: string, args: readonly string[]): Promise<void>;
  /** Goes on with the run and returns its state; fails where it can't. */
  resume(runId: string): Promise<string>;
  /** The run that was started last, or null. */
  newestRun(): Promise<string | null>;
  /** A whole run in this process that nothing kills, and how long each of its three legs took. */
  runCalmly(documentId: string): Promise<{ readonly runId: string; readonly legsMs: readonly number[] }>;
  /** Fails unless the run has left what the calm one has, and no plain text; a member of a batch may have reports of a phase that was made again. */
  assertAlike(killed: Left, calm: Left, secret: string, isMember?: boolean): Promise<void>;
  /** The same of members of two batches, of which each table is read once. */
  assertAllAlike(pairs: readonly (readonly [killed: Left, calm: Left])[], secret: string): Promise<void>;
  /** Fails unless readers of both documents see the same versions, days and links, and the text of each of the days is the same. */
  assertReadAlike(killed: Left, calm: Left, days: readonly string[]): Promise<void>;
}

export const GATES_IN_ORDER: readonly Gate[] = ["SG_1_cut_authz", "SG_2_lifecycle_authz"];

export async function makeCrashScene(sidecar: Settings["sidecar"] = "folder"): Promise<CrashScene> {
  const setup = await makeTestSetup("postgresql", undefined, sidecar);
  return {
    setup,
    cutter: setup.cutter,
    async killAt(point, args) {
      const end = await setup.cutter(args, { variables: { ...setup.variables, CUTTER_CRASH_AT: point } });
      assert.equal(end.signal, "SIGKILL", `${point} was not reached: ${end.stderr.slice(-600)}`);
    },
    async resume(runId) {
      const end = await setup.cutter(["orchestrate", "resume", runId, "--json"]);
      assert.equal(end.code, 0, end.stderr);
      return JSON.parse(end.stdout).state;
    },
    async newestRun() {
      await using kept = await setup.openSidecar();
      return (await kept.listRuns()).at(-1) ?? null;
    },
    async runCalmly(documentId) {
      await using app = await setup.openApp();
      const legsMs: number[] = [];
      const timed = async (leg: Promise<Result<RunOutcome>>) => {
        const from = performance.now();
        const outcome = must(await leg);
        legsMs.push(performance.now() - from);
        return outcome;
      };
      let { runId, state } = await timed(app.cut({ documentId, mode: "LIVE" }));
      for (const gate of GATES_IN_ORDER) {
        await setup.approve(runId, gate);
        ({ runId, state } = await timed(app.resume(runId)));
      }
      assert.equal(state, "closeout_reported");
      return { runId, legsMs };
    },
    async assertAlike(killed, calm, secret, isMember = false) {
      await assertSameContent(setup, [[killed, calm]]);
      await assertSameReports(setup, [killed, calm], isMember);
      await assertEncrypted(setup, secret);
    },
    async assertAllAlike(pairs, secret) {
      await assertSameContent(setup, pairs);
      for (const pair of pairs) await assertSameReports(setup, pair, true);
      await assertEncrypted(setup, secret);
    },
    async assertReadAlike(killed, calm, days) {
      const [one, other] = [await readAlike(setup, killed, days), await readAlike(setup, calm, days)];
      assert.deepEqual(one, other);
      for (const day of days) assert.ok(one[day]?.length, day);
      assert.ok(one["versions"]?.length);
    },
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

async function assertSameContent(
  setup: TestSetup,
  pairs: readonly (readonly [killed: Left, calm: Left])[],
): Promise<void> {
  const contents = await readContents(setup, pairs.flat());
  for (const [killed, calm] of pairs) {
    const [one, other] = [contents.get(killed.runId), contents.get(calm.runId)];
    assert.deepEqual(one, other, `${killed.prefix} is not as ${calm.prefix}`);
    assert.doesNotMatch(other?.["cutter_governance.phase_receipt"] ?? "none 0", / 0$/);
  }
}

async function assertSameReports(
  setup: TestSetup,
  pair: readonly [killed: Left, calm: Left],
  isMember: boolean,
): Promise<void> {
  await using kept = await setup.openSidecar();
  const [all, calm] = await Promise.all(
    pair.map(async ({ runId }) => (await readdir(join((await kept.fetchFolder(runId)) ?? "", "kb"))).sort()),
  );
  const reports = isMember ? all?.filter((name) => !/-\d+\.md$/.test(name)) : all;
  assert.deepEqual(reports, calm);
  assert.ok(reports?.length);
}

/** Fails where a backup holds the text. */
async function assertEncrypted({ setup }: TestSetup, secret: string): Promise<void> {
  const folder = join(setup.root, "backups");
  for (const name of await readdir(folder)) {
    const content = await readFile(join(folder, name));
    assert.ok(!content.includes(secret), name);
  }
}

/** What readers see of a document, without ids and times. */
async function readAlike(
  setup: TestSetup,
  { runId, prefix }: Left,
  days: readonly string[],
): Promise<Readonly<Record<string, readonly string[]>>> {
  await using owner = await setup.owner();
  const read = async (query: string, ...more: readonly string[]) => {
    const { rows } = await owner.query<{ row: string }>(query, [prefix, ...more]);
    return rows.map(({ row }) => neutral(row, runId, prefix));
  };
  const texts: Record<string, readonly string[]> = {};
  for (const day of days)
    texts[day] = await read(
      `select to_jsonb(t)::text as row from cutter_governance.source_document_registry d,
         public.iu_as_of(d.document_id, $2::text::date) t where d.doc_prefix = $1 order by t.position, t.canonical_address`,
      day,
    );
  return {
    ...texts,
    versions: await read(
      `select concat_ws(' ', u.canonical_address, u.lifecycle_status, v.version_seq, v.address, v.lifecycle_status, v.change_kind,
         v.position, b.version_seq, (select string_agg(concat_ws(':', e.ordinal, e.effective_from, e.reason), ',' order by e.ordinal)
           from public.version_effect e where e.unit_version_id = v.id),
         (select string_agg(concat_ws(':', l.to_status, n.version_seq), ',' order by l.to_status) from public.iu_lifecycle_log l
           left join public.unit_version n on n.id = l.superseded_by where l.unit_version_id = v.id)) as row
       from public.information_unit u join public.unit_version v on v.unit_id = u.id left join public.unit_version b on b.id = v.base_version_id
       where u.doc_code = $1 order by u.canonical_address, u.lifecycle_status, v.version_seq`,
    ),
    links: await read(
      `select concat_ws(' ', f.canonical_address, l.relation, t.canonical_address) as row from public.unit_lineage l
       join public.information_unit f on f.id = l.from_unit join public.information_unit t on t.id = l.to_unit
       where f.doc_code = $1 order by 1`,
    ),
    head: await read(
      `select concat_ws(' ', v.version_seq, count(*)) as row from cutter_governance.cut_change_set c
       join cutter_governance.source_document_registry d on d.document_id = c.document_id
       join cutter_governance.source_document_version_registry v on v.version_id = c.version_id
       where d.doc_prefix = $1 and public.fn_is_enacted(c.change_set_id) and not exists (select from cutter_governance.cut_change_set n
         where n.base_change_set_id = c.change_set_id and public.fn_is_enacted(n.change_set_id)) group by v.version_seq`,
    ),
  };
}
