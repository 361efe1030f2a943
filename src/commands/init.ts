import { Command } from "commander";
import { initControlRepository } from "../compose/init.ts";
import { chooseActions, readOwnRelease } from "../compose/own-release.ts";
import { refusal } from "../domain/refusal.ts";
import { accepted, refused } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";

interface InitOptions {
  readonly repository: string;
  readonly actions?: string;
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
    .option(
      "--actions <owner/name[@commit]>",
      "where to take the actions from, by full commit id (default: the release that runs)",
    )
    .requiredOption("--root-key <file>", "public key that signs the policy (.asc, .pub)")
    .requiredOption("--sovereign <id>", "id of the person who opens the gates, as the policy names it")
    .option("--sovereign-name <name>", "the person's name (default: the id)")
    .requiredOption("--sovereign-key <file>", "the person's public key (.asc, .pub)")
    .option("--sovereign-github <login:id>", "the person's account: login and numeric id")
    .option("--json", "print one JSON object")
    .action((folder: string, options: InitOptions) =>
      conclude(line, options, async (output) => {
        const source = chooseActions(options.actions ?? null, await readOwnRelease());
        if (!source.ok) return source;
        const account = /^([\w-]{1,39}):([1-9]\d{0,14})$/.exec(options.sovereignGithub ?? "");
        if (!/^[\w.-]+\/[\w.-]+$/.test(options.repository))
          return refusedInput("--repository", "owner/name", options.repository);
        if (options.sovereignGithub !== undefined && account === null)
          return refusedInput("--sovereign-github", "login:id", options.sovereignGithub);
        const written = await initControlRepository({
          folder,
          repository: options.repository,
          source: source.value,
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
        const { repository, commit, version } = source.value;
        output.json({ verdict: "done", folder, files, notices, actions: source.value });
        for (const line of [...files, ...notices]) output.line(line);
        output.line(`Actions of ${repository}@${commit}${version === null ? "" : `, version ${version}`}.`);
        output.line(`Read ${folder}/README.md: the holder of the root key signs the first commit.`);
        return accepted(0);
      }),
    );
}

function refusedInput(field: string, expected: string, actual: string) {
  return refused(refusal("STOP_BAD_INPUT", { field, expected, actual }));
}
