import { Command } from "commander";
import { systemNow, type VerifyOrder, verifyOffline } from "../compose/verify.ts";
import type { Environment } from "../config/environment.ts";
import { refuseUnsafeId } from "../domain/approval.ts";
import type { Gate } from "../domain/gates.ts";
import { exitCodeOf } from "../domain/reasons.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { GateVerdict } from "../ports/approvals.ts";
import { type CommandLine, conclude, tellRefusal } from "./command-line.ts";
import { gateOption } from "./gate-option.ts";
import { momentRefusal, parseMoment } from "./moment.ts";

interface VerifyOptions {
  readonly repo: string;
  readonly ref: string;
  readonly runId: string;
  readonly gate: Gate;
  readonly request: string;
  readonly policyRoot: readonly string[];
  readonly now?: string;
  readonly firstSeen?: string;
  readonly json?: boolean;
}

/**
 * `cutter verify`: judges one gate offline, for anybody, from git objects and the named files alone. Exit code 0 accepted, 3 refused,
 * 2 bad input; the JSON object of `--json` is described in docs/formats.md and stable.
 */
export function makeVerifyCommand(line: CommandLine, environment: Environment): Command {
  return new Command("verify")
    .description("judge the approval of one gate offline, from git objects and named files alone")
    .option("--repo <folder>", "a clone of the control repository", ".")
    .option("--ref <ref>", "branch or commit that counts as the default branch", "main")
    .requiredOption("--run-id <run>", "run id")
    .addOption(gateOption())
    .requiredOption("--request <file>", "the request, byte for byte as the runner wrote it")
    .requiredOption("--policy-root <file...>", "public root keys that sign the policy (.asc, .pub)")
    .option("--now <time>", "the moment to judge at, YYYY-MM-DDTHH:MM:SSZ (default: now)")
    .option("--first-seen <time>", "when the approval was first seen (default: the moment to judge at)")
    .option("--json", "print one JSON object")
    .action((options: VerifyOptions) =>
      conclude(line, options, async (output) => {
        const order = readOrder(options, systemNow());
        const judged = order.ok ? await verifyOffline(order.value, environment) : order;
        const verdict = judged.ok ? judged.value : { result: judged, seen: [] };
        output.json(toJson(verdict));
        const { result } = verdict;
        if (!result.ok) {
          tellRefusal(output, result.refusal);
          return accepted(exitCodeOf(result.refusal.reason));
        }
        const { approval, expiresUtc } = result.value.opened;
        output.line(`accepted: ${options.gate} of ${options.runId} is open until ${expiresUtc}`);
        output.line(`  approved by  ${approval.persons.join(", ")} with ${approval.keys.join(", ")}`);
        output.line(`  in           ${approval.approvalCommit}, executed by ${approval.executionCommit}`);
        if (result.value.solo)
          output.line("  solo mode: one person alone can start a run and open its gates");
        return accepted(0);
      }),
    );
}

/** The stable object for outside judges, as docs/formats.md describes it. */
function toJson({ result, seen }: GateVerdict) {
  if (result.ok) {
    const { opened, policyVersion, solo } = result.value;
    const { approval, expiresUtc } = opened;
    return {
      verdict: "accepted",
      reason: null,
      message: `The gate is open until ${expiresUtc}.`,
      person: approval.persons.join(", "),
      key: approval.keys.join(", "),
      commit: approval.approvalCommit,
      expected: null,
      actual: null,
      execution_commit: approval.executionCommit,
      expires_utc: expiresUtc,
      policy_version: policyVersion,
      solo,
    };
  }
  const { reason, message, field, expected, actual, wayOut, details, commit, signer } = result.refusal;
  return {
    verdict: "refused",
    reason,
    message,
    person: signer?.person ?? null,
    key: signer?.key ?? null,
    commit: commit ?? seen[0] ?? null,
    expected: expected ?? null,
    actual: actual ?? null,
    field: field ?? null,
    way_out: wayOut,
    details: details ?? [],
  };
}

function readOrder(options: VerifyOptions, clock: Date): Result<VerifyOrder> {
  const unsafe = refuseUnsafeId(options.runId);
  if (unsafe !== null) return refused(unsafe);
  const now = options.now === undefined ? clock : parseMoment(options.now);
  if (now === null) return refused(momentRefusal("--now", options.now));
  const firstSeen = options.firstSeen === undefined ? now : parseMoment(options.firstSeen);
  if (firstSeen === null) return refused(momentRefusal("--first-seen", options.firstSeen));
  return accepted({
    repo: options.repo,
    ref: options.ref,
    runId: options.runId,
    gate: options.gate,
    requestFile: options.request,
    rootKeyFiles: options.policyRoot,
    now,
    firstSeen,
  });
}
