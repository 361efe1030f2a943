import type { Gate } from "../domain/gates.ts";
import type { Result } from "../domain/result.ts";

/** Where people meet the bot: a folder and branches, or GitHub. Every call is safe to repeat: it first looks for what is there. */
export interface Forge {
  /** Puts the request on its branch `cutter/<run_id>/<gate>` and, on GitHub, opens the approval PR, once; again where it was closed. `where` is for people: a URL, or the branch name. */
  openRequest(request: RequestToOpen): Promise<Result<{ readonly where: string }>>;
  /** Looks where people can answer the request now; changes nothing. */
  findRequest(request: AskedRequest): Promise<Result<RequestStanding>>;
  /**
   * Publishes one phase report; never edits one that is there. Identical repetition is a no-op. `where` is null while there is no place for
   * reports yet (on GitHub, before the first request of the run is open): the report stays unpublished and is offered again later.
   */
  postReport(report: PublishedReport): Promise<Result<{ readonly where: string | null }>>;
  /** Puts files on a branch of the bot's own that nobody merges, on top of what stands there. */
  publishFiles(order: FilesToPublish): Promise<Result<{ readonly where: string }>>;
  /** Shows the run card in place of the last one. */
  showCard(card: { readonly runId: string; readonly markdown: string }): Promise<Result<null>>;
}

export interface RequestToOpen {
  readonly runId: string;
  readonly gate: Gate;
  readonly requestText: string;
  readonly payloadSha256: string;
  /** Further files that stand beside the request, name → text: the list of the units. */
  readonly files: Readonly<Record<string, string>>;
  /** Short names of further branches that carry the request: one for each person who answers on a branch of their own. */
  readonly ownBranches: readonly string[];
  readonly title: string;
  /** The run card: the body of the PR's first comment. */
  readonly markdown: string;
  readonly at: Date;
}

export interface FilesToPublish {
  readonly runId: string;
  /** Its short name. */
  readonly branch: string;
  /** Path → text. */
  readonly files: Readonly<Record<string, string>>;
  readonly message: string;
  readonly at: Date;
}

/** A request that was opened and waits for an answer. */
type AskedRequest = Pick<RequestToOpen, "runId" | "gate" | "requestText">;

export interface RequestStanding {
  /** Where it can be answered, a URL or a branch's name; null: nowhere any more. */
  readonly where: string | null;
  /** What stands there, in words: `pull request 7 was closed`. */
  readonly found: string;
}

export interface PublishedReport {
  readonly runId: string;
  /** `01-source_pin` … `13-closeout`: order and name of the report in the run. */
  readonly name: string;
  readonly markdown: string;
  readonly sha256: string;
  /** Name of the report of the previous attempt, which this one makes outdated; null if this is the first. */
  readonly supersedes: string | null;
}
