import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { findOptionalTool, tellMissingTools, tellOptionalTools } from "./required-tools.ts";
import { makeTempFolder } from "./support/temp-folder.ts";

const ROOT = join(import.meta.dirname, "..");

test("npm test says in one line what this machine lacks and how to install it, and ends with 2", async () => {
  await using folder = await makeTempFolder();
  await symlink(process.execPath, join(folder.path, "node"));
  const end = spawnSync(process.execPath, ["--import", "tsx", "test/run.ts", "test/required-tools.test.ts"], {
    cwd: ROOT,
    env: { PATH: folder.path, TSX_DISABLE_CACHE: "1" },
    encoding: "utf8",
  });
  assert.equal(end.status, 2, end.stderr);
  assert.match(
    end.stderr,
    /^npm test needs git, gpg, ssh-keygen, .*: apt-get install git gnupg openssh-client util-linux .*\n$/,
  );
});

test("nothing is missing here, and what could be is installed by .ci/run", async () => {
  assert.equal(await tellMissingTools(process.env["PATH"] ?? ""), null);
  const installs = await readFile(join(ROOT, ".ci/run"), "utf8");
  const told = (await tellMissingTools("/nonexistent")) ?? "";
  const essential = ["bsdutils"];
  for (const name of told.split("apt-get install ")[1]?.split(" ") ?? [])
    assert.ok(essential.includes(name) || installs.includes(`need+=(${name})`), name);
});

test("a program that is not needed is told where it is not there, and found where it is", async () => {
  await using folder = await makeTempFolder();
  assert.deepEqual(tellOptionalTools(folder.path), [
    "postgrest is not on this machine: test/docs/postgrest.test.ts runs what it sends through psql alone.",
  ]);
  assert.equal(findOptionalTool("postgrest", folder.path), null);
  await symlink(process.execPath, join(folder.path, "postgrest"));
  assert.deepEqual(tellOptionalTools(folder.path), []);
  assert.equal(findOptionalTool("postgrest", `/nonexistent:${folder.path}`), join(folder.path, "postgrest"));
});

test("npm test says which named file is none, and ends with 2", () => {
  const args = ["--import", "tsx", "test/run.ts", "test/none.test.ts"];
  const end = spawnSync(process.execPath, args, { cwd: ROOT, encoding: "utf8" });
  assert.deepEqual([end.status, end.stderr], [2, "npm test was given test/none.test.ts, which is no file\n"]);
});
