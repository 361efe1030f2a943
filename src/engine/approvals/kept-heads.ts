import { readUtc } from "../../domain/text-forms.ts";
import { SKEW_MS } from "../../trust/times.ts";
import type { CandidateContext } from "./candidate-context.ts";
import type { History } from "./history.ts";

/**
 * The histories beside the default branch in which an approval of the run may be kept: those of pull requests' heads and of the run's own
 * branches. A head that is older than the request is passed over: nothing on it can answer the request.
 */
export async function openKeptHeads({
  repository,
  reader,
  history,
  question,
  request,
}: Omit<CandidateContext, "keptHeads">): Promise<readonly History[]> {
  const own = `refs/heads/cutter/${question.runId}/`;
  const oldest = readUtc(request.content.issued_utc).getTime() - SKEW_MS;
  const heads = new Set(
    (await repository.listRefs())
      .filter(({ ref }) => /^refs\/pull\/\d+\/head$/.test(ref) || ref.startsWith(own))
      .map(({ id }) => id)
      .filter((id) => !history.has(id)),
  );
  const kept: History[] = [];
  for (const id of heads) {
    const tip = await reader.commit(id);
    if (tip.ok && tip.value.committer.at.getTime() < oldest) continue;
    kept.push(await reader.openBeside(history, id));
  }
  return kept;
}
