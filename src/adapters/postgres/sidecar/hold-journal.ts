import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { EntryOf, JournalForm } from "../../../domain/journal.ts";
import { type Refusal, RefusalError, refusal } from "../../../domain/refusal.ts";
import { accepted, type Result, refused } from "../../../domain/result.ts";
import { utc } from "../../../domain/run.ts";
import { readUtc } from "../../../domain/text-forms.ts";
import type { Json } from "../../../json/canonical-json.ts";
import { type JournalFolder, type JournalView, MAX_LEASE_MS } from "../../../ports/sidecar.ts";
import type { SqlSession, SqlSource } from "../../../ports/sql.ts";
import {
  appendEntry,
  findJournal,
  type JournalKey,
  readEntries,
  readFileRow,
  readLeaseRow,
  type Writer,
  writeFileRow,
  writeLeaseRow,
} from "./journal-rows.ts";
import { refuseWrite } from "./refuse-write.ts";
import { isLockHeld, type LockTimes, type RunLock, takeRunLock } from "./run-lock.ts";

/** Where the journals of runs, or those of batches, are, and what they can say. */
export interface JournalPlace<Event> {
  readonly sql: SqlSource;
  readonly form: JournalForm<Event>;
  /** What its ids look like. */
  readonly ids: RegExp;
  /** The folder of a run on this machine, which may vanish at any time. */
  readonly folderOf: (id: string) => string;
  readonly unknown: (id: string) => Refusal;
  readonly readHold: () => Promise<string | null>;
  readonly times: LockTimes;
  /** Tells people what does not stop the run. */
  readonly note: (text: string) => void;
}

/** Begins the journal of a new run or batch with its first entry; where it is adopted, an earlier one stays beside it. */
export async function createJournal<Event extends Json>(
  place: JournalPlace<Event>,
  id: string,
  started: { readonly event: Event; readonly at: Date },
): Promise<Result<JournalFolder<Event>>> {
  const lock = await takeRunLock(place.sql, id, place.times);
  if (!lock.ok) return lock;
  const { session, fence } = lock.value;
  return orRelease(lock.value, async () => {
    const taken = place.form.numberOf(started.event);
    const isAdopted = taken > 0;
    // Whoever adopts has taken the number before this one, or somebody else has been here since.
    if (isAdopted && taken !== fence - 1)
      return refused(
        refusal("STOP_LOCK_HELD", {
          field: id,
          expected: `number ${taken}, under which it is adopted`,
          actual: `somebody else has taken number ${fence - 1} since`,
        }),
      );
    if (!isAdopted && (await findJournal(session, id)) !== null)
      return refused(refusal("STOP_RUN_ID_TAKEN", { field: "run_id", actual: id }));
    const writer = { session, id, began: fence, fence };
    const first = await appendEntry<Event>(writer, null, { event: started.event, at: utc(started.at) });
    return accepted(holdJournal(place, { lock: lock.value, writer, entries: [first] }));
  });
}

/** Opens a run or batch under its lock and the next number. */
export async function openJournal<Event extends Json>(
  place: JournalPlace<Event>,
  id: string,
): Promise<Result<JournalFolder<Event>>> {
  const known = await peekJournal(place, id);
  if (!known.ok) return known;
  const lock = await takeRunLock(place.sql, id, place.times);
  if (!lock.ok) return lock;
  const { session, fence } = lock.value;
  return orRelease(lock.value, async () => {
    const key = await findJournal(session, id);
    if (key === null) return refused(place.unknown(id));
    const entries = await readEntries(session, place.form, key);
    if (!entries.ok) return entries;
    return accepted(
      holdJournal(place, { lock: lock.value, writer: { session, fence, ...key }, entries: entries.value }),
    );
  });
}

/** Reads a run or batch without its lock. */
export async function peekJournal<Event extends Json>(
  place: JournalPlace<Event>,
  id: string,
): Promise<Result<JournalView<Event>>> {
  if (!place.ids.test(id)) return refused(place.unknown(id));
  await using session = await place.sql.open("sidecar");
  const key = await findJournal(session, id);
  if (key === null) return refused(place.unknown(id));
  const entries = await readEntries(session, place.form, key);
  if (!entries.ok) return entries;
  const lease = await readLeaseRow(session, id);
  return accepted({
    runId: id,
    folder: place.folderOf(id),
    entries: entries.value,
    lease: lease?.isRunning === true ? lease : null,
    isAtWork: await isLockHeld(session, id, place.times),
    readFile: (name) => readFileOf(place, key, name),
  });
}

async function readFileOf<Event>({ sql }: JournalPlace<Event>, key: JournalKey, name: string) {
  await using session = await sql.open("sidecar");
  return await readFileRow(session, key, name);
}

/** What is refused or fails lets go of the run. */
async function orRelease<T>(lock: RunLock, work: () => Promise<Result<T>>): Promise<Result<T>> {
  try {
    const done = await work();
    if (!done.ok) await lock[Symbol.asyncDispose]();
    return done;
  } catch (fault) {
    await lock[Symbol.asyncDispose]();
    throw fault;
  }
}

interface Held<Event> {
  readonly lock: RunLock;
  readonly writer: Writer;
  readonly entries: readonly EntryOf<Event>[];
}

function holdJournal<Event extends Json>(
  place: JournalPlace<Event>,
  { lock, writer, entries: found }: Held<Event>,
): JournalFolder<Event> {
  const { session, id, fence } = writer;
  const folder = place.folderOf(id);
  const entries = [...found];
  let broken: Refusal | null = null;
  let isKept = true;

  /** After the first failed write it refuses every other: what the table holds is then unknown. */
  async function write<T>(work: () => Promise<T>): Promise<T> {
    if (broken) throw new RefusalError(broken);
    try {
      return await work();
    } catch (fault) {
      broken = await refuseWrite(place.sql, writer, fault);
      throw broken === null ? fault : new RefusalError(broken);
    }
  }

  return {
    runId: id,
    folder,
    entries,
    lease: null,
    isAtWork: true,
    fence,
    append: (event, at) =>
      write(async () => {
        const entry = await appendEntry<Event>(writer, entries.at(-1) ?? null, { event, at: utc(at) });
        entries.push(entry);
        return entry;
      }),
    async writeFile(name, content) {
      await write(() => writeFileRow(writer, name, content));
      const lost = await keepForPeople(join(folder, name), content);
      // What is wrong with one file is wrong with the folder.
      if (lost !== null && isKept)
        place.note(`no copies for people in ${folder}, the database has all: ${lost}`);
      isKept = lost === null;
    },
    readFile: (name) => readFileRow(session, writer, name),
    arm: (lease) => write(() => writeLeaseRow(writer, lease)),
    // A switch that can't be turned off any more is of a number that permits nothing any more, or of a session that is gone.
    disarm: async () => {
      if (broken === null) await write(() => writeLeaseRow(writer, null));
    },
    async isArmed(gate, now) {
      if ((await place.readHold()) !== null) return false;
      return await holdsLease(session, { id, gate, fence, now });
    },
    [Symbol.asyncDispose]: () => lock[Symbol.asyncDispose](),
  };
}

/** Asked in the session that holds the lock: one that was ended has no answer. */
async function holdsLease(
  session: SqlSession,
  question: { readonly id: string; readonly gate: string; readonly fence: number; readonly now: Date },
): Promise<boolean> {
  const lease = await readLeaseRow(session, question.id);
  if (lease === null || lease.gate !== question.gate || lease.fence !== question.fence) return false;
  const remainingMs = readUtc(lease.expiresUtc).getTime() - question.now.getTime();
  return lease.isRunning && remainingMs > 0 && remainingMs <= MAX_LEASE_MS;
}

/** A copy on this machine of what people look at; nothing of it is read back, so a disk that does not take it stops nothing. Returns why it was not kept. */
async function keepForPeople(path: string, content: string): Promise<string | null> {
  try {
    await mkdir(dirname(path), { recursive: true, mode: 0o750 });
    await writeFile(path, content, { mode: 0o640 });
    return null;
  } catch (cause) {
    return cause instanceof Error ? cause.message : String(cause);
  }
}
