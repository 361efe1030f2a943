import { parseArgs } from "node:util";
import { compareKeys } from "./compare.ts";
import { countCauses } from "./count-causes.ts";
import { isWrong } from "./is-wrong.ts";

/** `npm run oracle -- --keys 2000 --seed 1`: GnuPG's verdict and ours on random keys; exit code 1 where ours is laxer or has no cause. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { keys: { type: "string", default: "2000" }, seed: { type: "string", default: "1" } },
  });
  const comparisons = await compareKeys({ seed: Number(values.seed), count: Number(values.keys) });
  const both = comparisons.filter(({ gpg, refusedFor }) => gpg === "GOODSIG" && refusedFor === null);
  const stricter = comparisons.filter(({ gpg, refusedFor }) => gpg === "GOODSIG" && refusedFor !== null);
  const print = (line: string) => process.stdout.write(`${line}\n`);
  print(
    `${comparisons.length} signatures, ${both.length} good for both, ${stricter.length} good for GnuPG alone:`,
  );
  for (const [cause, count] of countCauses(stricter)) print(`${String(count).padStart(7)}  ${cause}`);
  const wrong = comparisons.filter(isWrong);
  for (const { seed, part, laxer, refusedFor } of wrong)
    print(`seed ${seed}, part ${part}: ${laxer ?? `refused without need: ${refusedFor}`}`);
  process.exitCode = wrong.length === 0 ? 0 : 1;
}

await main();
