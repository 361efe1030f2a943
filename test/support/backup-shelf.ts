import { createHash } from "node:crypto";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "../../src/adapters/runner/system-clock.ts";
import { openSidecar } from "../../src/adapters/sidecar/sidecar.ts";
import { SETTINGS_FILE } from "../../src/config/settings.ts";
import type { BackupEnvelope, FullEnvelope } from "../../src/domain/backup-envelope.ts";
import { GOVERNED_TABLES } from "../../src/domain/tables.ts";
import { phaseResult, runStarted } from "./journal-events.ts";
import { must } from "./test-setup.ts";

const DAY = "2026-05-0";

/** A run and what lies of its backup. */
export interface ShelvedRun {
  /** The day of its backup, 1 to 9. */
  readonly day: number;
  /** `indexed`: the index says that it is over, and its journal can't be read; `gone`: no folder of a run. */
  readonly run: "voided" | "indexed" | "open" | "damaged" | "gone";
  readonly envelope?: "whole" | "none" | "of another file";
  readonly file?: "whole" | "altered" | "cut short" | "none";
  /** Whether increments can rest on it. */
  readonly isBasis?: boolean;
  /** The day of the full backup on which it rests, of an increment. */
  readonly restsOn?: number;
}

/** A configured sidecar with these runs and backups. */
export async function fillShelf(root: string, runs: readonly ShelvedRun[]): Promise<void> {
  const settings = {
    schema: "iu-cutter/config/1",
    repositoryId: "local/control",
    controlRepository: { path: "control" },
    rootKeys: ["root.asc"],
    backup: { recipientKey: "recipient.asc" },
  };
  await writeFile(join(root, SETTINGS_FILE), JSON.stringify(settings));
  const sidecar = await openSidecar({
    root,
    clock: systemClock,
    project: () => ({}),
    projectBatch: () => ({}),
  });
  for (const { day, run, envelope = "whole", file = "whole", restsOn, isBasis } of runs) {
    const runId = runOf(day);
    const folder = join(root, "runs", runId);
    {
      await using created = must(await sidecar.createRun(runId, runStarted(runId)));
      if (run === "voided")
        await created.append({ type: "voided", by: "os:operator", why: "a test" }, systemClock.now());
    }
    if (run === "indexed")
      await sidecar.appendIndex({
        run_id: runId,
        document_id: "law",
        mode: "LIVE",
        state: "voided",
        closed_utc: `${DAY}${day}T01:00:00Z`,
      });
    if (run === "damaged" || run === "indexed") await writeFile(join(folder, "journal.jsonl"), "torn\n");
    const content = `backup of day ${day}`;
    if (envelope !== "none")
      await writeFile(
        join(folder, "backup.json"),
        JSON.stringify(
          restsOn === undefined
            ? {
                ...envelopeOf(day, { content, isOfAnother: envelope === "of another file" }),
                ...(isBasis ? { basis: basisOf(content) } : {}),
              }
            : incrementOf(day, content, restsOn),
        ),
      );
    if (run === "gone") await rm(folder, { recursive: true });
    const written = { whole: content, altered: content.replace("backup", "BACKUP"), "cut short": "backup" };
    await mkdir(join(root, "backups"), { recursive: true });
    const name = restsOn === undefined ? fileOf(day) : incrementFileOf(day);
    if (file !== "none") await writeFile(join(root, "backups", name), written[file]);
  }
}

export function runOf(day: number): string {
  return `ictr-2026050${day}T000000Z-0000000${day}`;
}

export function fileOf(day: number): string {
  return `${runOf(day)}.sql.gz.pgp`;
}

/** What lies beside the full backup of a day, on which increments can rest. */
export async function writeBasisOf(root: string, day: number): Promise<void> {
  const content = `backup of day ${day}`;
  const documentsSha256 = createHash("sha256").update("").digest("hex");
  const envelope = {
    ...envelopeOf(day, { content, isOfAnother: false }),
    basis: { ...basisOf(content), documents: 0, documentsSha256 },
  };
  await writeFile(
    join(root, "backups", `${fileOf(day)}.basis.json`),
    JSON.stringify({ schema: "iu-cutter/backup-basis/1", envelope, documents: [] }),
  );
}

/** The run of a day has taken another full backup since, or an increment on the one of another day. */
export async function takeAnother(root: string, day: number): Promise<void> {
  const other = envelopeOf(day, { content: "another", isOfAnother: false });
  const text = JSON.stringify({ ...other, file: other.file.replace(".sql.", ".2.sql.") });
  await writeFile(join(root, "runs", runOf(day), "backup.json"), text);
}

/** The journal of the run of a day says that it has taken the full backup of that day; then the run is voided. */
export async function journalBackup(root: string, day: number): Promise<void> {
  const sidecar = await openSidecar({
    root,
    clock: systemClock,
    project: () => ({}),
    projectBatch: () => ({}),
  });
  await using run = must(await sidecar.openRun(runOf(day)));
  const { sha256, snapshotUtc } = envelopeOf(day, { content: `backup of day ${day}`, isOfAnother: false });
  const now = systemClock.now();
  for (const phase of ["source_pin", "mark", "cutplan"] as const) await run.append(phaseResult(phase), now);
  await run.append(phaseResult("pre_write_backup", { backupSha256: sha256, takenUtc: snapshotUtc }), now);
  await run.append({ type: "voided", by: "os:operator", why: "a test" }, now);
}

function basisOf(content: string) {
  const sha256 = createHash("sha256").update(content).digest("hex");
  return { documents: 1, documentsSha256: sha256, schemaSha256: sha256, timeline: 1, why: "a test" };
}

export function incrementFileOf(day: number): string {
  return `${runOf(day)}.increment.sql.gz.pgp`;
}

function incrementOf(day: number, content: string, restsOn: number): BackupEnvelope {
  const own = envelopeOf(day, { content, isOfAnother: false });
  const full = envelopeOf(restsOn, { content: `backup of day ${restsOn}`, isOfAnother: false });
  return {
    ...own,
    schema: "iu-cutter/backup-increment/1",
    file: `/elsewhere/backups/${incrementFileOf(day)}`,
    increment: {
      restsOn: {
        file: fileOf(restsOn),
        runId: full.runId,
        sha256: full.sha256,
        sizeBytes: full.sizeBytes,
        takenUtc: full.snapshotUtc,
        provedUtc: full.finishedUtc,
        documentsSha256: full.sha256,
      },
      position: 1,
      documents: { all: 2, held: 1, sha256: own.sha256 },
      schemaSha256: own.sha256,
    },
  };
}

function envelopeOf(
  day: number,
  of: { readonly content: string; readonly isOfAnother: boolean },
): FullEnvelope {
  const sha256 = createHash("sha256").update(of.content).digest("hex");
  const tables = GOVERNED_TABLES.map((table) => ({ table, rows: day, digest: sha256 }));
  return {
    schema: "iu-cutter/backup/1",
    runId: runOf(day),
    file: `/elsewhere/backups/${of.isOfAnother ? `${runOf(day)}.sql.zst.pgp` : fileOf(day)}`,
    sha256,
    sizeBytes: of.content.length,
    compression: "gzip",
    recipient: "A".repeat(40),
    database: { name: "kb", systemIdentifier: "7", serverVersion: "15.18", inRecovery: false },
    snapshotId: null,
    snapshotUtc: `${DAY}${day}T00:00:00Z`,
    finishedUtc: `${DAY}${day}T00:00:01Z`,
    tables,
    tools: { pgDump: "pg_dump", openpgp: "openpgp", node: "v20" },
    restoreProof: { engine: "postgresql", serverVersion: "15.18", tables, sha256 },
  };
}
