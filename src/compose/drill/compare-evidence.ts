import { readdir } from "node:fs/promises";
import { join } from "node:path";
import type { Lost } from "../../domain/drill.ts";
import { refusal } from "../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../domain/result.ts";
import { RUN_ID_PATTERN } from "../../domain/run.ts";
import type { Audit } from "../../engine/open-audit.ts";
import { verifyEvidence } from "../evidence.ts";

export interface ComparedEvidence {
  readonly runs: number;
  readonly lost: readonly Lost[];
  readonly differences: readonly string[];
}

/**
 * Holds what closed runs have sealed against the restored database. What a run has sealed before the backup was taken has to be there; what was sealed
 * later is lost with it.
 */
export async function compareEvidence(
  folder: string,
  audit: Pick<Audit, "left">,
  parts: { readonly takenUtc: string; readonly onEach: (done: number, of: number) => void },
): Promise<Result<ComparedEvidence>> {
  const names = await readdir(join(folder, "runs")).catch(() => null);
  if (names === null) {
    const expected = "a folder with runs/, as a sidecar or a place for copies has it";
    return refused(refusal("STOP_BAD_INPUT", { field: "--evidence", expected, actual: folder }));
  }
  const runs = names.filter((name) => RUN_ID_PATTERN.test(name)).sort();
  const lost: Lost[] = [];
  const differences: string[] = [];
  let closed = 0;
  for (const [at, runId] of runs.entries()) {
    parts.onEach(at + 1, runs.length);
    const sealed = await verifyEvidence(join(folder, "runs", runId));
    // A run that is not closed has sealed nothing.
    if (!sealed.ok && sealed.refusal.reason === "STOP_BAD_INPUT") continue;
    if (!sealed.ok) {
      differences.push(`the evidence of ${runId}: ${sealed.refusal.reason}`);
      continue;
    }
    closed += 1;
    const broken = sealed.value.checks.find(({ passed }) => !passed);
    if (broken !== undefined) {
      differences.push(`the evidence of ${runId}: ${broken.name}: ${broken.actual}`);
      continue;
    }
    const { entries } = sealed.value;
    const left = await audit.left(entries);
    const missing = left.ok ? left.value.find(({ passed }) => !passed) : null;
    if (left.ok && missing === undefined) continue;
    const said = left.ok ? `${missing?.name}: ${missing?.actual}` : left.refusal.reason;
    const utc = entries.at(-1)?.at ?? null;
    if (utc !== null && utc > parts.takenUtc)
      lost.push({
        id: runId,
        what: `it was closed, and the backup does not hold what it has left: ${said}`,
        utc,
      });
    else
      differences.push(
        `${runId} was closed before the backup was taken, and has left something else: ${said}`,
      );
  }
  return accepted({ runs: closed, lost, differences });
}
