import { hashObject } from "../adapters/git/hash-object.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import type { Environment } from "../config/environment.ts";
import type { Proof } from "../domain/proof.ts";
import { accepted, type Result } from "../domain/result.ts";
import type { KeyFile } from "../engine/approvals/verify-commit.ts";
import { type MadeProof, makeProof, type ProofOrder } from "../engine/proofs/make-proof.ts";
import { parseProof } from "../engine/proofs/parse-proof.ts";
import { type VerifiedProof, verifyProof } from "../engine/proofs/verify-proof.ts";
import { renderOpenJson } from "../json/render-open-json.ts";
import type { BaseReader } from "../ports/reader.ts";
import { openOfflineParts } from "./offline-judge.ts";
import { readInputFile } from "./read-input-file.ts";
import { readPublicKeys, readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export type { VerifiedProof, VerifiedVersion } from "../engine/proofs/verify-proof.ts";

/** A proof as its file holds it: each leaf in the one line whose bytes are hashed. */
export function renderProof(proof: Proof): string {
  return renderOpenJson<Proof>(proof, ["leaf"]);
}

export interface ProvingOrder extends ProofOrder {
  readonly base: BaseReader;
  /** A clone of the control repository, and what counts as its default branch. */
  readonly repo: string;
  readonly ref: string;
  readonly rootKeyFiles: readonly string[];
}

/** Makes a proof, and verifies it before it is handed out; with the root keys under which it holds. */
export async function proveOffline(
  order: ProvingOrder,
  environment: Environment,
): Promise<Result<MadeProof & { readonly rootKeys: readonly KeyFile[] }>> {
  const opened = await openOfflineParts({ ...order, now: systemClock.now() }, environment);
  if (!opened.ok) return opened;
  await using offline = opened.value;
  const made = await makeProof(order, { ...offline.parts, base: order.base });
  if (!made.ok) return made;
  const { rootKeys, verifiers } = offline.parts;
  const verified = await verifyProof(made.value.proof, {
    ...{ rootKeys, verifiers, hashObject, newerKeys: [], now: systemClock.now() },
  });
  return verified.ok ? accepted({ ...made.value, rootKeys }) : verified;
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
  const newerKeys = await readPublicKeys(order.newerKeyFiles, "--key");
  if (!newerKeys.ok) return newerKeys;
  const read = await readInputFile(order.file);
  if (!read.ok) return read;
  const proof = parseProof(read.value, order.file);
  if (!proof.ok) return proof;
  const verified = await verifyProof(proof.value, {
    rootKeys: rootKeys.value,
    newerKeys: newerKeys.value,
    verifiers: makeVerifiers(),
    hashObject,
    now: systemClock.now(),
  });
  return verified.ok ? accepted({ ...verified.value, proof: proof.value }) : verified;
}
