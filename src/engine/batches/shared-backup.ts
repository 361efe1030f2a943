import { adoptedStem } from "../../domain/adoption.ts";
import { adapterNameOf, type BackupEnvelope } from "../../domain/backup-envelope.ts";
import { batchBackup } from "../../domain/batch-files.ts";
import { accepted, type Result } from "../../domain/result.ts";
import type { Backup, BackupOrder, TakenBackup } from "../../ports/backup.ts";
import type { Progress } from "../../ports/progress.ts";
import type { ScratchDatabase } from "../../ports/scratch.ts";
import type { BatchFolder } from "../../ports/sidecar.ts";

/**
 * The one backup of a batch, as each of its members takes it: the first one that asks makes it, under the batch's id, and all later ones get the
 * same. All members are rehearsed in order on one copy of it, and taken back on another; the copy from which the facts are read stays as it
 * was restored.
 */
export class SharedBackup implements AsyncDisposable {
  readonly #inner: Backup;
  readonly #progress: Progress;
  readonly #batchId: string;
  readonly #stem: string;
  readonly #folder: Pick<BatchFolder, "readFile" | "writeFile">;
  readonly #documents: () => readonly string[];
  #taken: Promise<Result<TakenBackup>> | null = null;
  #stage: Promise<ScratchDatabase> | null = null;
  #fork: Promise<ScratchDatabase> | null = null;
  /** How many members were given the copies. */
  #members = 0;
  /** sha256 of the file that was read through last, by this process. */
  #checked: string | null = null;

  constructor(
    { backup, progress }: { readonly backup: Backup; readonly progress: Progress },
    folder: Pick<BatchFolder, "runId" | "fence" | "readFile" | "writeFile">,
    documents: () => readonly string[],
  ) {
    this.#inner = backup;
    this.#progress = progress;
    this.#batchId = folder.runId;
    this.#stem = folder.fence === 0 ? folder.runId : adoptedStem(folder.runId, folder.fence);
    this.#folder = folder;
    this.#documents = documents;
  }

  /** The port, as the members see it. */
  get port(): Backup {
    return {
      ...this.#inner,
      take: (order) => this.#take(order),
      recheck: (envelope, expected) => this.#recheck(envelope, expected),
    };
  }

  async #take(order: BackupOrder): Promise<Result<TakenBackup>> {
    this.#taken ??= this.#takeOnce(order);
    const taken = await this.#taken;
    if (!taken.ok) {
      this.#taken = null;
      return taken;
    }
    const { envelope, restored } = taken.value;
    this.#stage ??= restored.fork();
    this.#fork ??= restored.fork();
    const fork = await this.#fork;
    const stage = await this.#stage;
    this.#members += 1;
    if (isDoubled(this.#members)) await Promise.all([stage.analyze(), fork.analyze()]);
    const kept: ScratchDatabase = { ...keep(restored), fork: async () => keep(fork) };
    return accepted({ envelope, restored: kept, stage: keep(stage) });
  }

  async #takeOnce(order: BackupOrder): Promise<Result<TakenBackup>> {
    let number = 1;
    // Members that are done rest on an earlier one, which stays under its name.
    while ((await this.#folder.readFile(batchBackup(this.#stem, number).envelope)) !== null) number += 1;
    const { envelope, stem } = batchBackup(this.#stem, number);
    const taken = await this.#inner.take({
      ...order,
      runId: this.#batchId,
      stem,
      documents: this.#documents(),
      // One that takes the place of what several requests have bound is a full one, so that none of them says more.
      ...(order.mayRestOn === undefined ? {} : { mayRestOn: null }),
    });
    if (!taken.ok) return taken;
    this.#progress.note(`one backup for all members: ${adapterNameOf(taken.value.envelope)}`);
    await this.#folder.writeFile(envelope, `${JSON.stringify(taken.value.envelope, null, 2)}\n`);
    return taken;
  }

  async #recheck(
    envelope: BackupEnvelope,
    { systemIdentifier }: { readonly systemIdentifier: string },
  ): Promise<Result<null>> {
    if (this.#checked === envelope.sha256) return accepted(null);
    const whole = await this.#inner.recheck(envelope, { runId: this.#batchId, systemIdentifier });
    if (whole.ok) this.#checked = envelope.sha256;
    return whole;
  }

  /** Ends the copies; a later take makes a new backup. */
  async release(): Promise<void> {
    const [taken, stage, fork] = await Promise.allSettled([this.#taken, this.#stage, this.#fork]);
    [this.#taken, this.#stage, this.#fork] = [null, null, null];
    this.#members = 0;
    for (const copy of [stage, fork])
      if (copy.status === "fulfilled") await copy.value?.[Symbol.asyncDispose]();
    if (taken.status === "fulfilled" && taken.value?.ok)
      await taken.value.value.restored[Symbol.asyncDispose]();
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.release();
  }
}

/** Whether the copies hold the rows of twice as many members as when this was last so. */
function isDoubled(members: number): boolean {
  return members >= 16 && Number.isInteger(Math.log2(members));
}

/** The same database, which its user does not end. */
function keep(database: ScratchDatabase): ScratchDatabase {
  return {
    sql: database.sql,
    dumpTarget: database.dumpTarget,
    dumpSource: database.dumpSource,
    restore: (dump) => database.restore(dump),
    analyze: () => database.analyze(),
    fork: () => database.fork(),
    [Symbol.asyncDispose]: async () => {},
  };
}
