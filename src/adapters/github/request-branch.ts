import { gatePath, placeFiles, requestBranch } from "../../domain/run-paths.ts";
import type { RequestToOpen } from "../../ports/forge.ts";
import type { GitHubRepository } from "./github-repository.ts";
import { readFailure } from "./read-failure.ts";
import { writeOnce } from "./write-once.ts";

const MOST_BYTES_OF_A_TREE = 1_500_000;

interface TreeEntry {
  readonly path: string;
  readonly mode: "100644";
  readonly type: "blob";
  readonly content: string;
}

/**
 * Puts the request on its branch, and on the branches of persons who answer on one of their own, on top of the default branch. It uses
 * only the API, so that the runner needs no git credentials to push.
 */
export async function putRequest(
  repository: GitHubRepository,
  request: RequestToOpen,
  { isAnew }: { readonly isAnew: boolean },
): Promise<void> {
  const sha = await writeCommit(repository, request);
  for (const branch of [requestBranch(request), ...request.ownBranches])
    await putBranch(repository, request, { branch, sha, isAnew });
}

/**
 * A branch that already carries this request is left as it is, with the approvals on it; one that carries an older request is set to
 * the new one, which drops its approvals. Where a pull request is to be opened again, a branch that was merged is set to a commit beyond the
 * default branch, which has all that stood on it: GitHub opens none without a commit.
 */
async function putBranch(
  repository: GitHubRepository,
  request: RequestToOpen,
  { branch, sha, isAnew }: { readonly branch: string; readonly sha: string; readonly isAnew: boolean },
): Promise<void> {
  const { octokit, secondMs } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo };
  const again = async () => null;
  try {
    const write = () => octokit.rest.git.createRef({ ...target, ref: `refs/heads/${branch}`, sha });
    await writeOnce({ secondMs, write, look: again });
    return;
  } catch (thrown) {
    // GitHub answers 422 where the branch exists, but also where a rule forbids to make it.
    const tip = readFailure(thrown)?.status === 422 ? await findTip(repository, branch) : null;
    if (tip === null) throw thrown;
    const isKept = await carriesRequest(repository, request, tip);
    if (isKept && !(isAnew && (await isMerged(repository, tip)))) return;
  }
  const write = () => octokit.rest.git.updateRef({ ...target, ref: `heads/${branch}`, sha, force: true });
  await writeOnce({ secondMs, write, look: again });
}

/** Objects are named by their content, so writing them again changes nothing. */
async function writeCommit(repository: GitHubRepository, request: RequestToOpen): Promise<string> {
  const { octokit } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo };
  const base = (await octokit.rest.repos.getCommit({ ...target, ref: repository.defaultBranch, per_page: 1 }))
    .data;
  const written = await commitOnto(repository, {
    base: { commit: base.sha, tree: base.commit.tree.sha },
    files: { ...placeFiles(request), [gatePath(request, "request")]: request.requestText },
    message: `Request ${request.gate} of ${request.runId}\n\npayload_sha256: ${request.payloadSha256}\n`,
    at: request.at,
  });
  return written.commit;
}

/** A commit with its tree. */
export interface CommitPoint {
  readonly commit: string;
  readonly tree: string;
}

/** Writes a commit of the bot with these files on top of another one, and returns it. No branch moves. */
export async function commitOnto(
  repository: GitHubRepository,
  order: {
    readonly base: CommitPoint;
    readonly files: Readonly<Record<string, string>>;
    readonly message: string;
    readonly at: Date;
  },
): Promise<CommitPoint> {
  const { octokit, secondMs } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo };
  const look = async () => null;
  let tree = order.base.tree;
  for (const group of groupFiles(order.files)) {
    const write = () => octokit.rest.git.createTree({ ...target, base_tree: tree, tree: group });
    tree = (await writeOnce({ secondMs, look, write })).data.sha;
  }
  const person = {
    name: "iu-cutter",
    email: "iu-cutter@users.noreply.github.com",
    date: order.at.toISOString(),
  };
  const commit = await writeOnce({
    secondMs,
    look,
    write: () =>
      octokit.rest.git.createCommit({
        ...target,
        message: order.message,
        tree,
        parents: [order.base.commit],
        author: person,
        committer: person,
      }),
  });
  return { commit: commit.data.sha, tree };
}

/** Entries of a tree by what one request may hold: GitHub answers 502 to trees of a few megabytes. */
function groupFiles(files: Readonly<Record<string, string>>): readonly TreeEntry[][] {
  const groups: TreeEntry[][] = [];
  let bytes = Number.POSITIVE_INFINITY;
  for (const [path, content] of Object.entries(files)) {
    const size = Buffer.byteLength(content);
    if (bytes + size > MOST_BYTES_OF_A_TREE) {
      groups.push([]);
      bytes = 0;
    }
    groups.at(-1)?.push({ path, mode: "100644", type: "blob", content });
    bytes += size;
  }
  return groups;
}

async function findTip({ client, owner, repo }: GitHubRepository, branch: string): Promise<string | null> {
  try {
    const ref = await client.octokit.rest.git.getRef({ owner, repo, ref: `heads/${branch}` });
    return ref.data.object.sha;
  } catch (thrown) {
    if (readFailure(thrown)?.status === 404) return null;
    throw thrown;
  }
}

/** Whether the default branch holds the commit. */
async function isMerged(
  { client, owner, repo, defaultBranch }: GitHubRepository,
  commit: string,
): Promise<boolean> {
  const basehead = `${defaultBranch}...${commit}`;
  const { data } = await client.octokit.rest.repos.compareCommitsWithBasehead({
    owner,
    repo,
    basehead,
    per_page: 1,
  });
  return data.ahead_by === 0;
}

/** Whether the commit carries exactly this request. */
async function carriesRequest(
  repository: GitHubRepository,
  request: RequestToOpen,
  commit: string,
): Promise<boolean> {
  const { octokit } = repository.client;
  const target = { owner: repository.owner, repo: repository.repo };
  try {
    const file = await octokit.rest.repos.getContent({
      ...target,
      path: gatePath(request, "request"),
      ref: commit,
    });
    const content = "content" in file.data ? Buffer.from(file.data.content, "base64").toString() : null;
    return content === request.requestText;
  } catch (thrown) {
    if (readFailure(thrown)?.status === 404) return false;
    throw thrown;
  }
}
