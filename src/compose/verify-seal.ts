import { X509Certificate } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createOpenPgpVerifier } from "../adapters/openpgp/verify.ts";
import { createTimeStampReader } from "../adapters/openssl/time-stamps.ts";
import { systemClock } from "../adapters/runner/system-clock.ts";
import { createSshVerifier } from "../adapters/ssh/verify.ts";
import type { Environment } from "../config/environment.ts";
import { refuseFailedChecks } from "../domain/check.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { EVIDENCE_FILE } from "../domain/run-files.ts";
import {
  idOf,
  SEAL_NAMESPACE,
  type Seal,
  type SealedEntry,
  STAMP_FILE,
  signatureFile,
} from "../domain/seal.ts";
import type { GoodSignature } from "../domain/signature.ts";
import type { KeyFile } from "../engine/approvals/verify-commit.ts";
import { readNamedFile } from "../files/read-named-file.ts";
import { sha256Hex } from "../json/canonical-json.ts";
import type { Progress } from "../ports/progress.ts";
import { endOfKey, judgeSealSignature, judgeTimeStamp, type KeyEnd, refuseSealTimes } from "../trust/seal.ts";
import { isBatchFolder, verifyBatchEvidence } from "./batch-evidence.ts";
import { verifyEvidence } from "./evidence.ts";
import { readRootKeys } from "./root-keys.ts";
import { readSeal } from "./seal-files.ts";

const MAX_SIGNATURE_BYTES = 16_384;
/** A stamp carries the certificates of its authority. */
const MAX_STAMP_BYTES = 1024 * 1024;

export interface SealQuestion {
  readonly folder: string;
  readonly rootKeyFile: string;
  /** The certificate of the authority in PEM; or a chain, of which the one at the top is trusted. */
  readonly authorityFile: string;
  /** The folder with the evidence of a run or batch that is asked for; null where none is. */
  readonly evidence: string | null;
}

export interface SealVerdict {
  readonly seal: Seal;
  readonly signature: GoodSignature;
  readonly stampedAt: Date;
  /** What has ended the key since; null where it is still valid. */
  readonly ended: KeyEnd | null;
  /** The entry of the run or batch that was asked for. */
  readonly asked: SealedEntry | null;
}

/** Judges a seal from the files that are named alone: no sidecar, no database, no network. */
export async function verifySeal(
  parts: {
    readonly environment: Environment;
    readonly interrupted: AbortSignal;
    readonly progress: Progress;
  },
  { folder, rootKeyFile, authorityFile, evidence }: SealQuestion,
): Promise<Result<SealVerdict>> {
  const keys = await readRootKeys([rootKeyFile]);
  if (!keys.ok) return keys;
  const [key] = keys.value;
  if (key === undefined) throw new Error("one key was asked for");
  const authority = await readAuthority(authorityFile);
  if (!authority.ok) return authority;
  const read = await readSeal(folder);
  if (!read.ok) return read;
  const { seal, root } = read.value;
  const signed = await readNamedFile(join(folder, signatureFile(key.system)), MAX_SIGNATURE_BYTES).catch(
    () => null,
  );
  if (signed === null) return refused(without("STOP_SEAL_UNSIGNED", signatureFile(key.system)));
  const signature = await checkSignature(key, signed, root);
  if (!signature.ok) return signature;
  const response = await readNamedFile(join(folder, STAMP_FILE), MAX_STAMP_BYTES).catch(() => null);
  if (response === null) return refused(without("STOP_SEAL_UNSTAMPED", STAMP_FILE));
  const { interrupted } = parts;
  const reader = createTimeStampReader({
    searchPath: parts.environment.PATH,
    tempFolder: tmpdir(),
    interrupted,
  });
  const facts = await reader.read({ response, data: signed, authority: authority.value });
  const stampedAt = judgeTimeStamp(facts, signed);
  if (!stampedAt.ok) return stampedAt;
  const late = refuseSealTimes(signature.value, { until: seal.until, stampedAt: stampedAt.value });
  if (late) return refused(late);
  const asked = evidence === null ? accepted(null) : await findEntry(seal, evidence, parts.progress);
  if (!asked.ok) return asked;
  const end = endOfKey(signature.value.signer);
  return accepted({
    seal,
    signature: signature.value,
    stampedAt: stampedAt.value,
    ended: end !== null && end.at <= systemClock.now() ? end : null,
    asked: asked.value,
  });
}

async function readAuthority(path: string): Promise<Result<Uint8Array>> {
  const content = await readNamedFile(path, MAX_STAMP_BYTES).catch(() => null);
  try {
    if (content !== null && new X509Certificate(content) && content.includes("-----BEGIN CERTIFICATE-----"))
      return accepted(content);
  } catch {
    // Told below.
  }
  return refused(
    refusal("STOP_BAD_INPUT", {
      field: `--tsa-cert ${path}`,
      expected: "a certificate in PEM",
      actual: content === null ? "no readable file" : "another content",
    }),
  );
}

async function checkSignature(
  { system, content }: KeyFile,
  signature: Buffer,
  payload: Uint8Array,
): Promise<Result<GoodSignature>> {
  const verifier = system === "ssh" ? createSshVerifier(SEAL_NAMESPACE) : createOpenPgpVerifier();
  const armoured = signature.toString("latin1").trimEnd();
  return judgeSealSignature(await verifier.checkSignature({ armoured, payload, keyFiles: [content] }));
}

function without(reason: "STOP_SEAL_UNSIGNED" | "STOP_SEAL_UNSTAMPED", name: string): Refusal {
  return refusal(reason, { field: name, expected: "a readable file", actual: "none" });
}

/** The entry of the run or batch whose evidence is in this folder; the evidence has to be whole and the one that was sealed. */
async function findEntry(seal: Seal, folder: string, progress: Progress): Promise<Result<SealedEntry>> {
  const verdict = (await isBatchFolder(folder))
    ? await verifyBatchEvidence({ folder, progress })
    : await verifyEvidence(folder);
  if (!verdict.ok) return verdict;
  const id = "runId" in verdict.value ? verdict.value.runId : verdict.value.batchId;
  const damaged = refuseFailedChecks("STOP_STATE_CORRUPT", verdict.value.checks);
  if (damaged) return refused({ ...damaged, field: `${id}: ${damaged.field}` });
  const entry = seal.entries.find((each) => idOf(each) === id);
  if (entry === undefined)
    return refused(
      refusal("STOP_SEAL_RUN_UNKNOWN", {
        field: id,
        expected: `one of the ${seal.entries.length} entries until ${seal.until}`,
        actual: "not among them",
      }),
    );
  const actual = sha256Hex(await readNamedFile(join(folder, EVIDENCE_FILE.name)));
  return actual === entry.evidence_sha256
    ? accepted(entry)
    : refused(
        refusal("STOP_SEAL_RUN_OTHER", {
          field: `${id}: ${EVIDENCE_FILE.name}`,
          expected: entry.evidence_sha256,
          actual,
        }),
      );
}
