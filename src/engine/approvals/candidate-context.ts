import type { AskedRequest } from "../../domain/asked-request.ts";
import type { Gate } from "../../domain/gates.ts";
import type { Result } from "../../domain/result.ts";
import type { ControlRepository } from "../../ports/control-repository.ts";
import type { MergedPullRequests } from "../../ports/merged-pr.ts";
import type { JudgedRequest } from "../../trust/binding.ts";
import type { TreeEntry } from "../../trust/git/parse-tree.ts";
import type { Introduction } from "../../trust/provenance.ts";
import type { StatementKind } from "../../trust/statement.ts";
import type { StatedFile } from "./earlier-statements.ts";
import type { History, HistoryReader } from "./history.ts";
import type { KeptHeads } from "./kept-heads.ts";
import type { SignedCommit, Verifiers } from "./verify-commit.ts";

/** What every file of a gate is judged with. */
export interface CandidateContext {
  readonly repository: ControlRepository;
  readonly reader: HistoryReader;
  /** Reads what lies beside the default branch, which anybody may offer. */
  readonly aside: HistoryReader;
  readonly history: History;
  readonly verifiers: Verifiers;
  readonly mergedPrs: MergedPullRequests | null;
  readonly question: {
    readonly runId: string;
    readonly gate: Gate;
    readonly mode: AskedRequest["mode"];
    readonly repositoryId: string;
    readonly initiator: string;
    readonly now: Date;
    readonly firstSeen: Pick<ReadonlyMap<string, Date>, "get">;
    readonly isConsumed: boolean;
  };
  readonly request: JudgedRequest;
  readonly requestEntry: TreeEntry | null;
  /** Signatures that this judgement has checked already, by commit: approval and execution authorisation often share one. */
  readonly checked: Map<string, Promise<Result<SignedCommit>>>;
  /** What is kept beside the default branch; read once. */
  readonly keptHeads: () => Promise<KeptHeads>;
}

/** One file of a gate as far as it can be judged without a policy. */
export interface Candidate {
  readonly kind: StatementKind;
  readonly file: string;
  readonly entry: TreeEntry;
  /** The content and the commits that brought it in, or why they are refused. */
  readonly found: Result<FoundFile>;
}

export interface FoundFile {
  readonly stated: StatedFile;
  readonly introduction: Introduction;
}
