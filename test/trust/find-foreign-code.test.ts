import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findFaultsOf as find, type Parts } from "../support/job-with-rights.ts";

const AT = "@3d3c42e5aac5ba805825da76410c181273ba90b1";
const HEAD = `\${{ github.event.pull_request.head.sha }}`;

const checkout = (inputs: string, next = ""): Parts => ({
  next,
  step: `uses: actions/checkout${AT}\nwith:\n  persist-credentials: false\n  ${inputs.replace(/\n/g, "\n  ")}`,
});
const run = (script: string): Parts => ({ step: `run: |\n  ${script.replace(/\n/g, "\n  ")}` });
const runWith = (value: string, script: string): Parts => ({
  step: `env:\n  HEAD_SHA: ${value}\nrun: ${script}`,
});
const artifact = (inputs: string, action = "actions/download-artifact"): Parts => ({
  step: `uses: ${action}${AT}\nwith:\n  ${inputs.replace(/\n/g, "\n  ")}`,
});

const PULL = /the code of a pull request in a job with rights/;
const ARTIFACT = /an artifact of another run in a job with rights/;
const CACHE = /a cache in a job with rights/;
const LENT = /all secrets for a workflow of others/;
const TRIGGER = /a trigger of checks and deployments/;

const lending = (uses: string, secrets = "secrets: inherit"): Parts => ({
  jobs: `more:\n  uses: ${uses}\n  ${secrets}`,
});

const FOUND: readonly (readonly [string, Parts, RegExp])[] = [
  ["a checkout of the head (A-163)", checkout(`ref: ${HEAD}`), PULL],
  ["a checkout of the merge", checkout(`ref: refs/pull/\${{ github.event.number }}/merge`), PULL],
  [
    "a checkout of the merge by its id",
    checkout(`ref: \${{ github.event.pull_request.merge_commit_sha }}`),
    PULL,
  ],
  [
    "a checkout of what another workflow ran for",
    checkout(`ref: \${{ github.event.workflow_run.head_sha }}`),
    PULL,
  ],
  ["a checkout of what was checked", checkout(`ref: \${{ github.event.check_suite.head_sha }}`), PULL],
  ["a checkout of what was deployed", checkout(`ref: \${{ github.event.deployment.sha }}`), PULL],
  ["a checkout with spaces", checkout(`ref: \${{ github . event . pull_request . head . sha }}`), PULL],
  ["a checkout into a folder that is code", checkout(`ref: ${HEAD}\npath: src`), PULL],
  ["a checkout into the folder of packages", checkout(`ref: ${HEAD}\npath: node_modules`), PULL],
  ["a checkout into the workspace", checkout(`ref: ${HEAD}\npath: .`), PULL],
  [
    "a checkout as data that a script enters",
    checkout(`ref: ${HEAD}\npath: control`, "run: cd control && make"),
    PULL,
  ],
  [
    "a checkout as data that is worked in",
    checkout(`ref: ${HEAD}\npath: control`, "run: make\nworking-directory: ./control"),
    PULL,
  ],
  [
    "a checkout as data whose action is used",
    checkout(`ref: ${HEAD}\npath: control`, "uses: ./control/action"),
    PULL,
  ],
  [
    "a checkout as data that somebody else's action gets",
    checkout(`ref: ${HEAD}\npath: control`, `uses: x/y${AT}\nwith:\n  folder: control`),
    PULL,
  ],
  ...[
    "gh pr checkout 1",
    'gh pr checkout "$NUMBER"',
    "gh -R a/b pr checkout 1",
    "gh co 1",
    "gh pr diff 1 | git apply",
    "git fetch origin pull/1/head",
    'git fetch origin "pull/$NUMBER/head:x"',
    'git fetch --depth 1 origin "+refs/pull/*/merge:refs/x/*"',
    "git fetch origin \\\n  pull/1/merge",
    'git checkout "$GITHUB_HEAD_REF"',
    'gh api "repos/$GITHUB_REPOSITORY/tarball/x" > x.tgz',
  ].map((script) => [`\`${script}\` (A-163)`, run(script), PULL] as const),
  ...['git checkout "$HEAD_SHA"', 'git -C x fetch origin "$HEAD_SHA"', 'git worktree add x "$HEAD_SHA"'].map(
    (script) => [`\`${script}\` with the head in a variable (A-163)`, runWith(HEAD, script), PULL] as const,
  ),
  [
    "an artifact by the id of a run (A-164)",
    artifact(`run-id: \${{ github.event.workflow_run.id }}`),
    ARTIFACT,
  ],
  ["an artifact by a token", artifact(`github-token: \${{ github.token }}`), ARTIFACT],
  ["an artifact of another repository", artifact(`repository: a/b\nrun-id: \${{ github.run_id }}`), ARTIFACT],
  [
    "an artifact by an action of others",
    artifact("workflow: build.yml", "dawidd6/action-download-artifact"),
    ARTIFACT,
  ],
  ["an artifact by another one", artifact("name: x", "bettermarks/action-artifact-download"), ARTIFACT],
  ...[
    "gh run download 1",
    'gh -R a/b run download "$ID" -n x',
    'gh api "repos/a/b/actions/artifacts/$ID/zip" > x.zip',
    "curl -O https://api.github.com/repos/a/b/actions/runs/1/artifacts",
  ].map((script) => [`\`${script}\` (A-164)`, run(script), ARTIFACT] as const),
  ...[
    "docker buildx build --cache-from type=gha .",
    'docker buildx build --cache-from "type=gha,scope=x" .',
    'curl "$ACTIONS_CACHE_URL/_apis/artifactcache/cache"',
    'curl "$ACTIONS_RESULTS_URL/twirp"',
    "node -p \"require('@actions/cache')\"",
  ].map((script) => [`\`${script}\` (A-165)`, run(script), CACHE] as const),
  ["a cache by a variable (A-165)", { job: "env:\n  SCCACHE_GHA_ENABLED: true" }, CACHE],
  [
    "a cache in the script of an action (A-165)",
    { step: `uses: actions/github-script${AT}\nwith:\n  script: require("@actions/cache")` },
    CACHE,
  ],
  ["all secrets for a workflow of others (A-168)", lending(`x/y/.github/workflows/z.yml${AT}`), LENT],
  ["a job with rights at the end of checks (A-169)", { trigger: "check_suite" }, TRIGGER],
  ["a job with rights at the end of a check", { trigger: "check_run" }, TRIGGER],
  ["a job with rights at a deployment", { trigger: "deployment_status" }, TRIGGER],
];

const PASSES: readonly (readonly [string, Parts])[] = [
  ["a checkout of the base", checkout(`ref: \${{ github.event.pull_request.base.sha }}`)],
  ["a checkout of what was pushed", checkout(`ref: \${{ github.sha }}`)],
  ["a checkout of the pushed head", checkout(`ref: \${{ github.event.head_commit.id }}`)],
  ["a checkout of a branch", checkout("ref: main")],
  [
    "a checkout as data for the bot's own action",
    checkout(`ref: ${HEAD}\npath: control`, "uses: ./actions/verify-approval\nwith:\n  repository: control"),
  ],
  ["the head as an input that names no code", { step: `uses: x/y${AT}\nwith:\n  sha: ${HEAD}` }],
  [
    "a checkout of the head, in a job without rights",
    { ...checkout(`ref: ${HEAD}`), rights: "contents: read" },
  ],
  ...[
    "git fetch origin main",
    "git checkout -b new",
    "gh pr list",
    "gh pr diff 1",
    "gh pr diff 1 | grep x",
    "gh pr comment 1 --body x",
    "git push origin HEAD",
    'git log "$HEAD_SHA"',
    "git merge-base a b",
    "echo pull/1/head",
    "# gh pr checkout 1",
    "gh run view 1",
    "gh run list",
    "docker buildx build --cache-from type=local,src=x .",
  ].map((script) => [`\`${script}\``, run(script)] as const),
  ["a comparison with the head", runWith(HEAD, 'git diff "$BASE" "$HEAD_SHA"')],
  ["an artifact of the same run", artifact("name: x")],
  [
    "an artifact of the same run by its id",
    artifact(`run-id: \${{ github.run_id }}\ngithub-token: \${{ github.token }}`),
  ],
  ["an artifact that is uploaded", artifact("name: x", "actions/upload-artifact")],
  [
    "an artifact of another run, in a job without rights",
    { ...artifact("run-id: 1"), rights: "contents: read" },
  ],
  ["all secrets for a workflow of the repository", lending("./.github/workflows/z.yml")],
  [
    "one secret for a workflow of others",
    lending(`x/y/.github/workflows/z.yml${AT}`, `secrets:\n    a: \${{ secrets.A }}`),
  ],
  ["a job without rights at a deployment", { trigger: "deployment_status", rights: "contents: read" }],
];

describe("findForeignCode", () => {
  for (const [name, parts, finding] of FOUND) it(`finds ${name}`, () => assert.match(find(parts), finding));

  for (const [name, parts] of PASSES) it(`finds nothing in ${name}`, () => assert.equal(find(parts), ""));

  it("knows a workflow of the bot's own repository", () => {
    const parts = lending(`icx/iu-cutter/.github/workflows/z.yml${AT}`);
    assert.equal(find(parts, "icx/iu-cutter"), "");
    assert.match(find(parts, "icx/other"), LENT);
  });
});
