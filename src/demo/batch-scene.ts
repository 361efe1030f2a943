import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import type { App } from "../compose/app.ts";
import { type Gate, shortName } from "../domain/gates.ts";
import { approvalsPath, gateFile } from "../domain/run-paths.ts";
import type { ScratchFactory } from "../ports/scratch.ts";
import { type BatchLeftovers, readBatchLeftovers } from "./batch-leftovers.ts";
import { readUnitsByDocument, readUses, type UseReading } from "./batch-reading.ts";
import type { DemoSetup } from "./demo-setup.ts";
import { interruptBehindMember, killBehindMember } from "./end-between-members.ts";
import { exchangeList, exchangeRequest, type PutBack } from "./exchange-files.ts";
import { type Attempt, attemptReplayOfPlace } from "./tampering.ts";

/** What the story of a batch reads and does beside what the bot says of it. */
export interface BatchScene {
  readUses(): Promise<readonly UseReading[]>;
  readUnitsByDocument(): Promise<ReadonlyMap<string, number>>;
  /** Backup files in the sidecar. */
  countBackups(): Promise<number>;
  /** Names of the files in a folder of the batch's own. */
  listFiles(batchId: string, folder: string): Promise<readonly string[]>;
  /** Documents that the report of the first wave of a gate names, in its order. */
  readCanary(batchId: string, gate: Gate): Promise<readonly string[]>;
  /** Members and units that the page of all members shows. */
  countOnPage(batchId: string): Promise<string>;
  exchangeRequest(batchId: string, gate: Gate): Promise<PutBack>;
  exchangeList(batchId: string): Promise<PutBack>;
  /** Ends a process behind the first member that is done: by SIGKILL, or where the database lives in this process by a signal; how it ended. */
  endBetweenMembers(batchId: string): Promise<string>;
  /** Uses the place of a member a second time, under another run. */
  replayPlace(): Promise<Attempt>;
  readLeftovers(batchId: string, runIds: readonly string[]): Promise<BatchLeftovers>;
}

export function composeBatchScene({
  setup,
  scratch,
  openApp,
}: {
  readonly setup: DemoSetup;
  readonly scratch: ScratchFactory;
  /** A second bot on the same sidecar, which its own signal asks to end. */
  readonly openApp: (interrupted: AbortSignal) => Promise<App>;
}): BatchScene {
  const { root, repository, database, environment, folder } = setup;
  const batchFolder = (batchId: string) => join(root, "batches", batchId);
  return {
    async readUses() {
      await using session = await database.sql.open("verify");
      return await readUses(session);
    },
    async readUnitsByDocument() {
      await using session = await database.sql.open("verify");
      return await readUnitsByDocument(session);
    },
    countBackups: async () => (await readdir(join(root, "backups"))).length,
    listFiles: async (batchId, name) => (await readdir(join(batchFolder(batchId), name))).sort(),
    async readCanary(batchId, gate) {
      const folder = join(batchFolder(batchId), "kb");
      const name = (await readdir(folder)).find(
        (each) => each.startsWith(`${shortName(gate)}-`) && each.endsWith("-wave-001.md"),
      );
      const text = await readFile(join(folder, name ?? "no report of a first wave"), "utf8");
      return [...text.matchAll(/^\| `([a-z-]+)` \| `ictr-/gm)].map((match) => match[1] ?? "");
    },
    async countOnPage(batchId) {
      const page = await readFile(join(batchFolder(batchId), "members.html"), "utf8");
      const count = (what: RegExp) => page.match(what)?.length ?? 0;
      return `${count(/<details class="member/g)} with ${count(/<tr><td><code>[A-Z-]+\//g)} units`;
    },
    exchangeRequest: (batchId, gate) =>
      exchangeRequest(join(batchFolder(batchId), "requests", gateFile(gate, "request"))),
    async exchangeList(batchId) {
      const [name = "no list"] = await readdir(join(batchFolder(batchId), "list"));
      const path = approvalsPath(batchId, name);
      return await exchangeList(repository, path, { PATH: environment.PATH, HOME: folder });
    },
    async endBetweenMembers(batchId) {
      const { logins } = database;
      if (logins !== undefined)
        return await killBehindMember({ batchId, root, home: folder, environment, logins });
      const asked = new AbortController();
      await using app = await openApp(asked.signal);
      return await interruptBehindMember({ batchId, app, asked });
    },
    readLeftovers: (batchId, runIds) =>
      readBatchLeftovers({ root, batchId, runIds, recipient: setup.keys.recipient, scratch }),
    replayPlace: () => attemptReplayOfPlace(database.sql),
  };
}
