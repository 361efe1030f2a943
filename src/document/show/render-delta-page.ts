import {
  addressOf,
  type ChangeView,
  countsOf,
  type DeltaView,
  type DiffPart,
  headingOf,
  nameOfChange,
  placeOf,
} from "../../domain/delta-view.ts";
import { escapeHtml } from "./escape-html.ts";
import { renderPageHead } from "./page-shell.ts";
import { DELTA_STYLE, PAGE_STYLE } from "./page-style.ts";
import { showCount, showLines, showText } from "./show-text.ts";

const SHOWN = { around: 600, most: 40_000 };
/** Texts of more changes than this are left to the JSON; a browser would not show the page. */
const MOST_TEXTS = 2000;

interface PageFacts {
  /** Names of the two versions. */
  readonly old: string;
  readonly fresh: string;
  /** What a person has stated about the identity of units, a line each. */
  readonly statements: readonly string[];
}

/**
 * One self-contained page: counts, each changed unit with its words old against new, typography folded, what stays as one line. It runs no script and
 * loads nothing; text of the documents is escaped, and invisible characters are shown by their code points.
 */
export function renderDeltaPage(view: DeltaView, { old, fresh, statements }: PageFacts): string {
  const title = `${inert(old)} → ${inert(fresh)}`;
  const changes = [...view.changes].map((change, at) => ({ change, at }));
  const folded = changes.filter(({ change }) => change.change === "typographyOnly");
  const told = changes.filter(({ change }) => change.change !== "typographyOnly");
  return [
    renderPageHead({ title, style: `${PAGE_STYLE}${DELTA_STYLE}` }),
    `<header>\n<h1>${title}</h1>\n<p class="counts">${escapeHtml(countsOf(view))}</p>\n</header>\n<main>`,
    ...renderQuestions(view),
    ...(statements.length === 0
      ? []
      : [`<h2>Stated lineage</h2>\n<pre class="questions">${inert(statements.join("\n"), showLines)}</pre>`]),
    ...told.map(({ change, at }, index) =>
      renderChange(change, index < MOST_TEXTS ? view.partsOf(at, SHOWN) : null),
    ),
    ...(view.outside !== "unchanged"
      ? [
          `<article class="outside"><h3>outside the units${view.outside === "changed" ? "" : ": typography only"}</h3>${renderParts(view.outsideParts(SHOWN))}</article>`,
        ]
      : []),
    ...(folded.length === 0
      ? []
      : [
          `<h2>Typography only: ${showCount(folded.length)}</h2>`,
          ...folded.map(
            ({ change, at }, index) =>
              `<details><summary>${inert(addressOf(change))} <bdi>${inert(headingOf(change))}</bdi></summary>${renderChange(change, index < MOST_TEXTS ? view.partsOf(at, SHOWN) : null)}</details>`,
          ),
        ]),
    `<h2>Unchanged: ${showCount(view.unchanged.count)}</h2>\n<p class="facts">sha256 of addresses and texts ${view.unchanged.sha256}</p>`,
    "</main>\n</body>\n</html>\n",
  ].join("\n");
}

function renderChange(change: ChangeView, parts: readonly DiffPart[] | null): string {
  const lines = [change.oldLine, change.line].filter((line) => line !== null && line > 0).join(" → ");
  const place = placeOf(change);
  const facts = [
    `<code>${inert(addressOf(change))}</code>`,
    `line ${lines}`,
    ...(place === null ? [] : [inert(place)]),
    ...(change.isStated ? ["as stated in the lineage file"] : []),
    ...(change.oldSha256 === null ? [] : [`old sha256 ${change.oldSha256}`]),
    ...(change.sha256 === null ? [] : [`new sha256 ${change.sha256}`]),
  ];
  const text = parts === null ? "<p>the text is not shown here</p>" : renderParts(parts);
  return `<article class="${change.change}"><h3>${nameOfChange(change.change)}: <bdi>${inert(headingOf(change))}</bdi></h3><p>${facts.join(" · ")}</p>${text}</article>`;
}

function renderParts(parts: readonly DiffPart[]): string {
  const pieces = parts.map((part) => {
    if (part.kind === "left out")
      return `<i>[${showCount(part.characters)} characters${part.isChanged ? ", changed ones among them," : ""} are not shown]</i>`;
    const text = escapeHtml(showLines(part.text.replace(/\r\n?/g, "\n")));
    if (part.kind === "same") return text;
    return part.kind === "old" ? `<del>${text}</del>` : `<ins>${text}</ins>`;
  });
  return `<pre dir="auto">${pieces.join("")}</pre>`;
}

function renderQuestions({ questions }: DeltaView): readonly string[] {
  if (questions.length === 0) return [];
  const lines = questions.flatMap(({ why, proposal }) => [`# ${why}`, ...proposal, ""]);
  return [
    `<h2>Open questions: ${showCount(questions.length)}</h2>\n<p class="facts">Correct the proposal and name it with --lineage FILE.</p>`,
    `<pre class="questions">${inert(lines.join("\n"), showLines)}</pre>`,
  ];
}

function inert(text: string, show: (text: string) => string = showText): string {
  return escapeHtml(show(text));
}
