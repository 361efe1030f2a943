import assert from "node:assert/strict";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { parseEnvelope } from "../../../src/adapters/backup/envelope.ts";
import { adapterNameOf, isPgDump, openerOf, placeOf } from "../../../src/domain/backup-envelope.ts";
import { requestSchema } from "../../../src/domain/request.ts";

const RUNS = join(import.meta.dirname, "../../fixtures/releases/0.1.0/sidecar/runs");

async function readReleased(name: string): Promise<readonly unknown[]> {
  const runs = (await readdir(RUNS)).filter((run) => run.startsWith("ictr-"));
  const texts = await Promise.all(
    runs.map((run) => readFile(join(RUNS, run, name), "utf8").catch(() => null)),
  );
  return texts.filter((text) => text !== null).map((text) => JSON.parse(text));
}

test("envelopes of the first release are still whole, and are those of pg_dump", async () => {
  const released = await readReleased("backup.json");
  assert.ok(released.length > 0);
  for (const each of released) {
    const envelope = parseEnvelope(each);
    assert.ok(envelope.ok, JSON.stringify(envelope));
    assert.deepEqual(envelope.value, each);
    assert.ok(isPgDump(envelope.value));
    assert.deepEqual(
      [adapterNameOf(envelope.value), placeOf(envelope.value), openerOf(envelope.value)],
      ["pg_dump", envelope.value.file, envelope.value.recipient],
    );
  }
});

test("requests of the first release, which name no adapter, are still read", async () => {
  const released = await readReleased("requests/SG_1_cut_authz.request.json");
  assert.ok(released.length > 0);
  for (const each of released) assert.equal(requestSchema.parse(each).backup.adapter, undefined);
});

test("an envelope with the fields of both adapters, or of a third, is none", async () => {
  const [released] = await readReleased("backup.json");
  for (const change of [
    { repository: { stanza: "law" } },
    { schema: "iu-cutter/backup-pgbackrest/1" },
    { schema: "iu-cutter/backup-tar/1" },
  ]) {
    const envelope = parseEnvelope({ ...Object(released), ...change });
    assert.ok(!envelope.ok);
    assert.equal(envelope.refusal.reason, "STOP_BACKUP_ENVELOPE_INCOMPLETE");
  }
});
