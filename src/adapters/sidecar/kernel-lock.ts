import { spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import { type Refusal, refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { readNamedFile } from "../../files/read-named-file.ts";
import { isAlive, readOwnIdentity } from "../../processes/process-identity.ts";
import { attemptIo } from "./attempt-io.ts";
import { refuseUnsafe } from "./refuse-unsafe.ts";

/** An flock(2) that the kernel releases when this process ends, however it ends; a recycled pid can't keep it. */
export interface KernelLock extends AsyncDisposable {
  readonly path: string;
}

/**
 * Takes the lock on `path` at once, and writes into it which process holds it. Refuses: STOP_LOCK_HELD; STOP_STATE_IO where the file
 * can't be opened, locked or written; STOP_STATE_UNSAFE where others can change it; STOP_TOOL_MISSING without flock(1). Node has no flock:
 * `flock(1)` locks the open file that it inherits as descriptor 3, and the lock stays with our own handle of the same open file after it
 * has exited.
 */
export async function takeKernelLock(path: string): Promise<Result<KernelLock>> {
  // Before it is opened: opening a pipe waits for whoever writes into it.
  const unsafe = refuseUnsafe(path);
  if (unsafe) return refused(unsafe);
  const opened = await attemptIo(path, open(path, "a+", 0o640));
  if (!opened.ok) return opened;
  const handle = opened.value;
  const taken = await lockAndName(path, handle);
  if (taken !== null) {
    await handle.close();
    return refused(taken);
  }
  return accepted({
    path,
    async [Symbol.asyncDispose]() {
      // A living process that has let go of this run holds it no longer; where this can't be written, its end says so.
      await handle.truncate(0).catch(() => undefined);
      await handle.close();
    },
  });
}

/**
 * Whether a living process has written itself into the lock and not let go of it; nobody holds one that is unsafe. Takes no lock, so it
 * keeps nobody from the run.
 */
export async function isLockHeld(path: string): Promise<boolean> {
  if (refuseUnsafe(path)) return false;
  const [, pid, startTicks = "", bootId = ""] =
    HOLDER.exec(String(await readNamedFile(path).catch(() => ""))) ?? [];
  return pid !== undefined && isAlive({ pid: Number(pid), startTicks, bootId });
}

const HOLDER = /^pid (\d+) start (\d+) boot (\S+)$/;

async function lockAndName(path: string, handle: FileHandle): Promise<Refusal | null> {
  const end = await runFlock(handle);
  if (end.code === 75) {
    const present = (await handle.readFile("utf8").catch(() => "")).trim();
    return refusal("STOP_LOCK_HELD", {
      field: path,
      expected: "a free lock",
      actual: present === "" ? "held" : `held by ${present.replace(/ start .*/, "")}`,
    });
  }
  if (end.code === null)
    return refusal("STOP_TOOL_MISSING", {
      field: "flock",
      expected: "flock(1) of util-linux",
      actual: end.message,
    });
  if (end.code !== 0)
    return refusal("STOP_STATE_IO", {
      field: path,
      actual: `flock(1) ended with ${end.code}: ${end.message}`,
    });
  const { pid, startTicks, bootId } = await readOwnIdentity();
  const named = await attemptIo(
    path,
    handle.truncate(0).then(() => handle.appendFile(`pid ${pid} start ${startTicks} boot ${bootId}`)),
  );
  return named.ok ? null : named.refusal;
}

/** How flock(1) ended; the code is null where it could not be started. */
function runFlock(handle: FileHandle): Promise<{ readonly code: number | null; readonly message: string }> {
  return new Promise((resolve) => {
    const child = spawn("flock", ["--exclusive", "--nonblock", "--conflict-exit-code", "75", "3"], {
      stdio: ["ignore", "ignore", "pipe", handle.fd],
    });
    let message = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      message += chunk.toString();
    });
    child.on("error", (cause) => resolve({ code: null, message: cause.message }));
    child.on("close", (code) => resolve({ code: code ?? -1, message: message.trim() }));
  });
}
