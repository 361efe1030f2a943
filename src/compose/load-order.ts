import { parseLineage } from "../document/delta/lineage-file.ts";
import { refuseMarks } from "../document/pdf/marks.ts";
import { readExpectedList } from "../document/plan/read-expectation.ts";
import { MAX_SOURCE_BYTES } from "../document/read-source.ts";
import { readFrontMatterWords } from "../document/source/front-matter-words.ts";
import { readDay } from "../domain/days.ts";
import type { StatedUnits } from "../domain/expectation.ts";
import { OPEN } from "../domain/planned-change.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import type { ManifestEntry } from "../domain/register-manifest.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { SourceOrder } from "../domain/target-criteria.ts";
import { readFileWithin } from "../files/read-file-within.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { entryOf, type ReadFolder } from "./read-folder.ts";

/** An order, and the sha256 of its bytes without the front matter by which a folder describes itself. */
export interface LoadedOrder {
  readonly order: SourceOrder;
  readonly textSha256: string;
}

const MOST_SIDE_BYTES = 16 * 1024 * 1024;

/** Reads the files of one entry, and makes the order of it that the options of `cutter source register` would make. */
export async function loadOrder(
  { folder, saidBy }: Pick<ReadFolder, "folder" | "saidBy">,
  entry: ManifestEntry,
): Promise<Result<LoadedOrder>> {
  const bytes = await read(folder, entry.file, MAX_SOURCE_BYTES);
  if (!bytes.ok) return bytes;
  const unchecked = refuseMarks(bytes.value);
  if (unchecked !== null) return refused({ ...unchecked, field: entry.file });
  const front = readFrontMatterWords(bytes.value);
  const other = saidBy === "manifest" ? refuseSaidTwice(entry, front) : refuseChanged(entry, bytes.value);
  if (other !== null) return refused(other);
  const expectation = await readExpectation(folder, entry);
  if (!expectation.ok) return expectation;
  const lineage = await readLineage(folder, entry);
  if (!lineage.ok) return lineage;
  const from = entry.effective_from ?? null;
  const effectiveFrom = from === null || from === OPEN ? accepted(from) : readDay("effective_from", from);
  if (!effectiveFrom.ok) return effectiveFrom;
  const text = saidBy === "front matter" && front?.ok ? bytes.value.subarray(front.endByte) : bytes.value;
  return accepted({
    textSha256: sha256Hex(text),
    order: {
      bytes: bytes.value,
      documentId: entry.document_id,
      docPrefix: entry.prefix ?? null,
      title: entry.title ?? null,
      publicationType: entry.publication_type ?? null,
      owner: entry.owner ?? null,
      convention: entry.convention ?? null,
      encoding: entry.encoding ?? null,
      convertedFrom: null,
      acceptedDoubts: [...new Set(entry.accepted_doubts)],
      authoritative: entry.authoritative ?? null,
      reservedPrefixNamed: entry.named_reserved ?? false,
      nature: entry.nature ?? null,
      effectiveFrom: effectiveFrom.value,
      citation: entry.citation ?? null,
      lineage: lineage.value,
      base: entry.base ?? null,
      ...(expectation.value === null ? {} : { expectation: expectation.value }),
    },
  });
}

/** What a file says of itself beside a manifest would be a second answer to the same question. */
function refuseSaidTwice(
  { file }: ManifestEntry,
  front: ReturnType<typeof readFrontMatterWords>,
): Refusal | null {
  if (!front?.ok || front.words["document_id"] === undefined) return null;
  return refusal("STOP_BAD_INPUT", {
    field: file,
    expected: "a file of which the manifest alone says what it is",
    actual: `document_id: ${front.words["document_id"]}, in its front matter`,
    wayOut: "Take the front matter out of the file, or the manifest out of the folder.",
  });
}

function refuseChanged(entry: ManifestEntry, bytes: Uint8Array): Refusal | null {
  const now = entryOf(entry.file, bytes);
  if (now.ok && JSON.stringify(now.value) === JSON.stringify(entry)) return null;
  const expected = "the front matter that was read a moment ago";
  return refusal("STOP_BAD_INPUT", {
    field: entry.file,
    expected,
    actual: "the file has changed",
    wayOut: "Start again when nothing changes the folder.",
  });
}

async function readExpectation(folder: string, entry: ManifestEntry): Promise<Result<StatedUnits | null>> {
  const { expect, expect_count: count } = entry;
  if (count !== undefined) return accepted({ count, labelsSha256: null, labels: [] });
  if (expect === undefined) return accepted(null);
  const list = await read(folder, expect, MOST_SIDE_BYTES);
  return list.ok ? readExpectedList(list.value) : list;
}

/** Byte for byte, so that its sha256 is that of the file. */
async function readLineage(folder: string, { lineage }: ManifestEntry): Promise<Result<string | null>> {
  if (lineage === undefined) return accepted(null);
  const bytes = await read(folder, lineage, MOST_SIDE_BYTES);
  if (!bytes.ok) return bytes;
  const statements = parseLineage(bytes.value);
  if (!statements.ok) return statements;
  return accepted(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes.value));
}

async function read(folder: string, name: string, maxBytes: number): Promise<Result<Buffer>> {
  try {
    const found = await readFileWithin(folder, name, { maxBytes });
    if ("bytes" in found) return accepted(found.bytes);
    const [expected, actual] = [`at most ${maxBytes} bytes`, `${found.tooLarge} bytes`];
    return refused(refusal("STOP_SOURCE_TOO_LARGE", { field: name, expected, actual }));
  } catch (cause) {
    const actual = cause instanceof Error ? cause.message : String(cause);
    return refused(
      refusal("STOP_BAD_INPUT", { field: name, expected: "a regular file that can be read", actual }),
    );
  }
}
