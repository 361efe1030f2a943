import { Argument, Command } from "commander";
import { accepted } from "../../domain/result.ts";
import { type CommandLine, conclude } from "../command-line.ts";
import { makeProgram } from "../command-tree.ts";
import { type CommandFacts, describeTree } from "../describe-tree.ts";
import type { CommandParts } from "../registry.ts";
import { renderBash } from "./render-bash.ts";
import { renderFish } from "./render-fish.ts";
import { renderZsh } from "./render-zsh.ts";

const RENDERERS = { bash: renderBash, zsh: renderZsh, fish: renderFish } as const satisfies Record<
  string,
  (tree: readonly CommandFacts[]) => string
>;

type Shell = keyof typeof RENDERERS;

const HELP = `
bash   cutter completion bash > ~/.local/share/bash-completion/completions/cutter
zsh    cutter completion zsh > ~/.zfunc/_cutter    (with ~/.zfunc in fpath, before compinit)
fish   cutter completion fish > ~/.config/fish/completions/cutter.fish`;

/** `cutter completion SHELL`: a script by which the shell completes commands, options and their values. */
export function makeCompletionCommand(line: CommandLine, parts: CommandParts): Command {
  return new Command("completion")
    .description("print a script by which a shell completes commands, options and their values")
    .addArgument(new Argument("<shell>", "the shell").choices(Object.keys(RENDERERS)))
    .option("--json", "print one JSON object")
    .addHelpText("after", HELP)
    .action((shell: Shell, options: { readonly json?: boolean }) =>
      conclude(line, options, async (output) => {
        const script = RENDERERS[shell](
          describeTree(await makeProgram(line, parts, { named: "", isJson: false })),
        );
        output.json({ shell, script });
        output.line(script.trimEnd());
        return accepted(0);
      }),
    );
}
