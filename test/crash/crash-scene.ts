import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { RunOutcome } from "../../src/compose/app.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { Result } from "../../src/domain/result.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { makeTestSetup, must, runPath, type TestSetup } from "../support/test-setup.ts";

/** A database, a sidecar and the built command line that works on them as a process of its own. */
export interface CrashScene extends AsyncDisposable {
  readonly setup: TestSetup;
  readonly cutter: TestSetup["cutter"];
  /** Goes on with the run and returns its state; fails where it can't. */
  resume(runId: string): Promise<string>;
  /** The run that was started last, or null. */
  newestRun(): Promise<string | null>;
  /** A whole run in this process that nothing kills, and how long each of its three legs took. */
  runCalmly(documentId: string): Promise<{ readonly runId: string; readonly legsMs: readonly number[] }>;
  /** Fails unless the run has left what the calm one has, and no plain text. */
  assertAlike(
    killed: { readonly runId: string; readonly prefix: string },
    calm: { readonly runId: string; readonly prefix: string },
    secret: string,
  ): Promise<void>;
}

export const GATES_IN_ORDER: readonly Gate[] = ["SG_1_cut_authz", "SG_2_lifecycle_authz"];

export async function makeCrashScene(): Promise<CrashScene> {
  const setup = await makeTestSetup();
  const { root } = setup.setup;
  return {
    setup,
    cutter: setup.cutter,
    async resume(runId) {
      const end = await setup.cutter(["orchestrate", "resume", runId, "--json"]);
      assert.equal(end.code, 0, end.stderr);
      return JSON.parse(end.stdout).state;
    },
    async newestRun() {
      const names = await readdir(join(root, "runs"));
      const runs = names.filter((name) => name.startsWith("ictr-")).sort();
      return runs.at(-1) ?? null;
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
    async assertAlike(killed, calm, secret) {
      const [one, other] = await Promise.all([readContent(setup, killed), readContent(setup, calm)]);
      assert.deepEqual(one, other);
      assert.match(other["public.information_unit"] ?? "", / 3$/);
      const [reports, calmReports] = await Promise.all(
        [killed, calm].map(({ runId }) => readdir(runPath(setup.setup, runId, "kb"))),
      );
      assert.deepEqual(reports, calmReports);
      assert.equal(reports?.length, 13);
      for (const name of await readdir(join(root, "backups"))) {
        const content = await readFile(join(root, "backups", name));
        assert.ok(!content.includes(secret), name);
      }
    },
    [Symbol.asyncDispose]: () => setup[Symbol.asyncDispose](),
  };
}

/** What a document's run has left in the database, without what differs between any two runs: ids, times, transactions, the run's own name. */
async function readContent(
  setup: TestSetup,
  { runId, prefix }: { readonly runId: string; readonly prefix: string },
): Promise<Readonly<Record<string, string>>> {
  await using owner = await setup.owner();
  const content: Record<string, string> = {};
  // A leg that is begun again has a new permit; the one that nobody consumed stays.
  for (const table of GOVERNED_TABLES.filter((name) => name !== "cutter_governance.write_permit")) {
    const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from ${table} t`);
    const own = rows.map(({ row }) => row).filter((row) => row.includes(runId) || row.includes(`${prefix}/`));
    content[table] = `${sha256Hex(
      own
        .map((row) => neutral(row, runId, prefix))
        .sort()
        .join("\n"),
    )} ${own.length}`;
  }
  return content;
}

function neutral(row: string, runId: string, prefix: string): string {
  return row
    .replaceAll(runId, "RUN")
    .replaceAll(prefix, "PREFIX")
    .replace(/document-\d+/g, "DOCUMENT")
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, "UUID")
    .replace(/\d{4}-\d{2}-\d{2}T[0-9:.+Z]+/g, "TIME")
    .replace(/"(?:xact|birth_xid)": ?"?\d+"?/g, "XACT")
    .replace(/\b[0-9a-f]{32,64}\b/g, "DIGEST");
}
