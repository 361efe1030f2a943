import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readSettings, SETTINGS_FILE } from "../../src/config/settings.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

async function read(backup: unknown, others: Readonly<Record<string, unknown>> = {}) {
  await using folder = await makeTempFolder();
  await writeFile(
    join(folder.path, SETTINGS_FILE),
    JSON.stringify({
      schema: "iu-cutter/config/1",
      repositoryId: "r",
      controlRepository: { path: "c" },
      rootKeys: ["root.asc"],
      backup,
      ...others,
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
    increments: null,
    copies: [],
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
    copies: [],
    maxAgeMinutes: 60,
  });
});

test("increments end after 100 on one full backup, or seven days, where nothing else is said", async () => {
  const { settings } = await read({ recipientKey: "r.asc", increments: {} }, { driftScope: "chain" });
  assert.ok(settings.ok, JSON.stringify(settings));
  assert.ok(settings.value.backup.adapter === "pg_dump");
  assert.deepEqual(settings.value.backup.increments, { most: 100, maxAgeDays: 7 });
});

for (const driftScope of [undefined, "all", "document"]) {
  test(`increments are refused where driftScope is ${driftScope ?? "left out"}, and the refusal says with which they go (B-25)`, async () => {
    const { settings } = await read({ recipientKey: "r.asc", increments: {} }, { driftScope });
    assert.ok(!settings.ok);
    assert.equal(settings.refusal.reason, "STOP_CONFIG_INVALID");
    const said = JSON.stringify(settings.refusal);
    assert.match(said, /backup\.increments: only with driftScope chain/);
    const { settings: followed } = await read(
      { recipientKey: "r.asc", increments: {} },
      { driftScope: "chain" },
    );
    assert.ok(followed.ok);
    const { settings: left } = await read({ recipientKey: "r.asc" }, { driftScope });
    assert.ok(left.ok);
  });
}

for (const [what, increments] of [
  ["none at all", { most: 0 }],
  ["more than a thousand", { most: 1001 }],
  ["a full one without an age", { maxAgeDays: 0 }],
  ["a full one older than 366 days", { maxAgeDays: 367 }],
  ["half of one", { most: 1.5 }],
  ["another limit", { mostBytes: 1 }],
  ["a word", "yes"],
] as const) {
  test(`increments have bounds: ${what} is refused`, async () => {
    const { settings } = await read({ recipientKey: "r.asc", increments }, { driftScope: "chain" });
    assert.equal(settings.ok ? "" : settings.refusal.reason, "STOP_CONFIG_INVALID");
  });
}

test("a backup of pgBackRest has no increments of ours", async () => {
  const { settings } = await read({ ...OWN, increments: {} }, { driftScope: "chain" });
  assert.equal(settings.ok ? "" : settings.refusal.reason, "STOP_CONFIG_INVALID");
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

const CASES: readonly (readonly [what: string, copies: unknown, accepts: boolean])[] = [
  ["a remote and a path", [{ place: "off-site:bucket/law" }], true],
  ["a remote alone", [{ place: "s3.backup:" }], true],
  ["a folder", [{ place: "/mnt/nas/law of 2026" }], true],
  ["four places", ["a:", "b:", "c:", "/d"].map((place) => ({ place, timeoutMinutes: 1440 })), true],
  ["five places", ["a:", "b:", "c:", "/d", "/e"].map((place) => ({ place })), false],
  ["the same place twice", [{ place: "a:" }, { place: "a:" }], false],
  ["the same folder with a slash behind it", [{ place: "a:b" }, { place: "a:b/" }], false],
  ["the same folder with a slash more in it", [{ place: "/a/b" }, { place: "/a//b" }], false],
  ["the root of an account beside the account", [{ place: "a:" }, { place: "a:/" }], true],
  ["a connection string, which may hold a password", [{ place: ":webdav,url=http://x,pass=y:law" }], false],
  ["a remote with options", [{ place: "off,pass=y:law" }], false],
  ["an option of rclone", [{ place: "--config=/tmp/x" }], false],
  ["a folder that is not absolute", [{ place: "backups" }], false],
  ["a way out of a folder", [{ place: "/mnt/../etc" }], false],
  ["a way out of a remote", [{ place: "off:../other" }], false],
  ["a line of its own", [{ place: "off:law\nx" }], false],
  ["no time", [{ place: "off:", timeoutMinutes: 0 }], false],
  ["more than a day", [{ place: "off:", timeoutMinutes: 1441 }], false],
  ["a password", [{ place: "off:", password: "x" }], false],
  ["a text", ["off:law"], false],
];

for (const [what, copies, accepts] of CASES)
  for (const [adapter, backup] of [
    ["pg_dump", { recipientKey: "r.asc" }],
    ["pgbackrest", OWN],
  ] as const)
    test(`copies with ${what} are ${accepts ? "read" : "refused"} with ${adapter}`, async () => {
      const { settings } = await read({ ...backup, copies });
      assert.equal(settings.ok ? "" : settings.refusal.reason, accepts ? "" : "STOP_CONFIG_INVALID");
      if (!settings.ok) assert.match(settings.refusal.details?.[0] ?? "", /^backup\.copies/);
    });
