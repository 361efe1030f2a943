import { readFile } from "node:fs/promises";
import { createControlRepository } from "../adapters/git/create-control-repository.ts";
import type { Environment } from "../config/environment.ts";
import type { Gate } from "../domain/gates.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import { createApprovalJudge } from "../engine/approval-judge.ts";
import { parseRequest } from "../engine/approvals/candidate.ts";
import type { GateVerdict } from "../ports/approvals.ts";
import { readRootKeys } from "./root-keys.ts";
import { makeVerifiers } from "./verifiers.ts";

export interface VerifyOrder {
  readonly repo: string;
  /** A branch, a full ref name or a commit id. */
  readonly ref: string;
  readonly runId: string;
  readonly gate: Gate;
  readonly requestFile: string;
  readonly rootKeyFiles: readonly string[];
  readonly now: Date;
  readonly firstSeen: Date;
}

/** Judges one gate from git objects and the named files alone: no sidecar, no database, no network, nothing written. */
export async function verifyOffline(
  order: VerifyOrder,
  environment: Environment,
): Promise<Result<GateVerdict>> {
  const rootKeys = await readRootKeys(order.rootKeyFiles);
  if (!rootKeys.ok) return rootKeys;
  const requestText = await readFile(order.requestFile, "utf8").catch(() => null);
  const request = requestText === null ? null : parseRequest(requestText);
  if (requestText === null || request === null) {
    return refused(
      refusal("STOP_BAD_INPUT", {
        field: "--request",
        expected: "a request of schema iu-cutter/request/1",
        actual: requestText === null ? "no such file" : "another content",
      }),
    );
  }
  await using repository = await createControlRepository({ path: order.repo, searchPath: environment.PATH });
  const defaultRef = await chooseRef(order.ref, (ref) => repository.resolveRef(ref));
  if (defaultRef === null) {
    return refused(
      refusal("STOP_BAD_INPUT", { field: "--ref", expected: "a branch or commit", actual: order.ref }),
    );
  }
  const judge = createApprovalJudge({
    repository,
    defaultRef,
    rootKeys: rootKeys.value,
    verifiers: makeVerifiers(),
    now: () => order.now,
  });
  const verdict = await judge.judge({
    runId: order.runId,
    gate: order.gate,
    mode: "LIVE",
    repositoryId: request.repository_id,
    initiator: request.initiator,
    requestText,
    now: order.now,
    // Outside a runner there is one moment for every commit: the one that was named.
    firstSeen: { get: () => order.firstSeen },
    policyFloor: 0,
  });
  return accepted(verdict);
}

/** Branches before everything else: a tag of the same name must not take the place of a branch. */
async function chooseRef(
  name: string,
  resolve: (ref: string) => Promise<string | null>,
): Promise<string | null> {
  if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(name)) return name;
  const candidates = [name, `refs/heads/${name}`, `refs/remotes/${name}`, `refs/remotes/origin/${name}`];
  for (const candidate of candidates) {
    if (candidate !== "HEAD" && !candidate.startsWith("refs/")) continue;
    if ((await resolve(candidate)) !== null) return candidate;
  }
  return null;
}
