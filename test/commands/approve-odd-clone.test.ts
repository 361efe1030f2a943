import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { GATE, RUN } from "../support/approval-story.ts";
import { type ApproverCast, type ApproverScene, openApproverCast } from "../support/approver-scene.ts";

const NAMES = ["execution.md", "md", "request.json"].map((end) => `approvals/${RUN}/${GATE}.${end}`);
let cast: ApproverCast;
let folder: string;

before(async () => {
  cast = await openApproverCast();
  folder = await mkdtemp(join(tmpdir(), "iu-cutter-odd-"));
});
after(async () => {
  await cast[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface OddClone {
  readonly scene: ApproverScene;
  readonly path: string;
  at(...args: readonly string[]): Promise<string>;
}

async function openClone(scene: ApproverScene, how: readonly string[] = []): Promise<OddClone> {
  const path = join(await mkdtemp(join(folder, "clone-")), "clone");
  const { repo } = scene;
  await repo.git(["config", "receive.denyCurrentBranch", "ignore"]);
  await repo.git(["clone", "--quiet", ...how, `file://${repo.path}`, path]);
  return { scene, path, at: async (...args) => (await repo.git(["-C", path, ...args])).trim() };
}

async function addHook(clone: OddClone, name: string, script: string): Promise<void> {
  await mkdir(join(clone.path, ".git/hooks"), { recursive: true });
  const hook = join(clone.path, ".git/hooks", name);
  await writeFile(hook, `#!/bin/sh\n${script}\n`);
  await chmod(hook, 0o755);
}

/** Lets main of the control repository go on by a commit that is not signed, so that an answer has to be merged with it. */
async function addToMain({ repo }: ApproverScene): Promise<void> {
  const tip = (await repo.git(["rev-parse", "main"])).trim();
  await repo.commit({ parents: [tip], files: { "note.txt": "A note\n" }, ref: "refs/heads/main" });
}

/** What a person's clone may be set to, none of which is a part of what they sign. */
const SETTINGS: readonly {
  readonly title: string;
  readonly arrange: (clone: OddClone) => Promise<unknown>;
  readonly variables?: (clone: OddClone) => Readonly<Record<string, string>>;
}[] = [
  {
    title: "a hook that refuses every message",
    arrange: (clone) => addHook(clone, "commit-msg", "echo 'no ticket number' >&2; exit 1"),
  },
  {
    title: "a hook that stages whatever it finds",
    arrange: (clone) => addHook(clone, "pre-commit", "echo more > more; git add -A"),
  },
  {
    title: "line ends that git would not change back",
    arrange: async ({ at }) => {
      await at("config", "core.autocrlf", "true");
      await at("config", "core.safecrlf", "true");
    },
  },
  {
    title: "a filter on what is added",
    arrange: async ({ at, path }) => {
      await at("config", "filter.shout.clean", "tr a-z A-Z");
      await writeFile(join(path, ".git/info/attributes"), "*.md filter=shout\n");
    },
  },
  {
    title: "merges of signed commits alone, and main that has gone on",
    arrange: async ({ at, scene }) => {
      await at("config", "merge.verifySignatures", "true");
      await at("config", "merge.ff", "only");
      await addToMain(scene);
    },
  },
  {
    title: "variables that tell git of a place, as an alias or a hook sets them",
    arrange: async () => undefined,
    variables: ({ path }) => ({ GIT_DIR: join(path, ".git"), GIT_INDEX_FILE: join(path, ".git/index") }),
  },
];

for (const { title, arrange, variables } of SETTINGS) {
  test(`an answer is signed as it is shown in a clone with ${title}`, async () => {
    await using scene = await cast.open();
    const clone = await openClone(scene);
    await arrange(clone);
    const end = await scene.approve("alice", ["--push"], {
      repo: clone.path,
      ...(variables && { variables: variables(clone) }),
    });
    assert.deepEqual([end.code, end.json["missing"]], [0, null], end.stderr);
    const held = await scene.repo.git(["ls-tree", "-r", "--name-only", "main", `approvals/${RUN}/`]);
    assert.deepEqual(held.trim().split("\n"), NAMES);
    assert.equal(await clone.at("diff", "--cached", "--name-only"), "");
    assert.equal(await clone.at("rev-parse", "main"), end.json["merge"]);
  });
}

test("the working trees of a person stay known to git, also one on a disk that is away", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  const tree = `${clone.path}-tree`;
  await clone.at("worktree", "add", "--quiet", "-b", "mine", tree, "main");
  await rename(tree, `${tree}-away`);
  await addToMain(scene);
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.equal(end.code, 0, end.stderr);
  await rename(`${tree}-away`, tree);
  assert.equal(await clone.at("-C", tree, "rev-parse", "--abbrev-ref", "HEAD"), "mine");
  assert.equal((await clone.at("worktree", "list")).split("\n").length, 2);
});

async function commitHere({ at, path }: OddClone): Promise<string> {
  await writeFile(join(path, "draft.txt"), "Not for others\n");
  await at("add", "draft.txt");
  await at("commit", "--quiet", "--no-gpg-sign", "-m", "A draft of my own");
  return await at("rev-parse", "HEAD");
}

test("in a clone of main alone the request is found and answered", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene, ["--single-branch"]);
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["missing"]], [0, null], end.stderr);
});

test("with several remotes the one that main follows is that of the control repository", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  await clone.at("remote", "rename", "origin", "upstream");
  for (const name of ["a-backup", "origin"]) await clone.at("remote", "add", name, "/nonexistent/fork.git");
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["missing"]], [0, null], end.stderr);
});

test("nothing is signed in a clone that pushes to a fork", async () => {
  await using scene = await cast.open({ request: { repository_id: "github.com/icx/control" } });
  const clone = await openClone(scene);
  await clone.at("remote", "set-url", "--push", "origin", "git@github.com:mallory/control.git");
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual(
    [end.code, end.json["reason"], end.json["actual"]],
    [3, "STOP_APPROVAL_ENV_MISMATCH", "github.com/mallory/control"],
    end.stderr,
  );
  await clone.at("remote", "set-url", "--push", "origin", "git@github.com:icx/control.git");
  const own = await scene.approve("alice", [], { repo: clone.path });
  assert.equal(own.code, 0, own.stderr);
});

for (const [title, arrange] of [
  ["ahead of everybody's", async () => undefined],
  ["beside everybody's", (clone: OddClone) => addToMain(clone.scene)],
] as const) {
  test(`commits of the clone's own main, ${title}, are neither pushed nor lost`, async () => {
    await using scene = await cast.open();
    const clone = await openClone(scene);
    const own = await commitHere(clone);
    await clone.at("switch", "--quiet", "--detach");
    await arrange(clone);
    const end = await scene.approve("alice", ["--push"], { repo: clone.path });
    assert.equal(end.code, 0, end.stderr);
    assert.match(String(end.json["behind"]), /^main: it has commits of its own/);
    assert.equal(await clone.at("rev-parse", "main"), own);
    assert.doesNotMatch(await scene.repo.git(["ls-tree", "--name-only", "main"]), /draft/);
  });
}

test("a branch that another working tree has checked out moves with its files", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  await clone.at("switch", "--quiet", "--detach");
  const tree = `${clone.path}-main`;
  await clone.at("worktree", "add", "--quiet", tree, "main");
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["behind"]], [0, []], end.stderr);
  assert.equal(await clone.at("-C", tree, "status", "--porcelain"), "");
  assert.equal(await clone.at("-C", tree, "rev-parse", "HEAD"), end.json["merge"]);
});

test("an answer that is merged in the clone alone does not count as handed in, and --push does that", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  const merged = await scene.approve("alice", ["--merge"], { repo: clone.path });
  assert.equal(merged.code, 0, merged.stderr);
  for (const args of [["--merge"], []]) {
    const again = await scene.approve("alice", args, { repo: clone.path });
    assert.equal(again.json["reason"], "STOP_APPROVAL_CONFLICT");
    assert.match(String(again.json["wayOut"]), /^Hand it in with `cutter approve --push`/);
  }
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["files"], end.json["missing"]], [0, [], null], end.stderr);
  assert.equal((await scene.repo.git(["rev-parse", "main"])).trim(), end.json["merge"]);
});

test("an answer is given from any folder of the clone", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  const end = await scene.approve("alice", ["--push"], { repo: join(clone.path, "approvals", "keys") });
  assert.deepEqual([end.code, end.json["missing"]], [0, null], end.stderr);
});

test("a request whose branch was deleted leads to whoever can open it again", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  await scene.repo.git(["branch", "-D", `cutter/${RUN}/${GATE}`]);
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_GATE_NOT_OPEN"]);
  assert.match(String(end.json["wayOut"]), new RegExp(`\`cutter orchestrate renew ${RUN}\``));
});

test("whoever answers under another person's name is told whose key signs", async () => {
  await using scene = await cast.open();
  const clone = await openClone(scene);
  const end = await scene.approve("alice", ["--push", "--as", "bob"], { repo: clone.path });
  assert.deepEqual(
    [end.code, end.json["reason"], end.json["field"], end.json["expected"], end.json["actual"]],
    [3, "STOP_APPROVAL_SIGNER_NOT_AUTHORISED", "--as", "bob", "alice"],
  );
  assert.match(String(end.json["wayOut"]), /`--as alice`/);
});

test("a signing key that is set to nothing is told as gpg tells it", async () => {
  await using scene = await cast.open();
  const end = await scene.approve("alice", ["--push"], { variables: { GIT_CONFIG_VALUE_3: "" } });
  assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_APPROVAL_UNSIGNED"]);
  assert.match(String(end.json["actual"]), /^gpg: /m);
});
