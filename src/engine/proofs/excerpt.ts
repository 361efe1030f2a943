import type { Excerpt } from "../../domain/proof.ts";
import type { History } from "../approvals/history.ts";

/**
 * What is left of a history where only some of its commits are kept: each follows the nearest kept ones that lead to it. Its own parents stay in
 * their order, so that the line of the default branch stays what it is.
 */
export function excerptOf(
  history: Pick<History, "parentsOf">,
  { tip, kept }: { readonly tip: string; readonly kept: ReadonlySet<string> },
): Excerpt {
  const joins: Record<string, readonly string[]> = {};
  for (const commit of kept) {
    const nearest = history.parentsOf(commit).flatMap((parent) => nearestKept(history, parent, kept));
    joins[commit] = [...new Set(nearest)];
  }
  return { tip, joins };
}

/** The kept commits to which a commit leads back, or itself, without those behind them. */
function nearestKept(
  history: Pick<History, "parentsOf">,
  from: string,
  kept: ReadonlySet<string>,
): readonly string[] {
  const found: string[] = [];
  const seen = new Set([from]);
  for (const commit of seen) {
    if (kept.has(commit)) found.push(commit);
    else for (const parent of history.parentsOf(commit)) seen.add(parent);
  }
  return found;
}
