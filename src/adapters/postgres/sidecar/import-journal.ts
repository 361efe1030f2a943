import type { EntryOf, JournalForm } from "../../../domain/journal.ts";
import { GENESIS, makeEntry } from "../../../domain/journal-chain.ts";
import { type Refusal, refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import type { Json } from "../../../json/canonical-json.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import { findJournal, readEntries, readFileRow, type Writer, writeFileRow } from "./journal-rows.ts";
import { takeRunLock } from "./run-lock.ts";

/** A run or batch as it is kept elsewhere. */
export interface KeptJournal<Event> {
  readonly id: string;
  readonly form: JournalForm<Event>;
  readonly entries: readonly EntryOf<Event>[];
  readonly files: readonly { readonly name: string; readonly content: Uint8Array }[];
}

/**
 * Writes a whole journal with its files, all or nothing, and reads it back. Returns false where the same one is there already. Refuses
 * `STOP_RUN_ID_TAKEN` where another one is there, `STOP_RUN_TAKEN_OVER` where somebody else has adopted it since, and who holds it meanwhile.
 */
export async function importJournal<Event extends Json>(
  sql: SqlSource,
  kept: KeptJournal<Event>,
): Promise<Result<boolean>> {
  const { id, form, entries } = kept;
  {
    // Before a number is taken, which would keep the rightful holder from writing.
    await using session = await sql.open("sidecar");
    const overtaken = (await findJournal(session, id)) === null ? await refuseOvertaken(session, kept) : null;
    if (overtaken) return refused(overtaken);
  }
  const lock = await takeRunLock(sql, id);
  if (!lock.ok) return lock;
  await using held = lock.value;
  const { session, fence } = held;
  const found = await findJournal(session, id);
  if (found !== null) {
    const there = await readEntries(session, form, found);
    if (!there.ok) return there;
    const [expected, actual] = [entries.at(-1)?.hash, there.value.at(-1)?.hash];
    if (expected === actual) return accepted(false);
    return refused(
      refusal("STOP_RUN_ID_TAKEN", {
        field: id,
        expected: `no journal in the database, or the folder's, which ends with ${expected}`,
        actual: `one that ends with ${actual}`,
        wayOut: "Find out which of the two is the run's; move the folder of the other one aside.",
      }),
    );
  }
  const overtaken = await refuseOvertaken(session, kept);
  if (overtaken) return refused(overtaken);
  const writer = { session, id, began: fence, fence };
  await session.query("begin");
  try {
    await writeAll(writer, kept);
    const different = await compare(writer, kept);
    await session.query(different === null ? "commit" : "rollback");
    return different === null ? accepted(true) : refused(different);
  } catch (fault) {
    await session.query("rollback").catch(() => undefined);
    throw fault;
  }
}

/** Who adopts a run takes its number in the lane that writes; what this lane has taken is of a move that was cut off. */
async function refuseOvertaken<Event extends Json>(
  session: SqlSession,
  { id, form, entries: [first] }: KeptJournal<Event>,
): Promise<Refusal | null> {
  const own = first === undefined ? 0 : form.numberOf(first.event);
  const { rows } = await session.query<{ taken: number | null }>(
    "select max(number)::int as taken from cutter_sidecar.fence where owner_id = $1 and number > $2 and taken_by <> session_user",
    [id, own],
  );
  const taken = rows[0]?.taken ?? null;
  if (taken === null) return null;
  return refusal("STOP_RUN_TAKEN_OVER", {
    field: id,
    expected: own === 0 ? "a run that nobody has adopted" : `number ${own}, under which the folder holds it`,
    actual: `number ${taken} was taken since`,
    wayOut: `Put the folder of this copy away, then move the others. Go on where the run was adopted; where that machine is lost for certain: cutter orchestrate adopt ${id} --over ${taken}`,
  });
}

async function writeAll<Event extends Json>(writer: Writer, { entries, files }: KeptJournal<Event>) {
  const lines = entries.map(({ seq, at, prev, event }) => makeEntry(seq, at, prev, event));
  await writer.session.query(
    `insert into cutter_sidecar.entry (owner_id, began, seq, fence, line, hash)
     select $1, $2::bigint, given.seq, $2::bigint, given.line, given.hash
     from unnest($3::int[], $4::text[], $5::text[]) as given (seq, line, hash) order by given.seq`,
    [
      writer.id,
      writer.began,
      lines.map(({ entry }) => entry.seq),
      lines.map(({ line }) => line.trimEnd()),
      lines.map(({ entry }) => entry.hash),
    ],
  );
  for (const { name, content } of files) await writeFileRow(writer, name, content);
}

async function compare<Event extends Json>(writer: Writer, { form, entries, files }: KeptJournal<Event>) {
  const read = await readEntries(writer.session, form, writer);
  if (!read.ok) return read.refusal;
  if (read.value.at(-1)?.hash !== (entries.at(-1)?.hash ?? GENESIS)) return unequal(writer.id, "journal");
  for (const { name, content } of files) {
    const back = await readFileRow(writer.session, writer, name);
    if (back === null || Buffer.compare(back, content) !== 0) return unequal(writer.id, name);
  }
  return null;
}

function unequal(id: string, name: string) {
  return refusal("STOP_STATE_CORRUPT", {
    field: `${id} ${name}`,
    expected: "in the database what the folder has",
    actual: "something else",
  });
}
