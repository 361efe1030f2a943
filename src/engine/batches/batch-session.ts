import { type BatchEvent, batchEventSchema } from "../../domain/batch-journal.ts";
import type { Policy } from "../../domain/policy.ts";
import type { GateQuestion } from "../../ports/approvals.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { Progress } from "../../ports/progress.ts";
import type { BatchFolder } from "../../ports/sidecar.ts";
import { DocumentLists } from "../session/document-lists.ts";
import type { EngineParts } from "../session/engine-parts.ts";
import { BatchFold, type BatchPosition, initiatorsOfBatch } from "./batch-position.ts";
import { createMemberForge } from "./member-forge.ts";
import { type AskedRound, askedRound, createMemberJudge, rememberVerdict } from "./member-judge.ts";
import { oftenPositioned, oftenRefreshed } from "./often-refreshed.ts";
import { readAskedRound } from "./read-round.ts";
import { SharedBackup } from "./shared-backup.ts";

/**
 * One process at work on one batch: its lock, its journal, and what its members share, which are one session of the knowledge base, one backup
 * and one verdict. Disposing closes and unlocks, however the work ended.
 */
export class BatchSession implements AsyncDisposable {
  readonly parts: EngineParts;
  readonly folder: BatchFolder;
  readonly backup: SharedBackup;
  /** Of the facts of all members. */
  readonly documents: DocumentLists;
  /** The parts with which this process works on a member. */
  readonly memberParts: EngineParts;
  /** The policy that the runner trusts, once it has been read. */
  policy: Policy | null = null;
  readonly #fold = new BatchFold();
  #live: Promise<KnowledgeBase> | null = null;
  #asked: { readonly payloadSha256: string; readonly round: AskedRound } | null = null;

  constructor(parts: EngineParts, folder: BatchFolder) {
    this.parts = parts;
    this.folder = folder;
    this.documents = new DocumentLists(folder);
    for (const entry of folder.entries) this.#fold.take(entry);
    this.backup = new SharedBackup(parts, folder, () =>
      this.position.members.map(({ documentId }) => documentId),
    );
    const judge = oftenPositioned(parts.judge, parts.clock);
    this.memberParts = {
      ...parts,
      batch: { batchId: folder.runId, documents: this.documents, judge: { judge: rememberVerdict(judge) } },
      progress: SILENT,
      repository: oftenRefreshed(parts.repository, parts.clock),
      forge: createMemberForge(folder.runId),
      backup: this.backup.port,
      judge: createMemberJudge(judge, (question) => this.#readRound(question)),
      openKnowledgeBase: async () => shared(await this.live()),
    };
  }

  get position(): BatchPosition {
    return this.#fold.position;
  }

  /** Appends to the journal; what could not be read back is a fault before it is written. */
  async record(event: BatchEvent): Promise<void> {
    this.#fold.take(await this.folder.append(batchEventSchema.parse(event), this.parts.clock.now()));
  }

  live(): Promise<KnowledgeBase> {
    this.#live ??= this.parts.openKnowledgeBase();
    return this.#live;
  }

  async #readRound({ isConsumed }: Pick<GateQuestion, "isConsumed">): Promise<AskedRound | null> {
    const position = this.position;
    const { round } = position;
    // Under the decision about a round that has ended no member begins any more.
    if (round === null || (round.ended !== null && !isConsumed)) return null;
    if (this.#asked?.payloadSha256 === round.payloadSha256) return this.#asked.round;
    const read = await readAskedRound(this.folder, round);
    if (!read.ok) return null;
    const { payloadSha256 } = round;
    const asked = askedRound({ ...read.value, payloadSha256, initiator: initiatorsOfBatch(position) });
    this.#asked = { payloadSha256, round: asked };
    return asked;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using _folder = this.folder;
    await using _backup = this.backup;
    await using _live = this.#live === null ? null : await this.#live.catch(() => null);
  }
}

/** A batch tells how far it is; eleven lines of every member would hide it. */
const SILENT: Progress = { step: () => {}, note: () => {} };

/** The same knowledge base, which its user does not close. */
function shared(live: KnowledgeBase): KnowledgeBase {
  return { ...live, [Symbol.asyncDispose]: async () => {} };
}
