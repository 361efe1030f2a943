import { groupBy } from "../../collections/group-by.ts";
import { partitionPoint } from "../../collections/partition-point.ts";
import { describeCoverage, describeLeftOut } from "../../domain/coverage.ts";
import {
  type Container,
  countWarnings,
  type DocumentWarning,
  type MarkedDocument,
  type MarkedUnit,
  type Region,
} from "../../domain/plan.ts";
import type { OriginalRange } from "../../domain/source-reading.ts";
import { readLineTable } from "../source/line-table.ts";
import { escapeHtml } from "./escape-html.ts";
import type { Inspection } from "./inspect.ts";
import { renderPageHead } from "./page-shell.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { showExpected, showOwnContents } from "./show-expected.ts";
import { showCount, showLines, showShare, showText } from "./show-text.ts";

const ROLES = ["unit", "container", "non-content", "excluded"] as const;
const MAX_EVIDENCE = 8;
/** Bytes of one region that the page shows; of the rest it tells the size. */
const MAX_REGION_BYTES = 200_000;

/**
 * One self-contained page: source and units side by side, regions coloured by role, warnings at their lines. It runs no
 * script and loads nothing; text of the document is escaped, and invisible characters are shown by their code points.
 */
export function renderPage(inspection: Inspection): string {
  const { marked, name } = inspection;
  const source = marked.text;
  const title = escapeHtml(showText(name));
  const rows = listRows(marked, source);
  return [
    renderPageHead({ title: `${title}: ${marked.units.length} units`, style: PAGE_STYLE }),
    `<header>\n<h1>${title}</h1>`,
    `<p class="facts">${showCount(marked.bytes)} bytes, sha256 ${marked.sourceSha256}; ${showCount(marked.units.length)} units, ${showCount(marked.containers.length)} containers, ${showCount(countWarnings(marked.warnings))} warnings</p>`,
    renderStated(inspection),
    renderCoverage(inspection),
    renderLetters(inspection),
    renderEvidence(inspection),
    renderWarnings(rows, countWarnings(marked.warnings)),
    renderIndex(rows),
    "</header>\n<main>\n<h2>Source and units</h2>",
    ...rows.map((row) => renderRow(row, source)),
    `</main>\n<footer>Every byte of ${marked.projection === null ? "the source" : "the text that was read of the file"} stands in exactly one row above.</footer>\n</body>\n</html>\n`,
  ].join("\n");
}

function renderCoverage({ coverage, marked }: Inspection): string {
  const used = ROLES.filter((role) => coverage[role] > 0);
  const spans = used
    .map((role) => `<span class="bytes-${role}" style="flex:${coverage[role]}"></span>`)
    .join("");
  const items = used
    .map(
      (role) =>
        `<li><i class="bytes-${role}"></i>${role}: ${showCount(coverage[role])} bytes, ${showShare(coverage[role], marked.text.length)}</li>`,
    )
    .join("");
  return `<div class="bar" role="img" aria-label="coverage by role">${spans}</div>\n<ul class="legend">${items}</ul>`;
}

/** What became of each letter of the file, and every kind of what is left out. */
function renderLetters({ letters }: Inspection): string {
  if (letters === null) return "";
  const rows = [...describeCoverage(letters), ...letters.leftOut.map(describeLeftOut)].map(
    ([label, value]) =>
      `<tr><td>${escapeHtml(showText(label))}</td><td>${escapeHtml(showText(value))}</td></tr>`,
  );
  return `<h2>Letters of the file</h2>\n<div class="scroll"><table><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

function renderEvidence({ evidence, marked }: Inspection): string {
  const chosen = evidence.findIndex((row) => row.convention === marked.convention);
  const rows = evidence.slice(0, Math.max(MAX_EVIDENCE, chosen + 1)).map((row, index) => {
    const facts = [
      row.headings,
      `${Math.round(row.ascending * 100)} %`,
      `${Math.round(row.coverage * 100)} %`,
      row.score.toFixed(1),
    ];
    const cells = facts.map((fact) => `<td class="n">${fact}</td>`).join("");
    return `<tr><td>${escapeHtml(showText(row.convention))}${index === chosen ? " (chosen)" : ""}</td><td>${row.form}</td>${cells}</tr>`;
  });
  const head = ["headings", "in order", "of the lines", "score"]
    .map((name) => `<th class="n">${name}</th>`)
    .join("");
  return `<h2>Convention</h2>\n<div class="scroll"><table><thead><tr><th>convention</th><th>place</th>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

/** What the publisher and the document itself state about the units. */
function renderStated(inspection: Inspection): string {
  const contents = showOwnContents(inspection.marked);
  const stated = [
    `expected: ${showExpected(inspection)}`,
    ...(contents === null ? [] : [`own contents: ${contents}`]),
  ];
  return `<p class="facts">${escapeHtml(stated.join("; "))}</p>`;
}

/** One region of the source with what stands beside it. */
interface PageRow {
  /** What links lead to. */
  readonly id: string;
  readonly region: Region;
  readonly unit: MarkedUnit | undefined;
  readonly container: Container | undefined;
  /** Those at its lines. */
  readonly warnings: readonly DocumentWarning[];
}

/** The regions in order, each with its unit or container and the warnings at its lines. */
function listRows(marked: MarkedDocument, source: Uint8Array): readonly PageRow[] {
  const units = new Map(marked.units.map((unit) => [unit.startByte, unit]));
  const containers = new Map(marked.containers.map((container) => [container.startByte, container]));
  const { starts } = readLineTable(source);
  const regions = [...marked.regions];
  const told = groupBy(marked.warnings, ({ line }) => {
    const lineEnd = starts[line] ?? source.length;
    return partitionPoint(regions.length, (at) => (regions[at]?.startByte ?? 0) >= lineEnd) - 1;
  });
  return regions.map((region, at) => ({
    id: `row-${at + 1}`,
    region,
    unit: region.role === "unit" ? units.get(region.startByte) : undefined,
    container: containers.get(region.startByte),
    warnings: told.get(at) ?? [],
  }));
}

function renderWarnings(pageRows: readonly PageRow[], count: number): string {
  if (count === 0) return "<h2>Warnings</h2>\n<p>none</p>";
  const rows = pageRows.flatMap(({ id, warnings }) =>
    warnings.map(
      ({ line, code, message }) =>
        `<tr><td class="n"><a href="#${id}">${line}</a></td><td>${escapeHtml(code)}</td><td>${escapeHtml(showText(message))}</td></tr>`,
    ),
  );
  const table = `<div class="scroll"><table><thead><tr><th class="n">line</th><th>code</th><th>what</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
  return `<h2>Warnings</h2>\n<details${count <= 12 ? " open" : ""}><summary>${showCount(count)} to look at</summary>\n${table}\n</details>`;
}

function renderIndex(rows: readonly PageRow[]): string {
  const links = rows.flatMap(({ id, unit }) =>
    unit === undefined ? [] : [`<li><a href="#${id}">${escapeHtml(unit.address)}</a></li>`],
  );
  return `<h2>Units</h2>\n<details><summary>${showCount(links.length)} addresses</summary>\n<ol class="index">\n${links.join("\n")}\n</ol>\n</details>`;
}

function renderRow({ id, region, unit, container, warnings }: PageRow, source: Uint8Array): string {
  const card = unit === undefined ? renderRest(region, container) : renderUnit(unit);
  const told = warnings.map(
    ({ line, code, message }) =>
      `<p class="warning">line ${line}: ${escapeHtml(code)}: ${escapeHtml(showText(message))}</p>`,
  );
  return `<section class="row ${region.role}" id="${id}"><pre dir="auto">${renderText(region, source)}</pre><div class="card">${card}${told.join("")}</div></section>`;
}

function renderUnit(unit: MarkedUnit): string {
  const facts = [
    `line ${unit.line}`,
    `${showCount(unit.endByte - unit.startByte)} bytes`,
    unit.kind,
    unit.sectionType,
    ...(unit.repealed ? ["repealed"] : []),
    ...(unit.original === undefined ? [] : [showOriginal(unit.original)]),
  ];
  const title = unit.title === "" ? "" : ` <span dir="auto">${escapeHtml(showText(unit.title))}</span>`;
  return `<b><bdi>${escapeHtml(showText(unit.label)) || "(no text)"}</bdi>${title}</b><code>${escapeHtml(unit.address)}</code><p>${facts.join(" · ")}</p>`;
}

/** Where a unit stands in the file itself. */
function showOriginal({ part, startByte, endByte }: OriginalRange): string {
  const where = part === null ? "the file" : escapeHtml(showText(part));
  return `bytes ${showCount(startByte)} to ${showCount(endByte)} of ${where}`;
}

function renderRest(region: Region, container: Container | undefined): string {
  const bytes = `${showCount(region.endByte - region.startByte)} bytes`;
  if (container === undefined) return `<p>${region.role} · ${bytes}</p>`;
  return `<b dir="auto">${escapeHtml(showText(container.label)) || "(no text)"}</b><p>${escapeHtml(container.kind)} · ${bytes}</p>`;
}

function renderText(region: Region, source: Uint8Array): string {
  const length = region.endByte - region.startByte;
  let end = Math.min(region.endByte, region.startByte + MAX_REGION_BYTES);
  while (end < region.endByte && ((source[end] ?? 0) & 0xc0) === 0x80) end--;
  const text = Buffer.from(
    source.buffer,
    source.byteOffset + region.startByte,
    end - region.startByte,
  ).toString("utf8");
  const shown = escapeHtml(showLines(text.replace(/\r\n?/g, "\n")));
  const left = length - (end - region.startByte);
  return left > 0 ? `${shown}\n[${showCount(left)} further bytes are not shown here]` : shown;
}
