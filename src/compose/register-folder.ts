import type { FolderProblem } from "../domain/check-folder.ts";
import { accepted, type Result } from "../domain/result.ts";
import { type MemberRow, type MemberToRegister, registerMany } from "../engine/register-many.ts";
import type { IntakeLimits } from "../engine/register-source.ts";
import type { Clock } from "../ports/clock.ts";
import type { SourceRegistry } from "../ports/source-registry.ts";
import { loadOrder } from "./load-order.ts";
import { type ReadFolder, readFolder } from "./read-folder.ts";

/** How far the work on a folder is. */
interface FolderProgress {
  readonly judged: number;
  readonly of: number;
  readonly refused: number;
  readonly elapsedMs: number;
}

export interface FolderOrder {
  readonly folder: string;
  readonly onProgress: (progress: FolderProgress) => void;
  readonly interrupted: AbortSignal;
}

/** What became of every document of a folder, and of every file of which nothing is said. */
export interface FolderIntake {
  readonly saidBy: ReadFolder["saidBy"];
  readonly rows: readonly FolderRow[];
  /** Whether the set stands in the base now, by this command or an earlier one. */
  readonly isRegistered: boolean;
  readonly elapsedMs: number;
}

type FolderRow = Omit<MemberRow, "documentId"> & { readonly documentId: string | null };

/** Registers the documents of a folder, all or none; a folder with a problem is judged to its end all the same. */
export async function registerFolder(
  { folder, onProgress, interrupted }: FolderOrder,
  parts: {
    readonly clock: Clock;
    readonly readLimits: () => Promise<Result<IntakeLimits>>;
    readonly openRegistry: () => Promise<SourceRegistry>;
  },
): Promise<Result<FolderIntake>> {
  const began = parts.clock.now().getTime();
  const elapsedMs = () => parts.clock.now().getTime() - began;
  const found = await readFolder(folder);
  if (!found.ok) return found;
  const limits = await parts.readLimits();
  if (!limits.ok) return limits;
  const { entries, problems, saidBy } = found.value;
  const wrong = new Set(problems.map(({ file }) => file));
  const members = entries
    .filter(({ file }) => !wrong.has(file))
    .map(
      (entry): MemberToRegister => ({
        file: entry.file,
        documentId: entry.document_id,
        load: () => loadOrder(found.value, entry),
      }),
    );
  await using registry = await parts.openRegistry();
  const judged = await registerMany(registry, members, limits.value, {
    interrupted,
    maySucceed: problems.length === 0,
    onJudged: (counts) => onProgress({ ...counts, of: members.length, elapsedMs: elapsedMs() }),
  });
  if (!judged.ok) return judged;
  const rows = [...problems.map(rowOfProblem), ...judged.value];
  const isRegistered = rows.every(({ result }) => result.startsWith("registered"));
  return accepted({ saidBy, rows, isRegistered, elapsedMs: elapsedMs() });
}

function rowOfProblem({ file, documentId, refusal }: FolderProblem): FolderRow {
  return { file, documentId, result: "refused", refusal, version: null, units: null, changes: null };
}
