import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import test from "node:test";
import { promisify } from "node:util";
import { createControlRepository } from "../../../src/adapters/git/create-control-repository.ts";
import { openPersonRepository } from "../../../src/adapters/git/person-repository.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { findProcesses } from "../../support/processes.ts";
import { startSilentHost } from "../../support/silent-host.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const run = promisify(execFile);
const SEARCH_PATH = process.env["PATH"] ?? "";

function isRefusedAs(reason: string): (thrown: unknown) => boolean {
  return (thrown) => {
    assert.ok(thrown instanceof RefusalError, String(thrown));
    assert.equal(thrown.refusal.reason, reason);
    return true;
  };
}

for (const scheme of ["http", "ssh"]) {
  test(`an origin that takes a connection over ${scheme} and says nothing is a stop, and no program is left (F-99)`, async () => {
    await using folder = await makeTempFolder();
    await using host = await startSilentHost();
    await using repository = await createControlRepository({
      path: join(folder.path, "clone.git"),
      origin: `${scheme}://127.0.0.1:${host.port}/control.git`,
      searchPath: SEARCH_PATH,
      transport: { HOME: folder.path },
      fetchTimeoutMs: 1000,
    });
    await assert.rejects(repository.refresh(), isRefusedAs("STOP_REPO_UNREACHABLE"));
    assert.deepEqual(await findProcesses(String(host.port)), []);
  });

  test(`a fetch over ${scheme} of a process that was asked to end is given up, and no other begins (F-61)`, async () => {
    await using folder = await makeTempFolder();
    await using host = await startSilentHost();
    const late = new AbortController();
    await using repository = await createControlRepository({
      path: join(folder.path, "clone.git"),
      origin: `${scheme}://127.0.0.1:${host.port}/control.git`,
      searchPath: SEARCH_PATH,
      transport: { HOME: folder.path },
      late: late.signal,
    });
    const fetched = assert.rejects(repository.refresh(), isRefusedAs("STOP_INTERRUPTED"));
    await host.reached;
    late.abort("SIGTERM");
    await fetched;
    await assert.rejects(repository.refresh(), isRefusedAs("STOP_INTERRUPTED"));
    assert.deepEqual(await findProcesses(String(host.port)), []);
  });

  test(`a person's remote over ${scheme} that says nothing is refused in time, and no program is left (F-99)`, async () => {
    await using folder = await makeTempFolder();
    await using host = await startSilentHost();
    const repo = join(folder.path, "clone");
    await run("git", ["init", "--quiet", "--initial-branch=main", repo]);
    await run("git", [
      "-C",
      repo,
      "remote",
      "add",
      "origin",
      `${scheme}://127.0.0.1:${host.port}/control.git`,
    ]);
    const repository = await openPersonRepository({
      path: repo,
      environment: { PATH: SEARCH_PATH, HOME: folder.path },
      defaultBranch: "main",
      timeoutMs: 1000,
    });
    const fetched = await repository.fetch();
    assert.ok(!fetched.ok);
    assert.equal(fetched.refusal.reason, "STOP_REPO_UNREACHABLE");
    assert.match(fetched.refusal.actual ?? "", /no answer in time/);
    assert.deepEqual(await findProcesses(String(host.port)), []);
  });
}
