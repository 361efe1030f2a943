import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import test from "node:test";
import { createControlRepository } from "../../../src/adapters/git/create-control-repository.ts";
import { createLocalForge } from "../../../src/adapters/local-forge/local-forge.ts";
import { readRequestText } from "../../../src/engine/approvals/read-request.ts";
import { makeTempFolder } from "../../support/temp-folder.ts";

const RUN = "ictr-20261121T090000Z-1a2b3c4d";
const GATE = "SG_1_cut_authz";
const REF = `refs/heads/cutter/${RUN}/${GATE}`;

async function makeForge(folder: string) {
  const path = join(folder, "control");
  const env = {
    PATH: process.env["PATH"],
    HOME: folder,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  const git = (...args: readonly string[]) =>
    execFileSync("git", ["-C", path, "-c", "user.name=A", "-c", "user.email=a@b.invalid", ...args], {
      env,
      encoding: "utf8",
    }).trim();
  await mkdir(path);
  git("init", "--quiet", "--initial-branch=main");
  git("commit", "--quiet", "--allow-empty", "-m", "first");
  const repository = await createControlRepository({ path });
  const forge = createLocalForge({
    repository,
    defaultRef: "refs/heads/main",
    reportFolder: join(folder, "reports"),
    readRequest: (commit, runId, gate) => readRequestText(repository, { commit, runId, gate }),
  });
  return { repository, forge, git };
}

function requestOf(requestText: string) {
  return {
    runId: RUN,
    gate: GATE,
    requestText,
    payloadSha256: "0".repeat(64),
    files: {},
    ownBranches: [],
    title: "",
    markdown: "",
    at: new Date("2026-11-21T09:00:00Z"),
  } as const;
}

test("a request is one commit on its own branch, and opening it again does not move the branch, even with an approval on it", async () => {
  await using folder = await makeTempFolder();
  const { repository, forge, git } = await makeForge(folder.path);
  await using _repository = repository;
  const opened = await forge.openRequest(requestOf("{}"));
  assert.ok(opened.ok);
  assert.equal(git("show", `${REF}:approvals/${RUN}/${GATE}.request.json`), "{}");
  git("checkout", "--quiet", `cutter/${RUN}/${GATE}`);
  git("commit", "--quiet", "--allow-empty", "-m", "an approval");
  const approved = git("rev-parse", "HEAD");
  assert.ok((await forge.openRequest(requestOf("{}"))).ok);
  assert.equal(git("rev-parse", REF), approved);
  git("checkout", "--quiet", "main");
  assert.ok((await forge.openRequest(requestOf('{"renewed":true}'))).ok);
  assert.notEqual(git("rev-parse", REF), approved);
});

test("a request that the origin does not take is told in the origin's words, which is what the operator has to put right", async () => {
  await using folder = await makeTempFolder();
  const { git, repository: _people } = await makeForge(folder.path);
  await using _repository = _people;
  const hook = join(folder.path, "control/.git/hooks/pre-receive");
  await writeFile(hook, "#!/bin/sh\necho 'this key may only read' >&2\nexit 1\n", { mode: 0o755 });
  const origin = join(folder.path, "control");
  await using repository = await createControlRepository({ path: join(folder.path, "clone.git"), origin });
  await repository.refresh();
  const forge = createLocalForge({
    repository,
    defaultRef: "refs/heads/main",
    reportFolder: join(folder.path, "reports"),
    readRequest: (commit, runId, gate) => readRequestText(repository, { commit, runId, gate }),
  });
  const opened = await forge.openRequest(requestOf("{}"));
  assert.ok(!opened.ok);
  assert.equal(opened.refusal.reason, "STOP_REQUEST_FAILED");
  assert.equal(opened.refusal.field, REF);
  assert.match(opened.refusal.actual ?? "", /this key may only read/);
  assert.throws(() => git("rev-parse", "--verify", "--quiet", REF));
});

test("an existing report is never overwritten", async () => {
  await using folder = await makeTempFolder();
  const { repository, forge } = await makeForge(folder.path);
  await using _repository = repository;
  const report = { runId: RUN, name: "01-source_pin", markdown: "one", sha256: "", supersedes: null };
  assert.ok((await forge.postReport(report)).ok);
  assert.ok((await forge.postReport(report)).ok, "the same again is a repetition");
  const other = await forge.postReport({ ...report, markdown: "two" });
  assert.equal(other.ok ? "accepted" : other.refusal.reason, "STOP_REPORT_UPLOAD_FAILED");
  assert.equal(await readFile(join(folder.path, "reports", RUN, "01-source_pin.md"), "utf8"), "one");
});

test("a report folder that can't be written is STOP_REPORT_UPLOAD_FAILED (R-13)", async () => {
  await using folder = await makeTempFolder();
  const { repository, forge } = await makeForge(folder.path);
  await using _repository = repository;
  await writeFile(join(folder.path, "reports"), "a file where the folder should be");
  const posted = await forge.postReport({
    runId: RUN,
    name: "01-source_pin",
    markdown: "one",
    sha256: "",
    supersedes: null,
  });
  assert.equal(posted.ok ? "accepted" : posted.refusal.reason, "STOP_REPORT_UPLOAD_FAILED");
});
