import type { Excerpt } from "../../domain/proof.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";

/**
 * Refuses an excerpt that leads in a circle, or to a commit that it does not hold: commits that name their parents can do neither. Each join is
 * followed once: whoever wrote the file may have written a commit with a hundred thousand of them.
 */
export function refuseTangled({ tip, joins }: Excerpt): Refusal | null {
  const done = new Set<string>();
  const open = new Set<string>();
  const ahead: { readonly commit: string; readonly parents: Iterator<string> }[] = [];
  const enter = (commit: string): Refusal | null => {
    if (open.has(commit)) return tangled(commit, "a commit that leads to itself");
    if (done.has(commit)) return null;
    const parents = joins[commit];
    if (parents === undefined) return tangled(commit, "no join of its own");
    open.add(commit);
    ahead.push({ commit, parents: parents.values() });
    return null;
  };
  let fault = enter(tip);
  for (let last = ahead.at(-1); fault === null && last !== undefined; last = ahead.at(-1)) {
    const next = last.parents.next();
    if (next.done !== true) {
      fault = enter(next.value);
    } else {
      done.add(last.commit);
      open.delete(last.commit);
      ahead.pop();
    }
  }
  return fault;
}

function tangled(commit: string, actual: string): Refusal {
  return refusal("STOP_PROOF_INVALID", {
    field: `history, commit ${commit}`,
    expected: "commits that lead to the tip",
    actual,
  });
}
