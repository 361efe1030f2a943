import assert from "node:assert/strict";
import { createControlRepository } from "../../../src/adapters/git/create-control-repository.ts";
import { hashObject } from "../../../src/adapters/git/hash-object.ts";
import { makeVerifiers } from "../../../src/compose/verifiers.ts";
import type { Proof } from "../../../src/domain/proof.ts";
import type { GateRequest } from "../../../src/domain/request.ts";
import { sealRequest } from "../../../src/domain/request.ts";
import type { Result } from "../../../src/domain/result.ts";
import { utc } from "../../../src/domain/run.ts";
import { effectOfLeaf, growTree, type UnitLeaf } from "../../../src/domain/unit-leaf.ts";
import type { KeyFile } from "../../../src/engine/approvals/verify-commit.ts";
import type { MadeProof } from "../../../src/engine/proofs/make-proof.ts";
import { makeProof } from "../../../src/engine/proofs/make-proof.ts";
import { type VerifiedProof, verifyProof } from "../../../src/engine/proofs/verify-proof.ts";
import { sha256Hex } from "../../../src/json/canonical-json.ts";
import type { BaseReader } from "../../../src/ports/reader.ts";
import { makeRequest, NOW, RUN } from "../../support/approval-story.ts";
import type { Scene } from "../../support/attack-scene.ts";

export const TEXTS = ["The harbour is open.\n", "A ship pays one crown.\n", "The master keeps a book.\n"];

/** The source of which the articles are cut. */
export const SOURCE = TEXTS.join("");

const LEAVES: readonly UnitLeaf[] = TEXTS.map((text, at) => ({
  schema: "iu-cutter/unit/1",
  document_id: "harbour",
  source_sha256: sha256Hex(SOURCE),
  bytes: [TEXTS.slice(0, at).join("").length, TEXTS.slice(0, at + 1).join("").length],
  unit: `HARBOUR/ARTICLE-${at + 1}`,
  address: `HARBOUR/ARTICLE-${at + 1}`,
  title: "",
  kind: "article",
  section_type: "body",
  parent: null,
  position: String(at + 1),
  change: "original",
  follows: null,
  content_hash: sha256Hex(text),
  effective_from: "2026-07-01",
}));

/** A request to enact three articles, under the policy of the scene. */
export function enactingRequest(policy: string, changes: Partial<GateRequest> = {}): GateRequest {
  const plain = makeRequest(policy, { gate: "SG_2_lifecycle_authz", ...changes });
  return {
    ...plain,
    document: { ...plain.document, source_sha256: sha256Hex(SOURCE) },
    plan: { ...plain.plan, unit_tree: growTree(LEAVES) },
  };
}

/** The request as it stands beside its answers. */
export function requestFiles(request: GateRequest): Readonly<Record<string, string>> {
  return { [`approvals/${request.run_id}/${request.gate}.request.json`]: sealRequest(request).text };
}

export interface Enacted {
  readonly request: GateRequest;
  readonly approvalCommit: string;
  readonly executionCommit?: string;
  readonly usedUtc?: string;
}

/** What the base tells of the three articles, enacted under the approval of a commit. */
function baseOf({ request, approvalCommit, executionCommit = approvalCommit, usedUtc = utc(NOW) }: Enacted) {
  const base: Pick<BaseReader, "enactments" | "leaves"> = {
    enactments: async () => [
      {
        ...{ runId: RUN, writes: "version", payloadSha256: sealRequest(request).payloadSha256 },
        ...{ approvalCommit, executionCommit, usedUtc },
      },
    ],
    async *leaves() {
      yield LEAVES.map((leaf, at) => ({ versionId: String(at), leaf }));
    },
  };
  return base;
}

const EFFECT = LEAVES.map((leaf) => effectOfLeaf(leaf, null))[1] ?? "open";

/** Proves the second article from the repository of the scene. */
export async function proveArticle(
  scene: Scene,
  enacted: Enacted,
  rootKey: KeyFile = { system: "openpgp", content: Buffer.from(scene.root.armoredPublicKey) },
): Promise<Result<MadeProof>> {
  await using repository = await createControlRepository({ path: scene.repo.path });
  return await makeProof(
    {
      version: { versionId: "1", effect: EFFECT },
      ...{ text: TEXTS[1] ?? "", later: [], knownAt: null, knownUtc: utc(NOW) },
    },
    {
      ...{ base: baseOf(enacted), repository, defaultRef: "refs/heads/main", verifiers: makeVerifiers() },
      rootKeys: [rootKey],
      now: () => NOW,
    },
  );
}

export async function provenArticle(scene: Scene, enacted: Enacted, rootKey?: KeyFile): Promise<Proof> {
  const made = await proveArticle(scene, enacted, rootKey);
  assert.ok(made.ok, JSON.stringify(made, null, 2));
  return made.value.proof;
}

/** Judges a proof with nothing of the machine. */
export function verifyWith(
  proof: Proof,
  rootKey: string,
  newerKeys: readonly string[] = [],
): Promise<Result<VerifiedProof>> {
  const keyOf = (text: string) => ({ system: "openpgp" as const, content: Buffer.from(text) });
  return verifyProof(proof, {
    rootKeys: [keyOf(rootKey)],
    newerKeys: newerKeys.map(keyOf),
    verifiers: makeVerifiers(),
    hashObject,
    now: new Date(),
  });
}
