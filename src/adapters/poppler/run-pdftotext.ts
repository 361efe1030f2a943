import { spawn } from "node:child_process";
import { once } from "node:events";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import type { PdfReader, PdfText } from "../../ports/pdf-text.ts";
import { killGroup } from "../../processes/end-with-process.ts";
import { type PopplerEnd, refuseEnd } from "./refuse-end.ts";

export interface PopplerOptions {
  readonly searchPath: string;
  /** Aborted when the process is asked to end: pdftotext ends too. */
  readonly interrupted: AbortSignal;
  /** Larger than any document needs; a test asks for less. */
  readonly timeoutMs?: number;
  readonly mostOutputBytes?: number;
}

const TIMEOUT_MS = 600_000;
const MOST_OUTPUT_BYTES = 64 * 1024 * 1024;
const MEMORY_BYTES = 2 * 1024 * 1024 * 1024;
const KEPT_CHARS = 65_536;
const PAGE_END = 0x0c;

/**
 * Reads PDFs by poppler's pdftotext, from its standard input to its standard output: no name of a file reaches its command line. The kernel ends it
 * with this process, and where it takes more memory or time than any document.
 */
export function createPdfReader(options: PopplerOptions): PdfReader {
  return {
    async read({ pdf, byColumns, onPages }) {
      const order = byColumns ? [] : ["-layout"];
      const end = await run(options, {
        args: [...order, "-enc", "UTF-8", "-eol", "unix", "-", "-"],
        pdf,
        onPages,
      });
      const asked = refuseInterrupted(options.interrupted);
      const wrong = asked ?? refuseEnd(end);
      return wrong === null ? readPages(end) : refused(wrong);
    },
  };
}

function readPages({ output, said }: PopplerEnd): Result<PdfText> {
  const pages = output.toString("utf8").split("\f");
  // Each page ends with a form feed, the last one too.
  if (pages.at(-1) === "") pages.pop();
  return accepted({ pages, said });
}

async function run(
  { searchPath, interrupted, timeoutMs = TIMEOUT_MS, mostOutputBytes = MOST_OUTPUT_BYTES }: PopplerOptions,
  order: {
    readonly args: readonly string[];
    readonly pdf: Uint8Array;
    readonly onPages: (count: number) => void;
  },
): Promise<PopplerEnd> {
  const limits = [`--as=${MEMORY_BYTES}`, `--cpu=${Math.ceil(timeoutMs / 1000)}`, "--core=0"];
  const program = ["--pdeathsig", "KILL", "--", "prlimit", ...limits, "--", "pdftotext", ...order.args];
  const child = spawn("setpriv", program, {
    cwd: "/",
    env: { PATH: searchPath, LC_ALL: "C" },
    stdio: ["pipe", "pipe", "pipe"],
    // Out of reach of the terminal's signals: this process ends it.
    detached: true,
  });
  let limit: PopplerEnd["limit"] = null;
  const end = (why: PopplerEnd["limit"]) => {
    limit ??= why;
    killGroup(child);
  };
  const interrupt = () => end(null);
  const timer = setTimeout(() => end(`${timeoutMs / 1000} s`), timeoutMs);
  interrupted.addEventListener("abort", interrupt);
  if (interrupted.aborted) interrupt();
  const chunks: Buffer[] = [];
  let [size, pages, said] = [0, 0, ""];
  child.stdout.on("data", (chunk: Buffer) => {
    size += chunk.length;
    if (size > mostOutputBytes) return end(`${mostOutputBytes} bytes of text`);
    chunks.push(chunk);
    for (let at = chunk.indexOf(PAGE_END); at >= 0; at = chunk.indexOf(PAGE_END, at + 1)) pages++;
    order.onPages(pages);
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(0, KEPT_CHARS);
  });
  child.stdin.on("error", () => {
    // It may end before it has read everything; how it ended is told by its exit code.
  });
  child.stdin.end(order.pdf);
  try {
    const [code, signal] = (await once(child, "close")) as [number | null, NodeJS.Signals | null];
    return { code, signal, limit, output: Buffer.concat(chunks), said: linesOf(said) };
  } catch (cause) {
    // Without setpriv nothing is started.
    return { code: 127, signal: null, limit: null, output: Buffer.alloc(0), said: [String(cause)] };
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener("abort", interrupt);
  }
}

function linesOf(text: string): readonly string[] {
  return text.split("\n").filter((line) => line.trim() !== "");
}
