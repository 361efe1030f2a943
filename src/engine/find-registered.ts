import { findReader } from "../document/formats/find-reader.ts";
import { readingOf, readSource } from "../document/read-source.ts";
import { OPEN } from "../domain/planned-change.ts";
import type { SourceOrder } from "../domain/target-criteria.ts";
import { canonicalJson, sha256Hex } from "../json/canonical-json.ts";
import type { RegisteredVersion, TargetRecord } from "../ports/source-registry.ts";

/**
 * The version that this order has registered before: the newest of its document, with the same bytes and the same words. Null where there is none, and
 * where anything that the order says differs.
 */
export function findRegistered(order: SourceOrder, target: TargetRecord): RegisteredVersion | null {
  const { document, versions, base } = target;
  const last = versions.at(-1);
  if (document === null || last === undefined || last.sha256 !== sha256Hex(order.bytes)) return null;
  // A statement is about one head: where another version is enacted since, the file has to be registered again.
  const isAboutHead =
    last.statedAbout === undefined ||
    last.versionId === base?.versionId ||
    last.statedAbout === base?.versionId;
  return isAboutHead && saysTheSame(order, document) && saysTheSameOf(order, last, versions) ? last : null;
}

function saysTheSame(order: SourceOrder, document: NonNullable<TargetRecord["document"]>): boolean {
  const words = ["docPrefix", "title", "publicationType", "owner", "convention", "authoritative"] as const;
  return words.every((word) => order[word] === null || order[word] === document[word]);
}

function saysTheSameOf(
  order: SourceOrder,
  last: RegisteredVersion,
  versions: readonly RegisteredVersion[],
): boolean {
  const nature = last.nature ?? "original";
  const usual = nature === "consolidation" ? OPEN : null;
  const isStated =
    order.lineage !== null || order.base !== null || nature === "erratum" || nature === "recut";
  const about = versions.find(({ versionId }) => versionId === last.statedAbout);
  const labels = (stated: SourceOrder["expectation"] | RegisteredVersion["expectation"]) =>
    stated === undefined ? "" : `${stated.count} ${stated.labelsSha256}`;
  return (
    (order.nature === null ? nature === "original" || nature === "consolidation" : order.nature === nature) &&
    (order.effectiveFrom ?? usual) === (last.effectiveFrom ?? null) &&
    order.citation === (last.citation ?? null) &&
    (order.lineage === null ? null : sha256Hex(order.lineage)) === (last.lineageSha256 ?? null) &&
    isStated === (last.statedAbout !== undefined) &&
    (order.base === null ||
      (about !== undefined && [String(about.versionSeq), about.sha256].includes(order.base))) &&
    labels(order.expectation) === labels(last.expectation) &&
    (order.convertedFrom?.sha256 ?? null) === (last.convertedFrom?.sha256 ?? null) &&
    isReadSo(order, last) &&
    [...order.acceptedDoubts].join() === [...(last.acceptedDoubts ?? [])].join()
  );
}

/** What is registered as a text of its own is read as it was; of another file the reader of this release has to make the same text. */
function isReadSo(order: SourceOrder, { reading }: RegisteredVersion): boolean {
  if (reading === undefined && order.encoding === null && findReader(order.bytes) === null) return true;
  const read = readSource(order.bytes, order);
  const now = read.ok ? readingOf(read.value, order.encoding) : null;
  return canonicalJson(now) === canonicalJson(reading ?? null);
}
