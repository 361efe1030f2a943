import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readLockedPackages } from "../../../src/adapters/runner/locked-packages.ts";
import { refuseOldDependencies } from "../../../src/trust/dependency-floor.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

test("the packages of this code are named by their lock file, and none is below its floor (G-51)", async () => {
  const packages = await readLockedPackages(ROOT);
  assert.ok(packages.some(({ name }) => name === "openpgp"));
  assert.ok(packages.some(({ name }) => name === "@octokit/rest"));
  assert.equal(refuseOldDependencies(packages), null);
});

test("a package below its floor is found wherever the lock file has it", async () => {
  await using folder = await makeTempFolder();
  const packages = {
    "": { version: "1.0.0" },
    "node_modules/tool/node_modules/openpgp": { version: "6.1.0" },
  };
  await writeFile(join(folder.path, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  assert.equal(refuseOldDependencies(await readLockedPackages(folder.path))?.reason, "STOP_DEPENDENCY_FLOOR");
});
