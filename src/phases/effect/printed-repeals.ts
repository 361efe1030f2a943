import { rowAt } from "../../collections/rows.ts";
import { sideOfSource } from "../../document/delta/source-side.ts";
import type { DatedChange } from "../../domain/days-plan.ts";
import type { SourceVersion } from "../../domain/plan.ts";
import { markPinned, readPinnedSource } from "../cut-document.ts";
import type { PhaseContext } from "../phase.ts";

/**
 * Whether a version repeals: its unit goes, or its text is printed as repealed where it stands. The source says that of a text; where today's
 * cut does not have the text, it is taken for what its operation says.
 */
export async function readRepeals(
  context: PhaseContext,
  source: SourceVersion,
): Promise<(change: DatedChange) => boolean> {
  const printed = await readPrinted(context, source);
  return ({ operation, address, contentHash }) =>
    operation === "retire" || (operation !== "renumber" && printed.has(`${address} ${contentHash}`));
}

async function readPrinted(context: PhaseContext, source: SourceVersion): Promise<ReadonlySet<string>> {
  const bytes = await readPinnedSource(context.live, source);
  const found = bytes.ok ? markPinned(context, source, bytes.value) : bytes;
  if (!bytes.ok || !found.ok) return new Set();
  const { marked } = found.value;
  const side = sideOfSource(marked);
  const repealed: string[] = [];
  for (let at = 0; at < marked.units.length; at++) {
    if (!rowAt(marked.units, at).repealed) continue;
    const { address, contentHash } = rowAt(side.units, at);
    repealed.push(`${source.docPrefix}/${address} ${contentHash}`);
  }
  return new Set(repealed);
}
