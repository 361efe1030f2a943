import { groupBy } from "../../../collections/group-by.ts";
import type {
  DayMove,
  DaySet,
  ExportedVersion,
  Provenance,
} from "../../../domain/reading/exported-version.ts";
import { rangeOf } from "./byte-range.ts";
import { EFFECT, EFFECT_UNSAID, known, moment } from "./reader-columns.ts";
import type { BareVersion } from "./reader-exported.ts";
import type { ReaderSession } from "./reader-session.ts";
import { readLineage } from "./reader-units.ts";

/** Completes the versions of a page. What many of them share, parents and runs, is asked for once. */
export async function openBeside(
  session: ReaderSession,
  documentId: string,
  knownAt: string | null,
): Promise<(page: readonly BareVersion[]) => Promise<readonly ExportedVersion[]>> {
  const isLinked = await hasAny(session, documentId, LINKS);
  const isMoved = await hasAny(session, documentId, MOVES);
  const addresses = new Map<string, string>();
  const runs = new Map<string, RunRow>();

  async function readParents(page: readonly BareVersion[]): Promise<void> {
    const ids = new Set(page.flatMap(({ parentId }) => parentId ?? []));
    const unknown = [...ids].filter((id) => !addresses.has(id));
    if (unknown.length === 0) return;
    const rows = await session.rows<ParentRow>(PARENTS_QUERY, [unknown]);
    for (const { unitId, unit } of rows) addresses.set(unitId, unit);
  }

  async function readRuns(page: readonly BareVersion[]): Promise<void> {
    const unknown = new Map(page.flatMap(({ runId, versionId }) => (runId ? [[runId, versionId]] : [])));
    for (const runId of runs.keys()) unknown.delete(runId);
    if (unknown.size === 0) return;
    const rows = await session.rows<RunRow>(RUNS_QUERY, [[...unknown.values()]]);
    for (const row of rows) runs.set(row.runId, row);
  }

  function provenanceOf(row: BareVersion): Provenance | null {
    const run = row.runId === null ? undefined : runs.get(row.runId);
    if (run === undefined) return null;
    return { ...run, bytes: rangeOf(row.startByte, row.endByte), projection: projectionOf(row) };
  }

  return async (page) => {
    const unitIds = isLinked ? [...new Set(page.map(({ unitId }) => unitId))] : [];
    const versionIds = page.map(({ versionId }) => versionId);
    const [links, moves] = await Promise.all([
      isLinked ? readLineage(session, unitIds, knownAt) : [],
      isMoved ? session.rows<MoveRow>(MOVES_QUERY, [versionIds, knownAt]) : [],
      readParents(page),
      readRuns(page),
    ]);
    const ends = links.flatMap((link) => [...new Set([link.from, link.to])].map((unit) => ({ unit, link })));
    const movesOf = groupBy(moves, ({ versionId }) => versionId);
    const linksOf = groupBy(ends, ({ unit }) => unit);
    return page.map((row) =>
      complete(row, {
        parent: row.parentId === null ? null : (addresses.get(row.parentId) ?? null),
        lineage: linksOf.get(row.unit)?.map(({ link }) => link) ?? NONE,
        provenance: provenanceOf(row),
        moves: movesOf.get(row.versionId)?.map(moveOf) ?? NONE,
      }),
    );
  };
}

function projectionOf({ projectionSha256: sha256, originalPart: part, ...row }: BareVersion) {
  return sha256 === null ? null : { sha256, part, bytes: rangeOf(row.originalStart, row.originalEnd) };
}

const NONE: readonly never[] = [];

/** Field by field, which takes a fraction of the time that copying a row but for some fields does. */
function complete(
  row: BareVersion,
  {
    parent,
    lineage,
    provenance,
    moves,
  }: Pick<ExportedVersion, "parent" | "lineage" | "provenance" | "moves">,
): ExportedVersion {
  const { unitId, unit, versionId, version, change, address, title, kind, sectionType, sha256 } = row;
  const { effect, recordedAt, citation, position, text, supersededBy } = row;
  return {
    unitId,
    unit,
    versionId,
    version,
    change,
    address,
    title,
    kind,
    sectionType,
    sha256,
    effect,
    recordedAt,
    citation,
    position,
    text,
    supersededBy,
    parent,
    lineage,
    provenance,
    moves,
  };
}

function moveOf({ versionId: _, was, effect, recordedAt, runId, ...set }: MoveRow): DayMove {
  return { was, effect, recordedAt, set: runId === null ? null : { runId, ...set } };
}

interface ParentRow {
  readonly unitId: string;
  readonly unit: string;
}

type RunRow = Omit<Provenance, "bytes" | "projection">;
/** The approval is null where the run is. */
type MoveRow = Omit<DayMove, "set"> &
  Omit<DaySet, "runId"> & { readonly versionId: string; readonly runId: string | null };

/** Whether the document has any of the rows; most have none, and need not be asked for them page by page. */
async function hasAny(session: ReaderSession, documentId: string, rows: string): Promise<boolean> {
  const [found] = await session.rows<{ readonly some: boolean }>(`select exists (${rows}) as some`, [
    documentId,
  ]);
  return found?.some ?? false;
}

/** Units that came from another, or became one. */
const LINKS = `select from public.unit_lineage l where l.from_unit in (
  select h.unit_id from public.iu_history h where h.document_id = $1)`;

/** What was said of the day of a version `h` after it was enacted: not in the same transaction, which has one time. */
const IS_MOVE = "e.recorded_at <> h.recorded_at";

/** What was said last of each version is later where anything is. */
const MOVES = `select from public.iu_history h cross join lateral (select o.recorded_at from public.iu_effect o
  where o.version_id = h.version_id order by o.ordinal desc limit 1) e where h.document_id = $1 and ${IS_MOVE}`;

const PARENTS_QUERY = `select distinct h.unit_id::text as "unitId", h.canonical_address as unit
from public.iu_history h where h.unit_id = any ($1::uuid[])`;

/** The approval in a row of `iu_provenance` or `iu_day_set`. */
const APPROVAL = `a.run_id as "runId", a.payload_sha256 as "payloadSha256", a.approval_commit as "approvalCommit",
  a.execution_commit as "executionCommit", a.persons, a.keys, ${moment("a.signed_utc")} as "signedUtc", ${moment("a.used_at")} as "usedUtc"`;

const MOVES_QUERY = `select m."versionId", m.was, m.effect, m."recordedAt", ${APPROVAL}
from (
  select e.version_id, e.version_id::text as "versionId", e.ordinal, ${EFFECT} as effect, ${moment("e.recorded_at")} as "recordedAt",
    lag(${EFFECT}, 1, ${EFFECT_UNSAID}) over (partition by e.version_id order by e.ordinal) as was, ${IS_MOVE} as is_move
  from public.iu_effect e join public.iu_history h using (version_id)
  where e.version_id = any ($1::uuid[]) and h.version_id = any ($1::uuid[]) and e.recorded_at <= ${known("$2")}
) m
left join (select s.* from public.iu_day_set s where s.version_id = any ($1::uuid[])) a using (version_id, ordinal)
where m.is_move order by m.version_id, m.ordinal`;

const RUNS_QUERY = `select a.source_sha256 as "sourceSha256", ${APPROVAL}
from public.iu_provenance a where a.version_id = any ($1::uuid[])`;
