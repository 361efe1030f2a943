import assert from "node:assert/strict";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { composeApprove, previewApproval, signApproval } from "../../src/compose/approve.ts";
import { renderStatement } from "../../src/domain/approval.ts";
import type { ReasonCode } from "../../src/domain/reasons.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { judgeCommit } from "../../src/engine/answers/judge-commit.ts";
import { approvalFiles, GATE, RUN } from "../support/approval-story.ts";
import {
  type ApproverCast,
  type ApproverScene,
  openApproverCast,
  type Person,
  type SceneChange,
} from "../support/approver-scene.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { must } from "../support/test-setup.ts";

const BRANCH = `cutter/${RUN}/${GATE}`;
const FILE = `approvals/${RUN}/${GATE}.md`;
let cast: ApproverCast;
let folder: string;

before(async () => {
  cast = await openApproverCast();
  folder = await mkdtemp(join(tmpdir(), "iu-cutter-approver-"));
});
after(async () => {
  await cast[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

/** A commit on the request's branch, by nobody in particular. */
async function add(
  { repo }: ApproverScene,
  files: Readonly<Record<string, string | null>>,
  branch = BRANCH,
): Promise<void> {
  const tip = (await repo.git(["rev-parse", branch])).trim();
  await repo.commit({ parents: [tip], files, ref: `refs/heads/${branch}` });
}

interface Refused {
  readonly title: string;
  readonly scene?: () => SceneChange;
  readonly person?: Person;
  readonly args?: readonly string[];
  readonly variables?: Readonly<Record<string, string>>;
  readonly arrange?: (scene: ApproverScene) => Promise<unknown>;
  readonly reason: ReasonCode;
  readonly actual: RegExp;
}

const REFUSED: readonly Refused[] = [
  {
    title: "a key that the policy does not pin",
    person: "mallory",
    reason: "STOP_APPROVAL_SIGNER_UNKNOWN",
    actual: /^[0-9A-F]{40}$/,
  },
  {
    title: "a key that has expired",
    person: "dave",
    reason: "STOP_APPROVAL_KEY_EXPIRED",
    actual: /ended/,
  },
  {
    title: "a key that is revoked",
    person: "erin",
    reason: "STOP_APPROVAL_KEY_REVOKED",
    actual: /revocation/,
  },
  {
    title: "a person who may not open the gate",
    person: "carol",
    reason: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
    actual: /^carol$/,
  },
  {
    title: "the name of another person",
    args: ["--as", "bob"],
    reason: "STOP_APPROVAL_SIGNER_NOT_AUTHORISED",
    actual: /^alice$/,
  },
  {
    title: "the person who started the run",
    scene: () => ({ request: { initiator: "alice" } }),
    reason: "STOP_APPROVAL_SELF",
    actual: /^alice$/,
  },
  {
    title: "a clock behind the request",
    scene: () => ({ request: { issued_utc: utc(new Date(Date.now() + 600_000)) } }),
    reason: "STOP_APPROVAL_TIME_INCOHERENT",
    actual: /^20/,
  },
  {
    title: "a request under another policy",
    scene: () => ({ request: { policy: { version: 7, sha256: "0".repeat(64) } } }),
    reason: "STOP_POLICY_CHANGED",
    actual: /version 7/,
  },
  {
    title: "a request of a dry run",
    scene: () => ({ request: { mode: "DRYRUN" } }),
    reason: "STOP_APPROVAL_MODE_MISMATCH",
    actual: /^DRYRUN$/,
  },
  {
    title: "a gate behind which the run has gone on",
    arrange: (scene) => scene.ask({ ...scene.request, gate: "SG_2_lifecycle_authz" }),
    reason: "STOP_GATE_NOT_OPEN",
    actual: /SG_2/,
  },
  {
    title: "a withdrawal that stands",
    arrange: (scene) => add(scene, { [`approvals/${RUN}/${GATE}.withdrawal.md`]: withdrawal(scene) }, "main"),
    reason: "STOP_APPROVAL_WITHDRAWN",
    actual: /^withdrawn$/,
  },
  {
    title: "a withdrawal that was deleted again",
    async arrange(scene) {
      const path = `approvals/${RUN}/${GATE}.withdrawal.md`;
      await add(scene, { [path]: withdrawal(scene) });
      await add(scene, { [path]: null });
    },
    reason: "STOP_APPROVAL_WITHDRAWN",
    actual: /^withdrawn$/,
  },
  {
    title: "a HOLD",
    arrange: (scene) => scene.repo.git(["branch", "HOLD", "main"]),
    reason: "STOP_HOLD",
    actual: /branch/,
  },
  {
    title: "an X.509 certificate",
    variables: { GIT_CONFIG_VALUE_2: "x509" },
    reason: "STOP_APPROVAL_SIGNER_UNKNOWN",
    actual: /X\.509/,
  },
  {
    title: "an SSH key, named in full, that the policy does not pin",
    variables: { GIT_CONFIG_VALUE_2: "ssh", GIT_CONFIG_VALUE_3: "key::ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA" },
    reason: "STOP_APPROVAL_SIGNER_UNKNOWN",
    actual: /^SHA256:/,
  },
  {
    title: "a key of the SSH agent that the policy does not pin",
    variables: {
      GIT_CONFIG_VALUE_2: "ssh",
      GIT_CONFIG_KEY_3: "gpg.ssh.defaultKeyCommand",
      GIT_CONFIG_VALUE_3: "echo 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAA somebody'",
    },
    reason: "STOP_APPROVAL_SIGNER_UNKNOWN",
    actual: /^SHA256:/,
  },
  {
    title: "a key that gpg finds by an address, and that the policy does not pin",
    variables: { GIT_CONFIG_VALUE_3: "mallory@example.org" },
    reason: "STOP_APPROVAL_SIGNER_UNKNOWN",
    actual: /^[0-9A-F]{40}$/,
  },
  {
    title: "a key that gpg finds by the committer's name, and that the policy does not pin",
    variables: {
      GIT_CONFIG_VALUE_0: "Mallory",
      GIT_CONFIG_VALUE_1: "mallory@example.org",
      GIT_CONFIG_KEY_3: "x.y",
    },
    reason: "STOP_APPROVAL_SIGNER_UNKNOWN",
    actual: /^[0-9A-F]{40}$/,
  },
];

function withdrawal({ request }: ApproverScene): string {
  const { payloadSha256 } = sealRequest(request);
  const common = { gate: GATE, runId: RUN, payloadSha256, reviewDecisionId: null, arms: null } as const;
  return renderStatement({ ...common, signedUtc: utc(new Date()), allowance: "withdrawn" });
}

const BLIND = { GIT_CONFIG_COUNT: "5", GIT_CONFIG_KEY_4: "gpg.ssh.program", GIT_CONFIG_VALUE_4: "false" };

for (const {
  title,
  scene: change,
  person = "alice",
  args = [],
  arrange,
  variables,
  reason,
  actual,
} of REFUSED) {
  test(`${title} is refused before anything is signed, and nothing is written`, async () => {
    await using scene = await cast.open(change?.() ?? {});
    await arrange?.(scene);
    const refs = await scene.repo.git(["for-each-ref"]);
    const end = await scene.approve(person, ["--push", ...args], { variables: { ...BLIND, ...variables } });
    assert.deepEqual([end.code, end.json["reason"]], [3, reason], end.stderr);
    assert.match(String(end.json["actual"]), actual);
    assert.doesNotMatch(String(end.json["message"]), /was signed/);
    assert.equal(await scene.repo.git(["for-each-ref"]), refs);
    assert.equal((await scene.repo.git(["worktree", "list"])).trim().split("\n").length, 1);
  });
}

test("a withdrawal and a refusal are never in the way of what would not count as an approval", async () => {
  for (const option of ["--withdraw", "--refuse"]) {
    await using scene = await cast.open();
    await scene.repo.git(["branch", "HOLD", "main"]);
    const end = await scene.approve("mallory", [option, "--push"]);
    assert.equal(end.code, 0, end.stderr);
    assert.match(
      await scene.repo.git(["show", `main:approvals/${RUN}/${GATE}.withdrawal.md`]),
      /allowance: /,
    );
  }
});

/** A clone whose remote has the address of a forge, and is the control repository behind it; `refuses` main as rules of a branch do. */
async function cloneOf(
  scene: ApproverScene,
  { url, refuses }: { readonly url: string; readonly refuses: boolean },
) {
  const clone = await mkdtemp(join(folder, "clone-"));
  const { repo } = scene;
  await repo.git(["config", "receive.denyCurrentBranch", "ignore"]);
  await repo.git(["clone", "--quiet", repo.path, clone]);
  if (refuses) {
    const hook = join(repo.path, ".git/hooks");
    await mkdir(hook, { recursive: true });
    const rule = `while read -r old new ref; do case "$ref" in refs/heads/main) echo "GH013: Changes must be made through a pull request." >&2; exit 1;; esac; done\n`;
    await writeFile(join(hook, "pre-receive"), `#!/bin/sh\n${rule}`);
    await chmod(join(hook, "pre-receive"), 0o755);
  }
  const ssh = `${clone}.ssh`;
  const serve = `case "$*" in *upload-pack*) exec git upload-pack '${repo.path}';; *) exec git receive-pack '${repo.path}';; esac\n`;
  await writeFile(ssh, `#!/bin/sh\n${serve}`);
  await chmod(ssh, 0o755);
  const at = (...args: readonly string[]) => repo.git(["-C", clone, ...args]);
  if (url !== "") await at("remote", "set-url", "origin", url);
  await at("config", "core.sshCommand", ssh);
  await at("config", "ssh.variant", "simple");
  const refs = async () =>
    `${await repo.git(["for-each-ref", "refs/heads"])}\n${await at("for-each-ref", "refs/heads")}`;
  return { path: clone, at, refs };
}

test("in a clone of a fork nothing is signed", async () => {
  await using scene = await cast.open({ request: { repository_id: "github.com/icx/control" } });
  const fork = await cloneOf(scene, { url: "git@github.com:mallory/control.git", refuses: false });
  const before = await fork.refs();
  const end = await scene.approve("alice", ["--push"], { repo: fork.path });
  assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_APPROVAL_ENV_MISMATCH"], end.stderr);
  assert.deepEqual(
    [end.json["expected"], end.json["actual"]],
    ["github.com/icx/control", "github.com/mallory/control"],
  );
  assert.equal(await fork.refs(), before);
  for (const url of ["git@github.com:icx/control.git", "git@work:ICX/Control"]) {
    await fork.at("remote", "set-url", "origin", url);
    const own = await scene.approve("alice", ["--only", "approval"], { repo: fork.path });
    assert.equal(own.code, 0, own.stderr);
    await fork.at("branch", "--quiet", "-D", BRANCH);
  }
});

test("where main takes changes by pull request, the answer goes to its branch, and the pull request is named", async () => {
  await using scene = await cast.open({ request: { repository_id: "github.com/icx/control" } });
  const clone = await cloneOf(scene, { url: "git@github.com:icx/control.git", refuses: true });
  const before = await clone.refs();
  const merged = await scene.approve("alice", ["--merge", "--push"], { repo: clone.path });
  assert.deepEqual([merged.code, merged.json["reason"]], [2, "STOP_BAD_INPUT"], merged.stderr);
  assert.match(String(merged.json["wayOut"]), /`--push`/);
  assert.equal(await clone.refs(), before);
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.equal(end.code, 0, end.stderr);
  assert.deepEqual(
    [end.json["pushed"], end.json["merge"], end.json["pull_request"]],
    [[BRANCH], null, `https://github.com/icx/control/compare/main...${BRANCH}?expand=1`],
  );
  const main = async (at: (...args: readonly string[]) => Promise<string>) => at("rev-parse", "main");
  assert.equal(await main(clone.at), await scene.repo.git(["rev-parse", "main"]));
  assert.equal((await scene.repo.git(["rev-parse", BRANCH])).trim(), end.json["commit"]);
});

test("K-151: a wrong answer that a pull request has merged is given again by another, which the check and the merge accept", async () => {
  await using scene = await cast.open();
  const { repo } = scene;
  await add(scene, { ".github/rulesets/main.json": "{}\n" }, "main");
  await add(scene, approvalFiles(scene.request, { signed: new Date() }));
  const merge = async (branch: string) => {
    const [main, tip] = (await repo.git(["rev-parse", "main", branch])).trim().split("\n");
    const clone = join(folder, `merge-${branch.length}-${tip}`);
    await repo.git(["clone", "--quiet", repo.path, clone]);
    await repo.git(["-C", clone, "merge", "--quiet", "--no-ff", "-m", "Merge", tip ?? ""]);
    const merged = (await repo.git(["-C", clone, "rev-parse", "HEAD"])).trim();
    await repo.git(["fetch", "--quiet", clone, merged]);
    await repo.git(["update-ref", "refs/heads/main", merged, main ?? ""]);
  };
  await merge(BRANCH);
  const clone = await cloneOf(scene, { url: "", refuses: true });
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["pushed"], end.json["merge"]], [0, [BRANCH], null], end.stderr);
  const [requestFile, rootFile] = [join(folder, "request.json"), join(folder, "the-root.asc")];
  await writeFile(requestFile, sealRequest(scene.request).text);
  await writeFile(rootFile, cast.root.armoredPublicKey);
  const verify = ["verify", "--repo", repo.path, "--run-id", RUN, "--gate", GATE, "--request", requestFile];
  const judge = (ref: string) => runInProcess([...verify, "--policy-root", rootFile, "--ref", ref], {});
  assert.match((await judge("main")).stderr, /^STOP_APPROVAL_UNSIGNED/);
  assert.match((await judge(BRANCH)).stdout, /^accepted/);
  await merge(BRANCH);
  assert.match((await judge("main")).stdout, /^accepted/);
});

test("where a remote refuses main, the answer is on its branch and main of the clone stays as it was", async () => {
  await using scene = await cast.open();
  const clone = await cloneOf(scene, { url: "", refuses: true });
  const main = await clone.at("rev-parse", "main", "origin/main");
  const end = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_REQUEST_FAILED"], end.stderr);
  assert.match(String(end.json["actual"]), /must be made through a pull request/);
  assert.match(String(end.json["wayOut"]), new RegExp(`Merge the branch ${BRANCH}`));
  assert.equal(await clone.at("rev-parse", "main", "origin/main"), main);
  assert.match(await scene.repo.git(["ls-tree", "-r", "--name-only", BRANCH]), new RegExp(FILE));
  await rm(join(scene.repo.path, ".git/hooks/pre-receive"));
  const again = await scene.approve("alice", ["--push"], { repo: clone.path });
  assert.deepEqual([again.code, again.json["files"]], [0, []], again.stderr);
  assert.equal((await scene.repo.git(["rev-parse", "main"])).trim(), again.json["merge"]);
});

test("a commit that would not count is left out after it was signed, and no branch moves", async () => {
  await using scene = await cast.open();
  const clone = await cloneOf(scene, { url: "", refuses: false });
  const before = await clone.refs();
  // Git is told to sign with a key of which nobody knows beforehand which one it will be.
  const signer = join(folder, "sign-as-mallory");
  await writeFile(
    signer,
    `#!/bin/sh\ncase "$*" in *list-secret*) exit 1;; esac\nexec gpg --status-fd=2 -bsau mallory@example.org\n`,
  );
  await chmod(signer, 0o755);
  const variables = {
    GIT_CONFIG_COUNT: "5",
    GIT_CONFIG_VALUE_3: "somebody",
    GIT_CONFIG_KEY_4: "gpg.program",
    GIT_CONFIG_VALUE_4: signer,
  };
  const end = await scene.approve("alice", ["--push"], { repo: clone.path, variables });
  assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_APPROVAL_SIGNER_UNKNOWN"], end.stderr);
  assert.match(String(end.json["message"]), /no branch was moved and nothing was pushed/);
  assert.equal(await clone.refs(), before);
});

/** What stands, who answers then, and what comes of it. */
const NEIGHBOURS: readonly {
  readonly title: string;
  readonly rule?: SceneChange["rule"];
  readonly stands: (scene: ApproverScene) => Promise<unknown>;
  readonly person: Person;
  readonly args?: readonly string[];
  readonly reason: ReasonCode | null;
  readonly text: RegExp;
}[] = [
  {
    title: "somebody else's answer that counts is not replaced",
    stands: (scene) => scene.approve("bob", ["--push"]),
    person: "alice",
    reason: "STOP_APPROVAL_CONFLICT",
    text: /by bob in .* counts/,
  },
  {
    title: "somebody else's answer that counts stays beside one under the own name",
    rule: { quorum: 2 },
    stands: (scene) => scene.approve("bob", ["--push"]),
    person: "alice",
    args: ["--as", "alice"],
    reason: null,
    text: /./,
  },
  {
    title: "somebody else's answer that their key has ended is not replaced either",
    async stands(scene) {
      const signed = new Date(Date.now() - 1000);
      const tip = (await scene.repo.git(["rev-parse", BRANCH])).trim();
      const files = approvalFiles(scene.request, { signed });
      const commit = { parents: [tip], files, ref: `refs/heads/${BRANCH}`, at: signed };
      await scene.repo.commit({ ...commit, signer: cast.erin.signer });
    },
    person: "alice",
    reason: "STOP_APPROVAL_CONFLICT",
    text: /by erin: STOP_APPROVAL_KEY_REVOKED/,
  },
  {
    title: "what a merge may prove is not replaced",
    rule: { proofs: { any: ["signed_commit", "merged_pr"] } },
    stands: (scene) => add(scene, approvalFiles(scene.request, { signed: new Date() }), "main"),
    person: "alice",
    reason: "STOP_APPROVAL_CONFLICT",
    text: /merge may be the proof/,
  },
];

for (const { title, rule = {}, stands, person, args = [], reason, text } of NEIGHBOURS) {
  test(`${title}; under the own name the answer counts`, async () => {
    await using scene = await cast.open({ rule });
    await stands(scene);
    const holds = async () => {
      for (const branch of ["main", BRANCH]) {
        const found = await scene.repo.git(["rev-parse", `${branch}:${FILE}`]).catch(() => "");
        if (found !== "") return found;
      }
      return "";
    };
    const first = await holds();
    const end = await scene.approve(person, ["--push", ...args]);
    assert.deepEqual([end.code, end.json["reason"] ?? null], [reason === null ? 0 : 3, reason], end.stderr);
    assert.match(String(end.json["actual"]), text);
    if (reason !== null) {
      const named = await scene.approve(person, ["--push", "--as", person]);
      assert.deepEqual([named.code, named.json["missing"]], [0, null], named.stderr);
    }
    assert.equal(await holds(), first);
  });
}

test("what does not count stays where its removal would count against another's answer", async () => {
  await using scene = await cast.open({ rule: { quorum: 2 } });
  await add(scene, approvalFiles(scene.request, { signed: new Date() }));
  const bob = await scene.approve("bob", ["--as", "bob", "--push"]);
  assert.deepEqual([bob.code, bob.json["missing"]], [0, "STOP_APPROVAL_THRESHOLD_NOT_MET"], bob.stderr);
  const end = await scene.approve("alice", ["--push"]);
  assert.deepEqual([end.code, end.json["missing"], end.json["replaced"]], [0, null, []], end.stderr);
  assert.deepEqual(
    end.json["files"],
    ["", ".execution"].map((part) => `approvals/${RUN}/${GATE}${part}.alice.md`),
  );
});

/** What `cutter approve` works with in the clone of the scene, as Alice. */
async function asAlice(scene: Awaited<ReturnType<typeof cast.open>>) {
  const environment = { PATH: process.env["PATH"] ?? "", HOME: folder, ...scene.signAs("alice") };
  const setup = { repo: scene.repo.path, defaultBranch: "main", rootKeyFiles: [], environment };
  return must(await composeApprove(setup));
}

function orderOf(person: string | null) {
  return { runId: RUN, gate: GATE, decision: "approve", person, merge: false, push: true } as const;
}

test("a commit that takes the force of an answer that counts is refused, whatever else it says", async () => {
  await using scene = await cast.open();
  await scene.approve("bob", ["--push"]);
  await using parts = await asAlice(scene);
  const order = orderOf("alice");
  const { asked, answer } = must(await previewApproval(parts, order));
  const at = new Date();
  const change = { parent: asked.mainTip, removed: [FILE], files: {}, message: "Take away\n" };
  const merged = await parts.repository.draft(change, at);
  const chosen = { written: [], replaced: [] };
  const judged = await judgeCommit(parts, order, asked, { chosen, kept: answer.kept, merged, at });
  assert.equal(judged.ok ? null : judged.refusal.reason, "STOP_APPROVAL_CONFLICT");
});

test("a request that is renewed while a person reads it is not answered", async () => {
  await using scene = await cast.open();
  await using parts = await asAlice(scene);
  const order = orderOf(null);
  const preview = must(await previewApproval(parts, order));
  await scene.ask({ ...scene.request, nonce: "f".repeat(32) });
  const refs = await scene.repo.git(["for-each-ref"]);
  const signed = await signApproval(parts, order, preview);
  assert.equal(signed.ok ? null : signed.refusal.reason, "STOP_APPROVAL_PAYLOAD_MISMATCH");
  assert.equal(await scene.repo.git(["for-each-ref"]), refs);
  const again = await scene.approve("alice", ["--push"]);
  assert.deepEqual([again.code, again.json["missing"]], [0, null], again.stderr);
});

test("an answer that comes in while a person reads is not passed over", async () => {
  await using scene = await cast.open();
  await using parts = await asAlice(scene);
  const order = orderOf(null);
  const preview = must(await previewApproval(parts, order));
  await scene.approve("bob", ["--push"]);
  const refs = await scene.repo.git(["for-each-ref"]);
  const signed = await signApproval(parts, order, preview);
  assert.equal(signed.ok ? null : signed.refusal.reason, "STOP_APPROVAL_CONFLICT");
  assert.equal(await scene.repo.git(["for-each-ref"]), refs);
});

test("the answer to a renewed request goes over that to the one before", async () => {
  await using scene = await cast.open();
  assert.equal((await scene.approve("bob", ["--push"])).code, 0);
  await scene.ask({ ...scene.request, nonce: "f".repeat(32) });
  const end = await scene.approve("alice", ["--push"]);
  assert.deepEqual([end.code, end.json["missing"], end.json["replaced"]], [0, null, []], end.stderr);
});

test("what a person reads for longer than two minutes is signed with the moment of the signature", async () => {
  await using scene = await cast.open({ request: { issued_utc: utc(new Date(Date.now() - 3600_000)) } });
  const environment = { PATH: process.env["PATH"] ?? "", HOME: folder, ...scene.signAs("alice") };
  const setup = { repo: scene.repo.path, defaultBranch: "main", rootKeyFiles: [], environment };
  const order = {
    runId: RUN,
    gate: GATE,
    decision: "approve",
    person: null,
    merge: false,
    push: true,
  } as const;
  const early = { now: () => new Date(Date.now() - 1800_000) };
  await using before = must(await composeApprove({ ...setup, clock: early }));
  const preview = must(await previewApproval(before, order));
  await using parts = must(await composeApprove(setup));
  const signed = must(await signApproval(parts, order, preview));
  assert.equal(signed.missing, null);
});

test("whoever answers what was taken away is told that it was", async () => {
  await using scene = await cast.open();
  assert.equal((await scene.approve("alice", ["--push"])).code, 0);
  await add(scene, { [FILE]: null, [FILE.replace(".md", ".execution.md")]: null }, "main");
  await scene.repo.git(["reset", "--quiet", "--hard"]);
  const common = ["approve", "--repo", scene.repo.path, "--run", RUN, "--gate", GATE, "--yes"];
  const end = await runInProcess([...common, "--push"], scene.signAs("alice"));
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /^stands now: STOP_APPROVAL_WITHDRAWN: .*\n.*taken away in [0-9a-f]{40}$/m);
});

test("an answer whose lifetime is over is given again on the same request", async () => {
  const hours = (count: number) => new Date(Date.now() - count * 3600_000);
  await using scene = await cast.open({ request: { issued_utc: utc(hours(26)) } });
  const signed = hours(25);
  const tip = (await scene.repo.git(["rev-parse", BRANCH])).trim();
  const files = approvalFiles(scene.request, { signed });
  const commit = { parents: [tip], files, ref: `refs/heads/${BRANCH}`, at: signed };
  await scene.repo.commit({ ...commit, signer: cast.alice.signer });
  const end = await scene.approve("alice", ["--push"]);
  assert.deepEqual([end.code, end.json["missing"]], [0, null], end.stderr);
  const replaced = end.json["replaced"] as readonly { readonly reason: ReasonCode }[];
  assert.deepEqual(
    replaced.map(({ reason }) => reason),
    ["STOP_APPROVAL_STALE", "STOP_APPROVAL_STALE"],
  );
});

test("with the root key the policy has to be signed by it", async () => {
  await using scene = await cast.open();
  const [own, other] = [join(folder, "root.asc"), join(folder, "other.asc")];
  await writeFile(own, cast.root.armoredPublicKey);
  await writeFile(other, cast.alice.armoredPublicKey);
  const refs = await scene.repo.git(["for-each-ref"]);
  const strange = await scene.approve("alice", ["--push", "--policy-root", other]);
  assert.deepEqual([strange.code, strange.json["reason"]], [3, "STOP_POLICY_UNTRUSTED"], strange.stderr);
  assert.equal(await scene.repo.git(["for-each-ref"]), refs);
  const end = await scene.approve("alice", ["--push", "--policy-root", own]);
  assert.equal(end.code, 0, end.stderr);
});
