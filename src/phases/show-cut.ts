import { groupBy } from "../collections/group-by.ts";
import { inspectionOf } from "../document/show/inspect.ts";
import { listUnits } from "../document/show/list-units.ts";
import { renderPage } from "../document/show/render-page.ts";
import { shorten } from "../document/show/show-text.ts";
import {
  type CutSummary,
  type ListedUnit,
  summarizeCut,
  type UnitSample,
} from "../document/show/summarize-cut.ts";
import type { DeltaView } from "../domain/delta-view.ts";
import { countWarnings, type DocumentWarning } from "../domain/plan.ts";
import {
  type ShownCut,
  type ShownUnit,
  type ShownWarnings,
  shownFile,
  type UnitRow,
  type WrittenFile,
} from "../domain/shown-cut.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import { renderUnitList } from "../reports/unit-list.ts";
import type { CutDocument } from "./cut-document-memory.ts";
import { listCoverage } from "./list-coverage.ts";
import type { PhaseContext } from "./phase.ts";
import { listChanges, renderChangesPage } from "./show-amendment.ts";

/** A larger document gives a page that no browser shows and that takes more memory than the cut (docs/decisions/performance.md). */
const LARGEST_PAGE = { bytes: 8 * 1024 * 1024, units: 20_000 };
type Redact = PhaseContext["redact"];

const MOST_LINES = 5;
const MOST_CHARACTERS = 200;

/**
 * Writes what people are shown of a cut into the run's folder: the list of every unit and every warning, and the page of source and units
 * side by side; of an amendment, by its view, the list and the page of its changes. The list leaves the machine with the request, so secrets are taken out of it.
 */
export async function showCut(
  context: PhaseContext,
  document: CutDocument,
  view: DeltaView | null,
): Promise<ShownCut> {
  const { marked, plan } = document;
  const source = marked.text;
  const { title, docPrefix, acceptedDoubts = [], expectation = null } = plan.source;
  const summary = summarizeCut({ ...marked, units: plan.units }, source);
  const { redact } = context;
  const list: WrittenFile[] = [];
  const files =
    view === null
      ? renderUnitList({
          title: redact(title),
          facts: listFacts(context, document, summary),
          warnings: marked.warnings.map((warning) => ({ ...warning, message: redact(warning.message) })),
          units: redactRows(listUnits({ ...marked, units: plan.units }, source), redact),
        })
      : listChanges(document, view, redact);
  for (const { name, text } of files) list.push(await write(context, name, text));
  const isSmall = source.length <= LARGEST_PAGE.bytes && plan.units.length <= LARGEST_PAGE.units;
  const shown = { name: title, prefix: docPrefix, acceptedDoubts, expectation };
  const rendered = () =>
    view === null ? renderPage(inspectionOf(document, shown)) : renderChangesPage(document, view);
  const page = isSmall ? await write(context, "page.html", rendered()) : null;
  return {
    ...showSummary(summary, redact),
    expectedCount: expectation?.count ?? null,
    statedCount: marked.statedCount ?? null,
    ownContents: marked.ownContents ?? null,
    warnings: groupWarnings(marked.warnings, redact),
    list,
    page,
  };
}

async function write(context: PhaseContext, name: string, text: string): Promise<WrittenFile> {
  await context.writeFile(shownFile(name), text);
  return { name, sha256: sha256Hex(text) };
}

function listFacts(
  context: PhaseContext,
  { plan, marked }: CutDocument,
  { bytesOutside }: CutSummary,
): readonly (readonly [string, string])[] {
  const { source, units, writerDigest } = plan;
  return [
    ["document", `${source.documentId} (${source.docPrefix}), version ${source.versionSeq}`],
    ["source sha256", source.sha256],
    ["bytes", `${source.sizeBytes}, of which ${bytesOutside} in no unit`],
    ["convention", marked.convention],
    ["runner-up", marked.runnerUp ?? "none"],
    ...listCoverage(marked, context.redact),
    ["units", String(units.length)],
    ["writer_digest", writerDigest],
  ];
}

/** Most rows hold no secret, which one look at the whole row says. */
function* redactRows(rows: Iterable<UnitRow>, redact: Redact): Generator<UnitRow> {
  for (const row of rows) {
    const { address, label, title, inside } = row;
    const firstWords = shorten(row.firstWords, MOST_CHARACTERS);
    const whole = [address, label, title, inside, firstWords].join("\n");
    if (redact(whole) === whole) yield { ...row, firstWords };
    else
      yield {
        ...row,
        address: redact(address),
        label: redact(label),
        title: redact(title),
        inside: redact(inside),
        firstWords: redact(firstWords),
      };
  }
}

function showSummary(summary: CutSummary, redact: Redact) {
  const show = (unit: ListedUnit): ShownUnit => ({
    address: shorten(redact(unit.address), MOST_CHARACTERS),
    label: shorten(redact(unit.label), MOST_CHARACTERS),
    line: unit.line,
    bytes: unit.endByte - unit.startByte,
  });
  const showSample = ({ count, named }: UnitSample) => ({ count, named: named.map(show) });
  const { first, last, highest } = summary;
  if (first === null || last === null) throw new Error("a cut has at least one unit");
  return {
    first: show(first),
    last: show(last),
    highest: highest && { number: highest.number, unit: show(highest.unit) },
    longest: summary.longest.map(show),
    shortest: summary.shortest.map(show),
    medianBytes: summary.medianBytes,
    empty: showSample(summary.empty),
    repealed: showSample(summary.repealed),
    oddlyNumbered: showSample(summary.oddlyNumbered),
    bytesOutside: summary.bytesOutside,
  };
}

/** The warnings by their code, in the order in which each code comes first. */
function groupWarnings(warnings: readonly DocumentWarning[], redact: Redact): readonly ShownWarnings[] {
  return [...groupBy(warnings, ({ code }) => code)].map(([code, same]) => ({
    code,
    count: countWarnings(same),
    lines: same.slice(0, MOST_LINES).map(({ line }) => line),
    message: shorten(redact(same[0]?.message ?? ""), MOST_CHARACTERS),
  }));
}
