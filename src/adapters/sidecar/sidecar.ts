import { appendFile, mkdir, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { refusal } from "../../domain/refusal.ts";
import { refused } from "../../domain/result.ts";
import { RUN_ID_PATTERN } from "../../domain/run.ts";
import type { Clock } from "../../ports/clock.ts";
import type { Sidecar } from "../../ports/sidecar.ts";
import { writeDurably } from "./durable-file.ts";
import { createRun, openRun, peekRun, type RunLocation } from "./open-run.ts";
import type { Projection } from "./run-files.ts";

/** Folders of the sidecar (docs/system.md section 10), each of mode 0750. */
export const SIDECAR_FOLDERS = ["runs", "approvals", "backups", "reports", "locks"] as const;

/** Opens the sidecar at `root`, making its folders where they are missing. */
export async function openSidecar(options: {
  readonly root: string;
  readonly project: Projection;
  readonly clock: Clock;
}): Promise<Sidecar> {
  const { root } = options;
  for (const folder of SIDECAR_FOLDERS) await mkdir(join(root, folder), { recursive: true, mode: 0o750 });
  const readHold = () => readHoldFile(join(root, "HOLD"));
  const location = (runId: string): RunLocation => ({
    runId,
    folder: join(root, "runs", runId),
    lock: join(root, "locks", `${runId}.lock`),
    project: options.project,
    readHold,
  });
  return {
    root,
    createRun: (runId, started) => createRun(location(runId), { event: started, at: options.clock.now() }),
    openRun: async (runId) =>
      (await isRun(root, runId)) ? openRun(location(runId)) : refused(unknownRun(runId)),
    peekRun: async (runId) =>
      (await isRun(root, runId)) ? peekRun(location(runId)) : refused(unknownRun(runId)),
    listRuns: async () =>
      (await readdir(join(root, "runs"))).filter((name) => RUN_ID_PATTERN.test(name)).sort(),
    readHold,
    appendIndex: (line) => appendOnce(join(root, "reports", "runs-index.jsonl"), line),
    readPolicyFloor: () => readPolicyFloor(join(root, "approvals", "policy-floor")),
    raisePolicyFloor: (version) => writeDurably(join(root, "approvals", "policy-floor"), `${version}\n`),
  };
}

async function isRun(root: string, runId: string): Promise<boolean> {
  if (!RUN_ID_PATTERN.test(runId)) return false;
  return stat(join(root, "runs", runId)).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function unknownRun(runId: string) {
  return refusal("STOP_RUN_UNKNOWN", { field: "run_id", expected: "a run of this sidecar", actual: runId });
}

/** A HOLD that is there but cannot be read still holds. */
async function readHoldFile(path: string): Promise<string | null> {
  return readFile(path, "utf8").catch((cause: { code?: string }) =>
    cause.code === "ENOENT" ? null : `unreadable: ${cause.code}`,
  );
}

/** A line per run: a resumed closeout does not write it twice. */
async function appendOnce(path: string, line: { readonly run_id: string }): Promise<void> {
  const present = await readUnlessMissing(path);
  if (present?.includes(`"run_id":${JSON.stringify(line.run_id)}`)) return;
  await appendFile(path, `${JSON.stringify(line)}\n`, { mode: 0o640, flush: true });
}

/** A floor that cannot be read is a fault, never 0: that would admit an older policy. */
async function readPolicyFloor(path: string): Promise<number> {
  const text = await readUnlessMissing(path);
  if (text === null) return 0;
  const version = Number(text.trim());
  if (!Number.isSafeInteger(version) || version < 1)
    throw new Error(`${path} does not hold a policy version`);
  return version;
}

async function readUnlessMissing(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    if ((cause as { code?: string }).code === "ENOENT") return null;
    throw cause;
  }
}
