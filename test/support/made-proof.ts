import { createControlRepository } from "../../src/adapters/git/create-control-repository.ts";
import { makeVerifiers } from "../../src/compose/verifiers.ts";
import type { Proof } from "../../src/domain/proof.ts";
import type { Effect } from "../../src/domain/reading/timeline.ts";
import { sealRequest } from "../../src/domain/request.ts";
import { utc } from "../../src/domain/run.ts";
import { approvalsPath, gateFile } from "../../src/domain/run-paths.ts";
import {
  type DayLeaf,
  effectOfLeaf,
  type Leaf,
  leafText,
  type UnitLeaf,
} from "../../src/domain/unit-leaf.ts";
import type { KeyFile } from "../../src/engine/approvals/verify-commit.ts";
import { makeProof } from "../../src/engine/proofs/make-proof.ts";
import { sha256Hex } from "../../src/json/canonical-json.ts";
import { TreeHash } from "../../src/merkle/tree-hash.ts";
import type { BaseReader, EnactedLeaf, Enactment } from "../../src/ports/reader.ts";
import { approvalFiles, makePolicy, makeRequest, plantPolicy } from "./approval-story.ts";
import { type ControlRepo, makeControlRepo, type Signer } from "./control-repo.ts";
import { must } from "./test-setup.ts";

const GATE = "SG_2_lifecycle_authz";
const SOURCE = "ab".repeat(32);

/** A key of either system, as the policy and a signature have it. */
export interface ProofKey {
  readonly file: KeyFile;
  readonly text: string;
  readonly fingerprint: string;
  readonly signer: Signer;
}

/** What the unit says, what else is changed of its leaf, and the day that a later run has set. */
interface MadeVersion {
  readonly text: string;
  readonly leaf?: Partial<UnitLeaf>;
  readonly day?: string;
}

export interface ProofPlan {
  readonly root: ProofKey;
  readonly approver: ProofKey;
  readonly format?: "sha1" | "sha256";
  /** The versions of the unit in their order, each of a run of its own. */
  readonly versions: readonly MadeVersion[];
  /** Whether the policy was changed after all of them were enacted. */
  readonly isPolicyChanged?: boolean;
}

/** The proof of the first version of a unit among others, with what came after it: from a real repository, and no database. */
export async function makeProofOf({
  root,
  approver,
  format = "sha1",
  versions,
  isPolicyChanged = false,
}: ProofPlan): Promise<Proof> {
  await using repo = await makeControlRepo(format);
  const policy = (version: number) => makePolicy([{ id: "alice", key: approver }], { version });
  const name = approver.file.system === "ssh" ? "alice.pub" : "alice.asc";
  const keyFiles = { [name]: approver.text };
  let tip = await plantPolicy(repo, root, policy(1), keyFiles);
  const runs: MadeRun[] = [];
  const enact = async (versionId: string, leaf: Leaf, writes: Enactment["writes"]) => {
    const made = await enactRun(repo, {
      tip,
      policy: policy(1),
      approver,
      at: runs.length,
      versionId,
      leaf,
      writes,
    });
    tip = made.enactment.approvalCommit;
    runs.push(made);
  };
  let before: UnitLeaf | null = null;
  const effects: Effect[] = [];
  for (const [at, { text, leaf: changes, day }] of versions.entries()) {
    const leaf: UnitLeaf = {
      ...leafOf("HARBOUR/ARTICLE-2", text),
      ...following(before),
      effective_from: `202${at}-01-01`,
      ...changes,
    };
    await enact(String(at), leaf, "version");
    const set = day === undefined ? null : dayOf(leaf, day);
    if (set !== null) await enact(String(at), set, "day");
    effects.push(effectOfLeaf(leaf, set));
    before = leaf;
  }
  if (isPolicyChanged)
    tip = await plantPolicy(repo, root, policy(2), keyFiles, { at: timeOf(20, 0), parents: [tip] });
  await repo.ref("refs/heads/main", tip);
  await using repository = await createControlRepository({
    path: repo.path,
    searchPath: process.env["PATH"] ?? "",
  });
  const base: Pick<BaseReader, "enactments" | "leaves"> = {
    enactments: async (id) =>
      runs.filter(({ versionId }) => versionId === id).map(({ enactment }) => enactment),
    async *leaves({ runId }) {
      yield runs.find(({ enactment }) => enactment.runId === runId)?.leaves ?? [];
    },
  };
  const told = versions.map((_, at) => ({ versionId: String(at), effect: effects[at] ?? "open" }));
  const [first, ...later] = told;
  if (first === undefined) throw new RangeError("a proof has a version");
  const made = await makeProof(
    { version: first, text: versions[0]?.text ?? "", later, knownAt: null, knownUtc: utc(timeOf(21, 0)) },
    {
      ...{ base, repository, defaultRef: "refs/heads/main", rootKeys: [root.file] },
      ...{ verifiers: makeVerifiers(), now: () => timeOf(21, 0) },
    },
  );
  const { proof, unproven } = must(made);
  if (unproven !== null) throw new Error(`${unproven.reason}: ${unproven.actual}`);
  return proof;
}

interface MadeRun {
  readonly versionId: string;
  readonly leaves: readonly EnactedLeaf[];
  readonly enactment: Enactment;
}

/** One run on top of `tip`: its request, and the signed commit that answers it. */
async function enactRun(
  repo: ControlRepo,
  {
    tip,
    policy,
    approver,
    at,
    versionId,
    leaf,
    writes,
  }: {
    readonly tip: string;
    readonly policy: string;
    readonly approver: ProofKey;
    readonly at: number;
    readonly versionId: string;
    readonly leaf: Leaf;
    readonly writes: Enactment["writes"];
  },
): Promise<MadeRun> {
  const others = [leafOf("HARBOUR/ARTICLE-1", "One."), leafOf("HARBOUR/ARTICLE-3", "Three.")];
  const leaves = writes === "day" ? [leaf] : others.toSpliced(1, 0, leaf as UnitLeaf);
  const tree = new TreeHash();
  for (const each of leaves) tree.add(leafText(each));
  const runId = `ictr-20260601T0${at + 1}0000Z-1a2b3c4d`;
  const usual = makeRequest(policy);
  const request = makeRequest(policy, {
    ...{ gate: GATE, run_id: runId, control_commit: tip, issued_utc: utcOf(at + 1, 10) },
    nonce: String(at).repeat(32),
    document: { ...usual.document, document_id: leaf.document_id, source_sha256: SOURCE },
    plan: { ...usual.plan, unit_tree: { size: tree.size, root: tree.root() } },
  });
  const { text, payloadSha256 } = sealRequest(request);
  const signed = timeOf(at + 1, 30);
  const commit = await repo.commit({
    files: {
      [approvalsPath(runId, gateFile(GATE, "request"))]: text,
      ...approvalFiles(request, { signed }),
    },
    parents: [tip],
    signer: approver.signer,
    at: signed,
    message: "Approve",
  });
  return {
    versionId,
    leaves: leaves.map((each) => ({
      versionId: each === leaf ? versionId : `${runId} ${each.address}`,
      leaf: each,
    })),
    enactment: {
      ...{ runId, writes, payloadSha256, approvalCommit: commit, executionCommit: commit },
      usedUtc: utcOf(at + 1, 40),
    },
  };
}

function leafOf(address: string, text: string): UnitLeaf {
  return {
    schema: "iu-cutter/unit/1",
    ...{ document_id: "harbour", source_sha256: SOURCE, bytes: [7, 19] },
    ...{ unit: address, address, title: "", kind: "article", section_type: "body", parent: null },
    ...{ position: address.slice(-1), change: "original", follows: null, content_hash: sha256Hex(text) },
    effective_from: null,
  };
}

function following(before: UnitLeaf | null): Partial<UnitLeaf> {
  if (before === null) return {};
  const { unit, address, content_hash } = before;
  return { unit, change: "amendment", follows: { address, content_hash } };
}

function dayOf({ document_id, unit, address, content_hash, effective_from }: UnitLeaf, day: string): DayLeaf {
  return {
    schema: "iu-cutter/day/1",
    ...{ document_id, source_sha256: SOURCE, unit, address, content_hash },
    ...{ was: effective_from ?? "-infinity", effective_from: day },
  };
}

function utcOf(hour: number, minute: number): string {
  const two = (number: number) => String(number).padStart(2, "0");
  return `2026-06-01T${two(hour)}:${two(minute)}:00Z`;
}

function timeOf(hour: number, minute: number): Date {
  return new Date(utcOf(hour, minute));
}
