import { join } from "node:path";
import { Command } from "commander";
import type { Output } from "../adapters/terminal/output.ts";
import { type SealMade, sealPeriod } from "../compose/seal.ts";
import type { Environment } from "../config/environment.ts";
import { readDay } from "../domain/days.ts";
import { accepted } from "../domain/result.ts";
import { ROOT_FILE, SEAL_NAMESPACE, STAMP_FILE, STAMP_QUERY_FILE, signatureFile } from "../domain/seal.ts";
import { shellWord } from "../domain/shell-word.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { describeEntries } from "./describe-entries.ts";

interface SealOptions {
  readonly since?: string;
  readonly until: string;
  readonly previous?: string;
  readonly out?: string;
  readonly root?: string;
  readonly json?: boolean;
}

/** `cutter evidence seal --until DAY`: one hash tree over what was closed in a period, to be signed by a root key and time-stamped. */
export function makeSealCommand(line: CommandLine, environment: Environment): Command {
  return new Command("seal")
    .description("put the closed runs and batches of a period under one root, to be signed and time-stamped")
    .option("--since <day>", "the first day, YYYY-MM-DD in UTC (default: from the beginning)")
    .requiredOption("--until <day>", "the last day, which has to be over")
    .option("--previous <folder>", "go on from an earlier seal: with all that it does not hold")
    .option("--out <folder>", "where the seal is written (default: seal-<until>)")
    .option("--root <folder>", "the sidecar (default: CUTTER_ROOT or /var/lib/cutter)")
    .option("--json", "print one JSON object")
    .action((options: SealOptions) =>
      conclude(line, { ...options, again: AGAIN }, async (output) => {
        const until = readDay("--until", options.until);
        if (!until.ok) return until;
        const since = options.since === undefined ? accepted(null) : readDay("--since", options.since);
        if (!since.ok) return since;
        const out = options.out ?? `seal-${until.value}`;
        const { progress } = output;
        const made = await sealPeriod(
          { environment, progress, interrupted: line.interrupted },
          {
            ...{ since: since.value, until: until.value, out },
            ...{ root: options.root ?? null, previous: options.previous ?? null },
          },
        );
        if (!made.ok) return made;
        tellSeal(output, out, made.value);
        return accepted(0);
      }),
    );
}

const AGAIN = "Start `cutter evidence seal` again; no evidence was changed.";

function tellSeal(output: Output, out: string, { seal, wasThere, rootKeys }: SealMade): void {
  const { since, until, previous_sha256, root, entries } = seal;
  output.json({
    verdict: "sealed",
    folder: out,
    ...{ since, until, previous_sha256, root },
    entries: entries.length,
    was_there: wasThere,
  });
  const what = describeEntries(entries);
  output.line(
    `${wasThere ? `${out} holds this seal already` : `Sealed in ${out}`}: ${what}, closed ${since ?? "from the beginning"} until ${until}.`,
  );
  output.line(`Root ${root}`);
  const path = (name: string) => shellWord(join(out, name));
  output.line("\nOne of the root keys signs it:");
  for (const { system, fingerprint } of rootKeys)
    output.line(
      system === "ssh"
        ? `  ssh-keygen -Y sign -n ${SEAL_NAMESPACE} -f KEY ${path(ROOT_FILE)}    (${fingerprint})`
        : `  gpg --armor --detach-sign --local-user ${fingerprint} ${path(ROOT_FILE)}`,
    );
  const systems = new Set(rootKeys.map(({ system }) => system));
  const signature = path(signatureFile(systems.has("openpgp") ? "openpgp" : "ssh"));
  output.line("\nThen an authority stamps the signature, so that it outlives the key:");
  output.line(`  openssl ts -query -data ${signature} -sha256 -cert -out ${path(STAMP_QUERY_FILE)}`);
  output.line(
    `  curl --fail --data-binary @${path(STAMP_QUERY_FILE)} -H 'Content-Type: application/timestamp-query' -o ${path(STAMP_FILE)} AUTHORITY`,
  );
  output.line("\nThen anybody can verify it, at any time and without a network:");
  output.line(`  cutter evidence verify-seal ${shellWord(out)} --root-key KEY --tsa-cert CERTIFICATE`);
}
