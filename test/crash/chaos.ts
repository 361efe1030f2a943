import { chmodSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { findLeftBehind } from "../left-behind.ts";
import { lawOf } from "../support/test-setup.ts";
import { type CrashScene, makeCrashScene } from "./crash-scene.ts";
import { killAmendment } from "./kill-amendment.ts";
import { killDays } from "./kill-days.ts";
import { passTogether } from "./pass-together.ts";
import { killAtRandom } from "./random-kills.ts";

/**
 * `npm run chaos -- --seed N --kills K --together M`: goes on with M approved runs at once, kills an amendment and a run that sets days at
 * every named point, then the built command line at random moments; fails where a run is stranded or does not end as a calm one, or where a
 * server is left.
 */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      seed: { type: "string" },
      kills: { type: "string", default: "50" },
      together: { type: "string", default: "8" },
    },
  });
  const seed = Number(values.seed ?? Math.floor(Math.random() * 2 ** 31));
  const kills = Number(values.kills);
  const runs = Number(values.together);
  if (![seed, kills, runs].every(Number.isSafeInteger) || kills < 1 || runs < 1)
    throw new Error("--seed takes a whole number, --kills and --together one of at least 1");
  const folder = mkdtempSync(join(tmpdir(), "ch-"));
  // The account of throw-away servers passes through.
  chmodSync(folder, 0o711);
  process.env["TMPDIR"] = folder;
  tell(`seed ${seed}, ${kills} kills`);
  try {
    {
      await using scene = await makeCrashScene();
      await passTogether(scene, { seed, runs });
      tell(`${runs} runs at once passed both gates and closed`);
      await killAmendment(scene, { ...(await enactTwo(scene)), extent: "every point" });
      tell("an amendment that was killed at every named point ended as one that was never killed");
      await killDays(scene, "every point");
      tell("a run that sets days and was killed at every named point set each day once");
      await killAtRandom(scene, { seed, kills, tell });
    }
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
