import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { readOwnPackages } from "../../../src/adapters/runner/own-packages.ts";
import { refuseOldDependencies } from "../../../src/trust/dependency-floor.ts";
import { bundleCutter } from "../../support/cutter.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "../../..");

test("the packages of this code are named by their lock file, and none is below its floor (G-51)", async () => {
  const packages = await readOwnPackages({ root: ROOT, folder: join(ROOT, "src") });
  assert.ok(packages.some(({ name }) => name === "openpgp"));
  assert.ok(packages.some(({ name }) => name === "@octokit/rest"));
  assert.equal(refuseOldDependencies(packages), null);
});

test("a build names what is in it and beside it, at the versions of the lock file, and nothing for development (G-51)", async () => {
  await using bundle = await bundleCutter();
  const lock = JSON.parse(await readFile(join(ROOT, "package-lock.json"), "utf8"));
  // An installation of a release has no lock file.
  const packages = await readOwnPackages({ root: bundle.folder, folder: bundle.folder });
  const locked = Object.entries<{ version: string }>(lock.packages).map(
    ([path, { version }]) => `${path.split("node_modules/").at(-1)}@${version}`,
  );
  for (const { name, version } of packages) assert.ok(locked.includes(`${name}@${version}`), name);
  const names = packages.map(({ name }) => name);
  for (const name of ["openpgp", "@octokit/rest", "zod", "pg-protocol", "@electric-sql/pglite"])
    assert.ok(names.includes(name), name);
  for (const name of ["esbuild", "tsx", "typescript", "fast-check"]) assert.ok(!names.includes(name), name);
  assert.equal(refuseOldDependencies(packages), null);
});

test("a package below its floor is found wherever the lock file has it, and in a build", async () => {
  await using folder = await makeTempFolder();
  const packages = {
    "": { version: "1.0.0" },
    "node_modules/tool/node_modules/openpgp": { version: "6.1.0" },
  };
  const code = { root: folder.path, folder: folder.path };
  await writeFile(join(folder.path, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  assert.equal(refuseOldDependencies(await readOwnPackages(code))?.field, "openpgp");
  await writeFile(join(folder.path, "build.json"), JSON.stringify({ contains: ["js-yaml@4.1.0"] }));
  assert.equal(refuseOldDependencies(await readOwnPackages(code))?.field, "js-yaml");
});
