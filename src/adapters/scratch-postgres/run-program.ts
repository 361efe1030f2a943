import { spawn } from "node:child_process";
import { once } from "node:events";
import type { ProgramEnd, ProgramOrder } from "../../ports/kept-cluster.ts";
import { endChild } from "../../processes/end-with-process.ts";
import { type Launch, launchArguments } from "./unprivileged.ts";

/** A program that was asked to end is killed after this time. */
const GRACE_MS = 4000;
const KEPT_CHARS = 16_384;
const MOST_CHARS = 64 * 1024 * 1024;

/** Runs a program under the account of throw-away servers, in a session of its own, to its end or to that of its time. */
export async function runProgram(
  { launch, interrupted }: { readonly launch: Launch; readonly interrupted: AbortSignal },
  { command, timeoutMs, folder = "/", onOutput }: ProgramOrder,
): Promise<ProgramEnd> {
  if (interrupted.aborted) return { code: null, output: "", said: "", ended: "interrupted" };
  const child = spawn(launch.setpriv, launchArguments(launch, command), {
    cwd: folder,
    env: { LC_ALL: "C", TZ: "UTC", PATH: "/usr/bin:/bin" },
    stdio: ["ignore", "pipe", "pipe"],
    detached: true,
  });
  let ended: ProgramEnd["ended"] = null;
  const end = (why: ProgramEnd["ended"]) => {
    if (ended === null) endChild(child, { group: true }, GRACE_MS);
    ended ??= why;
  };
  const timer = setTimeout(() => end("timeout"), timeoutMs);
  const interrupt = () => end("interrupted");
  interrupted.addEventListener("abort", interrupt);
  let output = "";
  let said = "";
  if (onOutput === undefined)
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output = (output + text).slice(0, MOST_CHARS);
    });
  else child.stdout.on("data", onOutput);
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said = (said + text).slice(-KEPT_CHARS);
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    return { code, output, said, ended };
  } catch (cause) {
    return { code: null, output: "", said: cause instanceof Error ? cause.message : String(cause), ended };
  } finally {
    clearTimeout(timer);
    interrupted.removeEventListener("abort", interrupt);
  }
}
