import type { Rows } from "../../collections/rows.ts";
import type { DocumentWarning } from "../../domain/plan.ts";
import { isFreed } from "../headings/free-lone-quotes.ts";
import type { ScannedSource } from "../source/scanned-source.ts";
import type { UnitHeading } from "./unit-heading.ts";

/** Heads behind a quotation mark that nothing closes. */
export function tellFreed(scanned: ScannedSource, heads: Rows<UnitHeading>): readonly DocumentWarning[] {
  if (scanned.table.skips === null) return [];
  const warnings: DocumentWarning[] = [];
  for (const { heading, label } of heads)
    if (isFreed(scanned, heading.line))
      warnings.push({
        code: "MISPRINTED_HEADING",
        line: heading.lineNumber,
        message: `the quotation mark before "${label}" is closed nowhere and was left out`,
      });
  return warnings;
}
