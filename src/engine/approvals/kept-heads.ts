import { readUtc } from "../../domain/text-forms.ts";
import { SKEW_MS } from "../../trust/times.ts";
import type { CandidateContext } from "./candidate-context.ts";
import type { SideHistory } from "./side-history.ts";

type KeptIn = Omit<CandidateContext, "keptHeads">;

/** What is kept beside the default branch and can say something about the run. */
export interface KeptHeads {
  /** What leads to any branch or head of a pull request: a signed commit there takes something back. */
  readonly all: SideHistory;
  /** Heads of pull requests and the run's own branches, where somebody offered what is kept: there alone an approval has its original. */
  readonly offered: readonly string[];
}

const PULL = /^refs\/pull\/\d+\/head$/;

/**
 * Finds what is kept beside the default branch. A head whose commits are all older than the request is passed over: nothing in it can
 * answer the request. The date of the last commit alone says nothing, because anybody may lay one with an old date on top (docs/threats.md A-126).
 */
export async function openKeptHeads(context: KeptIn): Promise<KeptHeads> {
  const { repository, aside, history, question, request } = context;
  const own = `refs/heads/cutter/${question.runId}/`;
  const oldest = readUtc(request.content.issued_utc).getTime() - SKEW_MS;
  const refs = (await repository.listRefs()).filter(
    ({ ref, id }) => (ref.startsWith("refs/heads/") || PULL.test(ref)) && !history.has(id),
  );
  const tips = new Set(refs.map(({ id }) => id));
  const fresh = await findFresh(context, tips, oldest);
  const offered = new Set(
    refs.filter(({ ref }) => PULL.test(ref) || ref.startsWith(own)).map(({ id }) => id),
  );
  return {
    all: await aside.openBeside(
      history,
      [...tips].filter((id) => fresh.has(id)),
    ),
    offered: [...offered].filter((id) => fresh.has(id)),
  };
}

/**
 * The commits, among `tips` and what leads to them beside the default branch, that are of that time or later, have a date that is none, or
 * follow such a one. Each is read once, however many heads it leads to.
 */
async function findFresh(
  { aside, history }: KeptIn,
  tips: ReadonlySet<string>,
  oldest: number,
): Promise<ReadonlySet<string>> {
  const fresh = new Set<string>();
  const children = new Map<string, string[]>();
  const seen = new Set(tips);
  for (const id of seen) {
    const commit = await aside.commit(id);
    if (!commit.ok || commit.value.committer.at.getTime() >= oldest) {
      fresh.add(id);
      continue;
    }
    for (const parent of new Set(commit.value.parents)) {
      if (history.has(parent)) continue;
      seen.add(parent);
      const known = children.get(parent);
      if (known === undefined) children.set(parent, [id]);
      else known.push(id);
    }
  }
  for (const id of fresh) for (const child of children.get(id) ?? []) fresh.add(child);
  return fresh;
}
