import type { MarkedDocument } from "../domain/plan.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { ProjectionFacts } from "../domain/source-reading.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { FindOriginal } from "./layout/make-units.ts";
import { markLines } from "./mark-lines.ts";
import { markPieces } from "./mark-pieces.ts";
import type { Cut, CutOrder, MarkedWithEvidence } from "./marked.ts";
import { refusePrefix } from "./plan/refuse-prefix.ts";
import type { Projection } from "./projection/projection.ts";
import { readSource } from "./read-source.ts";

/** How a document is marked. */
export interface MarkOptions {
  /** Document prefix; it is checked here too, so that an inspection finds what a run would refuse. */
  readonly prefix?: string;
  /** Reserved prefixes that the registration named (criterion C1). */
  readonly allowedPrefixes?: readonly string[];
  /** Name of the heading convention; null or left out: chosen by evidence. */
  readonly convention?: string | null;
  /** The encoding of the file where a person has named it. */
  readonly encoding?: string | null;
  readonly maxUnits: number;
  /** Largest source that is parsed, in bytes; 256 MiB by default. */
  readonly maxBytes?: number;
  /** Status markers (`draft`, `obsolete`) and unit labels whose units are left out. */
  readonly exclude?: readonly string[];
  /** Codes of the doubts that a person has accepted; they do not refuse the cut. */
  readonly acceptedDoubts?: readonly string[];
}

/** Largest source that is parsed where nothing else is asked for. */
export const MAX_SOURCE_BYTES = 256 * 1024 * 1024;

/** Reads the file and parses its text into units, containers and regions that tile it (phase 2). */
export function markDocument(source: Uint8Array, options: MarkOptions): Result<MarkedDocument> {
  const result = markWithEvidence(source, options);
  return result.ok ? accepted(result.value.marked) : result;
}

/** As {@link markDocument}, with the evidence for the choice of the convention. */
export function markWithEvidence(source: Uint8Array, options: MarkOptions): Result<MarkedWithEvidence> {
  const unusable =
    refuseSize(source, options.maxBytes ?? MAX_SOURCE_BYTES) ??
    (options.prefix === undefined ? null : refusePrefix(options.prefix, options.allowedPrefixes));
  if (unusable !== null) return refused(unusable);
  // A Buffer is cut without a copy and decoded natively.
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.length);
  const read = readSource(bytes, options.encoding ?? null);
  if (!read.ok) return read;
  const { text, projection } = read.value;
  const cut = cutText(text, projection, {
    convention: options.convention ?? null,
    maxUnits: options.maxUnits,
    exclude: new Set((options.exclude ?? []).map((name) => name.toLowerCase())),
    acceptedDoubts: options.acceptedDoubts ?? [],
  });
  if (!cut.ok) return cut;
  const { evidence, ...marked } = cut.value;
  return accepted({
    marked: {
      ...marked,
      sourceSha256: sha256Hex(source),
      bytes: source.length,
      text,
      projection: projection === null ? null : factsOf(projection),
    },
    evidence,
  });
}

function cutText(text: Buffer, projection: Projection | null, order: CutOrder): Result<Cut> {
  if (projection === null) return markLines({ text, lines: null, findOriginal: null }, order);
  const { structure, reader, map } = projection;
  if (structure.kind === "pieces") return markPieces({ text, pieces: structure.pieces, reader }, order);
  const findOriginal: FindOriginal = (_index, { startByte, endByte }) => map.rangeOf(startByte, endByte);
  return markLines({ text, lines: structure.lines, findOriginal }, order);
}

function factsOf({ reader, text, letters, dropped }: Projection): ProjectionFacts {
  return { reader, sha256: sha256Hex(text), bytes: text.length, letters, dropped };
}

function refuseSize(source: Uint8Array, maxBytes: number): Refusal | null {
  if (source.length <= maxBytes) return null;
  return refusal("STOP_SOURCE_TOO_LARGE", {
    expected: `at most ${maxBytes} bytes`,
    actual: `${source.length} bytes`,
  });
}
