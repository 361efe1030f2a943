import type { CommitFacts } from "./git-store.ts";
import type { Comment, GitHubWorld, Pull, Review, Status, Token, User } from "./world.ts";

/** Bodies as GitHub's API gives them, with every field that its description requires. */

export function userBody(world: GitHubWorld, user: User) {
  const login = encodeURIComponent(user.login);
  const api = `${world.url}/users/${login}`;
  return {
    login: user.login,
    id: user.id,
    node_id: nodeId("User", user.id),
    avatar_url: `${world.url}/avatars/${user.id}`,
    gravatar_id: "",
    url: api,
    html_url: `${world.url}/${login}`,
    followers_url: `${api}/followers`,
    following_url: `${api}/following{/other_user}`,
    gists_url: `${api}/gists{/gist_id}`,
    starred_url: `${api}/starred{/owner}{/repo}`,
    subscriptions_url: `${api}/subscriptions`,
    organizations_url: `${api}/orgs`,
    repos_url: `${api}/repos`,
    events_url: `${api}/events{/privacy}`,
    received_events_url: `${api}/received_events`,
    type: user.type,
    site_admin: false,
  };
}

/** Id of the repository, or of the one fork that there is beside it. */
export function repositoryId(world: GitHubWorld, fullName: string): number {
  return fullName.split("/")[0] === world.owner ? world.repositoryId : world.repositoryId + 1;
}

const REPOSITORY_URLS: Readonly<Record<string, string>> = {
  archive_url: "/{archive_format}{/ref}",
  assignees_url: "/assignees{/user}",
  blobs_url: "/git/blobs{/sha}",
  branches_url: "/branches{/branch}",
  collaborators_url: "/collaborators{/collaborator}",
  comments_url: "/comments{/number}",
  commits_url: "/commits{/sha}",
  compare_url: "/compare/{base}...{head}",
  contents_url: "/contents/{+path}",
  contributors_url: "/contributors",
  deployments_url: "/deployments",
  downloads_url: "/downloads",
  events_url: "/events",
  forks_url: "/forks",
  git_commits_url: "/git/commits{/sha}",
  git_refs_url: "/git/refs{/sha}",
  git_tags_url: "/git/tags{/sha}",
  hooks_url: "/hooks",
  issue_comment_url: "/issues/comments{/number}",
  issue_events_url: "/issues/events{/number}",
  issues_url: "/issues{/number}",
  keys_url: "/keys{/key_id}",
  labels_url: "/labels{/name}",
  languages_url: "/languages",
  merges_url: "/merges",
  milestones_url: "/milestones{/number}",
  notifications_url: "/notifications{?since,all,participating}",
  pulls_url: "/pulls{/number}",
  releases_url: "/releases{/id}",
  stargazers_url: "/stargazers",
  statuses_url: "/statuses/{sha}",
  subscribers_url: "/subscribers",
  subscription_url: "/subscription",
  tags_url: "/tags",
  teams_url: "/teams",
  trees_url: "/git/trees{/sha}",
};

export function repositoryBody(
  world: GitHubWorld,
  token: Token | null,
  fullName = `${world.owner}/${world.name}`,
) {
  const [owner = "", name = ""] = fullName.split("/");
  const isOwn = owner === world.owner;
  const api = `${world.url}/repos/${fullName}`;
  const created = "2026-01-01T00:00:00Z";
  const id = repositoryId(world, fullName);
  return {
    id,
    node_id: nodeId("Repository", id),
    name,
    full_name: fullName,
    private: true,
    owner: userBody(world, { id: id + 1, login: owner, name: owner, email: "", type: "User" }),
    html_url: `${world.url}/${fullName}`,
    description: null,
    fork: !isOwn,
    url: api,
    ...Object.fromEntries(Object.entries(REPOSITORY_URLS).map(([key, path]) => [key, `${api}${path}`])),
    git_url: `git://127.0.0.1/${fullName}.git`,
    ssh_url: `git@127.0.0.1:${fullName}.git`,
    clone_url: `${world.url}/${fullName}.git`,
    svn_url: `${world.url}/${fullName}`,
    mirror_url: null,
    homepage: null,
    language: null,
    default_branch: "main",
    forks: 0,
    forks_count: 0,
    open_issues: 0,
    open_issues_count: 0,
    watchers: 0,
    watchers_count: 0,
    stargazers_count: 0,
    network_count: 0,
    subscribers_count: 0,
    size: 1,
    has_issues: true,
    has_projects: false,
    has_wiki: false,
    has_pages: false,
    has_discussions: false,
    has_downloads: false,
    archived: world.settings.isArchived,
    disabled: false,
    license: null,
    created_at: created,
    updated_at: created,
    pushed_at: created,
    ...renderPermissions(token),
    allow_merge_commit: true,
    allow_squash_merge: true,
    allow_rebase_merge: true,
  };
}

/** GitHub tells the token of a workflow nothing of its rights, and the token of an app that it may not push, whatever it may. */
function renderPermissions(token: Token | null): object {
  if (token?.user.login === "github-actions[bot]") return {};
  const level =
    token?.user.type === "Bot" ? 0 : ["pull", "push", "admin"].indexOf(token?.permission ?? "pull");
  return {
    permissions: {
      pull: level >= 0,
      push: level >= 1,
      admin: level >= 2,
      triage: level >= 1,
      maintain: level >= 2,
    },
  };
}

export function commentBody(world: GitHubWorld, comment: Comment) {
  const api = `${world.url}/repos/${world.owner}/${world.name}`;
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${world.url}/${world.owner}/${world.name}/pull/${comment.issue}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${comment.issue}`,
    user: userBody(world, comment.user),
    body: comment.body,
    minimized: comment.minimizedAs === null ? null : { reason: comment.minimizedAs },
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    author_association: "CONTRIBUTOR",
  };
}

/** The short form, as lists give it. */
export function pullBody(world: GitHubWorld, pull: Pull) {
  const api = `${world.url}/repos/${world.owner}/${world.name}`;
  const self = `${api}/pulls/${pull.number}`;
  const html = `${world.url}/${world.owner}/${world.name}/pull/${pull.number}`;
  const side = (fullName: string | null, ref: string, sha: string) => ({
    label: `${fullName?.split("/")[0] ?? "unknown repository"}:${ref}`,
    ref,
    sha,
    user: userBody(world, {
      id: world.repositoryId + 1,
      login: fullName?.split("/")[0] ?? "",
      name: "",
      email: "",
      type: "User",
    }),
    repo: fullName === null ? null : repositoryBody(world, null, fullName),
  });
  const links = {
    self,
    html,
    issue: `${api}/issues/${pull.number}`,
    comments: `${api}/issues/${pull.number}/comments`,
    review_comments: `${self}/comments`,
    review_comment: `${api}/pulls/comments{/number}`,
    commits: `${self}/commits`,
    statuses: `${api}/statuses/${pull.headSha}`,
  };
  return {
    url: self,
    id: pull.id,
    node_id: nodeId("PullRequest", pull.id),
    html_url: html,
    diff_url: `${html}.diff`,
    patch_url: `${html}.patch`,
    issue_url: links.issue,
    commits_url: links.commits,
    review_comments_url: links.review_comments,
    review_comment_url: links.review_comment,
    comments_url: links.comments,
    statuses_url: links.statuses,
    number: pull.number,
    state: pull.state,
    locked: pull.locked,
    title: pull.title,
    user: userBody(world, pull.user),
    body: pull.body,
    labels: [],
    milestone: null,
    assignee: null,
    created_at: iso(pull.createdAt),
    updated_at: iso(pull.updatedAt),
    closed_at: pull.closedAt && iso(pull.closedAt),
    merged_at: pull.mergedAt && iso(pull.mergedAt),
    merge_commit_sha: pull.mergeSha,
    head: side(pull.headRepository, pull.headRef, pull.headSha),
    base: side(`${world.owner}/${world.name}`, pull.baseRef, pull.baseSha),
    _links: Object.fromEntries(Object.entries(links).map(([name, href]) => [name, { href }])),
    author_association: "CONTRIBUTOR",
    auto_merge: null,
    draft: pull.draft ?? false,
  };
}

/** The long form, as one pull request is given. */
export function fullPullBody(
  world: GitHubWorld,
  pull: Pull,
  counts: { readonly commits: number; readonly files: number },
) {
  return {
    ...pullBody(world, pull),
    merged: pull.mergedAt !== null,
    mergeable: pull.state === "open" ? true : null,
    mergeable_state: pull.state === "open" ? "clean" : "unknown",
    merged_by: pull.mergedBy && userBody(world, pull.mergedBy),
    comments: world.comments.filter((comment) => comment.issue === pull.number).length,
    review_comments: 0,
    maintainer_can_modify: false,
    commits: counts.commits,
    additions: counts.files,
    deletions: 0,
    changed_files: counts.files,
  };
}

export function gitCommitBody(world: GitHubWorld, commit: CommitFacts) {
  const api = `${world.url}/repos/${world.owner}/${world.name}/git`;
  const html = `${world.url}/${world.owner}/${world.name}/commit`;
  return {
    sha: commit.sha,
    node_id: nodeId("Commit", 1),
    url: `${api}/commits/${commit.sha}`,
    html_url: `${html}/${commit.sha}`,
    author: signerBody(commit.author),
    committer: signerBody(commit.committer),
    tree: { sha: commit.tree, url: `${api}/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map((sha) => ({ sha, url: `${api}/commits/${sha}`, html_url: `${html}/${sha}` })),
    verification: verificationBody(commit),
  };
}

export function commitBody(world: GitHubWorld, commit: CommitFacts, author: User | null) {
  const api = `${world.url}/repos/${world.owner}/${world.name}`;
  const plain = gitCommitBody(world, commit);
  return {
    sha: commit.sha,
    node_id: plain.node_id,
    url: `${api}/commits/${commit.sha}`,
    html_url: plain.html_url,
    comments_url: `${api}/commits/${commit.sha}/comments`,
    commit: {
      url: plain.url,
      author: plain.author,
      committer: plain.committer,
      message: commit.message,
      comment_count: 0,
      tree: plain.tree,
      verification: plain.verification,
    },
    author: author && userBody(world, author),
    committer: null,
    parents: plain.parents,
  };
}

export function reviewBody(world: GitHubWorld, review: Review) {
  const pull = `${world.url}/repos/${world.owner}/${world.name}/pulls/${review.pull}`;
  const html = `${world.url}/${world.owner}/${world.name}/pull/${review.pull}#pullrequestreview-${review.id}`;
  return {
    id: review.id,
    node_id: nodeId("PullRequestReview", review.id),
    user: userBody(world, review.user),
    body: review.body,
    state: review.state,
    html_url: html,
    pull_request_url: pull,
    author_association: "CONTRIBUTOR",
    _links: { html: { href: html }, pull_request: { href: pull } },
    submitted_at: iso(review.submittedAt),
    commit_id: review.commit,
  };
}

export function statusBody(world: GitHubWorld, status: Status) {
  return {
    url: `${world.url}/repos/${world.owner}/${world.name}/statuses/${status.sha}`,
    avatar_url: null,
    id: status.id,
    node_id: nodeId("StatusContext", status.id),
    state: status.state,
    description: status.description,
    target_url: status.target,
    context: status.context,
    created_at: iso(status.createdAt),
    updated_at: iso(status.createdAt),
    creator: userBody(world, status.creator),
  };
}

export function refBody(world: GitHubWorld, ref: string, sha: string) {
  const api = `${world.url}/repos/${world.owner}/${world.name}/git`;
  return {
    ref,
    node_id: nodeId("Ref", 1),
    url: `${api}/${ref}`,
    object: { sha, type: "commit", url: `${api}/commits/${sha}` },
  };
}

function verificationBody(commit: CommitFacts) {
  const { signature } = commit;
  const isWebFlow = commit.committer.email === "noreply@github.com";
  return {
    verified: signature !== null && isWebFlow,
    reason: signature === null ? "unsigned" : isWebFlow ? "valid" : "unknown_key",
    signature: signature?.text ?? null,
    payload: signature?.payload ?? null,
    verified_at: signature !== null && isWebFlow ? iso(commit.committer.date) : null,
  };
}

function signerBody({ name, email, date }: CommitFacts["author"]) {
  return { name, email, date: iso(date) };
}

export function nodeId(kind: string, id: number): string {
  return Buffer.from(`${kind}${id}`).toString("base64");
}

export function iso(date: Date): string {
  return date.toISOString().replace(/\.\d{3}Z$/, "Z");
}
