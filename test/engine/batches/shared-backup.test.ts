import assert from "node:assert/strict";
import test from "node:test";
import { accepted } from "../../../src/domain/result.ts";
import { SharedBackup } from "../../../src/engine/batches/shared-backup.ts";
import type { Backup, BackupOrder, TakenBackup } from "../../../src/ports/backup.ts";
import type { ScratchDatabase } from "../../../src/ports/scratch.ts";

test("the statistics of both copies are gathered whenever the members on them have doubled, and those of the untouched one never", async () => {
  const analyzed: string[] = [];
  let forks = 0;
  const copy = (name: string) =>
    ({
      analyze: async () => {
        analyzed.push(name);
      },
      fork: async () => copy(`copy ${++forks}`),
      [Symbol.asyncDispose]: async () => undefined,
    }) as unknown as ScratchDatabase;
  const inner = {
    take: async () =>
      accepted({ envelope: { adapter: "pg_dump" }, restored: copy("restored") } as unknown as TakenBackup),
  } as unknown as Backup;
  await using shared = new SharedBackup(
    { backup: inner, progress: { step: () => undefined, note: () => undefined } },
    {
      runId: "ictb-20260101T000000Z-00000000",
      fence: 0,
      readFile: async () => null,
      writeFile: async () => undefined,
    },
    () => [],
  );
  const seen: (readonly [number, number])[] = [];
  for (let members = 1; members <= 64; members += 1) {
    const before = analyzed.length;
    assert.ok((await shared.port.take({} as BackupOrder)).ok);
    if (analyzed.length > before) seen.push([members, analyzed.length - before]);
  }
  assert.deepEqual(seen, [
    [16, 2],
    [32, 2],
    [64, 2],
  ]);
  assert.deepEqual(new Set(analyzed), new Set(["copy 1", "copy 2"]));
});
