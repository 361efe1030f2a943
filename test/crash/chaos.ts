import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findLeftBehind } from "../left-behind.ts";
import { lawOf } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";
import { killAmendment } from "./kill-amendment.ts";
import { killBatch } from "./kill-batch.ts";
import { killDays } from "./kill-days.ts";
import { passTogether } from "./pass-together.ts";
import { killAtRandom } from "./random-kills.ts";
import { walkBatches } from "./walks/walk-batches.ts";

/**
 * `npm run chaos -- --seed N --kills K --together M --members B --batch-kills C --walks W`: goes on with M approved runs at once, kills an amendment and a
 * run that sets days at every named point, then the built command line at random moments, K times in single runs and C times in one batch of B
 * documents, and walks W small batches through random acts; fails where a run is stranded or does not end as a calm one, or where a server is left. `--only-batch` leaves all but the batch out.
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
      "only-batch": { type: "boolean", default: false },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const kills = Number(values.kills);
  const runs = Number(values.together);
  const members = Number(values.members);
  const batchKills = Number(values["batch-kills"]);
  const walks = Number(values.walks);
  const counts = [kills, runs, members, batchKills, walks];
  if (![seed, ...counts].every(Number.isSafeInteger) || counts.some((count) => count < 1))
    throw new Error(
      "--seed takes a whole number; --kills, --together, --members, --batch-kills and --walks one of at least 1",
    );
  const folder = mkdtempSync(join(tmpdir(), "ch-"));
  // The account of throw-away servers passes through.
  chmodSync(folder, 0o711);
  process.env["TMPDIR"] = folder;
  tell(`seed ${seed}`);
  try {
    if (!values["only-batch"]) {
      await using scene = await makeCrashScene();
      await passTogether(scene, { seed, runs });
      tell(`${runs} runs at once passed both gates and closed`);
      await killAmendment(scene, { ...(await enactTwo(scene)), extent: "every point" });
      tell("an amendment that was killed at every named point ended as one that was never killed");
      await killDays(scene, "every point");
      tell("a run that sets days and was killed at every named point set each day once");
      await killAtRandom(scene, { seed, kills, tell });
    }
    {
      await using scene = await makeCrashScene();
      await killBatch(scene, { seed, members, kills: batchKills, tell });
      tell(`a batch of ${members} that was killed ended as one that was never killed`);
    }
    await walkBatches({ seed, walks, tell });
    const left = await findLeftBehind(folder);
    if (left.length > 0) throw new Error(`left behind: ${left.join(", ")}`);
    tell("every run ended as one that was never killed, and nothing is left");
  } finally {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
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
