import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import type { Settings } from "../../src/config/settings.ts";
import { findLeftBehind } from "../left-behind.ts";
import { lawOf } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";
import { killAmendment } from "./kill-amendment.ts";
import { killBatch } from "./kill-batch.ts";
import { killDays } from "./kill-days.ts";
import { passTogether } from "./pass-together.ts";
import { killAtRandom } from "./random-kills.ts";
import { FaultWorlds } from "./schedules/fault-world.ts";
import { runSchedules } from "./schedules/run-schedules.ts";
import { walkBatches } from "./walks/walk-batches.ts";

const SIDECARS: readonly Settings["sidecar"][] = ["folder", "postgresql"];

/** How many schedules are played beside all else. */
const USUAL_SEEDS = 60;

/**
 * `npm run chaos -- --seed N --kills K --together M --members B --batch-kills C --walks W`: with the journal in the folder and in the database, goes on with M approved runs at once, kills an amendment and a
 * run that sets days at every named point, then the built command line at random moments, K times in single runs and C times in one batch of B
 * documents, and walks W small batches through random acts; fails where a run is stranded or does not end as a calm one, or where a server is left. `--only-batch` leaves all but the batch out.
 * Then it plays random schedules of faults. `--seeds S` plays S of them and does nothing else, from seed N on; `--schedule --seed N` that of one seed, and tells its acts.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      kills: { type: "string", default: "50" },
      together: { type: "string", default: "8" },
      members: { type: "string", default: "40" },
      "batch-kills": { type: "string", default: "20" },
      walks: { type: "string", default: "40" },
      seeds: { type: "string" },
      schedule: { type: "boolean", default: false },
      "only-batch": { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const kills = Number(values.kills);
  const runs = Number(values.together);
  const members = Number(values.members);
  const batchKills = Number(values["batch-kills"]);
  const walks = Number(values.walks);
  const seeds = values.schedule ? 1 : Number(values.seeds ?? USUAL_SEEDS);
  const counts = [kills, runs, members, batchKills, walks, seeds];
  if (![seed, ...counts].every(Number.isSafeInteger) || counts.some((count) => count < 1))
    throw new Error(
      "--seed takes a whole number; --kills, --together, --members, --batch-kills, --walks and --seeds one of at least 1",
    );
  const folder = mkdtempSync(join(tmpdir(), "ch-"));
  // The account of throw-away servers passes through.
  chmodSync(folder, 0o711);
  process.env["TMPDIR"] = folder;
  tell(`seed ${seed}`);
  try {
    if (values.schedule || values.seeds !== undefined) {
      await playSchedules({ seed, seeds, isTold: values.schedule });
      return await refuseLeft(folder);
    }
    if (!values["only-batch"])
      for (const sidecar of SIDECARS) {
        tell(`the journal in ${sidecar}`);
        await killRuns(sidecar, { seed, runs, kills });
      }
    for (const sidecar of SIDECARS) {
      await using scene = await makeCrashScene(sidecar);
      await killBatch(scene, { seed, members, kills: batchKills, tell });
      tell(
        `a batch of ${members} that was killed ended as one that was never killed, its journal in ${sidecar}`,
      );
    }
    await walkBatches({ seed, walks, tell });
    if (!values["only-batch"]) await playSchedules({ seed, seeds, isTold: false });
    await refuseLeft(folder);
    tell("every run ended as one that was never killed, and nothing is left");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function killRuns(
  sidecar: Settings["sidecar"],
  { seed, runs, kills }: { readonly seed: number; readonly runs: number; readonly kills: number },
): Promise<void> {
  await using scene = await makeCrashScene(sidecar);
  await passTogether(scene, { seed, runs });
  tell(`${runs} runs at once passed both gates and closed`);
  await killAmendment(scene, { ...(await enactTwo(scene)), extent: "every point" });
  tell("an amendment that was killed at every named point ended as one that was never killed");
  await killDays(scene, "every point");
  tell("a run that sets days and was killed at every named point set each day once");
  await killAtRandom(scene, { seed, kills, tell });
}

async function playSchedules(order: {
  readonly seed: number;
  readonly seeds: number;
  readonly isTold: boolean;
}): Promise<void> {
  await using worlds = new FaultWorlds();
  const seeds = Array.from({ length: order.seeds }, (_, index) => order.seed + index);
  await runSchedules(worlds, { seeds, tell, isTold: order.isTold });
}

async function refuseLeft(folder: string): Promise<void> {
  const left = await findLeftBehind(folder);
  if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
}

/** Two documents alike, each in a first version. */
async function enactTwo(scene: CrashScene) {
  const enact = async (prefix: string) => {
    const documentId = await scene.setup.register(lawOf("the killed law"), { prefix });
    await scene.runCalmly(documentId);
    return { documentId, prefix };
  };
  return { killed: await enact("KILL"), calm: await enact("CALM") };
}

function tell(line: string): void {
  process.stdout.write(`${line}\n`);
}

await main();
