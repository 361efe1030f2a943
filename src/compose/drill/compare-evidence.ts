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

/** The runs of which a folder has something. */
export async function listEvidence(folder: string): Promise<Result<readonly string[]>> {
  const names = await readdir(join(folder, "runs")).catch(() => null);
  if (names !== null) return accepted(names.filter((name) => RUN_ID_PATTERN.test(name)).sort());
  const expected = "a folder with runs/, as a sidecar or a place for copies has it";
  return refused(refusal("STOP_BAD_INPUT", { field: "--evidence", expected, actual: folder }));
}

/**
 * Holds what closed runs have sealed against the restored database. What was sealed before the backup can have been taken has to be there; what was
 * sealed later is lost with it. The request says when the backup was there; its snapshot is older, by as long as the run was at work that took it.
 */
export async function compareEvidence(
  folder: string,
  audit: Pick<Audit, "left">,
  parts: {
    /** When the run was begun that took the backup, and when it asked. */
    readonly begunUtc: string;
    readonly askedUtc: string;
    readonly onEach: (done: number, of: number) => void;
  },
): Promise<Result<ComparedEvidence>> {
  const found = await listEvidence(folder);
  if (!found.ok) return found;
  const runs = found.value;
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
    if (utc !== null && utc > parts.begunUtc) {
      const when = utc > parts.askedUtc ? "" : " while the run was at work that took the backup";
      const what = `it was closed${when}, and the backup does not hold what it has left: ${said}`;
      lost.push({ id: runId, what, utc });
    } else
      differences.push(
        `${runId} was closed before the backup was taken, and has left something else: ${said}`,
      );
  }
  return accepted({ runs: closed, lost, differences });
}
