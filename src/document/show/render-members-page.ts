import { countClasses, describeRules, outliersOf } from "../../domain/batch-outliers.ts";
import type { BatchMember, BatchRequest } from "../../domain/batch-request.ts";
import { CONCERN_WORDS } from "../../domain/concern-names.ts";
import { countOf } from "../../domain/text-forms.ts";
import { escapeHtml } from "./escape-html.ts";
import { MEMBERS_SCRIPT, MEMBERS_STYLE } from "./members-page-parts.ts";
import { renderPageHead } from "./page-shell.ts";
import { PAGE_STYLE } from "./page-style.ts";
import { showCount, showLines, showText } from "./show-text.ts";

/** A unit of a member, as its list has it. */
export interface MemberUnit {
  readonly address: string;
  readonly label: string;
  readonly title: string;
  readonly lines: string;
  readonly firstWords: string;
}

/** What the page shows below a member: the rows of its list, the text of a list of changes, or why there is neither. */
export type MemberContent =
  | { readonly kind: "units"; readonly units: readonly MemberUnit[] }
  | { readonly kind: "changes"; readonly text: string }
  | { readonly kind: "none"; readonly why: string };

/** Most characters of a list of changes that the page shows of one member. */
const MOST_CHARACTERS = 100_000;

/**
 * One self-contained page of all members of a batch: totals, classes, what to look at first, and every member with its facts and units. It loads nothing and
 * runs one script of its own, which searches; text of documents is escaped, and invisible characters are shown by their code points.
 */
export function renderMembersPage(
  request: BatchRequest,
  payloadSha256: string,
  contentOf: (member: BatchMember) => MemberContent,
): string {
  const { members, totals, gate } = request;
  const title = `${countOf(totals.members, "document")} at ${gate}`;
  const numbers = new Map(members.map((member, at) => [member, at + 1]));
  const why = new Map(outliersOf(members).map(({ member, why: reasons }) => [member, reasons]));
  const classes = [...countClasses(members).keys()];
  const rendered = (member: BatchMember) =>
    renderMember(member, numbers.get(member) ?? 0, why.get(member) ?? [], contentOf(member));
  return [
    renderPageHead({ title, style: `${PAGE_STYLE}${MEMBERS_STYLE}`, script: MEMBERS_SCRIPT }),
    `<header>\n<h1>${title}</h1>`,
    `<p class="facts">batch ${request.batch_id}, asked ${request.issued_utc}; payload_sha256 ${payloadSha256}</p>`,
    `<p><b>${showCount(totals.members)} documents, ${showCount(totals.units)} units, of which ${showCount(totals.writes)} are written; ${countOf(totals.warnings, "warning")}.</b></p>`,
    `<p class="note">This page is for reading, and stays on this machine. What is signed is the request, which binds the list of members by sha256: ${request.list.map(({ name, sha256 }) => `${name} <code>${sha256}</code>`).join(", ")}.</p>`,
    renderRules(request),
    renderClasses(members, classes),
    renderFirst([...why], numbers),
    "</header>\n<main>",
    `<h2>All members</h2>\n<div class="find" role="search" hidden><label for="find">Search</label><input id="find" type="search" placeholder="title, document, address, words" autocomplete="off" spellcheck="false"><output id="found" for="find" aria-live="polite"></output></div>`,
    "<noscript><p>Scripts are off here: the browser's own search finds what is open.</p></noscript>",
    ...classes.map((name, at) =>
      [
        `<section class="class" id="class-${at + 1}"><h2>${inert(name)}</h2>`,
        ...members.filter((member) => member.class === name).map(rendered),
        "</section>",
      ].join("\n"),
    ),
    `</main>\n<footer>Every member of the signed list stands here once, under its number in that list.</footer>\n<script>${MEMBERS_SCRIPT}</script>\n</body>\n</html>\n`,
  ].join("\n");
}

function renderRules(request: BatchRequest): string {
  const rows = describeRules(request).map(
    ([label, value]) => `<tr><td>${inert(label)}</td><td>${inert(value)}</td></tr>`,
  );
  return `<div class="scroll"><table><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

function renderClasses(members: readonly BatchMember[], classes: readonly string[]): string {
  const rows = classes.map((name, at) => {
    const own = members.filter((member) => member.class === name);
    const units = own.reduce((sum, member) => sum + member.units, 0);
    return `<tr><td><a href="#class-${at + 1}">${inert(name)}</a></td><td class="n">${showCount(own.length)}</td><td class="n">${showCount(units)}</td></tr>`;
  });
  return `<h2>Classes</h2>\n<div class="scroll"><table><thead><tr><th>class</th><th class="n">documents</th><th class="n">units</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

function renderFirst(
  outliers: readonly (readonly [BatchMember, readonly string[]])[],
  numbers: ReadonlyMap<BatchMember, number>,
): string {
  if (outliers.length === 0) return "<h2>Look at these first</h2>\n<p>No member stands out.</p>";
  const rows = outliers.map(
    ([member, why]) =>
      `<tr><td><a href="#m-${numbers.get(member)}"><bdi>${inert(member.title)}</bdi></a></td><td class="n">${showCount(member.units)}</td><td>${inert(why.join("; "))}</td></tr>`,
  );
  return `<h2>Look at these first</h2>\n<div class="scroll"><table><thead><tr><th>title</th><th class="n">units</th><th>why</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

function renderMember(
  member: BatchMember,
  number: number,
  why: readonly string[],
  content: MemberContent,
): string {
  const signs = [
    ...(member.warnings > 0 ? [countOf(member.warnings, "warning")] : []),
    ...(member.authoritative ? ["authoritative"] : []),
    ...member.concerns.map((concern) => CONCERN_WORDS[concern]),
  ];
  const told = [...new Set([...why, ...signs])].map(inert).join("; ");
  const facts = [
    ["document", member.document_id],
    ["run", member.run_id],
    ["units", `${member.units}, of which ${member.writes} are written`],
    ["source sha256", member.source_sha256],
    ["payload_sha256", member.payload_sha256],
  ].map(([label = "", value = ""]) => `<tr><td>${label}</td><td><code>${inert(value)}</code></td></tr>`);
  const summary = `<summary>${number}. <b><bdi>${inert(member.title) || "(no title)"}</bdi></b><code>${inert(member.document_id)}</code> ${countOf(member.units, "unit")}${told === "" ? "" : ` <span class="why">${told}</span>`}</summary>`;
  return `<details class="member${told === "" ? "" : " odd"}" id="m-${number}">${summary}\n<div class="scroll"><table><tbody>${facts.join("")}</tbody></table></div>\n${renderContent(content)}</details>`;
}

function renderContent(content: MemberContent): string {
  if (content.kind === "none") return `<p>${inert(content.why)}</p>`;
  if (content.kind === "changes") {
    const text = content.text.slice(0, MOST_CHARACTERS).toWellFormed();
    const left = content.text.length - text.length;
    const rest = left > 0 ? `<p>${showCount(left)} further characters are in its list.</p>` : "";
    return `<pre dir="auto">${escapeHtml(showLines(text))}</pre>${rest}`;
  }
  const rows = content.units.map(
    ({ address, label, title, lines, firstWords }) =>
      `<tr><td><code>${inert(address)}</code></td><td><bdi>${inert(label)}</bdi></td><td dir="auto">${inert(title)}</td><td class="n">${inert(lines)}</td><td dir="auto">${inert(firstWords)}</td></tr>`,
  );
  return `<div class="scroll"><table class="units"><thead><tr><th>address</th><th>label</th><th>title</th><th class="n">lines</th><th>first words</th></tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

function inert(text: string): string {
  return escapeHtml(showText(text));
}
