import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError } from "../../domain/refusal.ts";
import { showUnseenIn, UNSEEN } from "../../domain/unseen.ts";
import type { Progress } from "../../ports/progress.ts";
import { jsonPageParts, jsonParts, type PagedList } from "./json-parts.ts";

/** Where a command writes: results to standard output, progress to standard error. */
export interface Output {
  readonly progress: Progress;
  /** A line of the result. */
  line(text: string): void;
  /** The result as one JSON object. */
  json(value: unknown): void;
  /** The same where one list of it is long: it is read to its end, and told meanwhile, a page once the one before is taken. */
  pages(head: Readonly<Record<string, unknown>>, list: PagedList): Promise<void>;
  /** What went wrong, on standard error. */
  error(text: string): void;
  readonly isTerminal: boolean;
}

export interface OutputOptions {
  readonly json: boolean;
  readonly redact: (text: string) => string;
  /** Whether progress is in bold and dim type. */
  readonly colour: boolean;
  /** Aborted when the process is asked to end: then nobody is waited for who does not read. */
  readonly interrupted?: AbortSignal;
}

/** Progress goes to standard error. With `--json` standard output holds the object alone. */
export function openOutput(options: OutputOptions): Output {
  const isTerminal = process.stderr.isTTY === true;
  const bold = (text: string) => (options.colour ? `\u001b[1m${text}\u001b[0m` : text);
  const dim = (text: string) => (options.colour ? `\u001b[2m${text}\u001b[0m` : text);
  const write = (stream: NodeJS.WriteStream, text: string) =>
    stream.write(`${showSafely(options.redact(text))}\n`);
  return {
    isTerminal,
    progress: {
      step: (text) => process.stderr.write(`${bold("==>")} ${showSafely(options.redact(text))}\n`),
      note: (text) => process.stderr.write(`    ${dim(showSafely(options.redact(text)))}\n`),
    },
    line: (text) => {
      if (!options.json) write(process.stdout, text);
    },
    json: (value) => {
      if (!options.json) return;
      for (const part of jsonParts(value)) process.stdout.write(escapeUnseen(options.redact(part)));
      process.stdout.write("\n");
    },
    async pages(head, list) {
      if (!options.json) {
        for await (const _ of list.pages) if (!(await isTaken(process.stdout, options.interrupted))) return;
        return;
      }
      for await (const part of jsonPageParts(head, list)) {
        process.stdout.write(escapeUnseen(options.redact(part)));
        if (!(await isTaken(process.stdout, options.interrupted))) return;
      }
      process.stdout.write("\n");
    },
    error: (text) => write(process.stderr, text),
  };
}

/**
 * Waits for whoever reads what was written, such as a person with a pager: what waits is held in memory. False where nobody reads any more, so
 * that nothing more need be asked for. Throws `STOP_INTERRUPTED` where the process is asked to end meanwhile.
 */
async function isTaken(
  stream: NodeJS.WriteStream,
  interrupted: AbortSignal = new AbortController().signal,
): Promise<boolean> {
  if (!stream.writableNeedDrain) return true;
  const isRead = await new Promise<boolean>((resolve) => {
    const taken = () => end(true);
    const gone = () => end(false);
    const end = (found: boolean) => {
      stream.off("drain", taken).off("error", gone).off("close", gone);
      interrupted.removeEventListener("abort", gone);
      resolve(found);
    };
    stream.on("drain", taken).on("error", gone).on("close", gone);
    if (interrupted.aborted) gone();
    else interrupted.addEventListener("abort", gone);
  });
  const asked = isRead ? null : refuseInterrupted(interrupted);
  if (asked) throw new RefusalError(asked);
  return isRead;
}

const UNSEEN_IN_JSON = new RegExp(`(?!\\n)[${UNSEEN}]`, "gu");

/** Writes what nobody sees in JSON as `\uXXXX`, which means the same: it stands in strings alone, but for the renderer's line ends. */
function escapeUnseen(json: string): string {
  return json.replace(UNSEEN_IN_JSON, (character) =>
    character
      .split("")
      .map((unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );
}

/**
 * Keeps text of documents and databases from steering a terminal, a reader or a workflow: shows what is unseen, and breaks `::` at the start of
 * a line and `##[`.
 */
function showSafely(text: string): string {
  return showUnseenIn(text, (character) => {
    const hex = (character.codePointAt(0) ?? 0).toString(16).padStart(2, "0");
    return hex.length > 2 ? `\\x{${hex}}` : `\\x${hex}`;
  })
    .replace(/^(\s*):(?=:)/gm, "$1:\u200b")
    .replace(/##\[/g, "#\u200b#[");
}
