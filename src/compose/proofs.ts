import { hashObject } from "../adapters/git/hash-object.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import { type Proof, proofSchema } from "../domain/proof.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { type MadeProof, makeProof, type ProofOrder } from "../engine/proofs/make-proof.ts";
import { type VerifiedProof, verifyProof } from "../engine/proofs/verify-proof.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { parseStrictJson } from "../json/parse-strict-json.ts";
import { renderOpenJson } from "../json/render-open-json.ts";
import type { BaseReader } from "../ports/reader.ts";
import { openOfflineParts } from "./offline-judge.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export type { VerifiedProof, VerifiedVersion } from "../engine/proofs/verify-proof.ts";

/** A proof as its file holds it: each leaf in the one line whose bytes are hashed. */
export function renderProof(proof: Proof): string {
  return renderOpenJson<Proof>(proof, ["leaf"]);
}

/** A proof of one document has tens of kilobytes; a file that is larger than this is none. */
const MAX_PROOF_BYTES = 64 * 1024 * 1024;

export interface ProvingOrder extends ProofOrder {
  readonly base: BaseReader;
  /** A clone of the control repository, and what counts as its default branch. */
  readonly repo: string;
  readonly ref: string;
  readonly rootKeyFiles: readonly string[];
}

/** Makes a proof, and verifies it before it is handed out. */
export async function proveOffline(
  order: ProvingOrder,
  environment: Environment,
): Promise<Result<MadeProof>> {
  const opened = await openOfflineParts({ ...order, now: systemClock.now() }, environment);
  if (!opened.ok) return opened;
  await using offline = opened.value;
  const made = await makeProof(order, { ...offline.parts, base: order.base });
  if (!made.ok) return made;
  const { rootKeys, verifiers } = offline.parts;
  const verified = await verifyProof(made.value.proof, { rootKeys, verifiers, hashObject, newerKeys: [] });
  return verified.ok ? made : verified;
}

export interface VerifyingOrder {
  readonly file: string;
  readonly rootKeyFiles: readonly string[];
  readonly newerKeyFiles: readonly string[];
}

/** Verifies a proof by its file and the named keys alone. */
export async function verifyProofFile(
  order: VerifyingOrder,
): Promise<Result<VerifiedProof & { readonly proof: Proof }>> {
  const rootKeys = await readRootKeys(order.rootKeyFiles);
  if (!rootKeys.ok) return rootKeys;
  const newerKeys = await readRootKeys(order.newerKeyFiles);
  if (!newerKeys.ok) return newerKeys;
  const bytes = await readNamedFile(order.file).catch(() => null);
  const proof = bytes === null ? null : parseProof(bytes);
  if (proof === null || !proof.ok) {
    const actual = proof === null ? "no file that can be read" : proof.refusal.actual;
    return refused(
      refusal("STOP_PROOF_INVALID", {
        field: order.file,
        expected: "a file of schema iu-cutter/proof/1",
        ...(actual === undefined ? {} : { actual }),
      }),
    );
  }
  const verified = await verifyProof(proof.value, {
    rootKeys: rootKeys.value,
    newerKeys: newerKeys.value,
    verifiers: makeVerifiers(),
    hashObject,
  });
  return verified.ok ? accepted({ ...verified.value, proof: proof.value }) : verified;
}

function parseProof(bytes: Uint8Array): Result<Proof> {
  const invalid = (actual: string) => refused(refusal("STOP_PROOF_INVALID", { actual }));
  if (bytes.length > MAX_PROOF_BYTES) return invalid(`${bytes.length} bytes`);
  const json = parseStrictJson(bytes);
  if (!json.ok) return invalid("no JSON that can be read in one way alone");
  const parsed = proofSchema.safeParse(json.value);
  if (parsed.success) return accepted(parsed.data);
  const [issue] = parsed.error.issues;
  return invalid(`${issue?.path.join(".") || "the file"}: ${issue?.message ?? "another form"}`);
}
