import { GATE_NAMES, type Gate } from "../../domain/gates.ts";
import { type JournalEvent, journalEventSchema, type PhaseResultEvent } from "../../domain/journal.ts";
import type { OpenGate } from "../../domain/open-gate.ts";
import type { PhaseName } from "../../domain/phases.ts";
import type { Policy } from "../../domain/policy.ts";
import { type Refusal, RefusalError, refusal } from "../../domain/refusal.ts";
import { CutDocumentMemory } from "../../phases/cut-document-memory.ts";
import type { KnowledgeBase } from "../../ports/knowledge-base.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { RunFolder } from "../../ports/sidecar.ts";
import { DocumentLists } from "./document-lists.ts";
import type { EngineParts } from "./engine-parts.ts";
import { foldJournal } from "./fold-journal.ts";
import { refuseBase } from "./refuse-base.ts";
import { refuseBehindLedger } from "./refuse-behind.ts";
import type { RunPosition } from "./run-position.ts";

/** Whoever comes back after another machine has taken the run over asks people nothing and writes nothing. */
function refuseOvertaken(
  { runId, fence }: Pick<RunFolder, "runId" | "fence">,
  highest: number,
): Refusal | null {
  if (highest <= fence) return null;
  return refusal("STOP_RUN_TAKEN_OVER", {
    field: runId,
    expected: `number ${fence}, under which this machine has the run`,
    actual: `number ${highest} was taken`,
    wayOut: `Go on where the run was taken over. To end the copy that this machine has: cutter orchestrate void ${runId} --why "taken over"`,
  });
}

/**
 * One process at work on one run: its lock, its journal, and the databases that it has opened. The knowledge base is opened by the
 * first call that needs it; disposing disarms, closes and unlocks, however the work ended.
 */
export class RunSession implements AsyncDisposable {
  readonly parts: EngineParts;
  readonly folder: RunFolder;
  readonly cutDocumentMemory = new CutDocumentMemory();
  /** Members of a batch have theirs together. */
  readonly documents: DocumentLists;
  #live: KnowledgeBase | null = null;
  #restored: ScratchDatabase | null = null;
  #copy: KnowledgeBase | null = null;

  constructor(parts: EngineParts, folder: RunFolder) {
    this.parts = parts;
    this.folder = folder;
    this.documents = parts.batch?.documents ?? new DocumentLists(folder);
  }

  /** The gates of which git and ledger may hold no request that the journal does not know; none where the run is only given up. */
  heeds: readonly Gate[] = GATE_NAMES;
  /** The policy that the runner trusts, once it has been read. */
  policy: Policy | null = null;
  /** The gate that this process has opened and armed. */
  gate: OpenGate | null = null;
  /** Where the branches stood when the approval of the gate was judged last. */
  judgedAt: string | null = null;
  /** True once the database holds the use of the gate's approval. */
  gateConsumed = false;

  get position(): RunPosition {
    return foldJournal(this.folder.entries);
  }

  /** Appends to the journal; what could not be read back is a fault before it is written. */
  async record<Name extends PhaseName>(event: JournalEvent | PhaseResultEvent<Name>): Promise<void> {
    await this.folder.append(journalEventSchema.parse(event), this.parts.clock.now());
  }

  /** The live knowledge base, once it has shown that it is the primary that the configuration pins, and that it knows nothing of the run that the journal does not. */
  async live(): Promise<KnowledgeBase> {
    if (this.#live !== null) return this.#live;
    const live = await this.parts.openKnowledgeBase();
    const unfit =
      (await refuseBase(this.parts, live)) ??
      refuseOvertaken(this.folder, await live.readFence(this.folder.runId)) ??
      (await this.#refuseBehind(live));
    if (unfit !== null) {
      await live[Symbol.asyncDispose]();
      throw new RefusalError(unfit);
    }
    this.#live = live;
    return live;
  }

  async #refuseBehind(live: KnowledgeBase): Promise<Refusal | null> {
    const { run } = this.position;
    if (run.mode === "DRYRUN" || this.heeds.length === 0) return null;
    return refuseBehindLedger(this.folder.entries, await live.ledgerRows(run.runId), this.heeds);
  }

  /** Where phases 5 to 11 act: the copy that a dry run's phase 4 handed over, else the live database. */
  async target(): Promise<KnowledgeBase> {
    if (this.#restored === null) return this.live();
    this.#copy ??= this.parts.knowledgeBaseOf(this.#restored.sql);
    return this.#copy;
  }

  adopt(restored: ScratchDatabase): void {
    this.#restored = restored;
  }

  /** Turns the switch off; called wherever a leg ends, a run stops or a run fails. */
  async disarm(): Promise<void> {
    const { gate } = this;
    this.gate = null;
    await this.folder.disarm();
    if (this.position.armed !== null)
      await this.record({ type: "disarmed", gate: gate?.gate ?? this.position.armed });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await using _folder = this.folder;
    await using _restored = this.#restored;
    await using _copy = this.#copy;
    await using _live = this.#live;
    await this.folder.disarm();
  }
}
