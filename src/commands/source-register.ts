import { Command } from "commander";
import { renderColumns } from "../adapters/terminal/table.ts";
import { readInputFile } from "../compose/read-input-file.ts";
import { accepted } from "../domain/result.ts";
import type { Intake, SourceOrder } from "../domain/target-criteria.ts";
import { type AcceptDoubtFlag, addAcceptDoubt } from "./accept-doubt.ts";
import { type CommandLine, conclude } from "./command-line.ts";
import { addExpectationOptions, type ExpectationFlags, readExpectation } from "./expectation-options.ts";

interface RegisterOptions extends AcceptDoubtFlag, ExpectationFlags {
  readonly documentId: string;
  readonly prefix: string;
  readonly title: string;
  readonly publicationType: string;
  readonly owner: string;
  readonly convention?: string;
  readonly authoritative?: boolean;
  readonly namedReserved?: boolean;
  readonly json?: boolean;
}

/**
 * `cutter source register FILE`: registers a document as the owner of the database once C1 to C7 hold; prints each criterion
 * with its evidence.
 */
export function makeSourceRegisterCommand(
  line: CommandLine,
  register: (order: SourceOrder) => Promise<Intake>,
): Command {
  return addAcceptDoubt(
    addExpectationOptions(new Command("register"))
      .description("register a document: store its snapshot once, and judge the criteria C1 to C7")
      .argument("<file>", "the document, UTF-8")
      .requiredOption("--document-id <id>", "the name that runs know the document by")
      .requiredOption("--prefix <prefix>", "first part of every address, e.g. HARBOUR")
      .requiredOption("--title <title>", "the document's title")
      .requiredOption("--publication-type <type>", "law, policy, specification, handbook or other")
      .requiredOption("--owner <name>", "who answers for the units")
      .option("--convention <name>", "heading convention (default: chosen by evidence at every cut)")
      .option("--authoritative", "the document is authoritative")
      .option("--named-reserved", "the prefix is reserved and meant")
      .option("--json", "print one JSON object"),
  ).action((file: string, options: RegisterOptions) =>
    conclude(line, options, async (output) => {
      const bytes = await readInputFile(file);
      if (!bytes.ok) return bytes;
      const expectation = await readExpectation(options);
      if (!expectation.ok) return expectation;
      const order = orderOf(bytes.value, options);
      const { criteria, outcome } = await register(
        expectation.value === null ? order : { ...order, expectation: expectation.value },
      );
      if (criteria.length > 0) {
        output.line(
          renderColumns([
            ["criterion", "result", "rule", "evidence"],
            ...criteria.map(({ id, passed, rule, evidence }) => [
              id,
              passed ? "passed" : "FAILED",
              rule,
              evidence,
            ]),
          ]),
        );
      }
      if (!outcome.ok) return outcome;
      const source = outcome.value;
      output.json({ verdict: "registered", source, criteria });
      output.line(
        `Registered ${source.documentId} version ${source.versionSeq}: ${source.sizeBytes} bytes, sha256 ${source.sha256}.`,
      );
      output.line(
        source.expectation === undefined
          ? "No expectation given: nothing is known of how many units the publisher counts."
          : `It has the ${source.expectation.count} units that the publisher states; every cut is compared with them.`,
      );
      return accepted(0);
    }),
  );
}

function orderOf(bytes: Uint8Array, options: RegisterOptions): SourceOrder {
  return {
    bytes,
    documentId: options.documentId,
    docPrefix: options.prefix,
    title: options.title,
    publicationType: options.publicationType,
    owner: options.owner,
    convention: options.convention ?? null,
    acceptedDoubts: options.acceptDoubt,
    authoritative: options.authoritative ?? false,
    reservedPrefixNamed: options.namedReserved ?? false,
  };
}
