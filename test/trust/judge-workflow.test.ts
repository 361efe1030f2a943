import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { judgeWorkflow } from "../../src/trust/judge-workflow.ts";

const PIN = "actions/checkout@3d3c42e5aac5ba805825da76410c181273ba90b1";
const SAFE = `name: cut
on:
  workflow_dispatch:
permissions: {}
jobs:
  cut:
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
`;

/** One change to a safe workflow, and what has to be found. */
const CASES: readonly (readonly [string, (text: string) => string, RegExp])[] = [
  [
    "pull_request_target",
    (text) => text.replace("workflow_dispatch:", "pull_request_target:"),
    /:3: the trigger pull_request_target/,
  ],
  [
    "workflow_run in a list",
    (text) => text.replace("on:\n  workflow_dispatch:", "on: [push, workflow_run]"),
    /the trigger workflow_run/,
  ],
  [
    "a self-hosted job for pull requests",
    (text) => text.replace("workflow_dispatch:", "pull_request:"),
    /:7: .*hosted machines alone/,
  ],
  [
    "a runner by expression for pull requests",
    (text) =>
      text
        .replace("workflow_dispatch:", "pull_request:")
        .replace("[self-hosted, cutter]", `\${{ vars.RUNNER }}`),
    /hosted machines alone/,
  ],
  [
    "no permissions at the top",
    (text) => text.replace("permissions: {}\n", ""),
    /`permissions: \{\}` has to stand/,
  ],
  [
    "write-all at the top",
    (text) => text.replace("permissions: {}", "permissions: write-all"),
    /:4: `permissions: \{\}`/,
  ],
  [
    "write-all at a job",
    (text) => text.replace("    permissions:\n      contents: write", "    permissions: write-all"),
    /names each permission/,
  ],
  [
    "an action by tag",
    (text) => text.replace(/@[0-9a-f]{40}/, "@v7"),
    /:11: actions\/checkout@v7 is not pinned/,
  ],
  ["an action by a short commit", (text) => text.replace(/@[0-9a-f]{40}/, "@3d3c42e"), /not pinned/],
  ["an image by tag", (text) => text.replace(`uses: ${PIN}`, "uses: docker://alpine:3"), /not pinned/],
  [
    "checkout that keeps the token",
    (text) => text.replace("persist-credentials: false", "persist-credentials: true"),
    /leaves the token/,
  ],
  [
    "checkout without the option",
    (text) => text.replace("        with:\n          persist-credentials: false\n", ""),
    /leaves the token/,
  ],
  [
    "an expression in a block script",
    (text) => text.replace('"$TITLE"', `"\${{ inputs.title }}"`),
    /:15: an expression in a script/,
  ],
  [
    "an expression in a one-line script",
    (text) => text.replace("run: |", `run: echo \${{ github.head_ref }}`),
    /an expression in a script/,
  ],
  ["an anchor", (text) => text.replace("    steps:", "    steps: &steps"), /anchor/],
  ["a quoted key", (text) => text.replace("- run: |", '- "run": |'), /unusual spelling/],
  [
    "a step as a flow map",
    (text) => text.replace("      - run: |", "      - { run: ls }\n      - run: |"),
    /unusual spelling/,
  ],
];

describe("judgeWorkflow", () => {
  it("finds nothing in a workflow that keeps the rules", () => {
    assert.deepEqual(judgeWorkflow({ name: "cut.yml", text: SAFE }), []);
  });

  for (const [name, change, finding] of CASES)
    it(`finds ${name}`, () => {
      const changed = change(SAFE);
      assert.notEqual(changed, SAFE);
      assert.match(judgeWorkflow({ name: "cut.yml", text: changed }).join("\n"), finding);
    });

  it("takes no comment for a rule that is kept", () => {
    const text = SAFE.replace("persist-credentials: false", "# persist-credentials: false");
    assert.notDeepEqual(judgeWorkflow({ name: "cut.yml", text }), []);
  });
});
