import { readUtc } from "../../domain/text-forms.ts";
import { SKEW_MS } from "../../trust/times.ts";
import type { CandidateContext } from "./candidate-context.ts";
import type { History } from "./history.ts";

type KeptIn = Omit<CandidateContext, "keptHeads">;

/** The histories beside the default branch that can say something about the run. */
export interface KeptHeads {
  /** Every branch and every head of a pull request: a signed commit there takes something back. */
  readonly all: readonly History[];
  /** Heads of pull requests and the run's own branches, where somebody offered what is kept: there alone an approval has its original. */
  readonly offered: readonly History[];
}

const PULL = /^refs\/pull\/\d+\/head$/;

/**
 * Reads what is kept beside the default branch. A history whose commits are all older than the request is passed over: nothing in it can
 * answer the request. The date of the last commit alone says nothing, because anybody may lay one with an old date on top (docs/threats.md A-126).
 */
export async function openKeptHeads(context: KeptIn): Promise<KeptHeads> {
  const { repository, aside, history, question, request } = context;
  const own = `refs/heads/cutter/${question.runId}/`;
  const oldest = readUtc(request.content.issued_utc).getTime() - SKEW_MS;
  const refs = (await repository.listRefs()).filter(
    ({ ref, id }) => (ref.startsWith("refs/heads/") || PULL.test(ref)) && !history.has(id),
  );
  const kept = new Map<string, History>();
  for (const id of new Set(refs.map(({ id }) => id)))
    if (await hasSince(context, id, oldest)) kept.set(id, await aside.openBeside(history, id));
  const offered = new Set(
    refs.filter(({ ref }) => PULL.test(ref) || ref.startsWith(own)).map(({ id }) => id),
  );
  return {
    all: [...kept.values()],
    offered: [...kept].flatMap(([id, side]) => (offered.has(id) ? [side] : [])),
  };
}

/** Whether a commit that leads to `tip`, and that the default branch does not hold, is of that time or later, or has a date that is none. */
async function hasSince({ aside, history }: KeptIn, tip: string, oldest: number): Promise<boolean> {
  const seen = new Set([tip]);
  for (const id of seen) {
    const commit = await aside.commit(id);
    if (!commit.ok || commit.value.committer.at.getTime() >= oldest) return true;
    for (const parent of commit.value.parents) if (!history.has(parent)) seen.add(parent);
  }
  return false;
}
