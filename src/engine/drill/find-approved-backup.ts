import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { ApprovalJudge } from "../../ports/approvals.ts";
import type { Clock } from "../../ports/clock.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import { parseRequest } from "../approvals/parse-request.ts";
import { readRequestText } from "../approvals/read-request.ts";
import type { AskedInGit } from "./read-asked.ts";

export interface BackupReaders {
  readonly repository: ControlRepository;
  readonly judge: ApprovalJudge;
  readonly clock: Clock;
  readonly repositoryId: string;
  /** Where the default branch stands. */
  readonly tip: string;
}

export interface ApprovedBackup extends AskedInGit {
  readonly persons: readonly string[];
}

/**
 * The request that names the file by its sha256 and that a person has approved, judged from git by the trusted policy. Whoever has the public key can
 * make a file that decrypts: that it does proves nothing.
 */
export async function findApprovedBackup(
  readers: BackupReaders,
  asked: readonly AskedInGit[],
  file: { readonly name: string; readonly sha256: string },
): Promise<Result<ApprovedBackup>> {
  const named = asked.filter(({ backup }) => backup.sha256 === file.sha256);
  let why: Refusal | null = null;
  for (const each of named.filter(({ isMerged }) => isMerged)) {
    const judged = await judgeRequest(readers, each);
    if (judged.ok) return accepted({ ...each, persons: judged.value });
    if (judged.refusal.reason === "STOP_HOLD") return judged;
    why ??= judged.refusal;
  }
  if (why !== null) return refused(unknown(file, `${why.reason}: ${why.actual ?? why.message}`));
  const [waiting] = named;
  if (waiting !== undefined)
    return refused(unknown(file, `${waiting.id} has asked for ${waiting.gate}, and nobody has approved it`));
  const own = asked.find(({ id, isMerged }) => isMerged && file.name.startsWith(`${id}.`));
  if (own === undefined) return refused(unknown(file, "no request on the default branch"));
  return refused({
    ...refusal("STOP_BACKUP_UNVERIFIED", {
      field: file.name,
      expected: `${own.backup.sha256}, as ${own.gate} of ${own.id} was approved`,
      actual: file.sha256,
    }),
    wayOut: "Take another copy of the file, or another backup; do not restore this one.",
  });
}

/** How long ago it was approved does not matter: the file stays what it was. */
async function judgeRequest(
  { repository, judge, clock, repositoryId, tip }: BackupReaders,
  { id, gate }: AskedInGit,
): Promise<Result<readonly string[]>> {
  const requestText = await readRequestText(repository, { commit: tip, runId: id, gate });
  const content = requestText === null ? null : parseRequest(requestText);
  if (requestText === null || content === null) throw new Error("a request that was read is read again");
  const { result } = await judge.judge({
    ...{ runId: id, gate, mode: "LIVE", repositoryId, requestText },
    initiator: content.initiator,
    now: clock.now(),
    firstSeen: new Map(),
    policyFloor: 0,
    isConsumed: true,
  });
  return result.ok ? accepted(result.value.opened.approval.persons) : result;
}

function unknown({ name, sha256 }: { readonly name: string; readonly sha256: string }, actual: string) {
  return refusal("STOP_BACKUP_UNKNOWN", { field: name, expected: `a request that names ${sha256}`, actual });
}
