import assert from "node:assert/strict";
import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before, describe } from "node:test";
import { type SealMade, type SealOrder, sealPeriod } from "../../src/compose/seal.ts";
import { SETTINGS_FILE, type Settings } from "../../src/config/settings.ts";
import { DEFAULT_RULES } from "../../src/domain/batch.ts";
import { BATCH_EVIDENCE_FILE } from "../../src/domain/batch-files.ts";
import type { Result } from "../../src/domain/result.ts";
import { EVIDENCE_FILE } from "../../src/domain/run-files.ts";
import { refuseOtherList, renderRoot } from "../../src/domain/seal.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { lawOf, makeTestSetup, must, type TestSetup } from "../support/test-setup.ts";

const GATES = ["SG_1_cut_authz", "SG_2_lifecycle_authz"] as const;

for (const kind of ["folder", "postgresql"] as const satisfies readonly Settings["sidecar"][]) {
  describe(`a seal over real runs and a real batch, with journals in the ${kind}`, () => {
    let setup: TestSetup;
    let batchId = "";
    let runId = "";
    let openRun = "";
    /** The day on which the last of them was closed. */
    let today = "";

    before(async () => {
      setup = await makeTestSetup("postgresql", undefined, kind);
      await using app = await setup.openApp();
      const documentIds = [];
      for (const name of ["first", "second"]) documentIds.push(await setup.register(lawOf(name)));
      batchId = must(await app.batches.start({ documentIds, rules: DEFAULT_RULES })).batchId;
      for (const gate of GATES) {
        await setup.approve(batchId, gate);
        must(await app.batches.resume(batchId));
      }
      const cut = async (name: string) =>
        must(await app.cut({ documentId: await setup.register(lawOf(name)), mode: "LIVE" })).runId;
      runId = await cut("third");
      for (const gate of GATES) {
        await setup.approve(runId, gate);
        must(await app.resume(runId));
      }
      today = new Date().toISOString().slice(0, 10);
      openRun = await cut("fourth");
    });
    after(() => setup?.[Symbol.asyncDispose]());

    function seal(order: Partial<SealOrder>): Promise<Result<SealMade>> {
      const { DOT_CUTTER_DB_PORT: port, ...others } = setup.variables;
      const variables = { ...others, DOT_CUTTER_DB_PORT: Number(port) };
      const later = new Date(Date.now() + 2 * 24 * 3600 * 1000);
      return sealPeriod(
        {
          environment: { ...setup.setup.environment, ...variables },
          progress: { step: () => undefined, note: () => undefined },
          interrupted: new AbortController().signal,
          clock: { now: () => later },
        },
        {
          ...{ root: setup.setup.root, since: null, until: today, previous: null },
          ...{ out: join(setup.setup.folder, "seal"), ...order },
        },
      );
    }

    test("it holds each member, the run and the batch, with the digest of its seal, and nothing that is open", async () => {
      const { seal: made, rootKeys } = must(await seal({}));
      assert.equal(refuseOtherList(made, renderRoot(made)), null);
      assert.equal(rootKeys.length, 1);
      await using sidecar = await setup.openSidecar();
      const entries = made.entries.map((entry) =>
        entry.kind === "run" ? entry : { ...entry, run_id: null },
      );
      assert.equal(entries.length, 4);
      assert.deepEqual(entries.map(({ kind, batch_id }) => `${kind} ${batch_id}`).sort(), [
        `batch ${batchId}`,
        `run ${batchId}`,
        `run ${batchId}`,
        "run null",
      ]);
      for (const { run_id, batch_id, evidence_sha256 } of entries) {
        const name = run_id === null ? BATCH_EVIDENCE_FILE.name : EVIDENCE_FILE.name;
        const content = await sidecar.readFile(run_id ?? batch_id ?? "", name);
        assert.equal(evidence_sha256, sha256Hex(content ?? ""));
        assert.notEqual(run_id, openRun);
      }
      for (const entry of made.entries)
        if (entry.kind === "run") assert.match(entry.database?.system_identifier ?? "", /^\d+$/);
    });

    test("another machine seals the same bytes", async () => {
      const root = join(setup.setup.folder, "machine");
      if (kind === "folder") await cp(setup.setup.root, root, { recursive: true });
      else {
        await mkdir(root, { mode: 0o750 });
        await cp(join(setup.setup.root, SETTINGS_FILE), join(root, SETTINGS_FILE));
      }
      const out = join(setup.setup.folder, "same");
      assert.equal(must(await seal({ root, out })).wasThere, false);
      for (const name of ["seal.json", "root.txt"])
        assert.deepEqual(
          await readFile(join(out, name)),
          await readFile(join(setup.setup.folder, "seal", name)),
        );
    });

    if (kind === "postgresql")
      test("a machine whose configuration still names the folder is told that the runs are elsewhere", async () => {
        const root = join(setup.setup.folder, "behind");
        await mkdir(root, { mode: 0o750 });
        const settings = JSON.parse(await readFile(join(setup.setup.root, SETTINGS_FILE), "utf8"));
        await writeFile(join(root, SETTINGS_FILE), JSON.stringify({ ...settings, sidecar: "folder" }));
        const found = await seal({ root, out: join(setup.setup.folder, "none") });
        assert.equal(!found.ok && found.refusal.reason, "STOP_SIDECAR_MIXED");
      });

    if (kind === "folder")
      test("S-12 damage of a member, and of the batch itself, is named", async () => {
        const { seal: made } = must(await seal({}));
        const member = made.entries.find((entry) => entry.kind === "run" && entry.batch_id !== null);
        assert.ok(member?.kind === "run");
        for (const [folder, name, field] of [
          [join("runs", member.run_id), "pre.json", `${batchId}: evidence of ${member.run_id}`],
          [
            join("batches", batchId),
            `requests/${GATES[0]}.request.json`,
            `${batchId}: requests/${GATES[0]}.request.json`,
          ],
          [join("runs", runId), "backup.json", `${runId}: backup.json`],
        ] as const) {
          const path = join(setup.setup.root, folder, name);
          const kept = await readFile(path);
          await writeFile(path, "{}\n");
          const found = await seal({ out: join(setup.setup.folder, "none") });
          await writeFile(path, kept);
          assert.ok(!found.ok, name);
          assert.deepEqual(
            [found.refusal.reason, found.refusal.field?.startsWith(field)],
            ["STOP_STATE_CORRUPT", true],
            found.refusal.field,
          );
        }
      });
  });
}
