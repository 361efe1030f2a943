import type { Amendment, ShownChange } from "../domain/amendment.ts";
import { nameOfChange } from "../domain/delta-view.ts";
import { renderParts } from "./delta-markdown.ts";
import { inertCell, inertSpan, renderTable } from "./inert.ts";
import { renderListLinks } from "./list-links.ts";
import type { PlanPreview, RunCardView } from "./run-card-view.ts";

/** What an amendment does: the counts first, each change old against new, and that the rest stays. */
export function renderAmendment(
  amendment: Amendment,
  { plan, document, gate }: { readonly plan: PlanPreview } & Pick<RunCardView, "document" | "gate">,
): readonly string[] {
  const { shown, kept, days, base } = amendment;
  const told = shown.changes.filter(({ change }) => change !== "typographyOnly");
  const folded = shown.changes.filter(({ change }) => change === "typographyOnly");
  return [
    gate === null ? "### The amendment" : "### What to judge",
    `**${shown.counts}**`,
    renderTable(
      ["", ""],
      [
        ...(document === null
          ? []
          : [
              [
                "document",
                `${inertCell(document.title, 80)} (\`${document.docPrefix}\`), version ${document.versionSeq}`,
              ],
            ]),
        ["in force from", days.length === 0 ? "open: no day is set" : inertCell(days.join(", "))],
        ["stays as it is", `${kept.count} units, \`${kept.sha256}\``],
        ["made against", `head \`${base.headSha256}\``],
        ["the whole document afterwards", `\`${amendment.documentSha256}\``],
      ],
    ),
    ...told.map(renderShown),
    ...(folded.length === 0
      ? []
      : [
          `<details><summary>Typography only</summary>\n\n${folded.map(renderShown).join("\n\n")}\n\n</details>`,
        ]),
    ...(shown.more === 0 ? [] : [`And ${shown.more} more changes.`]),
    ...(plan.shown === null ? [] : [renderListLinks(plan.shown.list, plan.place)]),
    `Plan \`${plan.writerDigest}\` of source \`${plan.sourceSha256}\`.`,
  ];
}

function renderShown({ change, heading, address, parts }: ShownChange): string {
  const head = `**${nameOfChange(change)}** ${inertSpan(address)} ${inertSpan(heading, 160)}`;
  return change === "renumbered" || change === "titleOnly" ? head : `${head}\n\n${renderParts(parts)}`;
}
