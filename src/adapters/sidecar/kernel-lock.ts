import { spawn } from "node:child_process";
import { type FileHandle, open } from "node:fs/promises";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { attemptIo } from "./attempt-io.ts";

/** An flock(2) that the kernel releases when this process ends, however it ends; a recycled pid can't keep it. */
export interface KernelLock extends AsyncDisposable {
  readonly path: string;
}

/**
 * Takes the lock on `path` at once or refuses: STOP_LOCK_HELD, or STOP_STATE_IO where the file can't be opened or written. Node
 * has no flock: `flock(1)` locks the open file that it inherits as descriptor 3, and the lock stays with our own handle of the
 * same open file after it has exited.
 */
export async function takeKernelLock(path: string, holder: string): Promise<Result<KernelLock>> {
  const opened = await attemptIo(path, open(path, "a+", 0o640));
  if (!opened.ok) return opened;
  const handle = opened.value;
  try {
    if (!(await lockDescriptor(handle))) {
      const present = (await handle.readFile("utf8")).trim();
      await handle.close();
      return refused(
        refusal("STOP_LOCK_HELD", {
          field: path,
          expected: "a free lock",
          actual: present === "" ? "held" : `held by ${present}`,
        }),
      );
    }
    const named = await attemptIo(path, nameHolder(handle, holder));
    if (!named.ok) {
      await handle.close();
      return named;
    }
  } catch (fault) {
    await handle.close().catch(() => undefined);
    throw fault;
  }
  return accepted({ path, [Symbol.asyncDispose]: () => handle.close() });
}

async function nameHolder(handle: FileHandle, holder: string): Promise<void> {
  await handle.truncate(0);
  await handle.appendFile(holder);
}

function lockDescriptor(handle: FileHandle): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const child = spawn("flock", ["--exclusive", "--nonblock", "--conflict-exit-code", "75", "3"], {
      stdio: ["ignore", "ignore", "pipe", handle.fd],
    });
    let message = "";
    child.stderr?.on("data", (chunk: Buffer) => {
      message += chunk.toString();
    });
    child.on("error", (cause) => reject(new Error("flock(1) of util-linux could not be started", { cause })));
    child.on("close", (code) => {
      if (code === 0) return resolve(true);
      if (code === 75) return resolve(false);
      reject(new Error(`flock(1) ended with ${code}: ${message.trim()}`));
    });
  });
}
