import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import type { Gate } from "../../src/domain/gates.ts";
import type { GateRule, Policy } from "../../src/domain/policy.ts";
import { type GateRequest, sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { requestBranch } from "../../src/domain/run-paths.ts";
import { GATE, makePolicy, makeRequest, plantPolicy, RUN } from "./approval-story.ts";
import { type ControlRepo, makeControlRepo } from "./control-repo.ts";
import { type GpgHome, openGpgHome } from "./gpg-home.ts";
import { revoke } from "./recipient-keys.ts";
import { runInProcess } from "./run-in-process.ts";
import { makeOpenPgpKey, type OpenPgpKey } from "./signing-keys.ts";
import { openSshKeyFolder, type SshKey } from "./ssh-keys.ts";

/**
 * Alice (OpenPGP) and Bob (SSH) may open every gate, Carol's key is pinned and may open none, that of Dave has expired, that of Erin is revoked,
 * and Mallory's is not pinned.
 */
export type Person = "alice" | "bob" | "carol" | "dave" | "erin" | "mallory";

export interface ApproverScene extends AsyncDisposable {
  readonly repo: ControlRepo;
  readonly request: GateRequest;
  /** Writes another request on the branch of its gate, as the bot does. */
  ask(request: GateRequest): Promise<void>;
  /** Runs `cutter approve` as the person, in the control repository or in `repo`. */
  approve(person: Person, args?: readonly string[], options?: ApproveOptions): Promise<ApproveEnd>;
  /** Variables with which git signs as the person. */
  signAs(person: Person): Readonly<Record<string, string>>;
}

interface ApproveOptions {
  readonly repo?: string;
  readonly variables?: Readonly<Record<string, string>>;
}

interface ApproveEnd {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly json: Readonly<Record<string, unknown>>;
}

export interface ApproverCast extends AsyncDisposable {
  open(change?: SceneChange): Promise<ApproverScene>;
  readonly root: OpenPgpKey;
  readonly alice: OpenPgpKey;
  readonly erin: OpenPgpKey;
  readonly bob: SshKey;
}

export interface SceneChange {
  readonly gate?: Gate;
  readonly rule?: Partial<GateRule>;
  readonly policy?: Partial<Policy>;
  readonly request?: Partial<GateRequest>;
}

const YEAR_MS = 365 * 24 * 3600_000;

/** Makes the keys once; each scene is a control repository of its own, in which a request waits. */
export async function openApproverCast(): Promise<ApproverCast> {
  const home = await openGpgHome();
  const sshKeys = await openSshKeyFolder();
  const [root, alice, carol, erin, mallory] = await Promise.all(
    ["Root", "Alice", "Carol", "Erin", "Mallory"].map((name) => makeOpenPgpKey(name)),
  );
  if (!(root && alice && carol && erin && mallory)) throw new Error("no keys");
  const old = { at: new Date(Date.now() - YEAR_MS), expiresInSeconds: 3600 };
  const dave = await makeOpenPgpKey("Dave", old);
  const bob = await sshKeys.make("ed25519");
  const openPgp = { alice, carol, dave, erin, mallory };
  for (const key of Object.values(openPgp)) await home.import(key.armoredPrivateKey);
  const revoked = await revoke({
    fingerprint: erin.fingerprint,
    publicKey: erin.armoredPublicKey,
    privateKey: erin.armoredPrivateKey,
  });
  const keyFiles = {
    "alice.asc": alice.armoredPublicKey,
    "bob.pub": bob.publicKey,
    "carol.asc": carol.armoredPublicKey,
    "dave.asc": dave.armoredPublicKey,
    "erin.asc": revoked,
  };
  const pins = [
    { id: "alice", key: alice },
    { id: "bob", key: bob },
    { id: "carol", key: carol },
    { id: "dave", key: dave },
    { id: "erin", key: erin },
  ].map((pin) => ({ ...pin, more: { accounts: [pin.id] } }));
  const signAs = (person: Person) =>
    person === "bob"
      ? signWith(home, "bob", ["ssh", bob.privateKeyFile])
      : signWith(home, person, ["openpgp", openPgp[person].fingerprint]);
  return {
    root,
    alice,
    erin,
    bob,
    async open({ gate = GATE, rule = {}, policy: changes = {}, request: fields = {} } = {}) {
      const repo = await makeControlRepo();
      const persons = ["alice", "bob", "dave", "erin"];
      const policy = makePolicy(pins, changes, { persons, ...rule });
      await plantPolicy(repo, root, policy, keyFiles);
      await repo.git(["reset", "--quiet", "--hard"]);
      const issued_utc = utc(new Date(Date.now() - 60_000));
      const request = makeRequest(policy, { gate, issued_utc, ...fields });
      const ask = async (asked: GateRequest) => {
        await using bot = await createControlRepository({ path: repo.path });
        await bot.commitFiles({
          ref: `refs/heads/${requestBranch({ runId: RUN, gate: asked.gate })}`,
          parent: null,
          files: { [`approvals/${RUN}/${asked.gate}.request.json`]: sealRequest(asked).text },
          message: "Request\n",
          at: new Date(),
        });
      };
      await ask(request);
      return {
        repo,
        request,
        ask,
        signAs,
        async approve(person, args = [], options = {}) {
          const common = ["approve", "--repo", options.repo ?? repo.path, "--run", RUN, "--gate", gate];
          const variables = { ...signAs(person), ...options.variables };
          const end = await runInProcess([...common, "--yes", "--json", ...args], variables);
          return { ...end, json: JSON.parse(end.stdout) as ApproveEnd["json"] };
        },
        [Symbol.asyncDispose]: () => repo[Symbol.asyncDispose](),
      };
    },
    async [Symbol.asyncDispose]() {
      await home[Symbol.asyncDispose]();
      await sshKeys[Symbol.asyncDispose]();
    },
  };
}

function signWith(
  home: GpgHome,
  person: Person,
  [format, key]: readonly [string, string],
): Readonly<Record<string, string>> {
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
