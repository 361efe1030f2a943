import type { Change } from "../domain/delta.ts";
import { refuseInterrupted } from "../domain/interruption.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { accepted, type Result, refused } from "../domain/result.ts";
import type { SourceOrder } from "../domain/target-criteria.ts";
import type { SourceRegistry } from "../ports/source-registry.ts";
import { findRegistered } from "./find-registered.ts";
import { type Intake, type IntakeLimits, judgeSource } from "./register-source.ts";

/** A document of a set, whose bytes are read when it is its turn. */
export interface MemberToRegister {
  readonly file: string;
  readonly documentId: string;
  /** The order, and the sha256 of what is text of the law in its bytes. */
  readonly load: () => Promise<Result<{ readonly order: SourceOrder; readonly textSha256: string }>>;
}

/** What became of one document of a set. Nothing of its text is kept. */
export interface MemberRow {
  readonly file: string;
  readonly documentId: string;
  readonly result: "registered" | "registered already" | "refused" | "not judged";
  readonly refusal: Refusal | null;
  readonly version: {
    readonly versionSeq: number;
    readonly sha256: string;
    readonly sizeBytes: number;
  } | null;
  /** Null where it was not cut now. */
  readonly units: number | null;
  /** How often each change; null where nothing of the document is enacted. */
  readonly changes: Readonly<Partial<Record<Change, number>>> | null;
}

export interface ManyWatch {
  /** After each document. */
  readonly onJudged: (counts: { readonly judged: number; readonly refused: number }) => void;
  readonly interrupted: AbortSignal;
  /** False: something is wrong with the set already, so that it is judged and nothing is registered. */
  readonly maySucceed: boolean;
}

/** How many are under way at once in the one session: while the database works on one, another is cut. */
const AT_ONCE = 3;

/**
 * Registers a set in one transaction: every document is stored and judged by C1 to C7 as a single one is, and only where none is refused
 * all are committed. A process that ends before leaves nothing behind, one that ends later has left all.
 */
export async function registerMany(
  registry: SourceRegistry,
  members: readonly MemberToRegister[],
  limits: IntakeLimits,
  watch: ManyWatch,
): Promise<Result<readonly MemberRow[]>> {
  const rows: MemberRow[] = members.map((member) => rowOf(member));
  const texts: string[] = [];
  const waiting = members.entries();
  const faults: unknown[] = [];
  const counts = { judged: 0, refused: 0 };
  let stop: Refusal | null = null;
  let isAborted = false;
  const watched: SourceRegistry = {
    ...registry,
    async store(version, bytes) {
      const stored = await registry.store(version, bytes);
      // Another registration was faster: the server takes nothing more in this transaction.
      if (!stored.ok) isAborted = true;
      return stored;
    },
  };
  const judge = async (member: MemberToRegister): Promise<{ row: MemberRow; textSha256: string | null }> => {
    const loaded = await member.load();
    if (!loaded.ok) return { row: rowOf(member, loaded.refusal), textSha256: null };
    const { order, textSha256 } = loaded.value;
    const target = await watched.readTarget(order);
    if (!target.ok) {
      stop ??= target.refusal;
      return { row: rowOf(member), textSha256 };
    }
    const known = findRegistered(order, target.value);
    if (known !== null) {
      const { versionSeq, sha256 } = known;
      const version = { versionSeq, sha256, sizeBytes: order.bytes.length };
      return { row: { ...rowOf(member), result: "registered already", version }, textSha256 };
    }
    const intake = await judgeSource(watched, { order, target: target.value, limits });
    return { row: rowOfIntake(member, intake), textSha256 };
  };
  const work = async () => {
    for (const [at, member] of waiting) {
      if (watch.interrupted.aborted || stop !== null || isAborted || faults.length > 0) return;
      try {
        const { row, textSha256 } = await judge(member);
        rows[at] = row;
        if (textSha256 !== null) texts[at] = textSha256;
        counts.judged += 1;
        if (row.refusal !== null) counts.refused += 1;
        watch.onJudged(counts);
      } catch (fault) {
        faults.push(fault);
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  stop ??= refuseInterrupted(watch.interrupted);
  if (stop !== null) return refused(stop);
  if (faults.length > 0 && !isAborted) throw faults[0];
  const judged = refuseTwice(rows, texts);
  const isSound = watch.maySucceed && judged.every(({ result }) => result.startsWith("registered"));
  if (!isSound || judged.every(({ result }) => result === "registered already")) return accepted(judged);
  const committed = await registry.commit();
  return committed.ok ? accepted(judged) : committed;
}

function rowOf({ file, documentId }: MemberToRegister, found: Refusal | null = null): MemberRow {
  const result = found === null ? "not judged" : "refused";
  return { file, documentId, result, refusal: found, version: null, units: null, changes: null };
}

function rowOfIntake(member: MemberToRegister, { outcome, comparison, units }: Intake): MemberRow {
  if (!outcome.ok) return rowOf(member, outcome.refusal);
  const { versionSeq, sha256, sizeBytes } = outcome.value;
  const changes = comparison === null ? null : countsOf(comparison.delta.changes);
  return {
    ...rowOf(member),
    result: "registered",
    version: { versionSeq, sha256, sizeBytes },
    units,
    changes,
  };
}

function countsOf(changes: Iterable<{ readonly change: Change }>): NonNullable<MemberRow["changes"]> {
  const counts: Partial<Record<Change, number>> = {};
  for (const { change } of changes) counts[change] = (counts[change] ?? 0) + 1;
  return counts;
}

/** Refuses each document that has the text of one before it: one of the two is another law than the set says. */
function refuseTwice(rows: readonly MemberRow[], texts: readonly string[]): readonly MemberRow[] {
  const first = new Map<string, string>();
  return rows.map((row, at) => {
    const text = texts[at];
    const other = text === undefined ? undefined : first.get(text);
    if (text !== undefined && other === undefined) first.set(text, row.file);
    if (other === undefined || row.refusal !== null) return row;
    const expected = "a text that no other document of the folder has";
    const twice = refusal("STOP_BAD_INPUT", { field: row.file, expected, actual: `the text of ${other}` });
    return { ...row, result: "refused", refusal: twice };
  });
}
