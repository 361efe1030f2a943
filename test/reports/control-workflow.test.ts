import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { NoOperationTraceWriter, parseWorkflow } from "@actions/workflow-parser";
import { CONTROL_WORKFLOWS } from "../../src/reports/control-files.ts";
import { renderControlWorkflow } from "../../src/reports/control-workflow.ts";
import { findWorkflowFaults } from "../../src/trust/find-workflow-faults.ts";

const FOLDER = join(import.meta.dirname, "../../.github/workflows");
const COMMIT = "0123456789abcdef0123456789abcdef01234567";
const SOURCE = { repository: "icx/iu-cutter", commit: COMMIT, version: "1.2.3" };

describe("renderControlWorkflow", () => {
  for (const name of CONTROL_WORKFLOWS)
    it(`takes the actions of ${name} from the pinned release, with the same triggers and rights`, () => {
      const own = readFileSync(join(FOLDER, name), "utf8");
      const text = renderControlWorkflow(name, own, SOURCE);
      assert.match(text, new RegExp(`uses: icx/iu-cutter/actions/[a-z-]+@${COMMIT} # v1\\.2\\.3\n`));
      assert.ok(!text.includes("npm ") && !text.includes("setup-node") && !text.includes("./actions/"));
      assert.equal(text.slice(0, text.indexOf("steps:")), own.slice(0, own.indexOf("steps:")));
      assert.deepEqual(findWorkflowFaults({ name, text }, SOURCE.repository), []);
      const { context } = parseWorkflow({ name, content: text }, new NoOperationTraceWriter());
      assert.deepEqual(context.errors.getErrors(), []);
      const unnamed = renderControlWorkflow(name, own, { ...SOURCE, version: null });
      assert.match(unnamed, new RegExp(`uses: icx/iu-cutter/actions/[a-z-]+@${COMMIT}\n`));
    });
});
