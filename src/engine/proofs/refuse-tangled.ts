import type { Excerpt } from "../../domain/proof.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";

/** Refuses an excerpt that leads in a circle, or to a commit that it does not hold: commits that name their parents can do neither. */
export function refuseTangled({ tip, joins }: Excerpt): Refusal | null {
  const done = new Set<string>();
  const open = new Set<string>();
  const ahead = [tip];
  for (let commit = ahead.at(-1); commit !== undefined; commit = ahead.at(-1)) {
    const parents = joins[commit];
    if (parents === undefined) return tangled(commit, "no join of its own");
    open.add(commit);
    const next = parents.find((parent) => !done.has(parent));
    if (next === undefined) {
      done.add(commit);
      open.delete(commit);
      ahead.pop();
    } else if (open.has(next)) {
      return tangled(next, "a commit that leads to itself");
    } else {
      ahead.push(next);
    }
  }
  return null;
}

function tangled(commit: string, actual: string): Refusal {
  return refusal("STOP_PROOF_INVALID", {
    field: `history, commit ${commit}`,
    expected: "commits that lead to the tip",
    actual,
  });
}
