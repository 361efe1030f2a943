import type { DocumentWarning, MarkedDocument } from "../domain/plan.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { MARK_REASONS, type ProjectionFacts } from "../domain/source-reading.ts";
import { countOf } from "../domain/text-forms.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { FindOriginal } from "./layout/make-units.ts";
import { markLines } from "./mark-lines.ts";
import { markPieces } from "./mark-pieces.ts";
import type { Cut, CutOrder, MarkedWithEvidence } from "./marked.ts";
import { tellNamesLeftOut } from "./names-left-out.ts";
import { placeRefusal } from "./place-refusal.ts";
import { refusePrefix } from "./plan/refuse-prefix.ts";
import type { Projection } from "./projection/projection.ts";
import { type ReadOptions, type ReadSource, readSource } from "./read-source.ts";

/** How a document is marked. */
export interface MarkOptions extends ReadOptions {
  /** Document prefix; it is checked here too, so that an inspection finds what a run would refuse. */
  readonly prefix?: string;
  /** Reserved prefixes that the registration named (criterion C1). */
  readonly allowedPrefixes?: readonly string[];
  /** Name of the heading convention; null or left out: chosen by evidence. */
  readonly convention?: string | null;
  readonly maxUnits: number;
  /** Status markers (`draft`, `obsolete`) and unit labels whose units are left out. */
  readonly exclude?: readonly string[];
  /** Codes of the doubts that a person has accepted; they do not refuse the cut. */
  readonly acceptedDoubts?: readonly string[];
}

/** Reads the file and parses its text into units, containers and regions that tile it (phase 2). */
export function markDocument(source: Uint8Array, options: MarkOptions): Result<MarkedDocument> {
  const result = markWithEvidence(source, options);
  return result.ok ? accepted(result.value.marked) : result;
}

/** As {@link markDocument}, with the evidence for the choice of the convention. */
export function markWithEvidence(source: Uint8Array, options: MarkOptions): Result<MarkedWithEvidence> {
  const read = readSource(source, options);
  return read.ok ? markRead(read.value, options) : read;
}

/** Parses the text of a file that was read. */
export function markRead(
  { source, text, projection }: ReadSource,
  options: Omit<MarkOptions, "encoding" | "maxBytes">,
): Result<MarkedWithEvidence> {
  const unusable =
    options.prefix === undefined ? null : refusePrefix(options.prefix, options.allowedPrefixes);
  if (unusable !== null) return refused(unusable);
  const cut = cutText(text, projection, {
    convention: options.convention ?? null,
    maxUnits: options.maxUnits,
    exclude: new Set((options.exclude ?? []).map((name) => name.toLowerCase())),
    acceptedDoubts: options.acceptedDoubts ?? [],
  });
  if (!cut.ok) return projection === null ? cut : refused(placeRefusal(cut.refusal, projection));
  const { evidence, ...found } = cut.value;
  const marked = projection === null ? found : { ...found, warnings: withTold(found, projection) };
  const sha256 = sha256Hex(source);
  const facts = projection === null ? null : factsOf(projection);
  return accepted({
    marked: { ...marked, sourceSha256: sha256, bytes: source.length, text, projection: facts },
    evidence,
  });
}

function cutText(text: Buffer, projection: Projection | null, order: CutOrder): Result<Cut> {
  if (projection === null) return markLines({ text, lines: null, findOriginal: null }, order);
  const { structure, reader, map } = projection;
  if (structure.kind === "pieces") return markPieces({ text, pieces: structure.pieces, reader }, order);
  const findOriginal: FindOriginal = (_index, { startByte, endByte }) => map.rangeOf(startByte, endByte);
  const lines = structure.kind === "lines" ? structure.lines : null;
  return markLines({ text, lines, findOriginal }, order);
}

/** A person has to look at text that the publisher's page does not show as it stands here, and at names that are left out. */
function withTold(
  { warnings, units }: Pick<MarkedDocument, "warnings" | "units">,
  { marked, dropped }: Projection,
): readonly DocumentWarning[] {
  const told = marked.map(({ element, reason, count, letters, line }) => ({
    code: "TEXT_MARKED",
    line,
    message: `the file ${MARK_REASONS[reason]} what is kept of ${element}: ${countOf(count, "time")}, ${countOf(letters, "letter")}`,
  }));
  return [...warnings, ...told, ...tellNamesLeftOut(dropped, units)].toSorted((a, b) => a.line - b.line);
}

function factsOf({ reader, text, letters, dropped }: Projection): ProjectionFacts {
  const counted = dropped.map(({ begins: _begins, ...drop }) => drop);
  return { reader, sha256: sha256Hex(text), bytes: text.length, letters, dropped: counted };
}
