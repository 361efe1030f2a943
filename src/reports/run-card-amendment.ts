import type { Amendment } from "../domain/amendment.ts";
import { renderChanges } from "./amendment-changes.ts";
import { inertCell, renderTable } from "./inert.ts";
import { renderListLinks } from "./list-links.ts";
import type { PlanPreview, RunCardView } from "./run-card-view.ts";

/** What an amendment does: the counts first, each change old against new, and that the rest stays. */
export function renderAmendment(
  amendment: Amendment,
  { plan, document, gate }: { readonly plan: PlanPreview } & Pick<RunCardView, "document" | "gate">,
): readonly string[] {
  const { shown, kept, base } = amendment;
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
        ["nature", inertCell(plan.nature ?? "consolidation", 40)],
        ["by", inertCell(plan.citation ?? "no citation", 300)],
        ["in force from", inertCell(amendment.inForce.join(", "))],
        ["stays as it is", `${kept.count} units, \`${kept.sha256}\``],
        ["made against", `head \`${base.headSha256}\``],
        ["the whole document afterwards", `\`${amendment.documentSha256}\``],
      ],
    ),
    ...renderChanges(shown),
    ...(plan.shown === null ? [] : [renderListLinks(plan.shown.list, plan.place)]),
    `Plan \`${plan.writerDigest}\` of source \`${plan.sourceSha256}\`.`,
  ];
}
