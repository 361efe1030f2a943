import type { Gate } from "../../domain/gates.ts";
import type { RequestStanding } from "../../ports/forge.ts";
import type { RequestPull } from "./request-pulls.ts";

/**
 * Where the request of a gate can be answered, by the pull requests of its run: in one that is open and leads to the default branch. That a
 * pull request was merged is no answer by itself; whoever asks has looked for one.
 */
export function standingOf(
  pulls: readonly RequestPull[],
  asked: { readonly gate: Gate; readonly defaultBranch: string },
): RequestStanding {
  const ours = pulls.filter(({ gate }) => gate === asked.gate);
  const open = ours.filter(({ isOpen }) => isOpen);
  const pull = open.find(({ base }) => base === asked.defaultBranch);
  if (pull !== undefined)
    return {
      where: pull.url,
      found: pull.isDraft ? `${pull.url}, a draft: say there that it is ready` : pull.url,
    };
  const newest = open.at(-1) ?? ours.at(-1);
  return { where: null, found: newest === undefined ? "no pull request" : describe(newest) };
}

function describe({ number, isOpen, isMerged, base }: RequestPull): string {
  if (isOpen) return `pull request ${number} leads to another branch, ${base}`;
  return isMerged
    ? `pull request ${number} was merged without the answer`
    : `pull request ${number} was closed`;
}
