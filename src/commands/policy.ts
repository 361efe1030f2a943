import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import { judgePolicyOffline, systemNow } from "../compose/verify.ts";
import type { Environment } from "../config/environment.ts";
import { accepted, refused } from "../domain/result.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { momentRefusal, parseMoment } from "./moment.ts";

interface PolicyOptions {
  readonly repo: string;
  readonly ref: string;
  readonly policyRoot: readonly string[];
  readonly now?: string;
  readonly json?: boolean;
}

/** `cutter policy check`: whether the policy is trusted and safe, and what it permits, gate by gate. Exit code 3 where a gate can't be opened. */
export function makePolicyCommand(line: CommandLine, environment: Environment): Command {
  const command = new Command("policy").description("what the approval policy permits");
  command
    .command("check")
    .description("judge the policy offline and explain it, gate by gate")
    .option("--repo <folder>", "a clone of the control repository", ".")
    .option("--ref <ref>", "branch or commit that counts as the default branch", "main")
    .requiredOption("--policy-root <file...>", "public root keys that sign the policy (.asc, .pub)")
    .option("--now <time>", "the moment to judge at (default: now)")
    .option("--json", "print one JSON object")
    .action((options: PolicyOptions) =>
      conclude(line, options, async (output) => {
        const now = options.now === undefined ? systemNow() : parseMoment(options.now);
        if (now === null) return refused(momentRefusal("--now", options.now));
        const { repo, ref, policyRoot } = options;
        const checked = await judgePolicyOffline({ repo, ref, rootKeyFiles: policyRoot, now }, environment);
        if (!checked.ok) return checked;
        const { gates, notices, unknowns, ...policy } = checked.value;
        const isOpenable = gates.every((gate) => gate.finding !== "nobody");
        output.json({ verdict: isOpenable ? "usable" : "unusable", ...policy, gates, notices, unknowns });
        output.line(`policy version ${policy.version}${policy.solo ? ", solo mode" : ""}`);
        output.line(
          renderColumns([
            ["gate", "who", "how many", "proofs", "finding"],
            ...gates.map((gate) => [
              gate.gate,
              gate.able.join(", ") || "nobody",
              String(gate.quorum),
              gate.proofs,
              gate.sentence,
            ]),
          ]),
        );
        for (const gate of gates) for (const why of gate.unable) output.line(`${gate.gate}: ${why}`);
        for (const notice of [...notices, ...unknowns]) output.line(notice);
        return accepted(isOpenable ? 0 : 3);
      }),
    );
  return command;
}
