import { spawn } from "node:child_process";
import { once } from "node:events";
import { findOpenPath } from "../../../bin/open-path.js";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { killGroup } from "../../processes/end-with-process.ts";
import { refuseEnd } from "./refuse-end.ts";

export interface RcloneOptions {
  /** rclone's own configuration, which has the credentials. It need not be there where every place is a folder. */
  readonly config: string;
  /** The whole environment of rclone. */
  readonly environment: Readonly<Record<string, string>>;
  /** Takes known secrets out of what rclone says. */
  readonly redact: (text: string) => string;
  /** Aborted when the process is asked to end: rclone ends too. */
  readonly interrupted: AbortSignal;
}

export interface RcloneCommand {
  readonly arguments: readonly string[];
  readonly place: string;
  /** Names of objects, which are no word of rclone's. */
  readonly names: readonly string[];
  /** When it is ended, as `performance.now()` counts. */
  readonly until: number;
}

const FLAGS = [
  "--ask-password=false",
  "--retries=1",
  "--low-level-retries=1",
  "--contimeout=30s",
  "--timeout=60s",
  "--log-level=ERROR",
  "--stats=0",
  "--use-cookies=false",
];
const KEPT_CHARS = 16_384;

/** What rclone writes to its standard output. Throws a refusal where it ends in another way than with 0. */
export async function* streamRclone(
  options: RcloneOptions,
  command: RcloneCommand,
): AsyncIterable<Uint8Array> {
  refuseOpenConfig(options.config);
  // The kernel ends it with this process, whatever ends that.
  const program = ["--pdeathsig", "KILL", "--", "rclone", `--config=${options.config}`, ...FLAGS];
  const child = spawn("setpriv", [...program, ...command.arguments], {
    env: { ...options.environment, LC_ALL: "C" },
    stdio: ["ignore", "pipe", "pipe"],
    // Out of reach of the terminal's signals: this process ends it.
    detached: true,
  });
  let ended: "timeout" | null = null;
  const end = () => killGroup(child);
  const timer = setTimeout(
    () => {
      ended = "timeout";
      end();
    },
    Math.max(0, command.until - performance.now()),
  );
  options.interrupted.addEventListener("abort", end);
  if (options.interrupted.aborted) end();
  const closed = once(child, "close").then(
    ([code]) => ({ code: code as number | null, fault: null }),
    (fault: unknown) => ({ code: null, fault: fault instanceof Error ? fault.message : String(fault) }),
  );
  let said = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-KEPT_CHARS);
  });
  try {
    yield* child.stdout;
    const { code, fault } = await closed;
    const asked = refuseInterrupted(options.interrupted);
    if (asked) throw new RefusalError(asked);
    const found = refuseEnd({ code, ended, said: fault ?? said, ...command, redact: options.redact });
    if (found) throw new RefusalError(found);
  } finally {
    clearTimeout(timer);
    options.interrupted.removeEventListener("abort", end);
    end();
    await closed;
  }
}

/** The same to its end, as text. */
export async function runRclone(options: RcloneOptions, command: RcloneCommand): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of streamRclone(options, command)) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}

/** A configuration may name programs to run. */
function refuseOpenConfig(config: string): void {
  const open = findOpenPath(config);
  if (open === null) return;
  const expected = "a file that root and this account alone can change";
  throw new RefusalError(
    refusal("STOP_CONFIG_INVALID", { field: `rclone's configuration ${config}`, expected, actual: open }),
  );
}
