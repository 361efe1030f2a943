import { rowAt } from "../collections/rows.ts";
import { viewDelta } from "../document/delta/view-delta.ts";
import { renderDeltaPage } from "../document/show/render-delta-page.ts";
import { citedBy, natureOfChange } from "../domain/change-nature.ts";
import type { DeltaSide } from "../domain/delta.ts";
import type { DeltaView } from "../domain/delta-view.ts";
import { digestHead } from "../domain/document-head.ts";
import { renderDeltaList } from "../reports/delta-list.ts";
import type { ListFile } from "../reports/unit-list.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import { readDaysOfChanges } from "./days-of-changes.ts";
import { listHidden, partOfHidden, redactSide } from "./hidden-text.ts";
import { listCoverage } from "./list-coverage.ts";
import type { Comparison } from "./plan-document.ts";

type Redact = (text: string) => string;

/**
 * The delta as it may leave the machine: secrets are taken out of names and texts before these are compared. Where what is taken out has changed,
 * that is said behind the words.
 */
export function viewComparison({ delta, before, after }: Comparison, redact: Redact): DeltaView {
  const view = viewDelta(delta, redactSide(before, redact), redactSide(after, redact));
  const body = (side: DeltaSide, at: number | null | undefined) => (at == null ? null : side.body(at));
  return {
    ...view,
    partsOf(position, shown) {
      const change = delta.changes[position];
      const hidden = partOfHidden(body(before, change?.before), body(after, change?.after), redact);
      return [...view.partsOf(position, shown), ...hidden];
    },
  };
}

/** The files in which people read what an amendment does, in place of the list of every unit. */
export function listChanges(
  { plan, marked, comparison }: CutDocument,
  view: DeltaView,
  redact: Redact,
): Generator<ListFile> {
  const { source, writerDigest } = plan;
  return renderDeltaList({
    title: redact(source.title),
    facts: [
      ["document", `${source.documentId} (${source.docPrefix}), version ${source.versionSeq}`],
      ["nature", natureOfChange(source)],
      ["by", redact(citedBy(source) ?? "no citation")],
      ["source sha256", source.sha256],
      ["lineage sha256", source.lineageSha256 ?? "no statement"],
      ["convention", marked.convention],
      ...listCoverage(marked, redact),
      ["writer_digest", writerDigest],
      ["stays as it is", tellKept(comparison)],
    ],
    warnings: marked.warnings.map((warning) => ({ ...warning, message: redact(warning.message) })),
    view,
    countsFrom: comparison === null ? () => "" : readDaysOfChanges(plan, comparison),
    statements: comparison?.statements ?? [],
    hidden: comparison === null ? [] : listHidden(comparison, redact),
  });
}

/** As the request binds it. */
function tellKept(comparison: Comparison | null): string {
  if (comparison === null) return "nothing";
  const kept = comparison.delta.unchanged.map(({ before }) => rowAt(comparison.head.units, before));
  return `${kept.length} units, sha256 ${digestHead(kept)}`;
}

/** The page of old text against new. */
export function renderChangesPage({ plan, comparison }: CutDocument, view: DeltaView): string {
  const { title, versionSeq } = plan.source;
  return renderDeltaPage(view, {
    old: `${title}, as enacted`,
    fresh: `version ${versionSeq}`,
    statements: comparison?.statements ?? [],
  });
}
