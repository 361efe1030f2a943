import assert from "node:assert/strict";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test, { after, before } from "node:test";
import type { Gate } from "../../src/domain/gates.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { GATE, makeRequest, RUN } from "../support/approval-story.ts";
import { type ApproverCast, type ApproverScene, openApproverCast } from "../support/approver-scene.ts";
import { runCutter } from "../support/cutter.ts";
import { openGpgHome } from "../support/gpg-home.ts";
import { runInProcess } from "../support/run-in-process.ts";

const SG2 = "SG_2_lifecycle_authz";
let cast: ApproverCast;
let folder: string;

before(async () => {
  cast = await openApproverCast();
  folder = await mkdtemp(join(tmpdir(), "iu-cutter-approve-"));
  await writeFile(join(folder, "root.asc"), cast.root.armoredPublicKey);
});
after(async () => {
  await cast[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

interface ApproverSetup extends ApproverScene {
  readonly requestFile: string;
}

/** A request of the bot waits on its branch, with what was registered about the cut. */
async function openSetup(gate: Gate = GATE, rule: object = {}): Promise<ApproverSetup> {
  const registered = {
    expected_units: { count: 24, labels_sha256: null },
    accepted_doubts: ["EMPTY_UNITS", "NUMBER_GAP"],
  };
  const document = { ...makeRequest("").document, ...registered };
  const scene = await cast.open({ gate, rule, request: { document } });
  const requestFile = join(folder, `${gate}-${Math.trunc(performance.now() * 1000)}.json`);
  await writeFile(requestFile, sealRequest(scene.request).text);
  return { ...scene, requestFile };
}

async function approve(
  setup: ApproverSetup,
  person: "alice" | "bob",
  args: readonly string[] = [],
  variables: Readonly<Record<string, string>> = {},
) {
  return await setup.approve(person, args, { variables });
}

async function verify(setup: ApproverSetup, args: readonly string[] = [], repo = setup.repo.path) {
  const end = await runInProcess(
    [
      ...["verify", "--repo", repo, "--run-id", RUN, "--gate", setup.request.gate, "--json"],
      ...["--request", setup.requestFile, "--policy-root", join(folder, "root.asc"), ...args],
    ],
    {},
  );
  return { ...end, json: JSON.parse(end.stdout) as Record<string, unknown> };
}

test("an OpenPGP approval is signed, merged and accepted, and the working tree follows", async () => {
  await using setup = await openSetup();
  const approved = await approve(setup, "alice", ["--merge"]);
  assert.equal(approved.code, 0, approved.stderr);
  assert.equal(await setup.repo.git(["status", "--porcelain"]), "");
  assert.deepEqual((await readdir(join(setup.repo.path, "approvals", RUN))).sort(), [
    `${GATE}.execution.md`,
    `${GATE}.md`,
    `${GATE}.request.json`,
  ]);
  const verdict = await verify(setup);
  assert.equal(verdict.code, 0, verdict.stderr);
  assert.deepEqual(
    { ...verdict.json, message: "", expires_utc: "" },
    {
      verdict: "accepted",
      reason: null,
      message: "",
      person: "alice",
      key: cast.alice.fingerprint,
      commit: approved.json["commit"],
      expected: null,
      actual: null,
      execution_commit: approved.json["commit"],
      expires_utc: "",
      policy_version: 1,
      solo: false,
    },
  );
  const again = await approve(setup, "alice");
  assert.deepEqual([again.code, again.json["reason"]], [3, "STOP_APPROVAL_CONFLICT"]);
});

test("an approval that is not merged waits, and its branch alone would open the gate", async () => {
  await using setup = await openSetup();
  // The short name of the gate is its name.
  assert.equal((await approve(setup, "bob", ["--gate", "SG_1"])).code, 0);
  const waiting = await verify(setup, ["--gate", "SG_1"]);
  assert.deepEqual([waiting.code, waiting.json["reason"]], [3, "STOP_APPROVAL_PROVENANCE"]);
  const branch = await verify(setup, ["--gate", "SG_1", "--ref", `cutter/${RUN}/${GATE}`]);
  assert.deepEqual(
    [branch.code, branch.json["person"], branch.json["key"]],
    [0, "bob", cast.bob.fingerprint],
  );
});

test("two persons of a quorum share one review decision", async () => {
  await using setup = await openSetup(SG2, { quorum: 2 });
  await approve(setup, "alice", ["--merge"]);
  const alone = await verify(setup);
  assert.deepEqual([alone.code, alone.json["reason"]], [3, "STOP_APPROVAL_THRESHOLD_NOT_MET"]);
  const second = await approve(setup, "bob", ["--as", "bob", "--merge"]);
  assert.equal(second.code, 0, second.stderr);
  const both = await verify(setup);
  assert.deepEqual([both.code, both.json["person"]], [0, "bob, alice"], both.stderr);
});

test("approval and execution authorisation may be signed apart", async () => {
  await using setup = await openSetup();
  await approve(setup, "alice", ["--only", "approval", "--merge"]);
  const off = (await verify(setup)).json;
  assert.deepEqual(
    [off["reason"], off["person"], off["key"]],
    ["STOP_KILL_SWITCH_OFF", "alice", cast.alice.fingerprint],
  );
  const armed = await approve(setup, "bob", ["--only", "execution", "--merge"]);
  assert.equal(armed.code, 0, armed.stderr);
  assert.equal((await verify(setup)).json["verdict"], "accepted");
});

for (const [option, said] of [
  ["--refuse", "refused"],
  ["--withdraw", "withdrawn"],
] as const) {
  test(`${option} stops the gate, after an approval too`, async () => {
    await using setup = await openSetup();
    await approve(setup, "alice", ["--merge"]);
    const stopped = await approve(setup, "bob", [option, "--merge"]);
    assert.equal(stopped.code, 0, stopped.stderr);
    const verdict = await verify(setup);
    assert.deepEqual([verdict.json["reason"], verdict.json["actual"]], ["STOP_APPROVAL_WITHDRAWN", said]);
  });
}

test("what gpg or ssh-keygen says is shown where git can't sign, and no branch moves", async () => {
  await using setup = await openSetup();
  await using empty = await openGpgHome();
  const refs = await setup.repo.git(["for-each-ref"]);
  for (const [person, more, words] of [
    ["alice", { GNUPGHOME: empty.path }, /gpg: .*No secret key/],
    [
      "bob",
      { GIT_CONFIG_VALUE_3: `key::${cast.bob.publicKey.trim()}`, SSH_AUTH_SOCK: "/nowhere" },
      /private key/i,
    ],
  ] as const) {
    const end = await approve(setup, person, ["--merge"], more);
    assert.deepEqual([end.code, end.json["reason"]], [3, "STOP_APPROVAL_UNSIGNED"], end.stderr);
    assert.match(String(end.json["actual"]), words);
    assert.equal(await setup.repo.git(["for-each-ref"]), refs);
  }
  assert.equal((await setup.repo.git(["worktree", "list"])).trim().split("\n").length, 1);
});

test("a clone takes the request from its origin, shows it and pushes the answer there", async () => {
  await using setup = await openSetup();
  await setup.repo.git(["config", "receive.denyCurrentBranch", "ignore"]);
  const clone = join(folder, "clone");
  await setup.repo.git(["clone", "--quiet", setup.repo.path, clone]);
  const end = await runInProcess(
    ["approve", "--repo", clone, "--run", RUN, "--gate", GATE, "--yes", "--merge", "--push"],
    setup.signAs("alice"),
  );
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stdout, /^expected +24 units, by the registration$/m);
  assert.match(end.stdout, /^accepted doubts +EMPTY_UNITS, NUMBER_GAP$/m);
  assert.match(end.stdout, /Pushed cutter\/.* and main\./);
  assert.equal((await verify(setup)).json["verdict"], "accepted");
  assert.equal((await verify(setup, [], clone)).json["verdict"], "accepted");
});

test("a request that cannot be answered is refused before anything is signed", async () => {
  await using setup = await openSetup();
  for (const [args, code, reason] of [
    [["--run", "../x"], 3, "STOP_APPROVAL_PATH_UNSAFE"],
    [["--gate", "SG_3_compensation_authz"], 3, "STOP_GATE_NOT_OPEN"],
    [["--as", "No One"], 2, "STOP_BAD_INPUT"],
    [["--refuse", "--withdraw"], 2, "STOP_BAD_INPUT"],
    [["--repo", folder], 2, "STOP_BAD_INPUT"],
  ] as const) {
    const end = await approve(setup, "alice", args);
    assert.deepEqual([end.code, end.json["reason"]], [code, reason], args.join(" "));
  }
});

test("verify tells bad input from a refusal, in one shape, and names the signer where that is certain", async () => {
  await using setup = await openSetup();
  const commit = (await approve(setup, "alice", ["--merge"])).json["commit"];
  const signer = ["alice", cast.alice.fingerprint, commit];
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
    const end = await verify(setup, args);
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
  await using setup = await openSetup();
  const args = [
    "policy",
    "check",
    "--repo",
    setup.repo.path,
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
