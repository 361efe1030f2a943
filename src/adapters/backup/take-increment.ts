import { basename, join } from "node:path";
import { compareDocuments } from "../../domain/backup-basis.ts";
import type { IncrementEnvelope } from "../../domain/backup-envelope.ts";
import type { IncrementLimits } from "../../domain/backup-increment.ts";
import type { DocumentState } from "../../domain/document-states.ts";
import { must } from "../../domain/must.ts";
import { refusal } from "../../domain/refusal.ts";
import type { BackupOrder, TakenBackup } from "../../ports/backup.ts";
import type { DatabaseIdentity, KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { OpenPart, PartText } from "../../ports/snapshots.ts";
import type { BackupOptions } from "./backup-options.ts";
import { cannotStart, majorOf, once, refuseToGoOn } from "./backup-steps.ts";
import { incrementName, noteIncrement } from "./basis-files.ts";
import { compress } from "./compression.ts";
import { describeFile } from "./describe-file.ts";
import { dumpSchema, readFrame } from "./dump-live.ts";
import { parseIncrementEnvelope } from "./envelope.ts";
import { type FoundFull, findFull } from "./find-full.ts";
import { openPendingFile, readBack } from "./pending-file.ts";
import { proveCopy } from "./prove-copy.ts";
import { putCopies } from "./put-copies.ts";
import { tee } from "./tee.ts";

/** What was taken, or why a full backup is needed instead. */
export type Incremented = { readonly taken: TakenBackup<IncrementEnvelope> } | { readonly why: string };

/**
 * Takes what has changed since the newest full backup, encrypts it, restores it into a throw-away database with the schema alone, and compares.
 * The file gets its name only then. Refusals of the steps are thrown as `RefusalError`.
 */
export async function takeIncrement(
  options: BackupOptions,
  order: BackupOrder,
  limits: IncrementLimits,
): Promise<Incremented> {
  const recipient = must(await options.encryption.readRecipient());
  const database = await order.live.identity();
  const major = majorOf(database.serverVersion);
  const dumpSource = await options.dumpSource(major);
  if (dumpSource.readRows === undefined || options.scratch.describe().engine === "pglite")
    return { why: "increments need PostgreSQL's own programs" };
  const { clock, recordsOf } = options;
  const found = await findFull({ order, limits, clock, recipient, database, recordsOf });
  if ("why" in found) return found;
  const { full } = found;
  await using part = await order.live.openPart();
  const { list } = part;
  if (list.timeline !== full.envelope.basis?.timeline)
    return { why: "the database was restored or promoted since" };
  const difference = compareDocuments(full.documents, list.documents, order.documents);
  if ("why" in difference) return difference;
  const { held } = difference;
  const schema = await dumpSchema(dumpSource, await readFrame(options), part.snapshotId);
  if (schema.sha256 !== full.envelope.basis.schemaSha256)
    return { why: "schema, rights or version of the server are others since" };
  refuseToGoOn(options);
  const restored = await options.scratch.start({ major }).catch(cannotStart);
  try {
    const stem = order.stem ?? order.runId;
    await using file = await openPendingFile(order.folder, `${stem}.increment`);
    must(await restored.restore(once(schema.text)));
    const text = await part.textOf({
      documents: held,
      restsOn: basename(full.path),
      before: full.envelope.basis.documentsSha256,
      after: list.sha256,
    });
    await tee(textOf(options, text, dumpSource.readRows(text.script, text.lastLine)), [
      (plain) => file.write(recipient.encrypt(compress(plain))),
      async (plain) => void must(await restored.restore(plain)),
    ]);
    const written = await readBack(file.path, (bytes) => recipient.inspect(bytes));
    must(written.seen);
    refuseToGoOn(options);
    if (written.sizeBytes * 2 > full.envelope.sizeBytes) {
      await restored[Symbol.asyncDispose]();
      return { why: "an increment would be larger than half of it" };
    }
    const name = join(order.folder, incrementName(stem));
    const { sizeBytes, sha256 } = written;
    const facts = await provenFacts({ options, order, database, restored, part, held, full });
    const copied = await putCopies(options, order, [
      { file: full.path, path: full.path, sizeBytes: full.envelope.sizeBytes, sha256: full.envelope.sha256 },
      { file: name, path: file.path, sizeBytes, sha256 },
    ]);
    const envelope = must(
      parseIncrementEnvelope({
        ...facts,
        ...(await describeFile(options, dumpSource, recipient, written)),
        schema: "iu-cutter/backup-increment/1",
        file: name,
        ...copied,
      }),
    );
    if (order.isTrial !== true) {
      await file.keep(envelope.file);
      await noteIncrement(full.path, envelope);
    }
    return { taken: { envelope, restored, stage: restored } };
  } catch (cause) {
    await restored[Symbol.asyncDispose]();
    throw cause;
  }
}

async function provenFacts(parts: {
  readonly options: BackupOptions;
  readonly order: BackupOrder;
  readonly database: DatabaseIdentity;
  readonly restored: ScratchDatabase;
  readonly part: OpenPart;
  readonly held: readonly string[];
  readonly full: FoundFull;
}) {
  const { options, order, database, restored, part, held, full } = parts;
  const { list } = part;
  const tables = await part.tablesOf(held);
  const own = new Set(held);
  const restoreProof = await proveCopy({
    ...{ options, live: order.live, database, restored, tables },
    refuseOther: (copy) =>
      refuseUnchained(
        copy,
        list.documents.filter(({ document }) => own.has(document)),
      ),
  });
  const { envelope } = full;
  return {
    runId: order.runId,
    database,
    snapshotId: part.snapshotId,
    snapshotUtc: part.takenUtc,
    tables,
    restoreProof,
    increment: {
      restsOn: {
        file: basename(full.path),
        runId: envelope.runId,
        sha256: envelope.sha256,
        sizeBytes: envelope.sizeBytes,
        takenUtc: envelope.snapshotUtc,
        provedUtc: envelope.finishedUtc,
        documentsSha256: envelope.basis?.documentsSha256,
      },
      position: full.position,
      documents: { all: list.documents.length, held: held.length, sha256: list.sha256 },
      schemaSha256: envelope.basis?.schemaSha256,
    },
  };
}

/** Null where the rows of each document in the copy are those that the newest entry of its live chain says. */
async function refuseUnchained(copy: KnowledgeBase, held: readonly DocumentState[]) {
  const found = await copy.digestDocuments(held.map(({ document }) => document));
  const details = held.flatMap(({ document, rowsSha256 }) =>
    rowsSha256 === null || found.get(document) === rowsSha256 ? [] : [`${document}: not what its chain says`],
  );
  if (details.length === 0) return null;
  return refusal("STOP_RESTORE_DIFFERS", {
    field: "documents",
    expected: "the rows that the newest entry of each chain says",
    actual: details[0] ?? "",
    details,
  });
}

/** Under a lock of its own, so that psql runs nothing but SQL, whatever a row holds. */
async function* textOf(
  { random }: BackupOptions,
  { head, tail }: PartText,
  rows: AsyncIterable<Uint8Array>,
): AsyncIterable<Uint8Array> {
  const key = Buffer.from(random.bytes(24)).toString("hex");
  yield Buffer.from(`\\restrict ${key}\n${head}`);
  yield* rows;
  yield Buffer.from(`${tail}\\unrestrict ${key}\n`);
}
