import { derivedId } from "../domain/derived-id.ts";
import { refuseDoubtCodes } from "../domain/doubts.ts";
import { describeStored, type SourceVersion } from "../domain/plan.ts";
import { OPEN } from "../domain/planned-change.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { SourceReading } from "../domain/source-reading.ts";
import type { SourceOrder } from "../domain/target-criteria.ts";
import { showUnseenIn } from "../domain/unseen.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { RegisteredDocument, TargetRecord } from "../ports/source-registry.ts";

const MOST_CITED = 1000;
const FIXED = ["docPrefix", "title", "publicationType", "owner", "convention", "authoritative"] as const;
const NAMED = {
  docPrefix: "--prefix",
  title: "--title",
  publicationType: "--publication-type",
  owner: "--owner",
};

/** The version that an order would register, its file read so: what it leaves out is taken from the registration of the document. */
export function completeOrder(
  order: SourceOrder,
  target: TargetRecord,
  reading: SourceReading | null,
): Result<SourceVersion> {
  const unsound = refuseDoubtCodes(order.acceptedDoubts) ?? refuseNames(order) ?? refuseCitation(order);
  if (unsound !== null) return refused(unsound);
  if (order.bytes.length === 0) return refused(refusal("STOP_SOURCE_EMPTY", { field: order.documentId }));
  const document = target.document ?? describedBy(order);
  if (document === null) return refused(refuseUndescribed(order));
  const other = refuseOther(order, target);
  if (other !== null) return refused(other);
  const source = { ...versionOf(order, document, target), ...(reading === null ? {} : { reading }) };
  const unfit =
    refuseNature(source, target) ??
    refuseUncited(source) ??
    refuseBase(order, target) ??
    refuseAgain(source, target);
  return unfit === null ? accepted(source) : refused(unfit);
}

function describedBy(order: SourceOrder): RegisteredDocument | null {
  const { docPrefix, title, publicationType, owner, convention, authoritative } = order;
  if (docPrefix === null || title === null || publicationType === null || owner === null) return null;
  return { docPrefix, title, publicationType, owner, convention, authoritative: authoritative ?? false };
}

function refuseUndescribed(order: SourceOrder): Refusal {
  const missing = Object.entries(NAMED).filter(([field]) => order[field as keyof typeof NAMED] === null);
  return refusal("STOP_BAD_INPUT", {
    field: missing.map(([, option]) => option).join(", "),
    expected: `given, because ${order.documentId} is not registered yet`,
    actual: "left out",
  });
}

function refuseNames({ documentId, title, owner }: SourceOrder): Refusal | null {
  if (
    /^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/.test(documentId) &&
    title !== "" &&
    owner !== "" &&
    !/\p{Cc}/u.test(`${title}${owner}`)
  )
    return null;
  return refusal("STOP_BAD_INPUT", {
    field: "document id, title or owner",
    expected:
      "1 to 128 characters of A-Z, a-z, 0-9, dot, underscore and hyphen; a title and an owner of one line each",
    actual: JSON.stringify([documentId, title, owner]),
  });
}

/** It stands in requests, reports and rows as it is given. */
function refuseCitation({ citation }: SourceOrder): Refusal | null {
  if (citation === null) return null;
  const isShown = !/[\n\t]/.test(citation) && showUnseenIn(citation) === citation;
  if (isShown && citation.trim() !== "" && citation.length <= MOST_CITED) return null;
  return refusal("STOP_BAD_INPUT", {
    field: "--citation",
    expected: `one line of 1 to ${MOST_CITED} characters, all of which can be seen`,
    actual: JSON.stringify(showUnseenIn(citation).slice(0, 100)),
  });
}

/** A registration fixes what the document is; a later version brings new bytes and nothing else. */
function refuseOther(order: SourceOrder, { document, prefixHolder }: TargetRecord): Refusal | null {
  if (document === null) {
    if (prefixHolder === null) return null;
    return refusal("STOP_TARGET_UNSAFE", {
      field: order.docPrefix ?? "prefix",
      expected: "a prefix that no other document has",
      actual: `the prefix of ${prefixHolder}`,
    });
  }
  const details = FIXED.filter((field) => order[field] !== null && order[field] !== document[field]).map(
    (field) => `${field}: registered ${document[field]}, given ${order[field]}`,
  );
  if (details.length === 0) return null;
  return refusal("STOP_TARGET_UNSAFE", { field: order.documentId, expected: "as it is registered", details });
}

function versionOf(order: SourceOrder, document: RegisteredDocument, target: TargetRecord): SourceVersion {
  const sha256 = sha256Hex(order.bytes);
  const { documentId, acceptedDoubts, expectation, citation, lineage, convertedFrom } = order;
  const { docPrefix, title, publicationType, owner, convention, authoritative } = document;
  const { base, versions } = target;
  const again = versions.filter((version) => version.sha256 === sha256).length;
  const nature = order.nature ?? (base?.changeSetId == null ? "original" : "consolidation");
  const isStated = lineage !== null || order.base !== null || nature === "erratum" || nature === "recut";
  const effectiveFrom = order.effectiveFrom ?? (nature === "consolidation" ? OPEN : null);
  return {
    ...{ documentId, docPrefix, title, authoritative, convention, publicationType, owner },
    versionId: derivedId("source_version", documentId, sha256, ...(again === 0 ? [] : [String(again)])),
    versionSeq: versions.length + 1,
    sha256,
    sizeBytes: order.bytes.length,
    acceptedDoubts,
    nature,
    ...(effectiveFrom === null ? {} : { effectiveFrom }),
    ...(citation === null ? {} : { citation }),
    ...(lineage === null ? {} : { lineageSha256: sha256Hex(lineage) }),
    ...(base?.versionId == null || !isStated ? {} : { statedAbout: base.versionId }),
    ...(base === null ? {} : { base }),
    ...(convertedFrom === null ? {} : { convertedFrom }),
    ...(expectation === undefined
      ? {}
      : { expectation: { count: expectation.count, labelsSha256: expectation.labelsSha256 } }),
  };
}

function refuseNature(
  { nature, lineageSha256, sha256 }: SourceVersion,
  { base, versions }: TargetRecord,
): Refusal | null {
  const isFirst = base?.changeSetId == null;
  if ((nature === "original") !== isFirst) {
    return refusal("STOP_BAD_INPUT", {
      field: "--nature",
      expected: isFirst ? "original: nothing of the document is enacted" : "consolidation, erratum or recut",
      actual: nature ?? "none",
    });
  }
  const head = versions.find(({ versionId }) => versionId === base?.versionId);
  if (nature === "recut" && head?.sha256 !== sha256) {
    return refusal("STOP_BAD_INPUT", {
      field: "--nature",
      expected: `consolidation or erratum: a recut has the bytes of the head, ${head?.sha256}`,
      actual: `recut, ${sha256}`,
    });
  }
  if (!isFirst || lineageSha256 === undefined) return null;
  const expected = "no statement of lineage: nothing of the document is enacted";
  return refusal("STOP_BAD_INPUT", { field: "--lineage", expected, actual: "a file" });
}

/** Who reads that enacted text was wrong has to find who says so. */
function refuseUncited({ nature, citation }: SourceVersion): Refusal | null {
  if (nature !== "erratum" || citation !== undefined) return null;
  const expected = "what corrects the text, such as the notice of the publisher";
  return refusal("STOP_BAD_INPUT", { field: "--citation", expected, actual: "left out" });
}

/** Refuses where another version is meant as the head than the one that is. */
function refuseBase(order: SourceOrder, { base, versions }: TargetRecord): Refusal | null {
  if (order.base === null) return null;
  const head = versions.find(({ versionId }) => versionId === base?.versionId);
  if (head !== undefined && [String(head.versionSeq), head.sha256].includes(order.base)) return null;
  return refusal("STOP_BASE_NOT_HEAD", {
    field: "--base",
    expected: head === undefined ? "no base: nothing is enacted" : `${head.versionSeq} or ${head.sha256}`,
    actual: order.base,
  });
}

/**
 * Bytes that came after the head and are not enacted may be registered again: with other words about them, or because another version was
 * registered since, which a cut would take in their place. Those of the head may as a recut.
 */
function refuseAgain(source: SourceVersion, { versions, base }: TargetRecord): Refusal | null {
  const same = versions.findLast(({ sha256 }) => sha256 === source.sha256);
  if (same === undefined) return null;
  const head = versions.find(({ versionId }) => versionId === base?.versionId);
  if (source.nature === "recut" && same === head) return null;
  const isWaiting = same.versionSeq > (head?.versionSeq ?? 0);
  const says = (stored: Parameters<typeof describeStored>[0]) =>
    describeStored(stored && { ...stored, versionSeq: 0 });
  if (isWaiting && (same !== versions.at(-1) || says(same) !== says(source))) return null;
  const place = head === undefined ? "" : `; the head is version ${head.versionSeq}`;
  const found = refusal("STOP_SOURCE_VERSION_EXISTS", {
    field: source.documentId,
    actual: `version ${same.versionSeq}, ${same.sha256}${place}`,
  });
  if (head === undefined || same.versionSeq > head.versionSeq) return found;
  const wayOut =
    same === head
      ? `These bytes are enacted. Where the cut of them is to be another one, run: cutter orchestrate cut --document-id ${source.documentId}. Where lineage, a day or a citation has to be stated for that, register them with --nature recut.`
      : "These are the bytes of an older version. If that text is to come into force again, register a file that says so, in its front matter for example.";
  return { ...found, wayOut };
}
