import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { findWorkflowFaults } from "../../src/trust/find-workflow-faults.ts";

const PIN = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";
const SAFE = `name: cut
on:
  workflow_dispatch:
permissions: {}
jobs:
  run:
    runs-on: [self-hosted, cutter]
    permissions:
      contents: write
    steps:
      - uses: ${PIN} # v7.0.1
        with:
          persist-credentials: false
      - run: |
          echo "$TITLE"
        env:
          TITLE: \${{ inputs.title }}
      - uses: ./actions/run-phases
`;

const put = (from: string | RegExp, to: string) => (text: string) => text.replace(from, to);
const pulls = put("workflow_dispatch:", "pull_request:");
const runsOn = (value: string) => (text: string) => pulls(text).replace("[self-hosted, cutter]", value);
const uses = (value: string) => put(PIN, value);

const TRIGGER = /:3: the trigger \w+ runs with the rights/;
const HOSTED = /^cut\.yml:7: a pull request's job may run on hosted machines alone/;
const TOP = /`permissions: \{\}` has to stand/;
const JOB = /:8: a job names each permission/;
const PINNED = /:11: .*is not pinned/;
const TOKEN = /:11: actions\/checkout without/i;
const SCRIPT = /: an expression in a script/;
const HIDDEN = /unusual spelling/;
const YAML = /: not plain YAML/;
const CACHE = /a cache in a job with rights/;
const OTHERS = /: an expression with a text of others in an input/;
const PART = /: a condition that compares a part/;
const ALWAYS = /: a condition that .* holds always/;

const step = (text: string) => put("      - uses: ./actions", `      - ${text}\n      - uses: ./actions`);
const at = "@3d3c42e5aac5ba805825da76410c181273ba90b1";
const input = (text: string) => step(`uses: a/b${at}\n        with:\n          x: ${text}`);
const onlyIf = (text: string) => put("    steps:", `    if: ${text}\n    steps:`);
const harmless = (text: string) =>
  text.replace("[self-hosted, cutter]", "ubuntu-24.04").replace("contents: write", "contents: read");

/** One change to a safe workflow, and what has to be found: A-01, A-02, A-03, A-05, A-06, A-07, A-80, A-81, A-82, A-83, A-91, A-92, A-160, A-161 and their twins. */
const CASES: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  ["pull_request_target", put("workflow_dispatch:", "pull_request_target:"), TRIGGER],
  [
    "a trigger in a list in brackets",
    put("on:\n  workflow_dispatch:", "on:  [push, workflow_run]"),
    /:2: .*_run/,
  ],
  [
    "a trigger in quotes",
    put("on:\n  workflow_dispatch:", 'on: "issue_comment"'),
    /:2: the trigger issue_comment/,
  ],
  ["a trigger in a list", put("workflow_dispatch:", "- repository_dispatch"), TRIGGER],
  [
    "a trigger in a list that is not indented",
    put("  workflow_dispatch:", "- push\n- workflow_run"),
    /:4: the trigger/,
  ],
  ["a trigger behind a comment", put("  workflow_dispatch:", "# c\n  workflow_run:"), /:4: the trigger/],
  [
    "a trigger in a block text",
    put("on:\n  workflow_dispatch:", "on: >-\n  workflow_run"),
    /:2: the trigger/,
  ],
  ["a self-hosted job for pull requests", pulls, HOSTED],
  ["a self-hosted job for reviews", put("workflow_dispatch:", "pull_request_review:"), HOSTED],
  ["a runner by expression for pull requests", runsOn(`\${{ vars.RUNNER }}`), HOSTED],
  ["a runner whose name ends like a hosted one", runsOn("my-ubuntu-24.04"), HOSTED],
  ["a runner whose name begins like a hosted one", runsOn("ubuntu-24.04_own"), HOSTED],
  ["no permissions at the top", put("permissions: {}\n", ""), /^cut\.yml:1: `permissions/],
  ["write-all at the top", put("permissions: {}", "permissions: write-all"), /^cut\.yml:4: `permissions/],
  ["two permissions at the top", put("permissions: {}", "permissions: {}\npermissions: {}"), TOP],
  ["write-all at a job", put("permissions:\n      contents: write", "permissions: write-all"), JOB],
  ["an action by tag", uses("actions/checkout@v7"), PINNED],
  ["an action by a short commit", uses("actions/checkout@3d3c42e"), PINNED],
  ["an action by more than a commit", uses(`${PIN}0`), PINNED],
  ["a commit in the middle of a name", uses(`docker://a/b@${PIN.slice(-40)}`), PINNED],
  ["an image by tag", uses("docker://alpine:3"), PINNED],
  ["an own action by another kind of path", uses("./a b"), PINNED],
  ["another's action by a path like an own one", uses("x/./actions/run-phases"), PINNED],
  ["checkout that keeps the token", put(": false", ": true"), TOKEN],
  ["checkout without the option", put("        with:\n          persist-credentials: false\n", ""), TOKEN],
  ["the option in the environment", put("with:", "env:"), TOKEN],
  ["the option in another step", put("        with:", "      - uses: ./a\n        with:"), TOKEN],
  ["the option in a comment", put("persist", "# persist"), TOKEN],
  ["the option in a block text", put("with:", "name: |"), TOKEN],
  [
    "checkout in capitals",
    (text) => put(": false", ": true")(uses(PIN.replace("actions/checkout", "Actions/Checkout"))(text)),
    TOKEN,
  ],
  ["an expression in a block script", put('"$TITLE"', `"\${{ inputs.title }}"`), /:15: an expression/],
  ["an expression in a script's comment", put('"$TITLE"', `# \${{ inputs.title }}`), /:15: an expression/],
  ["an expression in a script's last line", put('"$TITLE"', `\n\n          \${{ x }}`), /:17: an expression/],
  [
    "an expression in a one-line script",
    put("run: |", `run: echo \${{ github.head_ref }}\n        x: |`),
    /:14: an e/,
  ],
  ["an expression in a script of an action", put("persist", `script: \${{ x }}\n          persist`), SCRIPT],
  ["an expression in the shell", put("run: |", `shell: bash \${{ x }}\n        run: |`), SCRIPT],
  [
    "an expression in the shell by default",
    put("    steps:", `    defaults:\n      run:\n        shell: \${{ x }}\n    steps:`),
    SCRIPT,
  ],
  [
    "an expression in the shell of every job",
    put("jobs:", `defaults:\n  run:\n    shell: \${{ x }}\njobs:`),
    SCRIPT,
  ],
  ["a quoted key", put("- run: |", '- "run": |'), HIDDEN],
  ["a cache", step(`uses: actions/cache${at}`), CACHE],
  ["the restoring half of a cache", step(`uses: actions/cache/restore${at}`), CACHE],
  ["a cache by somebody else", step(`uses: Swatinem/rust-cache${at}`), CACHE],
  [
    "setup-node that finds a cache by itself",
    step(`uses: actions/setup-node${at}`),
    /setup-node keeps a cache/,
  ],
  ["setup-go that keeps one unasked", step(`uses: actions/setup-go${at}`), /setup-go keeps a cache/],
  [
    "a cache as an input",
    step(`uses: actions/setup-java${at}\n        with:\n          cache: maven`),
    CACHE,
  ],
  [
    "a cache as another's input",
    step(`uses: ruby/setup-ruby${at}\n        with:\n          bundler-cache: true`),
    CACHE,
  ],
  [
    "a cache in a hosted job that may write",
    (text) => step(`uses: actions/cache${at}`)(text.replace("[self-hosted, cutter]", "ubuntu-24.04")),
    CACHE,
  ],
  [
    "a cache in a hosted job with an environment",
    (text) =>
      step(`uses: actions/cache${at}`)(
        harmless(text).replace("    steps:", "    environment: x\n    steps:"),
      ),
    CACHE,
  ],
  [
    "a cache in a hosted job with a secret",
    (text) => step(`uses: actions/cache${at}\n        env:\n          A: \${{ secrets.A }}`)(harmless(text)),
    CACHE,
  ],
  ["a text of others in an input", input(`\${{ github.event.issue.title }}`), OTHERS],
  ["the name of a branch in an input", input(`a-\${{github.head_ref}}`), OTHERS],
  ["a dispatcher's input in an input", input(`\${{ inputs.title }}`), OTHERS],
  ["another step's output in an input", input(`\${{ steps.a.outputs.b }}`), OTHERS],
  ["a function of a text in an input", input(`\${{ format('{0}', github.actor) }}`), OTHERS],
  ["a second expression in an input", input(`\${{ github.sha }} \${{ github.ref_name }}`), OTHERS],
  [
    "a text of others in a block input",
    input(`|\n            a\n            \${{ env.A }}`),
    /:22: an expression with/,
  ],
  [
    "an expression in the arguments of an image",
    step(`uses: a/b${at}\n        with:\n          args: \${{ x }}`),
    SCRIPT,
  ],
  [
    "an expression in the script of another action, in a job without rights",
    (text) => step(`uses: a/b${at}\n        with:\n          pre-script: \${{ x }}`)(harmless(text)),
    SCRIPT,
  ],
  ["a branch looked for in a name", onlyIf("contains('refs/heads/main', github.ref)"), PART],
  ["a name looked for in a branch", onlyIf(`\${{ contains( github.ref_name , 'main') }}`), PART],
  ["the beginning of a branch", onlyIf("startsWith(github['ref'], 'refs/heads/main')"), PART],
  [
    "a part of a branch in a step's condition",
    step("run: a\n        if: endsWith(github.ref, '/main')"),
    PART,
  ],
  [
    "a part of a branch over two lines",
    onlyIf(">-\n      contains('refs/heads/main',\n      github.ref)"),
    PART,
  ],
  ["a branch looked for behind a function", onlyIf("contains(format('{0}', 'main'), github.ref)"), PART],
  ["a branch under another name", onlyIf("contains('refs/heads/main', env.REF)"), PART],
  ["a dispatcher's branch", onlyIf("contains('main', inputs.branch)"), PART],
  ["a comparison beside its expression", onlyIf(`\${{ github.ref }} == 'refs/heads/main'`), ALWAYS],
  [
    "an expression with a line end behind it",
    onlyIf(`|\n      \${{ github.ref == 'refs/heads/main' }}`),
    ALWAYS,
  ],
  ["two expressions", onlyIf(`\${{ github.ref == 'a' }} && \${{ github.actor == 'b' }}`), ALWAYS],
  ["a condition that something else meets as well", onlyIf("always() || github.ref == 'a'"), ALWAYS],
  ["a condition that is met at the end", onlyIf("github.ref == 'a' || !cancelled()"), ALWAYS],
  ["a part of all that GitHub says", onlyIf("contains(toJSON(github), 'refs/heads/main')"), PART],
  ["a part of a list that others fill", onlyIf("contains(fromJSON(inputs.list), github.ref)"), PART],
  ["a part of an output of another job", onlyIf("contains(needs.a.outputs.ref, 'main')"), PART],
  ["a part of a step's output", onlyIf("contains('main', steps.a.outputs.b)"), PART],
  ["a part of a matrix", onlyIf("startsWith(matrix.a, 'main')"), PART],
  ["a part behind three functions", onlyIf("contains(a(b(c('main'))), github.ref)"), PART],
  ["a text as an alternative", onlyIf("github.ref == 'a' || 'x'"), ALWAYS],
  ["a number as an alternative", onlyIf("1 || github.ref == 'a'"), ALWAYS],
  ["no failure as an alternative", onlyIf("\"!failure() || github.ref == 'a'\""), ALWAYS],
  ["a value that equals itself", onlyIf("github.ref == github.ref"), ALWAYS],
  ["an alternative that equals itself", onlyIf("1 == 1 || github.ref == 'a'"), ALWAYS],
  ["an opened issue", put("workflow_dispatch:", "issues:"), TRIGGER],
  ["a comment of a discussion", put("workflow_dispatch:", "discussion_comment:"), TRIGGER],
  ["anybody's star", put("on:\n  workflow_dispatch:", "on: [push, watch]"), /:2: the trigger watch/],
  ["a fork in a list", put("workflow_dispatch:", "- fork"), TRIGGER],
  ["a trigger in capitals", put("workflow_dispatch:", "Pull_Request_Target:"), TRIGGER],
  ...["cypress-io/github-action", "bahmutov/npm-install", "cachix/cachix-action", "ocaml/setup-ocaml"].map(
    (action) => [`${action}, which keeps a cache always`, step(`uses: ${action}${at}`), CACHE] as const,
  ),
  [
    "a cache in a hosted job with a secret in capitals",
    (text) => step(`uses: actions/cache${at}\n        env:\n          A: \${{ SECRETS.A }}`)(harmless(text)),
    CACHE,
  ],
  ["a cache with another name before it", step(`uses: mozilla-actions/sccache-action${at}`), CACHE],
  ["a linter that keeps one unasked", step(`uses: golangci/golangci-lint-action${at}`), /keeps a cache/],
  ["the older setup of gradle", step(`uses: gradle/gradle-build-action${at}`), /keeps a cache/],
  ...[
    "docker/setup-buildx-action",
    "docker/setup-qemu-action",
    "jdx/mise-action",
    "prefix-dev/setup-pixi",
  ].map(
    (action) =>
      [`${action}, which keeps one unasked`, step(`uses: ${action}${at}`), /keeps a cache/] as const,
  ),
  ["checks before a commit, which keep one always", step(`uses: pre-commit/action${at}`), CACHE],
  ["a setup of rust", step(`uses: actions-rust-lang/setup-rust-toolchain${at}`), /keeps a cache/],
  [
    "a cache in a job beside a secret for all",
    (text) =>
      step(`uses: actions/cache${at}`)(
        harmless(text).replace("jobs:", `env:\n  A: \${{ secrets.A }}\njobs:`),
      ),
    CACHE,
  ],
  [
    "a text of others for a workflow that inherits the secrets",
    (text) =>
      `${text}  more:\n    uses: ./.github/workflows/more.yml\n    secrets: inherit\n    with:\n      a: \${{ inputs.a }}\n`,
    OTHERS,
  ],
  [
    "a matrix that others fill",
    (text) =>
      input(`\${{ matrix.a }}`)(
        text.replace("    steps:", `    strategy:\n      matrix: \${{ fromJSON(inputs.a) }}\n    steps:`),
      ),
    OTHERS,
  ],
  ["a dispatcher's input under the name of a number", input(`\${{ github.event.inputs.id }}`), OTHERS],
  ["a sender's text under the name of a digest", input(`\${{ github.event.client_payload.sha }}`), OTHERS],
  [
    "a machine of one's own under a hosted name",
    (text) => step(`uses: actions/cache${at}`)(harmless(text).replace("ubuntu-24.04", "ubuntu-mine")),
    CACHE,
  ],
  ["an image by a tag", put("    steps:", "    container: node:24\n    steps:"), /node:24 is not pinned/],
  [
    "an image of a service",
    put("    steps:", "    services:\n      db:\n        image: postgres:17\n    steps:"),
    /postgres:17 is not pinned/,
  ],
  [
    "an image that others choose",
    put("    steps:", `    container:\n      image: \${{ inputs.image }}\n    steps:`),
    /is not pinned/,
  ],
  [
    "a machine of one's own that another workflow lends",
    put("workflow_dispatch:", "workflow_call:"),
    /hosted machines alone/,
  ],
  [
    "keys that stand twice",
    put("    steps:", "    timeout-minutes: 5\n    timeout-minutes: 6\n    steps:"),
    YAML,
  ],
  ["a key below a value", put("name: cut", "name: cut\n  more: x"), YAML],
  ["a step between the levels", put("      - uses: ./actions", "     - uses: ./actions"), YAML],
  ["a list in the middle of keys", put("permissions: {}", "- a\npermissions: {}"), YAML],
];

/** Changes that leave the workflow as safe as it was. */
const SAFE_CASES: readonly (readonly [string, (text: string) => string])[] = [
  ["a hosted job for pull requests", runsOn("ubuntu-24.04")],
  ["no permission at all for a job", put("permissions:\n      contents: write", "permissions: {}")],
  ["the words of a rule in a script", put('echo "$TITLE"', "permissions: write-all\n          uses: x@v1")],
  ["the words of a rule in an environment", put(/TITLE: .*/, "permissions: write-all")],
  ["the words of a rule below a trigger", put("dispatch:", "dispatch:\n    permissions: write-all")],
  ["the name of a trigger outside of `on`", put("name: cut", "name: pull_request_target")],
  ["a branch after a trigger of pull requests", put("name: cut", "name: pull_request")],
  ["an expression in an input", put("persist", `ref: \${{ github.sha }}\n          persist`)],
  ["a condition in one expression", onlyIf(`\${{ github.ref == 'refs/heads/main' }}`)],
  ["a condition in one expression in quotes", onlyIf(`"\${{ github.ref == 'refs/heads/main' }}"`)],
  ["a condition over all that is needed", onlyIf("always() && contains(needs.*.result, 'failure')")],
  ["the name of a trigger as a branch", put("dispatch:", "dispatch:\n  push:\n    branches: [fork, watch]")],
  ["alternatives that differ", onlyIf("github.ref == 'a' || github.ref == 'b' || github.run_attempt == 1")],
  ["an alternative behind a function", onlyIf("contains(needs.*.result, 'failure') || github.ref == 'a'")],
  ["a number on the left", onlyIf("github.actor == 'a' || 1 == github.run_attempt")],
  ["a part of what jobs ended with", onlyIf("contains(needs.a.result, 'success')")],
  ["a list that holds the whole name", onlyIf(`contains(fromJSON('["refs/heads/main"]'), github.ref)`)],
  [
    "a linter without a cache",
    step(`uses: golangci/golangci-lint-action${at}\n        with:\n          skip-cache: true`),
  ],
  ["an image by its digest", put("    steps:", `    container: node@sha256:${"a".repeat(64)}\n    steps:`)],
  ["a condition by equality", onlyIf("github.ref == 'refs/heads/main'")],
  [
    "setup-node that keeps no cache",
    step(`uses: actions/setup-node${at}\n        with:\n          package-manager-cache: false`),
  ],
  ["a cache in a job without rights", (text) => step(`uses: actions/cache${at}`)(harmless(text))],
  [
    "a text of others in an input, in a job without rights",
    (text) => input(`\${{ github.head_ref }}`)(harmless(text)),
  ],
  [
    "a number, a digest and a secret in inputs",
    input(`\${{ github.event.pull_request.base.sha }}\${{ secrets.A }}\${{ github.event.number }}`),
  ],
  [
    "a dispatcher's input for an action of the bot",
    put(
      "      - uses: ./actions/run-phases",
      `      - uses: ./actions/run-phases\n        with:\n          mode: \${{ inputs.mode }}`,
    ),
  ],
  ["an image as an action, by its digest", uses(`docker://a/b:3@sha256:${"a".repeat(64)}`)],
  ["another action whose name begins like checkout", put("./actions/run-phases", `x/${PIN}`)],
  ["a file that is indented as a whole", (text) => text.replace(/^/gm, " ")],
  ["a list that is not indented", (text) => text.replace(/^ {6}(?:- | {2,})/gm, (indent) => indent.slice(2))],
];

describe("findWorkflowFaults", () => {
  it("finds nothing in a workflow that keeps the rules", () => {
    assert.deepEqual(findWorkflowFaults({ name: "cut.yml", text: SAFE }), []);
  });

  for (const [name, change, finding] of CASES)
    it(`finds ${name}`, () => {
      const changed = change(SAFE);
      assert.notEqual(changed, SAFE);
      assert.match(findWorkflowFaults({ name: "cut.yml", text: changed }).join("\n"), finding);
    });

  for (const [name, change] of SAFE_CASES)
    it(`finds nothing in ${name}`, () => {
      const changed = change(SAFE);
      assert.notEqual(changed, SAFE);
      assert.deepEqual(findWorkflowFaults({ name: "cut.yml", text: changed }), []);
    });

  it("does not read a workflow that is larger than people review, however harmless (A-127)", () => {
    const text = `${SAFE}${"# more\n".repeat(20_000)}`;
    assert.deepEqual(findWorkflowFaults({ name: "cut.yml", text }), [
      "cut.yml:1: more than 131072 characters, which nobody can review: not read",
    ]);
  });

  for (const [name, text] of [
    ["texts inside texts", "a: ".concat("[".repeat(50_000))],
    ["lists inside lists", "- ".repeat(50_000)],
    [
      "names that stand for each other",
      Array.from({ length: 900 }, (_, i) => `a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`).join("\n"),
    ],
    ["tags", `a: ${"!!str ".repeat(20_000)}`],
  ] as const)
    it(`tells of ${name} that they are unusual, and nothing else of them (A-127)`, () => {
      const findings = findWorkflowFaults({ name: "cut.yml", text });
      assert.ok(
        findings.every((finding) => HIDDEN.test(finding) || TOP.test(finding)),
        findings[0],
      );
    });

  it("returns the findings in the order of their lines", () => {
    const changes = [put("steps:", "steps: &a"), put('"$TITLE"', `\${{ x }}`), put("./actions", "x")];
    const text = changes.reduce((changed, change) => change(changed), SAFE);
    const lines = findWorkflowFaults({ name: "cut.yml", text }).map((finding) => finding.split(":")[1]);
    assert.deepEqual(lines, ["10", "15", "18"]);
  });
});
