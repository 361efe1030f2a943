import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { refuseOldDependencies } from "../../src/trust/dependency-floor.ts";
import { reasonOf } from "../support/reason-of.ts";

for (const [name, version, expected] of [
  ["openpgp", "6.1.0", "STOP_DEPENDENCY_FLOOR"],
  ["openpgp", "5.11.3", "STOP_DEPENDENCY_FLOOR"],
  ["openpgp", "6.0.9", "STOP_DEPENDENCY_FLOOR"],
  ["openpgp", "6.1.1-beta.1", "STOP_DEPENDENCY_FLOOR"],
  ["openpgp", "latest", "STOP_DEPENDENCY_FLOOR"],
  ["openpgp", "x6.1.1", "STOP_DEPENDENCY_FLOOR"],
  ["openpgp", "6.1.1", "accepted"],
  ["openpgp", "6.1.2", "accepted"],
  ["openpgp", "6.2.0", "accepted"],
  ["openpgp", "7.0.0", "accepted"],
  ["js-yaml", "4.1.0", "STOP_DEPENDENCY_FLOOR"],
  ["js-yaml", "4.1.1", "accepted"],
  ["js-yaml", "5.0.0", "accepted"],
  ["left-pad", "0.0.1", "accepted"],
] as const) {
  test(`G-51: ${name} ${version} is ${expected}`, () =>
    assert.equal(
      reasonOf(
        refuseOldDependencies([
          { name: "zod", version: "1.0.0" },
          { name, version },
        ]),
      ),
      expected,
    ));
}

test("G-51: the lock file of this repository meets every floor", async () => {
  const path = join(import.meta.dirname, "../../package-lock.json");
  const lock = JSON.parse(await readFile(path, "utf8")) as { packages: Record<string, { version?: string }> };
  const installed = Object.entries(lock.packages).map(([place, { version = "" }]) => ({
    name: place.replace(/^.*node_modules\//, ""),
    version,
  }));
  assert.ok(installed.some(({ name }) => name === "openpgp"));
  assert.equal(reasonOf(refuseOldDependencies(installed)), "accepted");
});
