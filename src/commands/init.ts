import { Command } from "commander";
import { initControlRepository } from "../compose/init.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, refused } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";

interface InitOptions {
  readonly repository: string;
  readonly actions: string;
  readonly rootKey: string;
  readonly sovereign: string;
  readonly sovereignName?: string;
  readonly sovereignKey: string;
  readonly sovereignGithub?: string;
  readonly json?: boolean;
}

/** `cutter init DIR`: the files of a working control repository, for the holder of the root key to sign. */
export function makeInitCommand(line: CommandLine): Command {
  return new Command("init")
    .description("write a working control repository: workflows, policy, owners, rulesets")
    .argument("<folder>", "an empty or new folder")
    .requiredOption("--repository <owner/name>", "the control repository on GitHub")
    .requiredOption(
      "--actions <owner/name@commit>",
      "the release of iu-cutter to take the actions from, by full commit id",
    )
    .requiredOption("--root-key <file>", "public key that signs the policy (.asc, .pub)")
    .requiredOption("--sovereign <id>", "id of the person who opens the gates, as the policy names it")
    .option("--sovereign-name <name>", "the person's name (default: the id)")
    .requiredOption("--sovereign-key <file>", "the person's public key (.asc, .pub)")
    .option("--sovereign-github <login:id>", "the person's account: login and numeric id")
    .option("--json", "print one JSON object")
    .action((folder: string, options: InitOptions) =>
      conclude(line, options, async (output) => {
        const [source, commit] = [/^([\w.-]+\/[\w.-]+)@/, /@([0-9a-f]{40})$/].map(
          (form) => form.exec(options.actions)?.[1],
        );
        const account = /^([\w-]{1,39}):([1-9]\d{0,14})$/.exec(options.sovereignGithub ?? "");
        if (source === undefined || commit === undefined)
          return refusedInput("--actions", "owner/name@<40 hex digits>", options.actions);
        if (!/^[\w.-]+\/[\w.-]+$/.test(options.repository))
          return refusedInput("--repository", "owner/name", options.repository);
        if (options.sovereignGithub !== undefined && account === null)
          return refusedInput("--sovereign-github", "login:id", options.sovereignGithub);
        const written = await initControlRepository({
          folder,
          repository: options.repository,
          source: { repository: source, commit },
          rootKeyFile: options.rootKey,
          sovereign: {
            id: options.sovereign,
            name: options.sovereignName ?? options.sovereign,
            keyFile: options.sovereignKey,
            github: account === null ? null : { login: account[1] ?? "", id: Number(account[2]) },
          },
        });
        if (!written.ok) return written;
        const { files, notices } = written.value;
        output.json({ verdict: "done", folder, files, notices });
        for (const line of [...files, ...notices]) output.line(line);
        output.line(`Read ${folder}/README.md: the holder of the root key signs the first commit.`);
        return accepted(0);
      }),
    );
}

function refusedInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
