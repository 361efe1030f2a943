import { type Refusal, refusal } from "../../domain/refusal.ts";

/** How pdftotext ended. */
export interface PopplerEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The limit at which it was ended; null where it ended itself. */
  readonly limit: string | null;
  readonly output: Buffer;
  /** What it said, a line each. */
  readonly said: readonly string[];
}

const MOST_TOLD = 10;
const NO_PROGRAM = new Set([126, 127]);
const STARTER = /spawn setpriv|execute prlimit/;
const LOCKED = /Incorrect password|Copying of text|security handler|crypt filter/i;
const NO_TABLES = /language pack|character collection|poppler-data/i;
const NO_MEMORY = /out of memory|bad_alloc/i;
/** Of an error text is missing; a warning tells of what was read all the same. */
const ERROR = /^(?:Syntax |Internal |I\/O )?Error\b/;

/** Why the text is not taken; null where pdftotext has read the whole of it. */
export function refuseEnd({ code, signal, limit, said }: PopplerEnd): Refusal | null {
  const found = (pattern: RegExp) => said.find((line) => pattern.test(line));
  const details = said.slice(0, MOST_TOLD);
  if (limit !== null) return beyond(`more than ${limit}`);
  if (code !== null && NO_PROGRAM.has(code)) {
    const isStarter = said.some((line) => STARTER.test(line));
    return isStarter
      ? missing("util-linux", "setpriv and prlimit", said[0])
      : missing("poppler-utils", "pdftotext", said[0]);
  }
  const locked = found(LOCKED);
  if (locked !== undefined) return refusal("STOP_PDF_ENCRYPTED", { actual: locked });
  const memory = found(NO_MEMORY);
  if (memory !== undefined || signal === "SIGXCPU") return beyond(memory ?? "more time");
  const tables = found(NO_TABLES);
  if (tables !== undefined) return missing("poppler-data", "the tables of characters of pdftotext", tables);
  const error = found(ERROR);
  if (code === 0 && error === undefined) return null;
  return refusal("STOP_PDF_DAMAGED", {
    expected: "a PDF that pdftotext reads without an error",
    actual: error ?? said[0] ?? `it ended with ${signal ?? `code ${code}`}`,
    details,
  });
}

function beyond(actual: string): Refusal {
  return refusal("STOP_PDF_LIMIT", { field: "pdftotext", actual });
}

function missing(name: string, field: string, actual = "not found"): Refusal {
  return refusal("STOP_TOOL_MISSING", {
    field,
    expected: `the package ${name}`,
    actual,
    wayOut: `Install it: \`apt-get install ${name}\`.`,
  });
}
