import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import test from "node:test";
import type { RepositoryFacts } from "../../src/domain/repository-facts.ts";
import { renderControlWorkflow } from "../../src/reports/control-workflow.ts";
import { checkTokenRights } from "../../src/trust/check-token-rights.ts";

const SOURCE = { repository: "icx/iu-cutter", commit: "a".repeat(40), version: null };
const FACTS: RepositoryFacts = {
  fullName: "icx/control",
  isArchived: false,
  missingRights: [],
  defaultBranch: "main",
  tokenIsAdmin: false,
  rules: [],
  bypassActors: [],
  environment: null,
  workflowToken: { isReadOnly: true, mayOpenPulls: true },
  codeOwnerErrors: [],
  people: [],
};
const NAMES = ["approval.yml", "cut.yml", "doctor.yml", "effect.yml", "renew.yml", "resume.yml"];

function textOf(name: string): string {
  const text = readFileSync(join(import.meta.dirname, "../../.github/workflows", name), "utf8");
  return renderControlWorkflow(name, text, SOURCE);
}

const told = (
  facts: Partial<RepositoryFacts>,
  change: (text: string, name: string) => string = (text) => text,
) =>
  checkTokenRights(
    { ...FACTS, ...facts },
    NAMES.map((name) => ({ name, text: change(textOf(name), name) })),
  )
    .filter((row) => !row.passed)
    .map(({ name, actual }) => `${name}: ${actual}`);

test("the workflows of a release, with the setting on, lack no right", () => {
  assert.deepEqual(told({}), []);
});

const pulls = "Actions may create pull requests";
const CASES: readonly (readonly [
  what: string,
  facts: Partial<RepositoryFacts>,
  change: (text: string, name: string) => string,
  failed: readonly string[],
])[] = [
  [
    "the setting is off",
    { workflowToken: { isReadOnly: true, mayOpenPulls: false } },
    (text) => text,
    [`${pulls}: no`],
  ],
  ["the setting can't be seen", { workflowToken: null }, (text) => text, [`${pulls}: unknown`]],
  [
    "the setting is off, which an app's token does not ask for",
    { workflowToken: { isReadOnly: true, mayOpenPulls: false } },
    (text) => text.replaceAll("{ github.token }", "{ steps.app.outputs.token }"),
    [],
  ],
  [
    "the token lacks a right",
    { missingRights: ["the scope repo"] },
    (text) => text,
    ["rights of the token: the scope repo"],
  ],
  [
    "the job that cuts may only read contents",
    {},
    (text, name) => (name === "cut.yml" ? text.replace("contents: write", "contents: read") : text),
    ["rights of the job in cut.yml: pull-requests: write"],
  ],
  [
    "the check may set no status",
    {},
    (text, name) => (name === "approval.yml" ? text.replace("statuses: write", "statuses: read") : text),
    ["rights of the job in approval.yml: pull-requests: write"],
  ],
  [
    "the job that renews names no rights",
    {},
    (text, name) => (name === "renew.yml" ? text.replace(/ {4}permissions:\n(?: {6}.*\n)+/, "") : text),
    ["rights of the job in renew.yml: none of them"],
  ],
];

for (const [what, facts, change, failed] of CASES)
  test(`the doctor tells where ${what}`, () => {
    assert.deepEqual(told(facts, change), failed);
  });
