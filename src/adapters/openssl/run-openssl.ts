import { spawn } from "node:child_process";
import { refuseInterrupted } from "../../domain/interruption.ts";
import { RefusalError, refusal } from "../../domain/refusal.ts";
import { endChild, endWithProcess } from "../../processes/end-with-process.ts";

/** It computes for milliseconds; a machine without any rest is waited for. */
const TIMEOUT_MS = 30_000;
const KEPT_CHARS = 65_536;
const REACH = { group: true };

export interface OpensslEnd {
  readonly isDone: boolean;
  readonly stdout: string;
  /** What it has said last of its failure. */
  readonly why: string;
}

export interface OpensslPlace {
  readonly folder: string;
  readonly searchPath: string;
  readonly interrupted: AbortSignal;
  readonly timeoutMs?: number;
}

/**
 * Runs openssl in a folder, with no configuration and nothing of this environment; throws a `RefusalError` where it can't be started
 * (`STOP_TOOL_MISSING`) or does not end (`STOP_MACHINE_FAULT`).
 */
export function runOpenssl(
  { timeoutMs = TIMEOUT_MS, ...place }: OpensslPlace,
  args: readonly string[],
): Promise<OpensslEnd> {
  return new Promise((resolve, reject) => {
    const child = spawn("openssl", args, {
      cwd: place.folder,
      env: { PATH: place.searchPath, OPENSSL_CONF: "/dev/null", LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe"],
      detached: true,
    });
    endWithProcess(child, REACH);
    let isLate = false;
    const end = () => endChild(child, REACH);
    const timer = setTimeout(() => {
      isLate = true;
      end();
    }, timeoutMs);
    place.interrupted.addEventListener("abort", end);
    const forget = () => {
      clearTimeout(timer);
      place.interrupted.removeEventListener("abort", end);
    };
    let [stdout, stderr] = ["", ""];
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      stdout = (stdout + text).slice(0, KEPT_CHARS);
    });
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      stderr = (stderr + text).slice(-KEPT_CHARS);
    });
    child.on("error", (fault) => {
      forget();
      reject(new RefusalError(missing(fault.message)));
    });
    child.on("close", (code) => {
      forget();
      const asked = refuseInterrupted(place.interrupted);
      if (asked) return reject(new RefusalError(asked));
      if (isLate) return reject(new RefusalError(late(timeoutMs)));
      resolve({ isDone: code === 0, stdout, why: whyOf(stderr) });
    });
  });
}

function missing(actual: string) {
  return refusal("STOP_TOOL_MISSING", {
    field: "openssl",
    expected: "openssl, found by PATH",
    actual,
    wayOut: "Install openssl, or verify the seal on a machine that has it.",
  });
}

function late(timeoutMs: number) {
  const expected = `an end within ${timeoutMs / 1000} s`;
  return refusal("STOP_MACHINE_FAULT", { field: "openssl", expected, actual: "none" });
}

/** The words of its last error: `<thread>:error:<code>:<library>:<function>:<words>:<file>:<line>:<more words>`. */
function whyOf(stderr: string): string {
  const lines = stderr.split("\n").filter((line) => line.includes(":error:"));
  const [words = "it gave no reason", , , ...more] = (lines.at(-1) ?? "").split(":").slice(5);
  return [words, ...more].filter((part) => part !== "").join(": ");
}
