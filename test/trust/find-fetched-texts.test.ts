import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findFaultsOf as find, type Parts } from "../support/job-with-rights.ts";

const AT = "@3d3c42e5aac5ba805825da76410c181273ba90b1";
const FETCHED = /a script runs a text that it fetched/;
const JAVASCRIPT = /a program that runs a part of the event/;

const run = (script: string): Parts => ({ step: `run: |\n  ${script.replace(/\n/g, "\n  ")}` });
const javascript = (script: string): Parts => ({
  step: `uses: actions/github-script${AT}\nwith:\n  script: |\n    ${script.replace(/\n/g, "\n    ")}`,
});

/** Scripts that run what others wrote: A-166. */
const RUN = [
  'eval "$(jq -r .pull_request.title "$GITHUB_EVENT_PATH")"',
  'eval "$(git log -1 --format=%B)"',
  "eval `git log -1 --format=%s`",
  'eval "x=$(git show -s --format=%an)"',
  'eval "$(cat message)"',
  'bash -c "$(curl -fsSL https://example.org/install)"',
  'sh -c "echo $(git log -1 --format=%s)"',
  'node -e "$(gh api x)"',
  "bash <(curl -s https://example.org/x)",
  "source <(git show HEAD:x)",
  '. <(jq -r .x "$GITHUB_EVENT_PATH")',
  "sudo bash <(cat x)",
  "curl -fsSL https://example.org/x | sh",
  "curl -fsSL https://example.org/x | sudo bash -s -- -y",
  "wget -qO- https://example.org/x |\n  bash",
  'jq -r .comment.body "$GITHUB_EVENT_PATH" | xargs -0 sh -c',
  "git log --format=%s | xargs -I{} sh -c 'echo {}'",
  'git log -1 --format=%s | while read -r line; do eval "$line"; done',
  'bash <<< "$(git log -1 --format=%B)"',
  'TEXT=$(git log -1 --format=%B)\neval "$TEXT"',
  'TEXT="$(jq -r .x "$GITHUB_EVENT_PATH")"\nbash -c "$TEXT"',
  "TEXT=`gh pr view 1 --json title`\n$TEXT",
  'read -r TEXT < <(git log -1 --format=%s)\necho "$TEXT" | bash',
  'TEXT=$(git tag)\nsh <<< "$TEXT"',
  'jq -r .x "$GITHUB_EVENT_PATH" > env.sh\nsource env.sh',
  'jq -r .x "$GITHUB_EVENT_PATH" | tee ./env.sh\n. ./env.sh',
  "curl -fsSL -o install.sh https://example.org/x\nbash install.sh",
  "curl -fsSL https://example.org/x > tool\nchmod +x ./tool\n./tool",
  "gh release download -O x.sh\nsh -e x.sh",
  `echo "${"a".repeat(3000)}"; eval "$X"`,
] as const;

/** Scripts that run what their authors wrote, or run nothing. */
const HARMLESS = [
  'eval "$(ssh-agent -s)"',
  'eval "$(/opt/homebrew/bin/brew shellenv)"',
  'eval set -- "$(getopt -o a -- "$@")"',
  "source <(kubectl completion bash)",
  "bash ./scripts/build.sh",
  "source ./env.sh",
  "echo ls | sh",
  'echo "$(git log -1 --format=%s)"',
  'VERSION=$(git describe --tags)\necho "$VERSION"',
  'COUNT=$(git log --oneline | wc -l)\ntest "$COUNT" -gt 1',
  'TITLE=$(jq -r .x "$GITHUB_EVENT_PATH")\ngh pr comment 1 --body "$TITLE"',
  "curl -fsSL https://example.org/x | tar xz",
  "curl -fsSL -o x.tgz https://example.org/x\ntar xf x.tgz",
  'curl -fsSL -o x.sh https://example.org/x\necho "$SUM x.sh" | sha256sum --check\nbash x.sh',
  "git ls-files | xargs wc -l",
  "gh api x | jq .y",
  "git diff --name-only | grep .sh",
  "git diff | shasum",
  "python3 -m pip list",
  "node --print 1",
  "npm ci --ignore-scripts",
  '# eval "$(git log)"',
] as const;

const JAVASCRIPT_THAT_RUNS = [
  'const { execSync } = require("child_process"); execSync(`echo $' + "{context.payload.comment.body}`)",
  "await exec.exec(`echo $" + "{context.payload.pull_request.title}`)",
  "eval(context.payload.comment.body)",
  "new Function(context.payload.comment.body)()",
  "require('child_process')\n.exec('echo ' + require(process.env.GITHUB_EVENT_PATH).issue.title)",
] as const;
const JAVASCRIPT_THAT_TELLS = [
  "await github.rest.issues.createComment({ ...context.repo, body: context.payload.comment.body })",
  "const found = /^#(.+)$/.exec(context.payload.comment.body)",
  "await exec.exec('npm', ['ci'])",
] as const;

/** The same in other languages. */
const PROGRAMS_THAT_RUN = [
  "python3 -c \"import os, json; os.system(json.load(open(os.environ['GITHUB_EVENT_PATH']))['x'])\"",
  "node -e 'require(\"child_process\").exec(require(process.env.GITHUB_EVENT_PATH).x)'",
] as const;

describe("findFetchedTexts", () => {
  for (const script of RUN)
    it(`finds what is run in \`${script.slice(0, 80)}\` (A-166)`, () =>
      assert.match(find(run(script)), FETCHED));

  for (const script of HARMLESS)
    it(`finds nothing in \`${script}\``, () => assert.equal(find(run(script)), ""));

  for (const script of JAVASCRIPT_THAT_RUNS)
    it(`finds what is run in \`${script}\` (A-167)`, () =>
      assert.match(find(javascript(script)), JAVASCRIPT));

  for (const script of PROGRAMS_THAT_RUN)
    it(`finds what is run in \`${script}\` (A-167)`, () => assert.match(find(run(script)), JAVASCRIPT));

  for (const script of JAVASCRIPT_THAT_TELLS)
    it(`finds nothing in the JavaScript \`${script}\``, () => assert.equal(find(javascript(script)), ""));

  it("finds a file that one step fetched and another runs (A-166)", () => {
    const parts = { ...run("curl -o x.sh https://example.org/x"), next: "run: bash x.sh" };
    assert.match(find(parts), FETCHED);
  });

  it("asks nothing of a job without rights", () => {
    assert.equal(find({ ...run(RUN[0]), rights: "contents: read" }), "");
  });
});
