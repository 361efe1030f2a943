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

interface ApproverSetup extends AsyncDisposable {
  readonly repo: ControlRepo;
  readonly request: GateRequest;
  readonly requestFile: string;
}

/** A control repository of Alice (OpenPGP) and Bob (SSH) with a request of the bot that waits on its branch. */
async function openSetup(gate: Gate = GATE, rule: object = {}): Promise<ApproverSetup> {
  const repo = await makeControlRepo();
  const policy = makePolicy(
    [
      { id: "alice", key: alice, more: { accounts: ["alice"] } },
      { id: "bob", key: bob, more: { accounts: ["bob"] } },
    ],
    {},
    rule,
  );
  await plantPolicy(repo, root, policy, { "alice.asc": alice.armoredPublicKey, "bob.pub": bob.publicKey });
  await repo.git(["reset", "--quiet", "--hard"]);
  const issued_utc = utc(new Date(Date.now() - 60_000));
  const plain = makeRequest(policy, { gate, issued_utc });
  const registered = {
    expected_units: { count: 24, labels_sha256: null },
    accepted_doubts: ["EMPTY_UNITS", "NUMBER_GAP"],
  };
  const request = { ...plain, document: { ...plain.document, ...registered } };
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

async function approve(
  setup: ApproverSetup,
  person: "alice" | "bob" | "nobody",
  args: readonly string[] = [],
  more: Readonly<Record<string, string>> = {},
) {
  const { gate } = setup.request;
  const common = ["approve", "--repo", setup.repo.path, "--run", RUN, "--gate", gate, "--yes", "--json"];
  const end = await runInProcess([...common, ...args], { ...signAs(person), ...more });
  return { ...end, json: JSON.parse(end.stdout) as Record<string, unknown> };
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
  const again = await approve(setup, "alice");
  assert.deepEqual([again.code, again.json["reason"]], [3, "STOP_APPROVAL_CONFLICT"]);
});

test("an approval that is not merged waits, and its branch alone would open the gate", async () => {
  await using setup = await openSetup();
  await approve(setup, "bob");
  const waiting = await verify(setup);
  assert.deepEqual([waiting.code, waiting.json["reason"]], [3, "STOP_APPROVAL_PROVENANCE"]);
  const branch = await verify(setup, ["--ref", `cutter/${RUN}/${GATE}`]);
  assert.deepEqual([branch.code, branch.json["person"], branch.json["key"]], [0, "bob", bob.fingerprint]);
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
    ["STOP_KILL_SWITCH_OFF", "alice", alice.fingerprint],
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
      { GIT_CONFIG_VALUE_3: `key::${bob.publicKey.trim()}`, SSH_AUTH_SOCK: "/nowhere" },
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
    signAs("alice"),
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
