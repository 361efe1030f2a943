import { Command } from "commander";
import { fitTerminal } from "../../adapters/terminal/table.ts";
import { type VerifiedProof, type VerifiedVersion, verifyProofFile } from "../../compose/proofs.ts";
import type { Proof } from "../../domain/proof.ts";
import { tellFrom, tellInForce, tellKnown } from "../../domain/reading/tell-proof.ts";
import { exitCodeOf } from "../../domain/reasons.ts";
import { accepted } from "../../domain/result.ts";
import { type CommandLine, conclude, tellRefusal } from "../command-line.ts";
import { oneLine } from "./one-line.ts";
import { addFile, addRootKeys } from "./root-key-option.ts";

interface VerifyFlags {
  readonly rootKey: readonly string[];
  readonly key?: readonly string[];
  readonly json?: boolean;
}

type Judged = Pick<VerifiedVersion, "request" | "runId" | "usedUtc" | "verdict">;
type Verified = VerifiedProof & { readonly proof: Proof };

/** `cutter kb verify FILE`: judges a proof by its file and the root key alone. Exit code 0 accepted, 3 refused, 2 bad input. */
export function makeKbVerifyCommand(line: CommandLine): Command {
  return addRootKeys(
    new Command("verify")
      .description(
        "judge a proof by its file and the root key alone, without network, database and repository",
      )
      .argument("<file>", "a file that `cutter kb prove` has written"),
  )
    .option(
      "--key <file>",
      "newer form of a key that approved, which may tell a revocation (.asc, .pub); once for each",
      addFile,
    )
    .option("--json", "print one JSON object")
    .action((file: string, flags: VerifyFlags) =>
      conclude(line, flags, async (output) => {
        const { rootKey: rootKeyFiles, key: newerKeyFiles = [] } = flags;
        const verified = await verifyProofFile({ file, rootKeyFiles, newerKeyFiles });
        if (!verified.ok) {
          const { reason, message, field, expected, actual, wayOut, details } = verified.refusal;
          output.json({
            ...{ verdict: "refused", reason, message, field: field ?? null, expected: expected ?? null },
            ...{ actual: actual ?? null, way_out: wayOut, details: details ?? [] },
          });
          tellRefusal(output, verified.refusal);
          return accepted(exitCodeOf(reason));
        }
        output.json(verdictJson(verified.value));
        output.line(fitTerminal(renderVerdict(verified.value)));
        return accepted(0);
      }),
    );
}

function verdictJson({ version, later, inForce, isCorrected, droppedKeys, proof }: Verified) {
  return {
    verdict: "accepted",
    document_id: version.leaf.document_id,
    in_force: inForce,
    corrected: isCorrected,
    dropped_keys: droppedKeys,
    known_utc: proof.known?.utc ?? null,
    ...versionJson(version),
    later: later.map(versionJson),
    text: proof.text,
  };
}

function versionJson({ leaf, day, ...judged }: VerifiedVersion) {
  return {
    ...{ address: leaf.address, unit: leaf.unit, title: leaf.title, change: leaf.change },
    ...{ sha256: leaf.content_hash, source_sha256: leaf.source_sha256, bytes: leaf.bytes },
    effective_from: leaf.effective_from,
    ...approvalJson(judged),
    day_set: day && { effective_from: day.leaf.effective_from, was: day.leaf.was, ...approvalJson(day) },
  };
}

function approvalJson({ request, runId, usedUtc, verdict }: Judged) {
  const { opened, policyVersion, solo } = verdict;
  const { persons, keys, approvalCommit, signedUtc } = opened.approval;
  return {
    ...{
      run_id: runId,
      persons,
      keys,
      repository_id: request.repository_id,
      approval_commit: approvalCommit,
    },
    ...{ signed_utc: signedUtc, used_utc: usedUtc, policy_version: policyVersion, solo },
  };
}

const WIDTH = 11;

function renderVerdict({ version, later, inForce, isCorrected, droppedKeys, proof }: Verified): string {
  const row = (name: string, value: string) => `${name.padEnd(WIDTH)}  ${value}`;
  const { leaf } = version;
  return [
    `accepted: ${leaf.address}  ${oneLine(leaf.title)}`,
    row("in force", tellInForce({ inForce, isCorrected, change: leaf.change })),
    ...rowsOf(version).map(([name, value]) => row(name, value)),
    ...later.flatMap((next) => [
      row("after it", `${next.leaf.change}: ${next.leaf.address}, ${tellFrom(next)}`),
      ...rowsOf(next).map(([name, value]) => row("", `${name} ${value}`)),
    ]),
    ...droppedKeys.map((key) =>
      row("note", `the policy of later no longer names ${key}: a date of its signature proves little`),
    ),
    row("known", tellKnown(proof, "file")),
    row("sha256", leaf.content_hash),
    "",
    proof.text.replace(/\n$/, ""),
  ].join("\n");
}

function rowsOf({ day, ...judged }: VerifiedVersion): readonly (readonly [string, string])[] {
  if (day === null) return approvalRows(judged);
  return [
    ...approvalRows(judged),
    ["day set", day.leaf.effective_from],
    ...approvalRows(day).map(([name, value]) => ["", `${name} ${value}`] as const),
  ];
}

function approvalRows({ request, runId, usedUtc, verdict }: Judged): readonly (readonly [string, string])[] {
  const { approval } = verdict.opened;
  return [
    ["approved by", `${approval.persons.join(", ")} with ${approval.keys.join(", ")}`],
    [
      "signed",
      `${approval.signedUtc} in ${approval.approvalCommit} of ${request.repository_id}; used ${usedUtc} by ${runId}, as the file says`,
    ],
  ];
}
