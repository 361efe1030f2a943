import { Command } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { evidenceFolder } from "../compose/evidence-folder.ts";
import { type SealVerdict, verifySeal } from "../compose/verify-seal.ts";
import type { Environment } from "../config/environment.ts";
import { accepted } from "../domain/result.ts";
import { utc } from "../domain/run.ts";
import { idOf } from "../domain/seal.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { describeEntries } from "./describe-entries.ts";

interface VerifySealOptions {
  readonly rootKey: string;
  readonly tsaCert: string;
  readonly run?: string;
  readonly root?: string;
  readonly json?: boolean;
}

/**
 * `cutter evidence verify-seal FOLDER`: judges a seal for anybody, from named files alone; also long after the keys that made it have ended,
 * because the time stamp tells that it was signed before.
 */
export function makeVerifySealCommand(line: CommandLine, environment: Environment): Command {
  return new Command("verify-seal")
    .description("judge a seal offline: list, root, signature by the root key, and time stamp")
    .argument("<folder>", "the folder of the seal, with signature and time stamp")
    .requiredOption("--root-key <file>", "the public root key that has signed it (.asc, .pub)")
    .requiredOption("--tsa-cert <file>", "the certificates of the time stamping authority, in PEM")
    .option("--run <run>", "whether this run or batch is under it: its id, or the folder of its evidence")
    .option("--root <folder>", "the sidecar for an id (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((folder: string, options: VerifySealOptions) =>
      conclude(line, options, async (output) => {
        const root = options.root ?? environment.CUTTER_ROOT;
        const evidence =
          options.run === undefined ? accepted(null) : await evidenceFolder(options.run, root, environment);
        if (!evidence.ok) return evidence;
        const { progress } = output;
        const verdict = await verifySeal(
          { environment, progress, interrupted: line.interrupted },
          {
            folder,
            rootKeyFile: options.rootKey,
            authorityFile: options.tsaCert,
            evidence: evidence.value,
          },
        );
        if (!verdict.ok) return verdict;
        tellVerdict(output, verdict.value);
        return accepted(0);
      }),
    );
}

function tellVerdict(output: Output, { seal, signature, stampedAt, ended, asked }: SealVerdict): void {
  const { since, until, root, previous_sha256, entries } = seal;
  output.json({
    verdict: "sealed",
    ...{ since, until, root, previous_sha256 },
    entries: entries.length,
    key: signature.key,
    signed_utc: signature.createdAt && utc(signature.createdAt),
    stamped_utc: utc(stampedAt),
    key_ended: ended && { at_utc: utc(ended.at), by: ended.by },
    entry: asked,
  });
  output.line(
    `The seal holds: ${describeEntries(entries)}, closed ${since ?? "from the beginning"} until ${until}.`,
  );
  output.line(`  root     ${root}`);
  output.line(`  signed   by ${signature.key}`);
  output.line(`  stamped  ${utc(stampedAt)}`);
  if (ended !== null)
    output.line(`The key has ended since, ${utc(ended.at)}: ${ended.by}. The signature was stamped before.`);
  if (asked !== null)
    output.line(`${idOf(asked)} is under it, closed ${asked.closed_utc}, and its evidence is whole.`);
}
