import assert from "node:assert/strict";
import { chmod, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { runGit } from "../../../src/adapters/git/git-process.ts";
import { runPersonProgram } from "../../../src/adapters/git/person-program.ts";
import { localMachine } from "../../../src/adapters/runner/machine.ts";
import { findPostgres } from "../../../src/adapters/scratch-postgres/find-postgres.ts";
import { findProcesses } from "../../support/processes.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const PATH = process.env["PATH"] ?? "";
const DEAF = "trap '' TERM; while :; do sleep 0.1; done";

/** What goes on for longer than any of these tests, and can be found. */
function endless(number: number): string {
  return `sleep 87${number}.${process.pid}`;
}

for (const [what, script] of [
  ["starts another one and waits for it", `${endless(1)}; true`],
  ["does not heed SIGTERM", `${endless(2)} & ${DEAF}`],
] as const)
  test(`a person's program that ${what} is ended in time, and nothing of it is left (F-99)`, async () => {
    const end = await runPersonProgram({ PATH }, ["sh", "-c", script], { timeoutMs: 300 });
    assert.equal(end.isDone, false);
    assert.deepEqual(await findProcesses(`.${process.pid}`), []);
  });

test("git is not waited for where a program that it has started keeps its output in a session of its own (F-99)", async () => {
  const ssh = `f() { setsid --fork sleep 5; ${endless(3)}; }; f`;
  const from = performance.now();
  const reply = await runGit(
    { PATH, HOME: "/nonexistent", GIT_SSH_VARIANT: "ssh", GIT_SSH_COMMAND: ssh },
    { args: ["ls-remote", "ssh://host/control.git"], timeoutMs: 300 },
  );
  assert.equal(reply.isLate, true);
  assert.ok(performance.now() - from < 4000);
});

test("a program that does not tell its version and does not heed SIGTERM counts as missing (F-99)", async () => {
  await using folder = await makeTempFolder();
  for (const name of ["postgres", "pg_dump", "psql", "initdb"]) {
    await writeFile(join(folder.path, name), `#!/bin/sh\n${DEAF}\n`);
    await chmod(join(folder.path, name), 0o755);
  }
  const where = { pgBin: folder.path, path: "", preferMajor: null };
  const [version, found] = await Promise.all([
    localMachine.readToolVersion(join(folder.path, "postgres"), ["--version"]),
    findPostgres(where),
  ]);
  assert.deepEqual([version, found], [null, []]);
});
