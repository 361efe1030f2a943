import "./refuse-old-node.ts";
import { spawn } from "node:child_process";
import { chmodSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { fitsMemory } from "../src/adapters/scratch-postgres/memory-folder.ts";
import { readLaunch } from "../src/adapters/scratch-postgres/unprivileged.ts";
import { bundleTests } from "./bundle-tests.ts";
import { findLeftBehind } from "./left-behind.ts";
import { tellMissingTools, tellOptionalTools } from "./required-tools.ts";
import { bundleCutter } from "./support/cutter.ts";
import { NEEDS_ROOT } from "./support/needs-root.ts";

/** What the databases of a few test files take at once. */
const WRITTEN_BYTES = 512 * 1024 ** 2;

const named = process.argv.slice(2);
const absent = named.find((path) => !existsSync(path));
const lacking =
  absent === undefined
    ? await tellMissingTools(process.env["PATH"] ?? "")
    : `npm test was given ${absent}, which is no file`;
if (lacking !== null) {
  process.stderr.write(`${lacking}\n`);
  process.exit(2);
}

const files =
  named.length > 0
    ? named.map((path) => resolve(path))
    : readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" })
        .filter((path) => path.endsWith(".test.ts"))
        .map((path) => join(import.meta.dirname, path))
        .sort();

const folder = mkdtempSync(join(await shortFolder(), "ct-"));
// The account of throw-away servers passes through.
chmodSync(folder, 0o711);
const made = join(folder, "made");
try {
  await using built = await bundleCutter();
  process.exitCode = await runTests(await bundleTests(files, made), {
    TMPDIR: folder,
    CUTTER_TEST_BUILD: built.folder,
  });
  for (const line of tellOptionalTools(process.env["PATH"] ?? "")) process.stderr.write(`${line}\n`);
  if (NEEDS_ROOT !== false) process.stderr.write(`Tests marked SKIP were left out: ${NEEDS_ROOT}.\n`);
  rmSync(made, { recursive: true });
  const left = await findLeftBehind(folder);
  for (const one of left) process.stderr.write(`left behind by a test: ${one}\n`);
  if (left.length > 0) process.exitCode = 1;
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}

function runTests(tests: readonly string[], variables: Readonly<Record<string, string>>): Promise<number> {
  const child = spawn(
    process.execPath,
    ["--enable-source-maps", "--test", "--test-reporter=spec", "--test-concurrency=3", ...tests],
    {
      stdio: "inherit",
      // The loader may keep what it translates for programs that tests start: its cache lies in this folder, which is ours alone.
      env: { ...process.env, TSX_DISABLE_CACHE: undefined, ...variables },
    },
  );
  // A signal of the terminal reaches the tests as well; this process stays to clear up behind them.
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => child.kill(signal));
  return new Promise((end, reject) => {
    child.on("error", reject);
    child.on("close", (code) => end(code ?? 1));
  });
}

/** In memory where there is room, which spares a tenth of the time, else where the system keeps temporary files. Short, for unix sockets. */
async function shortFolder(): Promise<string> {
  if (process.env["TMPDIR"] !== undefined) return tmpdir();
  const launch = await readLaunch(process.env["PATH"] ?? "");
  return launch && (await fitsMemory("/dev/shm", launch, WRITTEN_BYTES)) ? "/dev/shm" : tmpdir();
}
