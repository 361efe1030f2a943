import type { EntryOf, JournalForm } from "../../../domain/journal.ts";
import { GENESIS, makeEntry, parseEntries, refuseOtherOwner } from "../../../domain/journal-chain.ts";
import { type Result, refused } from "../../../domain/result.ts";
import { type Json, sha256Hex } from "../../../json/canonical-json.ts";
import type { Lease } from "../../../ports/sidecar.ts";
import type { SqlSession } from "../../../ports/sql.ts";

/** Which journal of a run or batch: the number under which it was begun. */
export interface JournalKey {
  readonly id: string;
  readonly began: number;
}

/** The newest journal of a run or batch, or null where the table has none. */
export async function findJournal(session: SqlSession, id: string): Promise<JournalKey | null> {
  const { rows } = await session.query<{ began: number | null }>(
    "select max(began)::int as began from cutter_sidecar.entry where owner_id = $1",
    [id],
  );
  const began = rows[0]?.began ?? null;
  return began === null ? null : { id, began };
}

/** The lines of a journal, without their newlines. */
export async function readLines(session: SqlSession, { id, began }: JournalKey): Promise<readonly string[]> {
  const { rows } = await session.query<{ line: string }>(
    "select line from cutter_sidecar.entry where owner_id = $1 and began = $2 order by seq",
    [id, began],
  );
  return rows.map(({ line }) => line);
}

/** Every entry of a journal; `STOP_STATE_CORRUPT` where one was edited or is missing. */
export async function readEntries<Event extends Json>(
  session: SqlSession,
  form: JournalForm<Event>,
  key: JournalKey,
): Promise<Result<readonly EntryOf<Event>[]>> {
  const lines = await readLines(session, key);
  const entries = parseEntries(
    form,
    lines.map((line) => Buffer.from(line)),
  );
  if (!entries.ok) return entries;
  const foreign = refuseOtherOwner(form, entries.value, key.id);
  return foreign ? refused(foreign) : entries;
}

/** Who writes into a journal, and under which number. */
export interface Writer extends JournalKey {
  readonly session: SqlSession;
  readonly fence: number;
}

/** Appends an entry behind `last`, in a transaction of its own, and returns when it is committed. */
export async function appendEntry<Event extends Json>(
  { session, id, began, fence }: Writer,
  last: EntryOf<Event> | null,
  { event, at }: { readonly event: Event; readonly at: string },
): Promise<EntryOf<Event>> {
  const { line, entry } = makeEntry((last?.seq ?? 0) + 1, at, last?.hash ?? GENESIS, event);
  await session.query(
    "insert into cutter_sidecar.entry (owner_id, began, seq, fence, line, hash) values ($1, $2, $3, $4, $5, $6)",
    [id, began, entry.seq, fence, line.trimEnd(), entry.hash],
  );
  return entry;
}

/** Appends a version of a file, unless the newest is the same. */
export async function writeFileRow(
  { session, id, began, fence }: Writer,
  name: string,
  content: string | Uint8Array,
): Promise<void> {
  const bytes = Buffer.from(content);
  await session.query(
    `insert into cutter_sidecar.file (owner_id, began, name, version, fence, sha256, content)
     select $1, $2::bigint, $3, coalesce(max(f.version), 0) + 1, $4::bigint, $5, $6::bytea from cutter_sidecar.file f
     where f.owner_id = $1 and f.began = $2::bigint and f.name = $3
     having (array_agg(f.sha256 order by f.version desc))[1] is distinct from $5`,
    [id, began, name, fence, sha256Hex(bytes), bytes],
  );
}

/** The bytes of a file, or null where there is none. */
export async function readFileRow(
  session: SqlSession,
  { id, began }: JournalKey,
  name: string,
): Promise<Uint8Array | null> {
  const { rows } = await session.query<{ content: Uint8Array }>(
    `select content from cutter_sidecar.file where owner_id = $1 and began = $2 and name = $3
     order by version desc limit 1`,
    [id, began, name],
  );
  return rows[0]?.content ?? null;
}

/** The names of a run's files. */
export async function listFileRows(
  session: SqlSession,
  { id, began }: JournalKey,
): Promise<readonly string[]> {
  const { rows } = await session.query<{ name: string }>(
    `select distinct name collate "C" as name from cutter_sidecar.file where owner_id = $1 and began = $2 order by 1`,
    [id, began],
  );
  return rows.map(({ name }) => name);
}

/** The lease that was taken last and not given back, with the number of its holder; one that has ended counts for nobody. */
export async function readLeaseRow(
  session: SqlSession,
  id: string,
): Promise<(Lease & { readonly fence: number; readonly isRunning: boolean }) | null> {
  const { rows } = await session.query<{ gate: string; expires: string; fence: number; isRunning: boolean }>(
    `select gate, to_char(expires_at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as expires, fence::int as fence,
       expires_at > clock_timestamp() as "isRunning"
     from (select * from cutter_sidecar.lease where owner_id = $1 order by version desc limit 1) newest where gate is not null`,
    [id],
  );
  const [row] = rows;
  return row === undefined
    ? null
    : { runId: id, gate: row.gate, expiresUtc: row.expires, fence: row.fence, isRunning: row.isRunning };
}

/** Takes the lease, or with null gives it back where one is taken. */
export async function writeLeaseRow(
  { session, id, fence }: Omit<Writer, "began">,
  lease: Pick<Lease, "gate" | "expiresUtc"> | null,
): Promise<void> {
  await session.query(
    `insert into cutter_sidecar.lease (owner_id, version, fence, gate, expires_at)
     select $1, coalesce(max(l.version), 0) + 1, $2::bigint, $3::text, $4::timestamptz from cutter_sidecar.lease l where l.owner_id = $1
     having $3::text is not null or (array_agg(l.gate order by l.version desc))[1] is not null`,
    [id, fence, lease?.gate ?? null, lease?.expiresUtc ?? null],
  );
}
