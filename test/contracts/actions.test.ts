import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import {
  POST_REPORT_INPUTS,
  PUBLISH_SITE_INPUTS,
  RUN_PHASES_INPUTS,
  VERIFY_APPROVAL_INPUTS,
} from "../../src/config/action-inputs.ts";

const FOLDER = join(import.meta.dirname, "../../actions");
const SCHEMAS: Readonly<Record<string, { readonly shape: object }>> = {
  "post-report": POST_REPORT_INPUTS,
  "publish-site": PUBLISH_SITE_INPUTS,
  "run-phases": RUN_PHASES_INPUTS,
  "verify-approval": VERIFY_APPROVAL_INPUTS,
};

function read(action: string, file: string): string {
  return readFileSync(join(FOLDER, action, file), "utf8");
}

/** The keys of a section of action.yml: those indented by two spaces. */
function keysOf(yml: string, section: string): readonly string[] {
  const body = new RegExp(`^${section}:\\n((?: {2,}.*\\n)+)`, "m").exec(yml)?.[1] ?? "";
  return [...body.matchAll(/^ {2}([a-z-]+):$/gm)].map((match) => match[1] ?? "");
}

function tableKeys(readme: string, column: string): readonly string[] {
  const table =
    new RegExp(`^\\| ${column} +\\|.*\\n\\| ---.*\\n((?:\\|.*\\n?)+)`, "m").exec(readme)?.[1] ?? "";
  return [...table.matchAll(/^\| `([a-z-]+)` +\|/gm)].map((match) => match[1] ?? "");
}

describe("the actions", () => {
  const actions = readdirSync(FOLDER, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && !entry.name.startsWith("dist"),
  );

  it("are exactly those that are listed here", () => {
    assert.deepEqual(actions.map(({ name }) => name).sort(), Object.keys(SCHEMAS));
  });

  for (const { name } of actions) {
    it(`${name} takes the same inputs in action.yml, schema and README`, () => {
      const inputs = [...keysOf(read(name, "action.yml"), "inputs")].sort();
      assert.deepEqual(inputs, Object.keys(SCHEMAS[name]?.shape ?? {}).sort());
      assert.deepEqual(inputs, [...tableKeys(read(name, "README.md"), "input")].sort());
    });

    it(`${name} gives the same outputs in action.yml and README, among them decision and reason`, () => {
      const outputs = [...keysOf(read(name, "action.yml"), "outputs")].sort();
      assert.deepEqual(outputs, [...tableKeys(read(name, "README.md"), "output")].sort());
      for (const output of ["decision", "reason"]) assert.ok(outputs.includes(output), output);
    });

    it(`${name} is a thin main over a bundle for Node 24`, () => {
      assert.ok(read(name, "main.ts").split("\n").length <= 30);
      assert.match(
        read(name, "action.yml"),
        new RegExp(`^ {2}using: node24\\n {2}main: \\.\\./dist/${name}\\.mjs$`, "m"),
      );
    });
  }
});
