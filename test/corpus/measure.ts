import { markDocument } from "../../src/document/mark.ts";
import type { MarkedDocument, MarkedUnit } from "../../src/domain/plan.ts";
import type { Result } from "../../src/domain/result.ts";
import type { AdversarialRow, DocumentRow } from "./manifest.ts";

/** How well one document was cut: shares between 0 and 1, and every unit that is wrong. */
export interface Measure {
  readonly file: string;
  readonly family: string;
  readonly convention: string;
  readonly runnerUp: string | null;
  readonly expected: number;
  readonly found: number;
  readonly precision: number;
  readonly recall: number;
  readonly titlesRight: number;
  readonly containersFound: string;
  /** Right units that stand in the container that is theirs, of all right units. */
  readonly parentsRight: string;
  readonly warnings: number;
  readonly faults: readonly string[];
}

const MAX_UNITS = 100_000;

/** Measures a cut: a unit is right if it begins at the article's byte with its printed address; optional units do not count. */
export function measureDocument(row: DocumentRow, bytes: Uint8Array): Measure {
  const truth = row.groundTruth;
  const base = { file: row.file, family: row.family, expected: truth.articles.length };
  const result = markDocument(bytes, { maxUnits: MAX_UNITS });
  if (!result.ok) {
    const faults = [`${result.refusal.reason}: ${result.refusal.actual ?? ""}`];
    const shares = { found: 0, precision: 0, recall: 0, titlesRight: 0 };
    const nothing = { ...shares, containersFound: "-", parentsRight: "-", warnings: 0 };
    return { ...base, ...nothing, convention: "refused", runnerUp: null, faults };
  }
  const marked = result.value;
  const optional = new Set(truth.optionalUnits.map((unit) => unit.byte));
  const units = marked.units.filter((unit) => !optional.has(unit.startByte));
  const expected = new Map(truth.articles.map((article) => [article.byte, article]));
  const right = units.filter((unit) => expected.get(unit.startByte)?.address.normalize("NFC") === unit.label);
  const titled = right.filter((unit) => (expected.get(unit.startByte)?.title ?? "") === unit.title);
  return {
    ...base,
    convention: marked.convention,
    runnerUp: marked.runnerUp,
    found: units.length,
    precision: units.length === 0 ? 0 : right.length / units.length,
    recall: base.expected === 0 ? 1 : right.length / base.expected,
    titlesRight: right.length === 0 ? 0 : titled.length / right.length,
    containersFound: countContainers(row, marked),
    parentsRight: countParents(row, marked, right),
    warnings: marked.warnings.length,
    faults: [...listWrong(units, right), ...listMissed(row, right)],
  };
}

/** The outcome of an adversarial file, and why it is wrong; `fault` is null when it is right. */
export function judgeOutcome(
  row: AdversarialRow,
  bytes: Uint8Array,
): { readonly outcome: string; readonly fault: string | null } {
  const result = markDocument(bytes, { maxUnits: MAX_UNITS });
  const outcome = result.ok
    ? `${result.value.units.length} units (${result.value.convention})`
    : result.refusal.reason;
  return { outcome, fault: faultOf(row, result) };
}

function faultOf(row: AdversarialRow, result: Result<MarkedDocument>): string | null {
  if (!result.ok) {
    const { reason } = result.refusal;
    return row.outcome === "units" || reason !== (row.reason ?? reason) ? `refused: ${reason}` : null;
  }
  if (row.outcome === "refuse") return "cut, and had to be refused";
  const labels = result.value.units.map((unit) => unit.label);
  if (row.articleUnits !== undefined && labels.length !== row.articleUnits) {
    return `${labels.length} units, not ${row.articleUnits}`;
  }
  if (row.addresses !== undefined && row.addresses.join("\n") !== labels.join("\n")) {
    return `units ${labels.join(", ")}, not ${row.addresses.join(", ")}`;
  }
  return tiles(result.value, result.value.text) ? null : "the regions do not tile the source";
}

/** True when the regions follow each other without gap or overlap from the first byte to the last. */
export function tiles(marked: MarkedDocument, bytes: Uint8Array): boolean {
  let at = 0;
  for (const region of marked.regions) {
    if (region.startByte !== at || region.endByte <= region.startByte) return false;
    at = region.endByte;
  }
  return at === bytes.length;
}

function countContainers(row: DocumentRow, marked: MarkedDocument): string {
  const found = new Set(marked.containers.map((container) => container.startByte));
  const expected = [...row.groundTruth.containerList, ...row.groundTruth.annexList];
  return `${expected.filter((container) => found.has(container.byte)).length}/${expected.length}`;
}

function countParents(row: DocumentRow, marked: MarkedDocument, right: readonly MarkedUnit[]): string {
  const expected = [...row.groundTruth.containerList, ...row.groundTruth.annexList].map(({ byte }) => byte);
  const found = [...marked.containers].map(({ startByte }) => startByte);
  const good = right.filter(
    ({ startByte }) => lastBefore(expected, startByte) === lastBefore(found, startByte),
  );
  return `${good.length}/${right.length}`;
}

/** The greatest of the bytes that stands before `end`, or null. */
function lastBefore(bytes: readonly number[], end: number): number | null {
  const before = bytes.filter((byte) => byte < end);
  return before.length === 0 ? null : Math.max(...before);
}

function listWrong(units: readonly MarkedUnit[], right: readonly MarkedUnit[]): readonly string[] {
  const good = new Set(right);
  return units
    .filter((unit) => !good.has(unit))
    .map((unit) => `line ${unit.line}: ${unit.label} is no article`);
}

function listMissed(row: DocumentRow, right: readonly MarkedUnit[]): readonly string[] {
  const found = new Set(right.map((unit) => unit.startByte));
  return row.groundTruth.articles
    .filter((article) => !found.has(article.byte))
    .map((article) => `line ${article.line}: ${article.address} was not found`);
}
