import { spawn } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fitsMemory } from "../src/adapters/scratch-postgres/memory-folder.ts";
import { readLaunch } from "../src/adapters/scratch-postgres/unprivileged.ts";
import { findLeftBehind } from "./left-behind.ts";

/** What the databases of a few test files take at once. */
const WRITTEN_BYTES = 512 * 1024 ** 2;

const named = process.argv.slice(2);
const files =
  named.length > 0
    ? named
    : readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".test.ts"))
        .map((path) => join(import.meta.dirname, path))
        .sort();

const folder = mkdtempSync(join(await shortFolder(), "ct-"));
// The account of throw-away servers passes through.
chmodSync(folder, 0o711);
const child = spawn(process.execPath, ["--import", "tsx", "--test", "--test-concurrency=3", ...files], {
  stdio: "inherit",
  // The loader may keep what it has translated: its cache lies in this folder, which is ours alone.
  env: { ...process.env, TMPDIR: folder, TSX_DISABLE_CACHE: undefined },
});
// A signal of the terminal reaches the tests as well; this process stays to clear up behind them.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
child.on("close", async (code, signal) => {
  const left = await findLeftBehind(folder);
  for (const one of left) process.stderr.write(`left behind by a test: ${one}\n`);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  process.exitCode = signal || left.length > 0 ? 1 : (code ?? 1);
});

/** In memory where there is room, which spares a tenth of the time, else where the system keeps temporary files. Short, for unix sockets. */
async function shortFolder(): Promise<string> {
  if (process.env["TMPDIR"] !== undefined) return tmpdir();
  const launch = await readLaunch(process.env["PATH"] ?? "");
  return launch && (await fitsMemory("/dev/shm", launch, WRITTEN_BYTES)) ? "/dev/shm" : tmpdir();
}
