import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readSettings, SETTINGS_FILE } from "../../src/config/settings.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

async function read(backup: unknown) {
  await using folder = await makeTempFolder();
  await writeFile(
    join(folder.path, SETTINGS_FILE),
    JSON.stringify({
      schema: "iu-cutter/config/1",
      repositoryId: "r",
      controlRepository: { path: "c" },
      rootKeys: ["root.asc"],
      backup,
    }),
  );
  const settings = await readSettings(folder.path);
  return { folder: folder.path, settings };
}

const OWN = { adapter: "pgbackrest", stanza: "law", config: "pgbackrest.conf", restoreFolder: "restore" };

test("without a named adapter backups are taken with pg_dump, as in the configuration of earlier releases", async () => {
  const { settings, folder } = await read({ recipientKey: "r.asc" });
  assert.ok(settings.ok, JSON.stringify(settings));
  assert.deepEqual(settings.value.backup, {
    adapter: "pg_dump",
    recipientKey: join(folder, "r.asc"),
    maxAgeMinutes: 60,
  });
});

test("pgBackRest needs a stanza, its configuration and a folder for restores; the rest has defaults", async () => {
  const { settings, folder } = await read(OWN);
  assert.ok(settings.ok, JSON.stringify(settings));
  assert.deepEqual(settings.value.backup, {
    adapter: "pgbackrest",
    stanza: "law",
    program: "/usr/bin/pgbackrest",
    config: join(folder, "pgbackrest.conf"),
    restoreFolder: join(folder, "restore"),
    repo: 1,
    keepRestored: true,
    fullAfterIncrements: 30,
    fullAfterDays: 7,
    timeoutMinutes: 60,
    maxAgeMinutes: 60,
  });
});

for (const [what, backup, named] of [
  ["another adapter", { adapter: "tar" }, /^backup\.adapter: /],
  ["no stanza", { ...OWN, stanza: undefined }, /^backup\.stanza: /],
  ["a stanza that is an option", { ...OWN, stanza: "--config=x" }, /^backup\.stanza: the name of a stanza/],
  ["no folder for restores", { ...OWN, restoreFolder: "" }, /^backup\.restoreFolder: /],
  ["repository 0", { ...OWN, repo: 0 }, /^backup\.repo: /],
  ["a chain without an end", { ...OWN, fullAfterIncrements: 0 }, /^backup\.fullAfterIncrements: /],
  ["a recipient of another adapter", { ...OWN, recipientKey: "r.asc" }, /^backup: .*recipientKey/],
  ["a stanza of another adapter", { recipientKey: "r.asc", stanza: "law" }, /^backup: .*stanza/],
  ["no recipient", {}, /^backup\.recipientKey: /],
  ["no object", "pgbackrest", /^backup: /],
] as const) {
  test(`a configuration with ${what} is refused by its name`, async () => {
    const { settings } = await read(backup);
    assert.ok(!settings.ok);
    assert.equal(settings.refusal.reason, "STOP_CONFIG_INVALID");
    assert.match(settings.refusal.details?.[0] ?? "", named);
  });
}
