import { type LineageQuestion, type LineageStatement, RELATIONS } from "../../domain/delta.ts";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { showUnseenIn } from "../../domain/unseen.ts";
import { showStatement } from "./check-lineage.ts";

const MAX_BYTES = 1024 * 1024;
const MOST_DETAILS = 50;
const WORDS = new Map([...RELATIONS, "retired", "created"].map((word) => [word, word] as const));
const ADDRESS = /^[^\s,#>\p{C}]+$/u;

/** Reads a lineage file: one statement a line, `#` before a comment. Every line that is none is told with its number. */
export function parseLineage(bytes: Uint8Array): Result<readonly LineageStatement[]> {
  if (bytes.length > MAX_BYTES)
    return refused(refuseFile({ expected: `at most ${MAX_BYTES} bytes`, actual: `${bytes.length} bytes` }));
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return refused(refuseFile({ expected: "UTF-8", actual: "bytes that are no UTF-8" }));
  }
  // The database stores the file as a text, which can't hold it.
  if (text.includes("\0")) return refused(refuseFile({ expected: "a text", actual: "a NUL character" }));
  const statements: LineageStatement[] = [];
  const faults: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const stated = line.trim();
    if (stated === "" || stated.startsWith("#")) continue;
    const read = parseLine(stated);
    if (typeof read === "string") faults.push(`line ${index + 1}: ${read}`);
    else statements.push(read);
  }
  const [first] = faults;
  if (first === undefined) return accepted(statements);
  const more = faults.length - MOST_DETAILS;
  const details = more > 0 ? [...faults.slice(0, MOST_DETAILS), `and ${more} more lines`] : faults;
  return refused(
    refuseFile({ expected: "`continues OLD -> NEW` or another relation", actual: first, details }),
  );
}

/** The proposals as a file to edit; why a question is asked stands above its lines. */
export function renderLineage(questions: readonly LineageQuestion[]): string {
  const head = [
    "# Which units of the earlier version are which of the later one. Correct what is wrong; every line is a statement.",
    "# continues OLD -> NEW | split_into OLD -> NEW, NEW | merged_into OLD, OLD -> NEW | replaced_by OLD -> NEW | retired OLD | created NEW",
  ];
  const asked = questions.flatMap(({ why, proposal }) => ["", `# ${why}`, ...proposal.map(showStatement)]);
  return `${[...head, ...asked].join("\n")}\n`;
}

function parseLine(line: string): LineageStatement | string {
  const [, word = "", rest = ""] = /^(\S+)(?:\s+(.*))?$/u.exec(line) ?? [];
  const relation = WORDS.get(word);
  if (!isRelation(relation)) return `\`${show(word)}\` is no relation: ${[...WORDS.keys()].join(", ")}`;
  const sides = rest.split("->").map((side) => side.trim());
  const isOneSided = relation === "retired" || relation === "created";
  if (sides.length !== (isOneSided ? 1 : 2))
    return isOneSided
      ? `${relation} takes addresses alone, without an arrow`
      : `${relation} needs one arrow, \`OLD -> NEW\``;
  const lists = sides.map((side) => side.split(",").map((address) => address.trim()));
  const wrong = lists.flat().find((address) => !ADDRESS.test(address));
  if (wrong !== undefined) return wrong === "" ? "an address is missing" : `\`${show(wrong)}\` is no address`;
  const [one = [], other = []] = lists;
  if (relation === "created") return { relation, from: [], to: one };
  return { relation, from: one, to: other };
}

function isRelation(word: string | undefined): word is LineageStatement["relation"] {
  return word !== undefined;
}

function show(text: string): string {
  const shown = showUnseenIn(text);
  return shown.length <= 80 ? shown : `${shown.slice(0, 79)}…`;
}

function refuseFile(facts: {
  readonly expected: string;
  readonly actual: string;
  readonly details?: readonly string[];
}): Refusal {
  return refusal("STOP_LINEAGE_INVALID", { field: "lineage file", ...facts });
}
