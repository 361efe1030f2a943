import { type Answer, type Ask, failure, number, ok, page, type Route, text } from "./answer.ts";
import { signer } from "./git-routes.ts";
import { mergePull } from "./merge.ts";
import { commentBody, commitBody, fullPullBody, pullBody, reviewBody } from "./render.ts";
import { type Comment, followBranches, type GitHubWorld, type Pull } from "./world.ts";

const REPO = "/repos/{owner}/{repo}";

/** Pull requests, their commits, files, merges, reviews and comments. */
export const PULL_ROUTES: Readonly<Record<string, Route>> = {
  [`get ${REPO}/pulls`]: ({ world, query }) => {
    const state = query.get("state") ?? "open";
    const head = query.get("head");
    const found = world.pulls.filter(
      (pull) =>
        (state === "all" || pull.state === state) &&
        (head === null || `${pull.headRepository?.split("/")[0]}:${pull.headRef}` === head),
    );
    return page(found.reverse().map((pull) => pullBody(world, pull)));
  },
  [`post ${REPO}/pulls`]: async (ask) => {
    const { world, token } = ask;
    const [headRef, baseRef] = [text(ask, "head").replace(/^[^:]*:/, ""), text(ask, "base")];
    const head = await world.git.resolve(`refs/heads/${headRef}`);
    const base = await world.git.resolve(`refs/heads/${baseRef}`);
    if (head === null || base === null) return invalid("PullRequest", head === null ? "head" : "base");
    if (
      world.pulls.some(
        (pull) =>
          pull.state === "open" &&
          pull.headRepository === `${world.owner}/${world.name}` &&
          pull.headRef === headRef &&
          pull.baseRef === baseRef,
      )
    )
      return failure(422, "Validation Failed", [
        {
          resource: "PullRequest",
          code: "custom",
          message: `A pull request already exists for ${world.owner}:${headRef}.`,
        },
      ]);
    if ((await world.git.git(["rev-list", "--count", `${base}..${head}`])) === "0")
      return failure(422, "Validation Failed", [
        { resource: "PullRequest", code: "custom", message: `No commits between ${baseRef} and ${headRef}` },
      ]);
    const pull = addPull(ask, {
      headRef,
      baseRef,
      head,
      base,
      fullName: `${world.owner}/${world.name}`,
      user: token.user,
    });
    await world.git.git(["update-ref", `refs/pull/${pull.number}/head`, head]);
    return ok(await full(ask, pull), 201);
  },
  [`get ${REPO}/pulls/{pull_number}`]: (ask) => withPull(ask, async (pull) => ok(await full(ask, pull))),
  [`patch ${REPO}/pulls/{pull_number}`]: (ask) =>
    withPull(ask, async (pull) => {
      if (ask.body["title"] !== undefined) pull.title = text(ask, "title");
      if (ask.body["body"] !== undefined) pull.body = text(ask, "body");
      if (ask.body["base"] !== undefined) pull.baseRef = text(ask, "base");
      if (ask.body["state"] === "closed" && pull.state === "open") {
        pull.state = "closed";
        pull.closedAt = ask.world.now();
      }
      if (ask.body["state"] === "open" && pull.mergedAt === null) {
        pull.state = "open";
        pull.closedAt = null;
      }
      pull.updatedAt = ask.world.now();
      return ok(await full(ask, pull));
    }),
  [`get ${REPO}/pulls/{pull_number}/commits`]: (ask) =>
    withPull(ask, async (pull) => {
      const { git } = ask.world;
      const base = await git.git(["merge-base", pull.baseSha, pull.headSha]);
      const shas = (await git.git(["rev-list", "--reverse", `${base}..${pull.headSha}`]))
        .split("\n")
        .filter(Boolean);
      return page(
        await Promise.all(shas.map(async (sha) => commitBody(ask.world, await git.readCommit(sha), null))),
      );
    }),
  [`put ${REPO}/pulls/{pull_number}/merge`]: (ask) =>
    withPull(ask, async (pull) => {
      const { world, token } = ask;
      if (pull.state === "closed") return failure(405, "Pull Request is not mergeable");
      const expected = text(ask, "sha");
      if (expected !== "" && expected !== pull.headSha)
        return failure(409, "Head branch was modified. Review and try the merge again.");
      const method = text(ask, "merge_method") || "merge";
      const sha = await mergePull(world, pull, {
        method,
        by: token.user,
        person: signer(token.user, world.now()),
      });
      if (sha === null) return failure(405, "Pull Request is not mergeable");
      return ok({ sha, merged: true, message: "Pull Request successfully merged" });
    }),
  [`get ${REPO}/pulls/{pull_number}/reviews`]: (ask) =>
    withPull(ask, async (pull) =>
      page(
        ask.world.reviews
          .filter((review) => review.pull === pull.number)
          .map((review) => reviewBody(ask.world, review)),
      ),
    ),
  [`post ${REPO}/pulls/{pull_number}/reviews`]: (ask) =>
    withPull(ask, async (pull) => {
      const states: Record<string, string> = {
        APPROVE: "APPROVED",
        REQUEST_CHANGES: "CHANGES_REQUESTED",
        COMMENT: "COMMENTED",
      };
      const review = {
        id: ask.world.nextId(),
        pull: pull.number,
        user: ask.token.user,
        state: states[text(ask, "event")] ?? "PENDING",
        body: text(ask, "body"),
        commit: pull.headSha,
        submittedAt: ask.world.now(),
      };
      ask.world.reviews.push(review);
      return ok(reviewBody(ask.world, review));
    }),
  [`get ${REPO}/issues/{issue_number}/comments`]: (ask) =>
    withIssue(ask, () =>
      page(
        ask.world.comments
          .filter((comment) => comment.issue === number(ask, "issue_number"))
          .map((comment) => commentBody(ask.world, comment)),
      ),
    ),
  [`post ${REPO}/issues/{issue_number}/comments`]: (ask) =>
    withIssue(ask, (pull) => {
      if (pull.locked && ask.token.user.type === "Bot")
        return failure(403, "Unable to create comment because issue is locked.");
      const now = ask.world.now();
      const comment: Comment = {
        id: ask.world.nextId(),
        issue: pull.number,
        user: ask.token.user,
        body: text(ask, "body"),
        createdAt: now,
        updatedAt: now,
        minimizedAs: null,
      };
      ask.world.comments.push(comment);
      return ok(commentBody(ask.world, comment), 201);
    }),
  [`patch ${REPO}/issues/comments/{comment_id}`]: (ask) => {
    const comment = ask.world.comments.find((one) => one.id === number(ask, "comment_id"));
    if (comment === undefined) return failure(404, "Not Found");
    comment.body = text(ask, "body");
    comment.updatedAt = ask.world.now();
    return ok(commentBody(ask.world, comment));
  },
};

/** The pull requests that merged the commit or hold it beyond their base. */
export async function pullsWithCommit(world: GitHubWorld, sha: string): Promise<readonly Pull[]> {
  const holding: Pull[] = [];
  for (const pull of world.pulls) {
    const within = await world.git.tryGit(["merge-base", "--is-ancestor", sha, pull.headSha]);
    const inBase = await world.git.tryGit(["merge-base", "--is-ancestor", sha, pull.baseSha]);
    if (pull.mergeSha === sha || (within !== null && inBase === null)) holding.push(pull);
  }
  return holding;
}

/** The comment that GitHub refuses for its length, or null. */
export function tooLong(ask: Ask, maxUnits: number): Answer | null {
  if (!ask.operation.path.includes("/comments") || text(ask, "body").length <= maxUnits) return null;
  const message = `Body is too long (maximum is ${maxUnits} characters)`;
  return failure(422, "Validation Failed", [
    { resource: "IssueComment", code: "unprocessable", field: "data", message },
  ]);
}

function addPull(
  { world, body }: Pick<Ask, "world" | "body">,
  sides: {
    headRef: string;
    baseRef: string;
    head: string;
    base: string;
    fullName: string;
    user: Pull["user"];
  },
): Pull {
  const now = world.now();
  const pull: Pull = {
    number: world.pulls.length + 1,
    id: world.nextId(),
    headRef: sides.headRef,
    baseRef: sides.baseRef,
    headRepository: sides.fullName,
    user: sides.user,
    title: String(body["title"] ?? ""),
    body: typeof body["body"] === "string" ? body["body"] : null,
    state: "open",
    headSha: sides.head,
    baseSha: sides.base,
    mergedAt: null,
    mergedBy: null,
    mergeSha: null,
    locked: false,
    createdAt: now,
    updatedAt: now,
    closedAt: null,
  };
  world.pulls.push(pull);
  return pull;
}

async function withPull(ask: Ask, use: (pull: Pull) => Promise<Answer>): Promise<Answer> {
  await followBranches(ask.world);
  const pull = ask.world.pulls.find((one) => one.number === number(ask, "pull_number"));
  return pull === undefined ? failure(404, "Not Found") : use(pull);
}

function withIssue(ask: Ask, use: (pull: Pull) => Answer): Answer {
  const pull = ask.world.pulls.find((one) => one.number === number(ask, "issue_number"));
  return pull === undefined ? failure(404, "Not Found") : use(pull);
}

async function full(ask: Ask, pull: Pull) {
  const { git } = ask.world;
  const base = await git.git(["merge-base", pull.baseSha, pull.headSha]);
  const commits = Number(await git.git(["rev-list", "--count", `${base}..${pull.headSha}`]));
  return fullPullBody(ask.world, pull, {
    commits,
    files: (await filesOf(ask, pull.baseSha, pull.headSha)).length,
  });
}

/** What GitHub's page lists as changed by `head` since it forked from `base`. */
export async function filesOf({ world }: Ask, base: string, head: string): Promise<readonly object[]> {
  const from = await world.git.git(["merge-base", base, head]);
  const lines = (await world.git.git(["diff-tree", "-r", "--no-renames", from, head]))
    .split("\n")
    .filter(Boolean);
  const statuses: Record<string, string> = { A: "added", D: "removed", M: "modified", T: "changed" };
  return lines.map((line) => {
    const [, sha = "", letter = "M", filename = ""] =
      /^:\d+ \d+ [0-9a-f]+ ([0-9a-f]+) (\w)\t(.*)$/.exec(line) ?? [];
    const url = `${world.url}/${world.owner}/${world.name}/blob/${head}/${encodeURI(filename)}`;
    return {
      sha,
      filename,
      status: statuses[letter],
      additions: 1,
      deletions: 0,
      changes: 1,
      blob_url: url,
      raw_url: url,
      contents_url: url,
    };
  });
}

function invalid(resource: string, field: string): Answer {
  return failure(422, "Validation Failed", [{ resource, field, code: "invalid" }]);
}
