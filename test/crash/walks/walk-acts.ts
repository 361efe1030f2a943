import { GATE_NAMES, type Gate } from "../../../src/domain/gates.ts";
import type { Chance } from "./chance.ts";
import { readWays, type Way } from "./printed-ways.ts";
import type { WalkWorld } from "./walk-world.ts";

/** Where a command is killed that goes on behind each gate. */
const POINTS: Readonly<Record<Gate, readonly string[]>> = {
  SG_1_cut_authz: [
    ...["cut_leg_a", "cut_leg_b", "write_verify"].flatMap(pointsOf),
    "SG_2_lifecycle_authz:after_request",
    "batch:SG_2_lifecycle_authz:after_request",
  ],
  SG_2_lifecycle_authz: [
    ...["lifecycle_enact", "closeout"].flatMap(pointsOf),
    "close:after_seal",
    "close:after_closed",
    "batch:after_seal",
  ],
  SG_3_compensation_authz: [
    "compensation:after_effect",
    "compensation:in_transaction",
    "compensation:before_commit",
  ],
};
const ALWAYS = ["batch:member_settled", "batch:files_published", "batch:report_written", "report:written"];

function pointsOf(phase: string): readonly string[] {
  return ["after_intent", "in_transaction", "before_commit", "after_effect", "after_result"].map(
    (at) => `${phase}:${at}`,
  );
}

function chancePoint(chance: Chance, gate: Gate): string {
  const asking = ["after_request", "after_opened", "after_judged", "after_armed"].map(
    (at) => `${gate}:${at}`,
  );
  const ofBatch = ["after_request", "after_opened", "after_ended"].map((at) => `batch:${gate}:${at}`);
  return chance.of([...POINTS[gate], ...ALWAYS, ...asking, ...ofBatch]);
}

/** One act: does it, and says what was done. */
export async function actAtRandom(world: WalkWorld, chance: Chance): Promise<string> {
  const kind = chance.below(100);
  if (kind < 24) return approveOne(world);
  if (kind < 42) return followPrinted(world, chance);
  if (kind < 52) return operate(world, chance, true);
  if (kind < 74) return operate(world, chance, false);
  return changeWorld(world, chance);
}

async function approveOne(world: WalkWorld): Promise<string> {
  const asked = (await world.waiting()).find(({ payload }) => !world.decisions.has(payload));
  if (asked === undefined) {
    const way = { verb: "resume", id: world.batchId } as const;
    return perform(world, way);
  }
  await world.approve(asked);
  return `approve ${asked.id} ${asked.gate}`;
}

export async function printedWays(world: WalkWorld): Promise<readonly Way[]> {
  const members = (await world.runs()).filter(({ result }) => result === "failed").map(({ runId }) => runId);
  const { refusal, next } = await world.status();
  const texts = [world.told.refusal?.wayOut, world.told.next, refusal?.wayOut, next];
  return readWays(texts.filter((text) => text != null).join("\n"), members, world.lastId || world.batchId);
}

async function followPrinted(world: WalkWorld, chance: Chance): Promise<string> {
  const ways = await printedWays(world);
  if (ways.length === 0) return "follow: nothing printed";
  return perform(world, chance.of(ways));
}

export async function perform(world: WalkWorld, way: Way): Promise<string> {
  world.lastId = way.id;
  world.told = await world.act(way);
  return tell(world, way);
}

function tell({ told }: WalkWorld, { verb, id }: Way, how = ""): string {
  const { refusal } = told;
  return `${verb} ${id}${how} -> ${refusal === null ? "well" : `${refusal.reason} ${refusal.field ?? ""}: ${refusal.actual ?? ""}`}`;
}

async function chooseWay(world: WalkWorld, chance: Chance): Promise<Way> {
  const kind = chance.below(12);
  if (kind < 4) return { verb: "resume", id: world.batchId };
  if (kind < 6) return { verb: "renew", id: world.batchId };
  if (kind < 8) return { verb: "revert", id: world.batchId };
  if (kind < 9) return { verb: "void", id: world.batchId };
  const { runId } = chance.of(await world.runs());
  return { verb: chance.of(["void", "revert", "revert"]), id: runId };
}

async function operate(world: WalkWorld, chance: Chance, isCalm: boolean): Promise<string> {
  const printed = await printedWays(world);
  const way =
    !isCalm && printed.length > 0 && chance.below(3) > 0
      ? chance.of(printed)
      : await chooseWay(world, chance);
  if (isCalm) return perform(world, way);
  const how = chance.below(10);
  if (how < 5 && way.verb !== "audit") {
    const point = chancePoint(chance, (await world.status()).round?.gate ?? "SG_1_cut_authz");
    return `${way.verb} ${way.id} killed at ${point} -> ${await world.actKilled(way, point)}`;
  }
  if (how < 7) {
    const served = chance.below(120);
    world.told = await world.actWithoutDatabase(way, served);
    return tell(world, way, ` database away behind ${served} queries`);
  }
  const steps = chance.below(60);
  world.told = await world.actInterrupted(way, steps);
  return tell(world, way, ` asked to end behind ${steps} steps`);
}

async function changeWorld(world: WalkWorld, chance: Chance): Promise<string> {
  const kind = chance.below(12);
  const { documentId } = chance.of(await world.runs());
  if (kind < 3) {
    if (world.tampering.exchanged.has(documentId)) world.tampering.mendSource(documentId);
    else world.tampering.exchangeSource(documentId);
    return `${world.tampering.exchanged.has(documentId) ? "exchange" : "mend"} the source of ${documentId}`;
  }
  if (kind < 6) {
    if (world.tampering.forged.has(documentId)) world.tampering.mendDrafts(documentId);
    else await world.tampering.forgeDrafts(documentId);
    return `${world.tampering.forged.has(documentId) ? "forge" : "mend"} the drafts of ${documentId}`;
  }
  if (kind < 7) {
    await world.hold(!world.isHeld);
    return `hold ${world.isHeld}`;
  }
  if (kind < 8) {
    const gate: Gate | null = world.refusesBatches === null ? chance.of(GATE_NAMES) : null;
    await world.policy(gate, world.isAuditBound);
    return `policy takes no batch at ${gate}`;
  }
  if (kind < 9) {
    await world.policy(world.refusesBatches, !world.isAuditBound);
    return `policy bounds the audit: ${world.isAuditBound}`;
  }
  const asked = (await world.waiting()).find(({ payload }) => world.decisions.get(payload) === "approved");
  if (asked === undefined) return followPrinted(world, chance);
  await world.withdraw(asked);
  return `withdraw ${asked.id} ${asked.gate}`;
}

export async function makeWhole(world: WalkWorld): Promise<void> {
  for (const id of [...world.tampering.exchanged]) world.tampering.mendSource(id);
  for (const id of [...world.tampering.forged]) world.tampering.mendDrafts(id);
  await world.hold(false);
  if (world.refusesBatches !== null || world.isAuditBound) await world.policy(null, false);
}
