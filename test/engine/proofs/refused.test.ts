import assert from "node:assert/strict";
import test, { after, before } from "node:test";
import { readPrivateKey, revokeKey } from "openpgp";
import type { Proof } from "../../../src/domain/proof.ts";
import type { ReasonCode } from "../../../src/domain/reasons.ts";
import { canonicalJson } from "../../../src/json/canonical-json.ts";
import { approvalFiles, makePolicy, plantPolicy, SIGNED } from "../../support/approval-story.ts";
import { openScene, type Scene, usualPolicy } from "../../support/attack-scene.ts";
import type { CommitPlan } from "../../support/control-repo.ts";
import { makeOpenPgpKey } from "../../support/signing-keys.ts";
import {
  type Enacted,
  enactingRequest,
  proveArticle,
  provenArticle,
  requestFiles,
  verifyWith,
} from "./git-proof.ts";

let scene: Scene;
let enacted: Enacted;
let good: Proof;

before(async () => {
  scene = await openScene();
  enacted = await enactArticles(scene);
  good = await provenArticle(scene, enacted);
});
after(() => scene[Symbol.asyncDispose]());

/** Alice approves and everything is merged. */
async function enactArticles(at: Scene, by: Pick<CommitPlan, "signer"> = at.alice): Promise<Enacted> {
  const request = enactingRequest(at.policy, { control_commit: at.base });
  const approvalCommit = await at.repo.commit({
    parents: [at.base],
    signer: by.signer ?? null,
    at: SIGNED,
    files: { ...requestFiles(request), ...approvalFiles(request) },
  });
  await at.merge(approvalCommit);
  return { request, approvalCommit };
}

type Version = Proof["version"];

function withVersion(change: (version: Version) => Partial<Version>): Proof {
  return { ...good, version: { ...good.version, ...change(good.version) } };
}

function withLeaf(change: Partial<Version["leaf"]>): Proof {
  return withVersion(({ leaf }) => ({ leaf: { ...leaf, ...change } }));
}

function withApproval(change: (approval: Version["approval"]) => Partial<Version["approval"]>): Proof {
  return withVersion(({ approval }) => ({ approval: { ...approval, ...change(approval) } }));
}

/** The request with another content in the place of what was approved. */
function withRequest(change: (request: Record<string, object>) => Record<string, unknown>): Proof {
  return withApproval(({ request }) => ({ request: canonicalJson(change(JSON.parse(request)) as never) }));
}

const ZERO = "0".repeat(64);

const FORGED: readonly (readonly [title: string, forge: () => Proof, reason: ReasonCode | "accepted"])[] = [
  ["the file as it was made", () => good, "accepted"],
  // V-01
  ["another text", () => ({ ...good, text: `${good.text} ` }), "STOP_PROOF_TEXT"],
  ["another text with its hash in the leaf", () => withLeaf({ content_hash: ZERO }), "STOP_PROOF_TEXT"],
  ["another title", () => withLeaf({ title: "A title" }), "STOP_PROOF_PATH"],
  ["another address", () => withLeaf({ address: "HARBOUR/ARTICLE-9" }), "STOP_PROOF_PATH"],
  ["another day", () => withLeaf({ effective_from: "2026-06-30" }), "STOP_PROOF_PATH"],
  ["another range of bytes", () => withLeaf({ bytes: [0, 1] }), "STOP_PROOF_PATH"],
  // V-03
  ["another document", () => withLeaf({ document_id: "port" }), "STOP_PROOF_MISMATCH"],
  ["another source", () => withLeaf({ source_sha256: "f".repeat(64) }), "STOP_PROOF_MISMATCH"],
  [
    "another run",
    () => withVersion(() => ({ run_id: "ictr-20260601T090000Z-99999999" })),
    "STOP_PROOF_MISMATCH",
  ],
  // V-02
  ["a path that is too short", () => withVersion(({ path }) => ({ path: path.slice(1) })), "STOP_PROOF_PATH"],
  [
    "a path that is too long",
    () => withVersion(({ path }) => ({ path: [...path, ZERO] })),
    "STOP_PROOF_PATH",
  ],
  ["the path of another leaf", () => withVersion(() => ({ index: 0 })), "STOP_PROOF_PATH"],
  ["a leaf beyond the tree", () => withVersion(() => ({ index: 3 })), "STOP_PROOF_PATH"],
  // V-04
  [
    "a request with another tree",
    () =>
      withRequest((request) => ({
        ...request,
        plan: { ...request["plan"], unit_tree: { size: 1, root: ZERO } },
      })),
    "STOP_PROOF_PATH",
  ],
  [
    "a request without a tree, as of an earlier release",
    () =>
      withRequest(({ plan, ...request }) => {
        const { unit_tree: _tree, ...rest }: Record<string, unknown> = { ...plan };
        return { ...request, plan: rest };
      }),
    "STOP_PROOF_NO_TREE",
  ],
  [
    "a request that nobody approved",
    () => withRequest((request) => ({ ...request, nonce: "f".repeat(32) })),
    "STOP_APPROVAL_PAYLOAD_MISMATCH",
  ],
  [
    "a request of another policy",
    () => withRequest((request) => ({ ...request, policy: { version: 1, sha256: ZERO } })),
    "STOP_APPROVAL_PAYLOAD_MISMATCH",
  ],
  [
    "a request of the gate before",
    () => withRequest((request) => ({ ...request, gate: "SG_1_cut_authz" })),
    "STOP_PROOF_INVALID",
  ],
  ["no request", () => withApproval(() => ({ request: "{}" })), "STOP_PROOF_INVALID"],
  // V-07
  [
    "a use after the end of the approval",
    () => withApproval(() => ({ used_utc: "2026-06-02T09:30:00Z" })),
    "STOP_APPROVAL_STALE",
  ],
  [
    "a use before it was signed",
    () => withApproval(() => ({ used_utc: "2026-06-01T09:00:00Z" })),
    "STOP_APPROVAL_TIME_FUTURE",
  ],
  // V-09
  [
    "a history that leads in a circle",
    () =>
      withApproval(({ history }) => ({
        history: {
          ...history,
          joins: Object.fromEntries(Object.keys(history.joins).map((id) => [id, [history.tip]])),
        },
      })),
    "STOP_PROOF_INVALID",
  ],
  [
    "a history that leads to a commit which it does not hold",
    () =>
      withApproval(({ history }) => ({
        history: { ...history, joins: { [history.tip]: ["a".repeat(40)] } },
      })),
    "STOP_PROOF_INVALID",
  ],
  [
    "a history without the commit that has brought in the policy",
    () => withApproval(({ history }) => ({ history: { ...history, joins: { [history.tip]: [] } } })),
    "STOP_POLICY_CHANGED",
  ],
  // V-05
  [
    "an object that is not what its id says",
    () => ({ ...good, objects: swapped(good.objects) }),
    "STOP_PROOF_OBJECT",
  ],
  ["a missing object", () => ({ ...good, objects: good.objects.slice(1) }), "STOP_PROOF_OBJECT"],
  [
    "a time that is still to come, up to which it claims to know",
    () => ({ ...good, known: { utc: "9999-12-31T00:00:00Z", commit: good.known?.commit ?? "" } }),
    "STOP_PROOF_INVALID",
  ],
  ["a later version that does not follow", () => ({ ...good, later: [good.version] }), "STOP_PROOF_MISMATCH"],
];

/** Two objects with each other's content. */
function swapped([first, second, ...rest]: Proof["objects"]): Proof["objects"] {
  assert.ok(first && second);
  return [
    { ...first, base64: second.base64, type: second.type },
    { ...second, base64: first.base64, type: first.type },
    ...rest,
  ];
}

for (const [title, forge, expected] of FORGED) {
  test(`a proof with ${title} is ${expected === "accepted" ? "accepted" : `refused as ${expected}`}`, async () => {
    const verified = await verifyWith(forge(), scene.root.armoredPublicKey);
    assert.equal(verified.ok ? "accepted" : verified.refusal.reason, expected, JSON.stringify(verified));
  });
}

test("a proof under another root key is refused, whoever is pinned by it (V-06)", async () => {
  const verified = await verifyWith(good, scene.alice.armoredPublicKey);
  assert.ok(!verified.ok);
  assert.equal(verified.refusal.reason, "STOP_POLICY_UNTRUSTED");
  assert.match(verified.refusal.wayOut, /Compare the fingerprint of your root key/);
});

test("the way out of a forged request does not lead to other proofs", async () => {
  const forged = withRequest((request) => ({ ...request, nonce: "f".repeat(32) }));
  const verified = await verifyWith(forged, scene.root.armoredPublicKey);
  assert.ok(!verified.ok);
  assert.match(
    verified.refusal.wayOut,
    /^Do not rely on this text by a proof\. Ask whoever gave you the file/,
  );
});

test("a policy that another key than the root's has signed proves nothing", async () => {
  await using other = await openScene({ policy: scene.policy, rootSigner: scene.mallory.signer });
  const made = await proveArticle(other, await enactArticles(other));
  assert.equal(made.ok ? "made" : made.refusal.reason, "STOP_POLICY_UNTRUSTED");
});

test("the approval of somebody whom the policy does not name proves nothing", async () => {
  await using other = await openScene();
  const by = await enactArticles(other, other.mallory);
  const made = await proveArticle(other, by);
  assert.equal(made.ok ? "made" : made.refusal.reason, "STOP_APPROVAL_SIGNER_UNKNOWN");
});

test("an approval with a key that had ended before it was used proves nothing", async () => {
  const [at, end] = [new Date("2026-01-01T00:00:00Z"), new Date("2026-06-01T09:45:00Z")];
  const ended = await makeOpenPgpKey("Alice", {
    at,
    expiresInSeconds: (end.getTime() - at.getTime()) / 1000,
  });
  await using other = await openScene({
    policy: (await usualPolicy()).replaceAll(scene.alice.fingerprint, ended.fingerprint),
    keyFiles: { "alice.asc": ended.armoredPublicKey, "bob.asc": scene.bob.armoredPublicKey },
  });
  const made = await proveArticle(other, await enactArticles(other, ended));
  assert.equal(made.ok ? "made" : made.refusal.reason, "STOP_APPROVAL_KEY_EXPIRED");
});

test("an approval with a date before the root has named the key proves nothing, as at the gate (V-19)", async () => {
  await using other = await openScene();
  const between = await other.repo.commit({
    parents: [other.base],
    at: new Date("2026-05-10T00:00:00Z"),
    files: { "README.md": "Nothing of the policy.\n" },
  });
  const policy = makePolicy([{ id: "mallory", key: other.mallory }], { version: 2 });
  const base = await plantPolicy(
    other.repo,
    other.root,
    policy,
    { "mallory.asc": other.mallory.armoredPublicKey },
    { at: new Date("2026-05-20T00:00:00Z"), parents: [between] },
  );
  for (const [day, expected] of [
    ["2026-05-21", "made"],
    ["2026-04-01", "STOP_APPROVAL_SIGNER_UNKNOWN"],
  ] as const) {
    const [asked, signed, used] = ["10", "30", "31"].map((minute) => `${day}T09:${minute}:00Z`);
    assert.ok(asked && signed && used);
    const request = enactingRequest(policy, { control_commit: base, issued_utc: asked });
    const approvalCommit = await other.repo.commit({
      ...{ parents: [base], signer: other.mallory.signer, at: new Date(signed), ref: "refs/heads/main" },
      files: { ...requestFiles(request), ...approvalFiles(request, { signed: new Date(signed) }) },
    });
    const made = await proveArticle(other, { request, approvalCommit, usedUtc: used });
    assert.equal(made.ok ? "made" : made.refusal.reason, expected);
  }
});

test("an approval that is a merged pull request without a signature can't be proved, and the way out leads to the evidence", async () => {
  const policy = await usualPolicy({}, { proofs: { any: ["merged_pr"] } });
  await using other = await openScene({ policy });
  const made = await proveArticle(other, await enactArticles(other, { signer: null }));
  assert.ok(!made.ok);
  assert.equal(made.refusal.reason, "STOP_APPROVAL_PROVENANCE");
  assert.match(made.refusal.wayOut, /cutter evidence verify ictr-/);
});

test("a commit that the clone does not hold is named, with the way out", async () => {
  const made = await proveArticle(scene, { ...enacted, approvalCommit: "b".repeat(40) });
  assert.ok(!made.ok);
  assert.equal(made.refusal.reason, "STOP_PROOF_NO_APPROVAL");
  assert.match(made.refusal.wayOut, /Fetch the whole history/);
});

test("a key that the policy of later no longer names is told, since whoever has it can sign with a date from before", async () => {
  await using later = await openScene();
  const by = await enactArticles(later);
  const tip = (await later.repo.git(["rev-parse", "main"])).trim();
  const carol = await makeOpenPgpKey("Carol");
  const policy = (await usualPolicy({ version: 2 })).replaceAll(later.alice.fingerprint, carol.fingerprint);
  await plantPolicy(
    later.repo,
    later.root,
    policy,
    { "alice.asc": carol.armoredPublicKey },
    {
      at: new Date("2026-06-01T09:45:00Z"),
      parents: [tip],
    },
  );
  const verified = await verifyWith(await provenArticle(later, by), later.root.armoredPublicKey);
  assert.ok(verified.ok, JSON.stringify(verified));
  assert.deepEqual(verified.value.droppedKeys, [later.alice.fingerprint]);
  const good = await verifyWith(await provenArticle(scene, enacted), scene.root.armoredPublicKey);
  assert.deepEqual(good.ok && good.value.droppedKeys, []);
});

async function revokedFormOf(key: { readonly armoredPrivateKey: string }): Promise<string> {
  const privateKey = await readPrivateKey({ armoredKey: key.armoredPrivateKey });
  const { publicKey } = await revokeKey({ key: privateKey, format: "armored" });
  return publicKey;
}

test("a key that was revoked since (V-08) is refused where the file holds the policy of later, or where its newer form is given", async () => {
  const revoked = await revokedFormOf(scene.alice);
  const given = await verifyWith(good, scene.root.armoredPublicKey, [revoked]);
  assert.equal(given.ok ? "accepted" : given.refusal.reason, "STOP_PROOF_KEY_REVOKED");
  const unrelated = await verifyWith(good, scene.root.armoredPublicKey, [await revokedFormOf(scene.bob)]);
  assert.ok(unrelated.ok);

  await using later = await openScene();
  const by = await enactArticles(later);
  const tip = (await later.repo.git(["rev-parse", "main"])).trim();
  const keys = { "alice.asc": revoked, "carol.asc": (await makeOpenPgpKey("Carol")).armoredPublicKey };
  await plantPolicy(later.repo, later.root, await usualPolicy({ version: 2 }), keys, {
    at: new Date("2026-06-01T09:45:00Z"),
    parents: [tip],
  });
  const made = await proveArticle(later, by);
  const reason = made.ok
    ? await verifyWith(made.value.proof, later.root.armoredPublicKey).then((v) =>
        v.ok ? "accepted" : v.refusal.reason,
      )
    : made.refusal.reason;
  assert.equal(reason, "STOP_PROOF_KEY_REVOKED");
});
