import type { Gate } from "../../../domain/gates.ts";
import { sha256Hex } from "../../../json/canonical-json.ts";
import type { ControlRepository } from "../../../ports/control-repository.ts";
import type { UsedApproval } from "../../../ports/run-ledger.ts";
import { parseRequest } from "../../approvals/parse-request.ts";
import { cachePromise } from "../../approvals/promise-cache.ts";
import { readRequestText } from "../../approvals/read-request.ts";
import type { MemberList } from "./survey.ts";

/**
 * The list of a batch under which a member's approval was used. The ledger names its nonce and the member's place; at that place the list has to
 * name the run with the request that was used.
 */
export async function findBatchRequest(
  repository: ControlRepository,
  asked: { readonly runId: string; readonly tip: string; readonly use: UsedApproval },
): Promise<MemberList | null> {
  const { runId, tip, use } = asked;
  const { place, gate } = use;
  if (place === null) return null;
  for (const commit of new Set([use.approvalCommit, use.executionCommit, tip])) {
    const list = await cachePromise(listsOf(repository), `${commit} ${place.batchId} ${gate}`, () =>
      readList(repository, { commit, runId: place.batchId, gate }),
    );
    if (list === null) continue;
    const { content } = list;
    const member = content.members[place.index];
    const isIt =
      content.batch_id === place.batchId &&
      content.gate === gate &&
      content.nonce === place.nonce &&
      member?.run_id === runId &&
      member.payload_sha256 === use.payloadSha256;
    if (isIt) return list;
  }
  return null;
}

/** Lists by the commit that holds them: each of thousands of members asks for the same one. */
const LISTS = new WeakMap<ControlRepository, Map<string, Promise<MemberList | null>>>();

function listsOf(repository: ControlRepository): Map<string, Promise<MemberList | null>> {
  const known = LISTS.get(repository) ?? new Map<string, Promise<MemberList | null>>();
  LISTS.set(repository, known);
  return known;
}

async function readList(
  repository: ControlRepository,
  at: { readonly commit: string; readonly runId: string; readonly gate: Gate },
): Promise<MemberList | null> {
  if ((await repository.readObject(at.commit)) === null) return null;
  const text = await readRequestText(repository, at);
  const content = text === null ? null : parseRequest(text);
  if (text === null || content?.schema !== "iu-cutter/batch-request/1") return null;
  return { content, text, payloadSha256: sha256Hex(text) };
}
