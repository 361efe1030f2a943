import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import test, { after, before } from "node:test";
import { renderProof } from "../../src/compose/proofs.ts";
import type { Proof } from "../../src/domain/proof.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { enactingRequest, provenArticle, requestFiles, SOURCE } from "../engine/proofs/git-proof.ts";
import { approvalFiles, makePolicy, SIGNED } from "../support/approval-story.ts";
import { openScene } from "../support/attack-scene.ts";
import { AMENDED_ACT } from "../support/harbour-act.ts";
import { openPageShell, readBlocks } from "../support/page-shell.ts";
import { openProofScene, type ProofScene } from "../support/proof-scene.ts";
import { openSshKeyFolder } from "../support/ssh-keys.ts";
import { makeTempFolder } from "../support/temp-folder.ts";

const BLOCKS = readBlocks(readFileSync(join(import.meta.dirname, "../../docs/verify-by-hand.md"), "utf8"));
const SYSTEMS = ["openpgp", "ssh"] as const;

let scene: ProofScene;
let proof: Proof;

before(async () => {
  scene = await openProofScene();
  ({ proof } = await scene.prove(["HARBOUR/ARTICLE-2"]));
});
after(() => scene[Symbol.asyncDispose]());

interface Given {
  readonly proof: string;
  readonly source: string;
  readonly repository: string;
  readonly rootKey: readonly [name: string, text: string];
}

/** What every block of the page says, run one after the other where a person has put the four things. */
async function follow(system: (typeof SYSTEMS)[number], given: Given): Promise<string> {
  await using folder = await makeTempFolder();
  const [keyName, key] = given.rootKey;
  await writeFile(join(folder.path, "proof.json"), given.proof);
  await writeFile(join(folder.path, "law.md"), given.source);
  await writeFile(join(folder.path, keyName), key);
  const variables = {
    PATH: process.env["PATH"] ?? "/usr/bin:/bin",
    HOME: folder.path,
    GIT_CONFIG_NOSYSTEM: "1",
  };
  execFileSync("git", ["clone", "--quiet", given.repository, join(folder.path, "control")], {
    env: variables,
  });
  await using shell = openPageShell(variables);
  await shell.run(`cd '${folder.path}'`);
  const said: string[] = [];
  for (const { marks, text } of BLOCKS) {
    const [only] = marks.map((mark) => mark.replace("only=", ""));
    if (only !== undefined && only !== system) continue;
    const end = await shell.run(text);
    said.push(end.code === 0 ? end.said : `FAILED ${end.code}: ${end.said}`);
  }
  await shell.run("command -v gpgconf >/dev/null && gpgconf --kill all; cd /");
  return said.join("\n");
}

const HOLDS = [
  "the source is the one that was cut",
  "the text is the one that was approved",
  "the leaf is in the tree of the request",
  "the approval binds the request",
  "and it approves",
  "the root has signed approvals/policy.json",
  "the root has signed approvals/keys",
  "a person has signed the approval",
];

function tell(said: string): readonly string[] {
  return said.split("\n").filter((line) => HOLDS.includes(line));
}

/** What the scene's people have. */
function given(change: Partial<Given> = {}): Given {
  return {
    proof: renderProof(proof),
    source: AMENDED_ACT,
    repository: scene.setup.setup.repository,
    rootKey: ["root.asc", readFileSync(scene.rootKey, "utf8")],
    ...change,
  };
}

test("the blocks of the page show with plain tools that an amendment was approved, by OpenPGP", async () => {
  const said = await follow("openpgp", given());
  assert.deepEqual(tell(said), HOLDS, said);
  assert.match(said, new RegExp(`^${scene.setup.setup.keys.root.fingerprint}$`, "m"));
});

test("the blocks of the page show it by SSH", async () => {
  await using folder = await openSshKeyFolder();
  const [root, alice] = [await folder.make("ed25519"), await folder.make("ed25519")];
  const policy = makePolicy([{ id: "alice", key: alice }]);
  await using other = await openScene({
    policy,
    keyFiles: { "alice.pub": alice.publicKey },
    rootSigner: root.signer,
  });
  const request = enactingRequest(policy, { control_commit: other.base });
  const approvalCommit = await other.repo.commit({
    parents: [other.base],
    signer: alice.signer,
    at: SIGNED,
    files: { ...requestFiles(request), ...approvalFiles(request) },
    ref: "refs/heads/main",
  });
  assert.ok(sealRequest(request).text.includes("unit_tree"));
  const rootKey = { system: "ssh", content: Buffer.from(root.publicKey) } as const;
  const made = await provenArticle(other, { request, approvalCommit }, rootKey);
  const said = await follow("ssh", {
    proof: renderProof(made),
    source: SOURCE,
    repository: other.repo.path,
    rootKey: ["root.pub", root.publicKey],
  });
  assert.deepEqual(tell(said), HOLDS, said);
});

const FORGED: readonly (readonly [title: string, change: () => Partial<Given>, missing: string])[] = [
  [
    "another source",
    () => ({ source: AMENDED_ACT.replace("two crowns", "ten crowns") }),
    "the source is the one that was cut",
  ],
  [
    "another text in the source",
    () => ({ source: AMENDED_ACT.replace("two crowns", "ten crowns") }),
    "the text is the one that was approved",
  ],
  [
    "another title in the leaf",
    () => ({
      proof: renderProof({
        ...proof,
        version: { ...proof.version, leaf: { ...proof.version.leaf, title: "x" } },
      }),
    }),
    "the leaf is in the tree of the request",
  ],
  [
    "a path that is too short",
    () => ({
      proof: renderProof({ ...proof, version: { ...proof.version, path: proof.version.path.slice(1) } }),
    }),
    "the leaf is in the tree of the request",
  ],
  [
    "another root key",
    () => ({ rootKey: ["root.asc", scene.setup.setup.keys.recipient.publicKey] }),
    "the root has signed approvals/policy.json",
  ],
];

for (const [title, change, missing] of FORGED) {
  test(`with ${title} a block does not say: ${missing}`, async () => {
    const said = await follow("openpgp", given(change()));
    assert.ok(!tell(said).includes(missing), said);
  });
}
