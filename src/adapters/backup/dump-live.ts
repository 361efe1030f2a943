import { JOURNAL_TABLES } from "../../domain/tables.ts";
import { sha256Hex } from "../../json/canonical-json.ts";
import type { DumpSource } from "../../ports/dump-source.ts";
import type { BackupOptions } from "./backup-options.ts";
import { DUMPED_SCHEMAS, type DumpFrame, readDumpFrame } from "./dump-frame.ts";
import { framedDump } from "./framed-dump.ts";
import { ownSections } from "./own-sections.ts";

/** What pg_dump leaves out of a dump of schemas, as the live database has it. */
export async function readFrame(options: BackupOptions): Promise<DumpFrame> {
  const source = await options.openLive();
  await using session = await source.open("verify");
  return await readDumpFrame(session);
}

/** The dump in its frame; with its rows, or without. */
export function dumpLive(
  dumpSource: DumpSource,
  frame: DumpFrame,
  order: { readonly snapshotId: string | null; readonly isSchemaOnly?: true },
): AsyncIterable<Uint8Array> {
  const { excludeTables } = frame;
  return framedDump(
    ownSections(
      dumpSource.dump({ ...order, schemas: DUMPED_SCHEMAS, withoutRows: JOURNAL_TABLES, excludeTables }),
    ),
    frame,
  );
}

/** The lock has another key in each dump. */
const LOCK = /^\\(?:un)?restrict [0-9A-Za-z]+\n/gm;

/** Schema, rights and what belongs to the cluster, and their digest; equal where a restore makes the same of them. */
export async function dumpSchema(
  dumpSource: DumpSource,
  frame: DumpFrame,
  snapshotId: string | null,
): Promise<{ readonly text: Buffer; readonly sha256: string }> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of dumpLive(dumpSource, frame, { snapshotId, isSchemaOnly: true }))
    chunks.push(chunk);
  const text = Buffer.concat(chunks);
  const unlocked = text.toString("latin1").replaceAll(LOCK, "");
  return { text, sha256: sha256Hex(Buffer.from(unlocked, "latin1")) };
}
