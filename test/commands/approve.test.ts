import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import type { Gate } from "../../src/domain/gates.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { GATE, makePolicy, makeRequest, plantPolicy, RUN } from "../support/approval-story.ts";
import { type ControlRepo, makeControlRepo } from "../support/control-repo.ts";
import { runCutter } from "../support/cutter.ts";
import { type GpgHome, openGpgHome } from "../support/gpg-home.ts";
import { runInProcess } from "../support/run-in-process.ts";
import { makeOpenPgpKey, type OpenPgpKey } from "../support/signing-keys.ts";
import { openSshKeyFolder, type SshKey, type SshKeyFolder } from "../support/ssh-keys.ts";

const SG2 = "SG_2_lifecycle_authz";
let root: OpenPgpKey;
let alice: OpenPgpKey;
let bob: SshKey;
let home: GpgHome;
let sshKeys: SshKeyFolder;
let folder: string;

before(async () => {
  [root, alice] = await Promise.all([makeOpenPgpKey("Root"), makeOpenPgpKey("Alice")]);
  home = await openGpgHome();
  await home.import(alice.armoredPrivateKey);
  sshKeys = await openSshKeyFolder();
  bob = await sshKeys.make("ed25519");
  folder = await mkdtemp(join(tmpdir(), "iu-cutter-approve-"));
  await writeFile(join(folder, "root.asc"), root.armoredPublicKey);
});
after(async () => {
  await home[Symbol.asyncDispose]();
  await sshKeys[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface Place extends AsyncDisposable {
  readonly repo: ControlRepo;
  readonly request: GateRequest;
  readonly requestFile: string;
}

/** A control repository of Alice (OpenPGP) and Bob (SSH) with a request of the bot that waits on its branch. */
async function openPlace(gate: Gate = GATE, rule: object = {}): Promise<Place> {
  const repo = await makeControlRepo();
  const policy = makePolicy(
    [
      { id: "alice", key: alice },
      { id: "bob", key: bob },
    ],
    {},
    rule,
  );
  await plantPolicy(repo, root, policy, { "alice.asc": alice.armoredPublicKey, "bob.pub": bob.publicKey });
  await repo.git(["reset", "--quiet", "--hard"]);
  const issued_utc = utc(new Date(Date.now() - 60_000));
  const request = makeRequest(policy, { gate, issued_utc });
  const { text } = sealRequest(request);
  await using bot = await createControlRepository({ path: repo.path });
  await bot.commitFiles({
    ref: `refs/heads/cutter/${RUN}/${gate}`,
    parent: null,
    files: { [`approvals/${RUN}/${gate}.request.json`]: text },
    message: "Request\n",
    at: new Date(),
  });
  const requestFile = join(folder, `${request.gate}-${Math.trunc(performance.now() * 1000)}.json`);
  await writeFile(requestFile, text);
  return { repo, request, requestFile, [Symbol.asyncDispose]: () => repo[Symbol.asyncDispose]() };
}

/** Settings of git that sign as one of the two. */
function signAs(person: "alice" | "bob" | "nobody"): Readonly<Record<string, string>> {
  const keys = {
    alice: ["openpgp", alice.fingerprint],
    bob: ["ssh", bob.privateKeyFile],
    nobody: ["openpgp", "0".repeat(40)],
  };
  const [format = "", key = ""] = keys[person];
  const settings = [
    ["user.name", person],
    ["user.email", `${person}@example.org`],
    ["gpg.format", format],
    ["user.signingkey", key],
  ];
  return {
    GNUPGHOME: home.path,
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_COUNT: String(settings.length),
    ...Object.fromEntries(
      settings.flatMap(([name, value], at) => [
        [`GIT_CONFIG_KEY_${at}`, name],
        [`GIT_CONFIG_VALUE_${at}`, value],
      ]),
    ),
  };
}

async function approve(place: Place, person: "alice" | "bob" | "nobody", args: readonly string[] = []) {
  const { gate } = place.request;
  const common = ["approve", "--repo", place.repo.path, "--run", RUN, "--gate", gate, "--yes", "--json"];
  const end = await runInProcess([...common, ...args], signAs(person));
  return { ...end, json: JSON.parse(end.stdout) as Record<string, unknown> };
}

async function verify(place: Place, args: readonly string[] = [], repo = place.repo.path) {
  const end = await runInProcess(
    [
      ...["verify", "--repo", repo, "--run-id", RUN, "--gate", place.request.gate, "--json"],
      ...["--request", place.requestFile, "--policy-root", join(folder, "root.asc"), ...args],
    ],
    {},
  );
  return { ...end, json: JSON.parse(end.stdout) as Record<string, unknown> };
}

test("an OpenPGP approval is signed, merged and accepted, and the working tree follows", async () => {
  await using place = await openPlace();
  const approved = await approve(place, "alice", ["--merge"]);
  assert.equal(approved.code, 0, approved.stderr);
  assert.equal(await place.repo.git(["status", "--porcelain"]), "");
  assert.deepEqual((await readdir(join(place.repo.path, "approvals", RUN))).sort(), [
    `${GATE}.execution.md`,
    `${GATE}.md`,
    `${GATE}.request.json`,
  ]);
  const verdict = await verify(place);
  assert.equal(verdict.code, 0, verdict.stderr);
  assert.deepEqual(
    { ...verdict.json, message: "", expires_utc: "" },
    {
      verdict: "accepted",
      reason: null,
      message: "",
      person: "alice",
      key: alice.fingerprint,
      commit: approved.json["commit"],
      expected: null,
      actual: null,
      execution_commit: approved.json["commit"],
      expires_utc: "",
      policy_version: 1,
      solo: false,
    },
  );
  const again = await approve(place, "alice");
  assert.deepEqual([again.code, again.json["reason"]], [3, "STOP_APPROVAL_CONFLICT"]);
});

test("an approval that is not merged waits, and its branch alone would open the gate", async () => {
  await using place = await openPlace();
  await approve(place, "bob");
  const waiting = await verify(place);
  assert.deepEqual([waiting.code, waiting.json["reason"]], [3, "STOP_APPROVAL_PROVENANCE"]);
  const branch = await verify(place, ["--ref", `cutter/${RUN}/${GATE}`]);
  assert.deepEqual([branch.code, branch.json["person"], branch.json["key"]], [0, "bob", bob.fingerprint]);
});

test("two persons of a quorum share one review decision", async () => {
  await using place = await openPlace(SG2, { quorum: 2 });
  await approve(place, "alice", ["--merge"]);
  const alone = await verify(place);
  assert.deepEqual([alone.code, alone.json["reason"]], [3, "STOP_APPROVAL_THRESHOLD_NOT_MET"]);
  const second = await approve(place, "bob", ["--as", "bob", "--merge"]);
  assert.equal(second.code, 0, second.stderr);
  const both = await verify(place);
  assert.deepEqual([both.code, both.json["person"]], [0, "bob, alice"], both.stderr);
});

test("approval and execution authorisation may be signed apart", async () => {
  await using place = await openPlace();
  await approve(place, "alice", ["--only", "approval", "--merge"]);
  const off = (await verify(place)).json;
  assert.deepEqual(
    [off["reason"], off["person"], off["key"]],
    ["STOP_KILL_SWITCH_OFF", "alice", alice.fingerprint],
  );
  const armed = await approve(place, "bob", ["--only", "execution", "--merge"]);
  assert.equal(armed.code, 0, armed.stderr);
  assert.equal((await verify(place)).json["verdict"], "accepted");
});

for (const [option, said] of [
  ["--refuse", "refused"],
  ["--withdraw", "withdrawn"],
] as const) {
  test(`${option} stops the gate, after an approval too`, async () => {
    await using place = await openPlace();
    await approve(place, "alice", ["--merge"]);
    const stopped = await approve(place, "bob", [option, "--merge"]);
    assert.equal(stopped.code, 0, stopped.stderr);
    const verdict = await verify(place);
    assert.deepEqual([verdict.json["reason"], verdict.json["actual"]], ["STOP_APPROVAL_WITHDRAWN", said]);
  });
}

test("without a key that signs, nothing is committed and no branch moves", async () => {
  await using place = await openPlace();
  const refs = await place.repo.git(["for-each-ref"]);
  const end = await approve(place, "nobody", ["--merge"]);
  assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_APPROVAL_UNSIGNED"]);
  assert.equal(await place.repo.git(["for-each-ref"]), refs);
  assert.equal((await place.repo.git(["worktree", "list"])).trim().split("\n").length, 1);
});

test("a clone takes the request from its origin and pushes the answer there", async () => {
  await using place = await openPlace();
  await place.repo.git(["config", "receive.denyCurrentBranch", "ignore"]);
  const clone = join(folder, "clone");
  await place.repo.git(["clone", "--quiet", place.repo.path, clone]);
  const end = await runInProcess(
    ["approve", "--repo", clone, "--run", RUN, "--gate", GATE, "--yes", "--merge", "--push"],
    signAs("alice"),
  );
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /Pushed cutter\/.* and main\./);
  assert.equal((await verify(place)).json["verdict"], "accepted");
  assert.equal((await verify(place, [], clone)).json["verdict"], "accepted");
});

test("what cannot be answered is refused before anything is signed", async () => {
  await using place = await openPlace();
  for (const [args, code, reason] of [
    [["--run", "../x"], 3, "STOP_APPROVAL_PATH_UNSAFE"],
    [["--gate", "SG_3_compensation_authz"], 3, "STOP_GATE_NOT_OPEN"],
    [["--as", "No One"], 2, "STOP_BAD_INPUT"],
    [["--refuse", "--withdraw"], 2, "STOP_BAD_INPUT"],
    [["--repo", folder], 2, "STOP_BAD_INPUT"],
  ] as const) {
    const end = await approve(place, "alice", args);
    assert.deepEqual([end.code, end.json["reason"]], [code, reason], args.join(" "));
  }
});

test("verify tells bad input from a refusal, in one shape, and names the signer where that is certain", async () => {
  await using place = await openPlace();
  const commit = (await approve(place, "alice", ["--merge"])).json["commit"];
  const signer = ["alice", alice.fingerprint, commit];
  for (const [args, code, reason, named] of [
    [["--now", "2040-01-01T00:00:00Z"], 3, "STOP_APPROVAL_STALE", signer],
    [["--now", "2020-01-01T00:00:00Z"], 3, "STOP_APPROVAL_TIME_FUTURE", signer],
    [["--run-id", "../x"], 3, "STOP_APPROVAL_PATH_UNSAFE"],
    [["--ref", "nowhere"], 2, "STOP_BAD_INPUT"],
    [["--now", "tomorrow"], 2, "STOP_BAD_INPUT"],
    [["--first-seen", "1780000000"], 2, "STOP_BAD_INPUT"],
    [["--request", join(folder, "root.asc")], 2, "STOP_BAD_INPUT"],
    [["--policy-root", join(folder, "none.asc")], 2, "STOP_CONFIG_INVALID"],
    [["--repo", folder], 2, "STOP_BAD_INPUT"],
  ] as const) {
    const end = await verify(place, args);
    assert.deepEqual([end.code, end.json["reason"]], [code, reason], args.join(" "));
    const { person, key, commit: told } = end.json;
    assert.deepEqual([person, key, told], named ?? [null, null, null], args.join(" "));
    for (const key of ["verdict", "reason", "message", "person", "key", "commit", "expected", "actual"]) {
      assert.ok(key in end.json, `${args.join(" ")}: ${key}`);
    }
  }
  const wrongOption = await runCutter(["verify", "--nonsense"], { variables: {} });
  assert.equal(wrongOption.code, 2);
});

test("policy check explains the policy, gate by gate", async () => {
  await using place = await openPlace();
  const args = [
    "policy",
    "check",
    "--repo",
    place.repo.path,
    "--policy-root",
    join(folder, "root.asc"),
    "--json",
  ];
  const end = await runInProcess(args, {});
  assert.equal(end.code, 0, end.stderr);
  const told = JSON.parse(end.stdout) as { verdict: string; gates: { finding: string; able: string[] }[] };
  assert.equal(told.verdict, "usable");
  assert.deepEqual(
    told.gates.map(({ finding, able }) => [finding, able]),
    Array(4).fill(["alone", ["alice", "bob"]]),
  );
});
