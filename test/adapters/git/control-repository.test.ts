import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import test, { after, before } from "node:test";
import { createControlRepository } from "../../../src/adapters/git/create-control-repository.ts";
import { hashObject } from "../../../src/adapters/git/hash-object.ts";
import { RefusalError } from "../../../src/domain/refusal.ts";
import { OversizeObject } from "../../../src/ports/control-repository.ts";
import { type ControlRepo, copyControlRepo, makeControlRepo } from "../../support/control-repo.ts";

const AT = new Date("2026-06-01T09:00:00Z");
let repo: ControlRepo;
let tip: string;

before(async () => {
  repo = await makeControlRepo();
  tip = await repo.commit({ files: { "a.txt": "a\n", "dir/b.txt": "b\n" }, at: AT, ref: "refs/heads/main" });
});
after(() => repo[Symbol.asyncDispose]());

for (const format of ["sha1", "sha256"] as const) {
  test(`objects of a ${format} repository are read completely, and missing ones are null`, async () => {
    await using own = await makeControlRepo(format);
    const big = "x".repeat(300_000);
    const blob = await own.writeObject("blob", big);
    const commit = await own.commit({ files: { "a.txt": "a\n" }, ref: "refs/heads/main" });
    await using repository = await createControlRepository({ path: own.path });
    const ids = [commit, blob, await own.writeObject("blob", ""), commit];
    const read = await Promise.all(ids.map((id) => repository.readObject(id)));
    assert.deepEqual(
      read.map((object) => object?.type),
      ["commit", "blob", "blob", "commit"],
    );
    assert.equal(Buffer.from(read[1]?.content ?? []).toString(), big);
    assert.equal(read[2]?.content.length, 0);
    assert.equal(await repository.readObject("0".repeat(commit.length)), null);
    assert.equal(hashObject(commit, "commit", read[0]?.content ?? new Uint8Array()), commit);
  });
}

test("an object under another object's id is not returned", async () => {
  await using own = await copyControlRepo(repo);
  const blob = await own.writeObject("blob", "mine\n");
  const wanted = await own.writeObject("blob", "yours\n");
  const place = (id: string) => join(own.path, ".git/objects", id.slice(0, 2), id.slice(2));
  await chmod(place(wanted), 0o644);
  await writeFile(place(wanted), await readFile(place(blob)));
  await using repository = await createControlRepository({ path: own.path });
  await assert.rejects(repository.readObject(wanted));
  assert.equal((await repository.readObject(blob))?.type, "blob");
});

test("an object that is too large is told with how it begins, and what was asked beside it is answered", async () => {
  await using own = await makeControlRepo();
  const small = await Promise.all(["a", "b"].map((text) => own.writeObject("blob", text)));
  const large = await own.writeObject("blob", Buffer.alloc(70_000_000, 0x61));
  await using reader = await createControlRepository({ path: own.path });
  const [first = "", second = ""] = small;
  const asked = [first, large, second, large, first].map((id) => reader.readObject(id));
  const [a, over, b, again, last] = await Promise.allSettled(asked);
  for (const each of [over, again]) {
    const cause = each?.status === "rejected" ? each.reason : null;
    assert.ok(cause instanceof OversizeObject);
    assert.equal(cause.refusal.actual, "an object of 70000000 bytes");
    assert.deepEqual([cause.start.length, cause.start[0]], [65_536, 0x61]);
  }
  const texts = [a, b, last].map((each) =>
    each?.status === "fulfilled" ? Buffer.from(each.value?.content ?? []).toString() : null,
  );
  assert.deepEqual(texts, ["a", "b", "a"]);
});

test("only a full object id is accepted", async () => {
  await using repository = await createControlRepository({ path: repo.path });
  for (const id of ["HEAD", "main", tip.slice(0, 10), `${tip}\n`, tip.toUpperCase(), `${tip}^{tree}`]) {
    await assert.rejects(repository.readObject(id), TypeError);
  }
});

test("replace refs and grafts have no effect on what is read, and are findings", async () => {
  await using own = await copyControlRepo(repo);
  const other = await own.commit({ files: { "evil.txt": "x\n" }, at: AT });
  await own.git(["replace", tip, other]);
  await mkdir(join(own.path, ".git/info"), { recursive: true });
  await writeFile(join(own.path, ".git/info/grafts"), `${tip} ${other}\n`);
  await using repository = await createControlRepository({ path: own.path });
  const read = await repository.readObject(tip);
  assert.equal(hashObject(tip, "commit", read?.content ?? new Uint8Array()), tip);
  const findings = await repository.stateFindings();
  assert.equal(findings.length, 2, findings.join("\n"));
});

test("a clean full repository has no findings", async () => {
  await using repository = await createControlRepository({ path: repo.path });
  assert.deepEqual(await repository.stateFindings(), []);
});

test("programs that the repository's configuration names are never run", async () => {
  await using own = await copyControlRepo(repo);
  const mark = join(own.path, "ran");
  const program = join(own.path, "program.sh");
  await writeFile(program, `#!/bin/sh\ntouch ${mark}\ncat\n`);
  await chmod(program, 0o755);
  for (const key of [
    "core.fsmonitor",
    "core.pager",
    "gpg.program",
    "core.sshCommand",
    "core.hooksPath",
    "diff.external",
  ]) {
    await own.git(["config", key, program]);
  }
  await own.git(["config", "remote.origin.url", `ext::${program}`]);
  await own.git(["config", "remote.origin.promisor", "true"]);
  await own.git(["config", "protocol.ext.allow", "always"]);
  await own.git(["config", "extensions.partialClone", "origin"]);
  await own.git(["config", "core.repositoryformatversion", "1"]);
  await using repository = await createControlRepository({ path: own.path });
  await repository.readObject(tip);
  await repository.readObject("1".repeat(40)).catch(() => null);
  await repository.resolveRef("refs/heads/main");
  await repository.listRefs();
  await repository.commitFiles({
    ref: "refs/heads/bot",
    parent: null,
    files: { "c.txt": "c" },
    message: "m",
    at: AT,
  });
  await assert.rejects(readFile(mark), { code: "ENOENT" });
});

test("refs are resolved by full name or not at all", async () => {
  await using repository = await createControlRepository({ path: repo.path });
  assert.equal(await repository.resolveRef("refs/heads/main"), tip);
  assert.equal(await repository.resolveRef("HEAD"), tip);
  for (const ref of [
    "main",
    "refs/heads/none",
    "refs/heads/main^{tree}",
    "refs/heads/../heads/main",
    "--all",
    "refs/heads/ma*n",
  ]) {
    assert.equal(await repository.resolveRef(ref), null, ref);
  }
});

test("every ref that points at a commit is listed", async () => {
  await using own = await copyControlRepo(repo);
  await own.ref("refs/pull/7/head", tip);
  const tag = await own.writeObject("tag", `object ${tip}\ntype commit\ntag t\ntagger A <a> 1 +0000\n\nx\n`);
  await own.ref("refs/tags/t", tag);
  await using repository = await createControlRepository({ path: own.path });
  assert.deepEqual(await repository.listRefs(), [
    { ref: "refs/heads/main", id: tip },
    { ref: "refs/pull/7/head", id: tip },
  ]);
});

test("a bare repository and a linked worktree are opened as well, and anything else is refused", async () => {
  await using own = await copyControlRepo(repo);
  const bare = join(own.path, "bare.git");
  const tree = join(own.path, "linked");
  await own.git(["clone", "--quiet", "--bare", "--no-local", own.path, bare]);
  await own.git(["worktree", "add", "--quiet", "--detach", tree, tip]);
  for (const path of [bare, tree]) {
    await using repository = await createControlRepository({ path });
    assert.equal((await repository.readObject(tip))?.type, "commit");
    assert.equal(await repository.resolveRef("refs/heads/main"), tip);
    assert.deepEqual(await repository.stateFindings(), []);
  }
  const nothing = await mkdtemp(join(tmpdir(), "iu-cutter-nothing-"));
  await assert.rejects(createControlRepository({ path: nothing }), (cause) => {
    assert.ok(cause instanceof RefusalError);
    return cause.refusal.reason === "STOP_BAD_INPUT";
  });
  await rm(nothing, { recursive: true });
});

test("the bot's commit is unsigned, keeps the rest of the tree, and leaves the working tree alone", async () => {
  await using own = await copyControlRepo(repo);
  await own.git(["config", "commit.gpgsign", "true"]);
  await own.git(["reset", "--quiet", "--hard"]);
  await using repository = await createControlRepository({ path: own.path });
  const ref = "refs/heads/cutter/r/g";
  const files = { "approvals/r/g.request.json": "{}" };
  const id = await repository.commitFiles({ ref, parent: null, files, message: "Request\n\nbody\n", at: AT });
  assert.equal(await repository.resolveRef(ref), id);
  const text = await own.git(["cat-file", "commit", id]);
  assert.match(text, new RegExp(`^parent ${tip}$`, "m"));
  assert.match(text, /^committer iu-cutter <iu-cutter@localhost> 1780304400 \+0000$/m);
  assert.doesNotMatch(text, /gpgsig/);
  const names = (await own.git(["ls-tree", "-r", "--name-only", id])).trim().split("\n");
  assert.deepEqual(names, ["a.txt", "approvals/r/g.request.json", "dir/b.txt"]);
  assert.equal(await own.git(["status", "--porcelain"]), "");
  const again = await repository.commitFiles({
    ref,
    parent: id,
    files: { "a.txt": "2" },
    message: "m",
    at: AT,
  });
  assert.match(await own.git(["cat-file", "commit", again]), new RegExp(`^parent ${id}$`, "m"));
});

test("an empty repository gets a first commit", async () => {
  await using own = await makeControlRepo();
  await using repository = await createControlRepository({ path: own.path });
  const id = await repository.commitFiles({
    ref: "refs/heads/main",
    parent: null,
    files: { a: "1" },
    message: "m",
    at: AT,
  });
  assert.doesNotMatch(await own.git(["cat-file", "commit", id]), /^parent/m);
});

test("a runner's clone is made, follows its origin, and pushes what the bot commits", async () => {
  await using own = await copyControlRepo(repo);
  await own.ref("refs/pull/1/head", tip);
  await own.git(["config", "receive.denyCurrentBranch", "ignore"]);
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-clone-"));
  const path = join(folder, "clone.git");
  try {
    await using repository = await createControlRepository({ path, origin: own.path });
    await repository.refresh();
    assert.equal(await repository.resolveRef("refs/heads/main"), tip);
    assert.equal(await repository.resolveRef("refs/pull/1/head"), tip);
    const ref = "refs/heads/cutter/r/g";
    const id = await repository.commitFiles({ ref, parent: null, files: { b: "1" }, message: "m", at: AT });
    assert.equal((await own.git(["rev-parse", ref])).trim(), id);
    const moved = await own.commit({ parents: [tip], files: { "a.txt": "2\n" }, ref: "refs/heads/main" });
    await repository.refresh();
    assert.equal(await repository.resolveRef("refs/heads/main"), moved);
    const back = await own.commit({ parents: [], files: { "z.txt": "z\n" }, ref: "refs/heads/main" });
    await repository.refresh();
    assert.equal(await repository.resolveRef("refs/heads/main"), back);
    assert.deepEqual(await repository.stateFindings(), []);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("a runner's clone can be changed by its account alone, also where new files are the group's", async () => {
  const folder = await mkdtemp(join(tmpdir(), "cutter-umask-"));
  const umask = process.umask(0o002);
  try {
    const options = { path: join(folder, "clone"), origin: repo.path };
    await using clone = await createControlRepository(options);
    await clone.refresh();
    const paths = await readdir(options.path, { recursive: true });
    const found = await Promise.all(
      ["", ...paths].map(async (path) => ({ path, mode: (await stat(join(options.path, path))).mode })),
    );
    assert.equal(await clone.resolveRef("refs/heads/main"), tip);
    assert.deepEqual(
      found.filter(({ mode }) => (mode & 0o027) !== 0),
      [],
    );
  } finally {
    process.umask(umask);
    await rm(folder, { recursive: true });
  }
});

test("a branch that somebody else moved at the origin is not overwritten, and the clone resets its own branch", async () => {
  await using own = await copyControlRepo(repo);
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-clone-"));
  try {
    await using repository = await createControlRepository({
      path: join(folder, "clone.git"),
      origin: own.path,
    });
    await repository.refresh();
    const ref = "refs/heads/cutter/r/g";
    const theirs = await own.commit({ parents: [tip], files: { x: "theirs" }, ref });
    const attempt = repository.commitFiles({ ref, parent: null, files: { x: "mine" }, message: "m", at: AT });
    await assert.rejects(attempt, (cause) => {
      assert.ok(cause instanceof RefusalError);
      return cause.refusal.reason === "STOP_REQUEST_FAILED";
    });
    assert.equal((await own.git(["rev-parse", ref])).trim(), theirs);
    assert.equal(await repository.resolveRef(ref), null);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("of several processes one fetches into the clone at a time; one that waits too long is stopped (D-104)", async () => {
  await using own = await copyControlRepo(repo);
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-clone-"));
  const options = { path: join(folder, "clone.git"), origin: own.path, fetchTimeoutMs: 300 };
  try {
    await using repository = await createControlRepository(options);
    const other = spawn("flock", [options.path, "sh", "-c", "echo held; cat"], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    await once(other.stdout, "data");
    await assert.rejects(repository.refresh(), (cause) => {
      assert.ok(cause instanceof RefusalError);
      return cause.refusal.reason === "STOP_REPO_UNREACHABLE";
    });
    other.stdin.end();
    await once(other, "close");
    await using patient = await createControlRepository({ ...options, fetchTimeoutMs: 30_000 });
    await patient.refresh();
    assert.equal(await patient.resolveRef("refs/heads/main"), tip);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("an origin that takes no request in time is a stop, and the request is not kept (F-99)", async () => {
  await using own = await copyControlRepo(repo);
  const folder = await mkdtemp(join(tmpdir(), "iu-cutter-clone-"));
  const options = { path: join(folder, "clone.git"), origin: own.path };
  try {
    await using patient = await createControlRepository(options);
    await patient.refresh();
    // The side that receives waits in its hook.
    const hook = join((await own.git(["rev-parse", "--absolute-git-dir"])).trim(), "hooks", "pre-receive");
    await mkdir(dirname(hook), { recursive: true });
    await writeFile(hook, "#!/bin/sh\nsleep 600\n", { mode: 0o755 });
    await using repository = await createControlRepository({ ...options, fetchTimeoutMs: 1500 });
    const ref = "refs/heads/cutter/r/g";
    const attempt = repository.commitFiles({ ref, parent: null, files: { x: "mine" }, message: "m", at: AT });
    await assert.rejects(attempt, (cause) => {
      assert.ok(cause instanceof RefusalError);
      assert.equal(cause.refusal.actual, "no answer in time");
      return cause.refusal.reason === "STOP_REQUEST_FAILED";
    });
    assert.equal(await repository.resolveRef(ref), null);
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("reading leaves no file behind", async () => {
  await using own = await copyControlRepo(repo);
  const list = async () => (await readdir(own.path, { recursive: true })).sort();
  const before = await list();
  await using repository = await createControlRepository({ path: own.path });
  await repository.readObject(tip);
  await repository.stateFindings();
  await repository.listRefs();
  assert.deepEqual(await list(), before);
});
