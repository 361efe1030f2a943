import { MappedRows } from "../collections/mapped-rows.ts";
import { viewDelta } from "../document/delta/view-delta.ts";
import { renderDeltaPage } from "../document/show/render-delta-page.ts";
import type { DeltaView, DiffPart } from "../domain/delta-view.ts";
import type { SourceVersion } from "../domain/plan.ts";
import { OPEN } from "../domain/planned-change.ts";
import { renderDeltaList } from "../reports/delta-list.ts";
import type { ListFile } from "../reports/unit-list.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import type { Comparison } from "./plan-document.ts";

type Redact = (text: string) => string;

/** The delta as it may leave the machine: secrets are taken out of names and texts. */
export function viewComparison({ delta, before, after }: Comparison, redact: Redact): DeltaView {
  const view = viewDelta(delta, before, after);
  const clean = (text: string | null) => (text === null ? null : redact(text));
  const cleanParts = (parts: readonly DiffPart[]) =>
    parts.map((part) => ("text" in part ? { ...part, text: redact(part.text) } : part));
  return {
    ...view,
    changes: new MappedRows(view.changes, (change) => ({
      ...change,
      label: clean(change.label),
      oldLabel: clean(change.oldLabel),
      title: clean(change.title),
      oldTitle: clean(change.oldTitle),
    })),
    partsOf: (position, shown) => cleanParts(view.partsOf(position, shown)),
    outsideParts: (shown) => cleanParts(view.outsideParts(shown)),
  };
}

/** The files in which people read what an amendment does, in place of the list of every unit. */
export function listChanges(
  { plan, marked, comparison }: CutDocument,
  view: DeltaView,
  redact: Redact,
): Generator<ListFile> {
  const { source, writerDigest } = plan;
  const { citation } = source;
  return renderDeltaList({
    title: redact(source.title),
    facts: [
      ["document", `${source.documentId} (${source.docPrefix}), version ${source.versionSeq}`],
      ...natureOf(source),
      ["by", redact(citation ?? "no citation")],
      ["source sha256", source.sha256],
      ["lineage sha256", source.lineageSha256 ?? "no statement"],
      ["convention", marked.convention],
      ["writer_digest", writerDigest],
    ],
    warnings: marked.warnings.map((warning) => ({ ...warning, message: redact(warning.message) })),
    view,
    statements: comparison?.statements ?? [],
  });
}

/** What was registered before anything was enacted says `original`, and is made against the head like every other. */
function natureOf({
  nature,
  effectiveFrom,
  base,
  versionId,
}: SourceVersion): readonly (readonly [string, string])[] {
  const isRecut = base?.versionId === versionId;
  if (nature !== "erratum" && !isRecut)
    return [
      ["nature", "consolidation"],
      ["in force from", effectiveFrom ?? OPEN],
    ];
  const added =
    isRecut || effectiveFrom === undefined ? "" : `; what it adds or takes away, from ${effectiveFrom}`;
  return [
    ["nature", isRecut ? "recut: the same bytes, cut otherwise" : "erratum"],
    ["in force from", `the day of what it corrects${added}`],
  ];
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
