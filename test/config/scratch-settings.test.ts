import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readScratchSettings, SETTINGS_FILE } from "../../src/config/settings.ts";
import { runCutter } from "../support/cutter.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

test("a machine without a sidecar makes throw-away databases as usual; one that is named, or there, has to be valid", async () => {
  await using folder = await makeTempFolder();
  const { path } = folder;
  assert.deepEqual(await readScratchSettings(null, path), {
    ok: true,
    value: { engine: "auto", pgBin: null },
  });
  assert.equal((await readScratchSettings(path, "/nonexistent")).ok, false);
  const settings = {
    schema: "iu-cutter/config/1",
    repositoryId: "r",
    controlRepository: { path: "c" },
    rootKeys: ["root.asc"],
    backup: { recipientKey: "r.asc" },
    scratch: { engine: "pglite" },
  };
  await writeFile(join(path, SETTINGS_FILE), JSON.stringify(settings));
  assert.deepEqual(await readScratchSettings(null, path), {
    ok: true,
    value: { engine: "pglite", pgBin: null },
  });
  await writeFile(join(path, SETTINGS_FILE), "{}");
  assert.equal((await readScratchSettings(null, path)).ok, false);
});

test("whoever holds the private key proves a backup on a machine that has no sidecar", async () => {
  await using folder = await makeTempFolder();
  const file = join(folder.path, "backup.json");
  await writeFile(file, "{}");
  const variables = { CUTTER_ROOT: join(folder.path, "none") };
  const proof = await runCutter(["backup", "decrypt-proof", file, "--key", file], { variables });
  assert.match(proof.stderr, /^STOP_BACKUP_ENVELOPE_INCOMPLETE: /m);
  const probe = await runCutter(["backup", "selftest"], { variables });
  assert.match(probe.stderr, /^STOP_CONFIG_INVALID: /m);
});
