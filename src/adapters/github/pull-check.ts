import { openConversation } from "./conversation.ts";
import { checkMarker } from "./markers.ts";
import { CHECK_CONTEXT } from "./merged-pulls.ts";
import type { Place } from "./place.ts";
import { writeOnce } from "./write-once.ts";

/** A pull request as GitHub says that it is now. */
export interface PullFacts {
  readonly headSha: string;
  readonly baseRef: string;
  readonly isOpen: boolean;
  readonly isFork: boolean;
  /** Every path that it adds, changes, removes or renames, by both names. */
  readonly paths: readonly string[];
}

export async function readPullFacts({ client, owner, repo }: Place, number: number): Promise<PullFacts> {
  const { octokit } = client;
  const target = { owner, repo, pull_number: number };
  const pull = (await octokit.rest.pulls.get(target)).data;
  const files = await octokit.paginate(octokit.rest.pulls.listFiles, { ...target, per_page: 100 });
  return {
    headSha: pull.head.sha,
    baseRef: pull.base.ref,
    isOpen: pull.state === "open",
    isFork: pull.head.repo === null || pull.head.repo.id !== pull.base.repo.id,
    paths: files.flatMap((file) => [
      file.filename,
      ...(file.previous_filename ? [file.previous_filename] : []),
    ]),
  };
}

/** Names the head that was judged, as the status that may be required before merging. */
export async function setCheckStatus(
  { client, owner, repo }: Place,
  status: {
    readonly sha: string;
    readonly state: "success" | "failure" | "pending";
    readonly description: string;
  },
): Promise<void> {
  const description = status.description.slice(0, 140);
  const write = () =>
    client.octokit.rest.repos.createCommitStatus({
      owner,
      repo,
      context: CHECK_CONTEXT,
      ...status,
      description,
    });
  await writeOnce({ secondMs: client.secondMs, write, look: async () => null });
}

/** Shows the verdict in the one comment of the check; the newest verdict takes the place of the last. */
export async function showVerdict(
  place: Place,
  verdict: { readonly number: number; readonly runId: string; readonly markdown: string },
): Promise<void> {
  const talk = await openConversation(place, { number: verdict.number, isNew: false });
  const marker = checkMarker(verdict.runId);
  const standing = talk.find(marker);
  if (standing === null) await talk.post(marker, verdict.markdown);
  else await talk.edit(standing, verdict.markdown);
}
