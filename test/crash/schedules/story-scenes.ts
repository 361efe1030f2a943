import type { App } from "../../../src/compose/app.ts";
import { DEFAULT_RULES } from "../../../src/domain/batch.ts";
import type { Gate } from "../../../src/domain/gates.ts";
import { cutAndEnact, registerVersion } from "../../support/amend-document.ts";
import { lawOf, must, type TestSetup } from "../../support/test-setup.ts";
import { type Left, readContents } from "../left-content.ts";
import type { Start, Story } from "./draw-schedule.ts";

type Contents = readonly (Readonly<Record<string, string>> | undefined)[];

/** Where a schedule begins, and what its run has to leave. */
export interface Scene {
  readonly story: Story;
  /** What is cut: the arguments behind `orchestrate`. */
  readonly cut: readonly string[];
  readonly prefixes: readonly string[];
  /** The run or batch; null where it is not begun. */
  readonly id: string | null;
  /** Runs that were over before. */
  readonly earlier: readonly string[];
  /** The requests whose approvals were used before, by digest. */
  readonly used: readonly string[];
  readonly end: string;
  readonly calm: Contents;
  restore(): Promise<void>;
}

const TEXT = lawOf("the law of faults");
const AMENDED = TEXT.replace("Text 2 of", "Text 2, amended, of");

/** Scenes of each story, made when they are first asked for. */
export class StoryScenes {
  readonly #setup: TestSetup;
  readonly #fresh: Promise<() => Promise<void>>;
  readonly #made = new Map<Story, Promise<ReadonlyMap<Start, Scene>>>();

  constructor(setup: TestSetup) {
    this.#setup = setup;
    this.#fresh = setup.remember();
  }

  async scene(story: Story, start: Start): Promise<Scene> {
    const scene = (await this.#scenesOf(story)).get(start);
    if (scene === undefined) throw new Error(`${story} has no scene ${start}`);
    return scene;
  }

  #scenesOf(story: Story): Promise<ReadonlyMap<Start, Scene>> {
    const made = this.#made.get(story) ?? this.#make(story);
    this.#made.set(story, made);
    return made;
  }

  async #make(story: Story): Promise<ReadonlyMap<Start, Scene>> {
    return story === "revert" ? this.#makeRevert() : this.#makeCut(story);
  }

  async #makeCut(story: Exclude<Story, "revert">): Promise<ReadonlyMap<Start, Scene>> {
    const setup = this.#setup;
    const fresh = await this.#fresh;
    await fresh();
    const told = await tellStory(setup, story);
    const places = new Map<Start, Pick<Scene, "id" | "used" | "restore">>();
    const keep = async (start: Start, id: string | null) =>
      places.set(start, { id, used: await readUsed(setup), restore: await setup.remember() });
    const pass = async (id: string, gate: Gate) => {
      await setup.approve(id, gate);
      await told.goOn(id);
    };
    await keep("cut", null);
    const id = await told.begin();
    await keep("SG_1", id);
    await pass(id, "SG_1_cut_authz");
    await keep("SG_2", id);
    await pass(id, "SG_2_lifecycle_authz");
    const { cut, prefixes, earlier } = told;
    const calm = await readCalm(setup, id, prefixes);
    const end = story === "batch" ? "closed" : "closeout_reported";
    return new Map(
      [...places].map(([start, place]) => [start, { story, cut, prefixes, earlier, end, calm, ...place }]),
    );
  }

  /** Where those of a law begin, with another end. */
  async #makeRevert(): Promise<ReadonlyMap<Start, Scene>> {
    const setup = this.#setup;
    const { id, prefixes, restore } = await this.scene("law", "SG_2");
    await restore();
    const runId = id ?? "";
    const revert = async (app: App) => must(await app.revert(runId, { execute: true }));
    await opened(setup, revert);
    await setup.approve(runId, "SG_3_compensation_authz");
    await opened(setup, revert);
    const calm = await readCalm(setup, runId, prefixes);
    const law = await this.#scenesOf("law");
    return new Map(
      [...law].map(([start, scene]) => [start, { ...scene, story: "revert", end: "voided", calm }]),
    );
  }
}

async function readCalm(setup: TestSetup, id: string, prefixes: readonly string[]): Promise<Contents> {
  return readLeft(setup, await opened(setup, (app) => leftsOf(app, id, prefixes)));
}

interface Told extends Pick<Scene, "cut" | "prefixes" | "earlier"> {
  readonly begin: () => Promise<string>;
  readonly goOn: (id: string) => Promise<unknown>;
}

/** With the application for this alone: the database is copied between two steps, and nobody may use it meanwhile. */
async function opened<T>(setup: TestSetup, work: (app: App) => Promise<T>): Promise<T> {
  await using app = await setup.openApp();
  return await work(app);
}

/** Registers what the story is about. */
async function tellStory(setup: TestSetup, story: Story): Promise<Told> {
  const prefixes = story === "batch" ? ["FAULT-A", "FAULT-B"] : ["FAULT"];
  const documentIds: string[] = [];
  for (const prefix of prefixes) documentIds.push(await setup.register(TEXT, { prefix }));
  const [documentId = ""] = documentIds;
  if (story === "batch")
    return {
      cut: ["batch", ...documentIds],
      prefixes,
      earlier: [],
      begin: () =>
        opened(
          setup,
          async (app) => must(await app.batches.start({ documentIds, rules: DEFAULT_RULES })).batchId,
        ),
      goOn: (id) => opened(setup, async (app) => must(await app.batches.resume(id))),
    };
  const earlier: string[] = [];
  if (story === "amendment") {
    earlier.push(await opened(setup, (app) => cutAndEnact(setup, app, documentId)));
    const version = { documentId, text: AMENDED, effectiveFrom: "2025-01-01" };
    must((await registerVersion(await setup.live.openSource(), version)).outcome);
  }
  return {
    cut: ["cut", "--document-id", documentId],
    prefixes,
    earlier,
    begin: () => opened(setup, async (app) => must(await app.cut({ documentId, mode: "LIVE" })).runId),
    goOn: (id) => opened(setup, async (app) => must(await app.resume(id))),
  };
}

async function readUsed(setup: TestSetup): Promise<readonly string[]> {
  await using owner = await setup.owner();
  const { rows } = await owner.query<{ payload_sha256: string }>(
    "select payload_sha256 from cutter_governance.approval_use",
  );
  return rows.map(({ payload_sha256 }) => payload_sha256);
}

/** The runs of a run or batch, each with the prefix of its document. */
export async function leftsOf(app: App, id: string, prefixes: readonly string[]): Promise<readonly Left[]> {
  const runIds = id.startsWith("ictb-") ? await membersOf(app, id) : [id];
  return runIds.map((runId, index) => ({ runId, prefix: prefixes[index] ?? "" }));
}

async function membersOf(app: App, id: string): Promise<readonly string[]> {
  const [row] = await app.batches.status(id);
  if (row === undefined || !("runs" in row)) throw new Error(`no batch: ${JSON.stringify(row)}`);
  return row.runs.map(({ runId }) => runId ?? "");
}

export async function readLeft(setup: TestSetup, lefts: readonly Left[]): Promise<Contents> {
  const contents = await readContents(setup, lefts);
  return lefts.map(({ runId }) => contents.get(runId));
}
