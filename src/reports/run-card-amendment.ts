import type { Amendment } from "../domain/amendment.ts";
import { describeCoverage } from "../domain/coverage.ts";
import { describeCounting } from "../domain/describe-days.ts";
import { describeTakenBack } from "../domain/describe-request.ts";
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
  if (gate?.gate === "SG_3_compensation_authz") return renderTakenBack(amendment);
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
        ...(plan.coverage === null
          ? []
          : describeCoverage(plan.coverage).map(([label, value]) => [
              inertCell(label),
              inertCell(value, 300),
            ])),
        ["nature", amendment.nature],
        ["by", inertCell(amendment.cited ?? "no citation", 300)],
        ...describeCounting(amendment.counting).map(([label, value]) => [inertCell(label), inertCell(value)]),
        ["stays as it is", `${kept.count} units, \`${kept.sha256}\``],
        ["made against", `head \`${base.headSha256}\``],
        ["the whole document afterwards", `\`${amendment.documentSha256}\``],
      ],
    ),
    ...(plan.shown === null ? [] : [renderListLinks(plan.shown.list, plan.place)]),
    ...renderChanges(shown),
    `Plan \`${plan.writerDigest}\` of source \`${plan.sourceSha256}\`.`,
  ];
}

function renderTakenBack({ base, shown }: Amendment): readonly string[] {
  const head = { change_set_id: base.changeSetId, head_sha256: base.headSha256, version_id: base.versionId };
  const rows = describeTakenBack({ base: head, told: shown.counts });
  return [
    "### What is taken back",
    renderTable(
      ["", ""],
      rows.map(([label, value]) => [label, inertCell(value, 200)]),
    ),
    "The drafts are withdrawn, and nothing of the amendment comes about: the text of every day, the head and all addresses are as before it.",
  ];
}
